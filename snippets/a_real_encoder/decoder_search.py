import matplotlib.pyplot as plt
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from torch.nn.functional import normalize
from transformers import AutoModel, AutoTokenizer

from snippets.a_real_encoder.glossary import asked, ranks, summary
from snippets.a_real_encoder.questions import QUESTIONS
from snippets.a_real_encoder.vectors import embed, load, of_layers
from snippets.lab.public import fetched

anchors, documents = asked().keys(), list(asked().values())
n, texts = len(documents), documents + list(QUESTIONS)
vectors = embed(texts, *load())
counts = TfidfVectorizer().fit(documents).transform(texts)
by_word = (counts[n:] @ counts[:n].T).toarray()
others = {"minilm": ranks(vectors[n:] @ vectors[:n].T, anchors), "tfidf": ranks(by_word, anchors)}

folder = fetched("smollm2-135m-instruct")
model = AutoModel.from_pretrained(folder)
ways = of_layers(texts, AutoTokenizer.from_pretrained(folder), model)
chosen = ways["no_first"]
ways["standardised"] = (chosen - chosen[:n].mean(0)) / chosen[:n].std(0)
found = {}
for way, layers in ways.items():
    unit = normalize(layers, dim=-1).transpose(0, 1)  # (layers, texts, d)
    found[way] = np.array([ranks(layer[n:] @ layer[:n].T, anchors) for layer in unit])

print(f"entries = {n}")
last = model.config.num_hidden_layers
for way, rank in found.items():
    others |= {f"{way}_middle": rank[last // 2], f"{way}_last": rank[last]}
for name, rank in others.items():
    print(f"{name} = {(1 / rank).mean():.2f}")
    print(summary(rank, others["minilm"]))

fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
labels = ["mean", "mean without the first", "last token", "without the first, standardised"]
for label, rank, style in zip(labels, found.values(), ("o-", "s-", "x:", "^--"), strict=True):
    ax.plot((1 / rank).mean(1), style, ms=4, label=label)
ax.axhline((1 / others["minilm"]).mean(), color="k", label="MiniLM")
ax.axhline((1 / others["tfidf"]).mean(), color="k", ls="--", label="TF-IDF")
ax.set(xlabel="layer of SmolLM2", ylabel="mean reciprocal rank", ylim=(0, 1))
ax.legend(ncols=2)
plt.show()
