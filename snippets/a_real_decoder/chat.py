from snippets.a_real_decoder.reviews import REVIEWS, judge
from snippets.a_real_decoder.scoring import next_log_probs, one_token, tokenizer


def chat(question):
    request = [{"role": "user", "content": f"Review: REVIEW\n{question}"}]
    return tokenizer.apply_chat_template(request, tokenize=False, add_generation_prompt=True)


questions = ["Is this review negative or positive?", "Is this review positive or negative?"]
print(chat(questions[0]))
for question in questions:
    before, tail = chat(question).split(" REVIEW")
    answers = next_log_probs([f" {text}{tail}" for text in REVIEWS], before)
    print(question)
    for pan, praise in [("negative", "positive"), ("Negative", "Positive")]:
        log_odds = (answers[:, one_token(praise)] - answers[:, one_token(pan)]).numpy()
        numbers = {key: round(float(value), 2) for key, value in judge(log_odds).items()}
        print(f"  {pan}/{praise}", *(f"{key} {value:.2f}" for key, value in numbers.items()))
    likeliest = answers[0].argmax()
    print("  first word of the likeliest reply to the first:", tokenizer.decode([likeliest]))
