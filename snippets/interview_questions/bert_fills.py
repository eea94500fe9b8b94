# tolerance: 0.02 (spread 0)
import torch
from transformers import BertConfig, BertForMaskedLM

sentences = [
    "The cat sat on the mat",
    "The dog slept in the sun",
    "A bird sang in the tree",
    "Once there lived a princess .",
]
words = ["[PAD]", "[MASK]", *sorted({w for s in sentences for w in s.split()})]
word_id = {word: i for i, word in enumerate(words)}
original = torch.tensor([[word_id[w] for w in s.split()] for s in sentences])

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)  # so that every machine ends at the same weights
size = {"vocab_size": len(words), "hidden_size": 32, "intermediate_size": 64}
layers = {"num_hidden_layers": 2, "num_attention_heads": 2}
dropout = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
model = BertForMaskedLM(BertConfig(**size, **layers, **dropout))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for _ in range(500):
    chosen = torch.rand(original.shape) < 0.4
    corrupted = original.masked_fill(chosen, word_id["[MASK]"])
    labels = original.where(chosen, -100)  # no loss where nothing was hidden
    model(corrupted, labels=labels).loss.backward()
    optimizer.step()
    optimizer.zero_grad()

model.eval()
text = "The [MASK] sat on the [MASK]"
tokens = text.split()
input_ids = torch.tensor([[word_id[token] for token in tokens]])
p = model(input_ids).logits.softmax(-1)[0]  # (6, words)
best = [words[i] for i in p.argmax(-1)]
filled = [b if t == "[MASK]" else t for t, b in zip(tokens, best, strict=True)]
print("input: ", text)
print("output:", *filled)
print("p_cat =", f"{p[1, word_id['cat']]:.2f}")
print("p_mat =", f"{p[5, word_id['mat']]:.2f}")
print("positions_with_loss =", tokens.count("[MASK]"))
