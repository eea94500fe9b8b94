import torch
from transformers import T5Config, T5ForConditionalGeneration

torch.manual_seed(0)
passage = ["the", "bakery", "opens", "at", "seven", "and", "closes", "at", "noon"]
vocab = ["<pad>", "midday", "twelve", "never", *sorted(set(passage))]
input_ids = torch.tensor([[vocab.index(word) for word in passage]])
config = T5Config(vocab_size=len(vocab), d_model=32, d_ff=64, num_layers=2)
t5 = T5ForConditionalGeneration(config).eval()

states = t5.encoder(input_ids).last_hidden_state  # (1, 9, 32)
start, end = torch.nn.Linear(32, 2)(states)[0].T  # (9,) each
first, last = torch.triu_indices(9, 9)  # (45,) each
p_span = (start[first] + end[last]).softmax(0)
answers = [" ".join(passage[i : j + 1]) for i, j in zip(first, last, strict=True)]
p_noon_span = p_span[answers.index("noon")]
p_midday_span = p_span[torch.tensor([answer == "midday" for answer in answers])].sum()

start_token = torch.tensor([[0]])
logits = t5(encoder_outputs=(states,), decoder_input_ids=start_token).logits
p_word = logits[0, 0].softmax(-1)  # (12,)
p_noon, p_midday = p_word[[vocab.index("noon"), vocab.index("midday")]]

print("untrained   P(noon)  P(midday)")
print(f"extractive  {p_noon_span:7.3f} {p_midday_span:10.3f}")
print(f"generative  {p_noon:7.3f} {p_midday:10.3f}")
print(f"extractive_answers = {len(answers)}")
print(f"three_word_answers = {len(vocab) ** 3}")
