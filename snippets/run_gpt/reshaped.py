import matplotlib.pyplot as plt
import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import truth
from snippets.run_gpt.decoding import apply_temperature, keep_top_k, keep_top_p

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
prompt = "once upon a time , there lived a"
with torch.no_grad():
    logits = model(**tokenizer(prompt, return_tensors="pt")).logits[0, -1]
exact = truth("training").next_token(prompt)
shown = logits.topk(12).indices.tolist()
words = tokenizer.convert_ids_to_tokens(shown)

panels = {
    "temperature 0.5": apply_temperature(logits, 0.5),
    "temperature 2": apply_temperature(logits, 2),
    "top-k 3": keep_top_k(logits, 3),
    "top-p 0.6": keep_top_p(logits, 0.6),
}
fig, axes = plt.subplots(2, 2, figsize=(6.4, 5), sharex=True, sharey=True, layout="constrained")
for ax, (name, changed) in zip(axes.flat, panels.items(), strict=True):
    ax.bar(words, changed.softmax(-1)[shown].numpy(), color="tab:blue", label="GPT, changed")
    ax.plot(words, exact[shown], "_", color="black", ms=12, mew=2.5, label="exact")
    ax.set(title=name)
    ax.tick_params("x", rotation=90)
axes[0, 0].legend()
fig.supylabel("P(next word)")
plt.show()
