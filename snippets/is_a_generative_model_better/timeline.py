import matplotlib.pyplot as plt

representative = [
    (2008, 2009.8, "before 2010:\nstatistical models,\nfirst recurrent nets"),
    (2010, 2016.8, "2010s: embeddings\n(Word2Vec, GloVe);\ndeeper CNNs and RNNs"),
    (2018, 2018, "2018: BERT"),
    (2018.6, 2026, "after BERT:\nRoBERTa, ALBERT,\nELECTRA …"),
]
generative = [
    (2008, 2009.8, "before 2010:\nn-gram models,\nfirst recurrent nets"),
    (2014, 2014, "2014: GANs (images)"),
    (2018, 2018, "2018: GPT-1"),
    (2020, 2020, "2020: GPT-3"),
    (2020.6, 2026, "after GPT-3:\nGPT-4, PaLM, LLaMA;\nimage generators too"),
]
fig, ax = plt.subplots(figsize=(6.4, 5), layout="constrained")
for events, side, align in [(representative, -1, "right"), (generative, 1, "left")]:
    for start, end, text in events:
        ax.plot([side, side], [start, end], marker="o", lw=4, color="tab:blue")
        ax.text(side * 1.5, (start + end) / 2, text, ha=align, va="center", fontsize=11)
ax.plot([-1, 1], [2017, 2017], marker="s", lw=4, color="tab:orange")
ax.text(1.5, 2017, "2017: Transformer (both)", va="center", fontsize=11)
ax.text(-1.5, 2006.5, "Representative", ha="right", fontsize=12, weight="bold")
ax.text(1.5, 2006.5, "Generative", ha="left", fontsize=12, weight="bold")
ax.set(xlim=(-9, 9), ylim=(2026.5, 2006), xticks=[], ylabel="year")
ax.set_yticks([2008, 2010, 2014, 2017, 2020, 2026])
ax.spines[["top", "right", "bottom"]].set_visible(False)
plt.show()
