import matplotlib.pyplot as plt
import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
world = truth("training")
prompts = ["the cat sat on the", "this movie is great\nbut the plot is", "paris is a famous"]

fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.9), sharex=True, layout="constrained")
for ax, prompt in zip(axes, prompts, strict=True):
    with torch.no_grad():
        logits = model(**tokenizer(prompt, return_tensors="pt")).logits  # (1, tokens, vocabulary)
    p = logits[0, -1].softmax(dim=-1).numpy()
    exact = world.next_token(prompt)
    likeliest = (-p).argsort()[:4].tolist()
    words = tokenizer.convert_ids_to_tokens(likeliest)
    print(" ".join(prompt.split()), "…")
    for word, i in zip(words, likeliest, strict=True):
        print(f"  {word:8} logit {logits[0, -1, i]:6.2f}   p {p[i]:.3f}   exact {exact[i]:.3f}")
    if "mat" in words:
        print("p_mat =", f"{p[likeliest[0]]:.3f}")
        print("exact_mat =", f"{exact[likeliest[0]]:.3f}")
    ax.barh(words, p[likeliest], color="tab:blue", label="GPT")
    ax.plot(exact[likeliest], words, "|", color="black", ms=18, mew=2.5, label="exact")
    ax.set(title=f"{prompt} …", xlim=(0, 1), xlabel="P(next word)")
    ax.invert_yaxis()
axes[1].legend(loc="lower right")
plt.show()
