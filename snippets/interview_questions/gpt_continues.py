# tolerance: 0.02 (spread 0)
import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence
from transformers import GPT2Config, GPT2LMHeadModel

sentences = [
    "<eos> Once upon a time , there lived a princess <eos>",
    "<eos> Once there was a cat <eos>",
    "<eos> The cat sat on the mat <eos>",
    "<eos> The dog slept in the sun <eos>",
]
words = sorted({word for text in sentences for word in text.split()})
word_id = {word: i for i, word in enumerate(words)}
rows = [torch.tensor([word_id[word] for word in text.split()]) for text in sentences]
target = pad_sequence(rows, batch_first=True, padding_value=-100)  # no loss on -100
input_ids = target.clamp(min=0)

torch.manual_seed(0)
eos = word_id["<eos>"]
size = {"vocab_size": len(words), "n_embd": 32, "n_layer": 2, "n_head": 2}
dropout = {"resid_pdrop": 0.0, "embd_pdrop": 0.0, "attn_pdrop": 0.0}
config = GPT2Config(bos_token_id=eos, eos_token_id=eos, **size, **dropout)
model = GPT2LMHeadModel(config)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for _ in range(100):
    logits = model(input_ids[:, :-1]).logits  # (4, 10, words)
    cross_entropy(logits.flatten(0, 1), target[:, 1:].flatten()).backward()
    optimizer.step()
    optimizer.zero_grad()

model.eval()
prompt = input_ids[:1, :4]
story = model.generate(prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=8)[0]
print("prompt:      ", *(words[i] for i in story[1:4]))
print("continuation:", *(words[i] for i in story[4:-1]))
log_prob = model(input_ids[:1, :-1]).logits[0].log_softmax(-1)
factors = log_prob.gather(1, input_ids[0, 1:, None])[:, 0].exp()
print("factors:", *(f"{p:.2f}" for p in factors))
print("p_sentence =", f"{factors.prod():.2f}")
