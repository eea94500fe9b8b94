import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.run_gpt import by_hand

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt", dtype=torch.float64)
model.loss_type = "ForCausalLM"
input_ids = tokenizer("the cat sat on the mat [EOS]", return_tensors="pt").input_ids
with torch.no_grad():
    library = model(input_ids, labels=input_ids)
    logits = by_hand.forward(input_ids[0], model)  # (tokens, vocabulary)
    loss = by_hand.loss(logits, input_ids[0])

difference = (logits - library.logits[0]).abs().max()
print("logits within 1e-5:", bool(difference <= 1e-5))
print("loss within 1e-5:", bool((loss - library.loss).abs() <= 1e-5))
print("loss_nats =", f"{loss:.3f}")
print("loss_bits =", f"{loss / torch.tensor(2.0).log():.3f}")
for position, p in enumerate(logits.softmax(dim=-1)[1:6], start=1):
    text = tokenizer.decode(input_ids[0, 1 : position + 1])
    print(f"{text:18} → {tokenizer.decode([p.argmax()]):6} {p.max():.3f}")
