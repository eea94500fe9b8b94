import matplotlib.pyplot as plt

MODELS = [  # model, target, objective, mask
    ("GPT", "P(x)", "next token", "causal"),
    ("GPT, label first", "P(x, y)", "next token", "causal"),
    ("prefix LM", "P(rest|prefix)", "next token", "prefix"),
    ("BERT pretrained", "P(hidden|shown)", "denoising", "full"),
    ("masked diffusion", "P(x)", "denoising", "full"),
    ("T5", "P(spans|rest)", "denoising", "encoder–decoder"),
    ("BART", "P(x|damaged x)", "denoising", "encoder–decoder"),
    ("BERT fine-tuned", "P(y|x)", "label loss", "full"),
    ("ELECTRA", "P(swapped|x)", "label loss", "full"),
    ("logistic regr.", "P(y|x)", "label loss", "none"),
    ("naive Bayes", "P(x, y)", "counting", "none"),
]
objectives = ["next token", "denoising", "label loss", "counting"]
masks = ["causal", "prefix", "full", "encoder–decoder", "none"]

fig, ax = plt.subplots(figsize=(6.4, 5.0), layout="constrained")
for x in range(len(objectives)):
    for y in range(len(masks)):
        here = [m for m in MODELS if m[2:] == (objectives[x], masks[y])]
        for i in range(len(here)):
            middle = y + i * 0.46 - (len(here) - 1) * 0.23
            name, target = here[i][:2]
            color = "tab:orange" if "|" in target else "tab:blue"
            ax.plot([x - 0.46] * 2, [middle - 0.17, middle + 0.17], color=color, linewidth=4)
            ax.text(x - 0.42, middle, f"{name}\n{target}", va="center", size=10)
ax.set(xticks=range(4), yticks=range(5), xlim=(-0.5, 3.5), ylim=(4.5, -0.5))
ax.set_xticklabels(objectives, size=11, weight="bold")
ax.set_yticklabels([mask.replace("–", "–\n") for mask in masks], size=11, weight="bold")
ax.xaxis.tick_top()
ax.vlines([0.5, 1.5, 2.5], -0.5, 4.5, color="0.8")
ax.hlines([0.5, 1.5, 2.5, 3.5], -0.5, 3.5, color="0.8")
ax.set_xlabel("objective: how it is trained")
ax.set_ylabel("mask: what each position may see")
plt.show()
