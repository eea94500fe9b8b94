import matplotlib.pyplot as plt
import torch

from snippets.a_real_encoder.glossary import entries
from snippets.a_real_encoder.vectors import causal, embed, load

tokenizer, model = load()
texts = ["the bank raised its rates once again", "the bank of the stream was muddy"]
encoded = tokenizer(texts, return_tensors="pt")
outputs = {}
for name, mask in {
    "full": encoded.attention_mask,
    "causal": causal(encoded.attention_mask),
}.items():
    with torch.no_grad():
        outputs[name] = model(encoded.input_ids, attention_mask=mask).last_hidden_state
    bank = torch.cosine_similarity(*outputs[name][:, 2], dim=0)
    print(f"bank_{name} = {bank:.2f}")

documents = [f"{title}: {text}" for title, text in entries().values()]
full, triangle = (embed(documents, tokenizer, model, mask) for mask in (None, causal))
own = (full * triangle).sum(1)
neighbours = [(v @ v.T).fill_diagonal_(-1).argmax(1) for v in (full, triangle)]
kept = (neighbours[0] == neighbours[1]).sum()
print(f"entry_with_itself = {own.mean():.2f}")
print(f"nearest_kept = {kept}\nentries = {len(documents)}")

moved = torch.cosine_similarity(outputs["full"][0], outputs["causal"][0], dim=-1)
fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
ax.bar(range(len(moved)), moved.numpy())
ax.set_xticks(range(len(moved)), tokenizer.convert_ids_to_tokens(encoded.input_ids[0]))
ax.set(ylabel="cosine, full and causal", ylim=(0, 1))
plt.show()
