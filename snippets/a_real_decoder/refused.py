from snippets.a_real_decoder.scoring import PromptError, encode, next_log_probs, one_token

for ask, text in [
    (encode, "  "),
    (encode, "word " * 9000),
    (one_token, " thumbs up"),
    (lambda text: next_log_probs([text], before="A review."), ""),
    (lambda text: next_log_probs([text], before="A review:\n\n"), "I liked it."),
]:
    try:
        ask(text)
    except PromptError as error:
        print(error)
print(len(encode(" word" * 8191)), "tokens are read")
