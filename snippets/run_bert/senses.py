import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import truth

world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")

rng = np.random.default_rng(0)
texts = world.sample(rng, 150, fixed={0: "paris", 1: "is", 2: "a"})
texts += world.sample(rng, 150, fixed={2: "paris"}, family="fact")
texts = sorted({text for text in texts if "capital" not in text})
city = world.posteriors(texts, "sense")[:, world.values("sense").index("city")] > 0.5
encoded = tokenizer(texts, return_tensors="pt", padding=True)
with torch.no_grad():
    hidden_states = model(**encoded, output_hidden_states=True).hidden_states
at_paris = encoded.input_ids == tokenizer.convert_tokens_to_ids("paris")

train = rng.random(len(texts)) < 0.5
print(f"sentences = {len(texts)}\nshare_city = {city[~train].mean():.3f}")
for layer, states in enumerate(hidden_states):
    vectors = states[at_paris].numpy()  # (sentences, d)
    probe = LogisticRegression(max_iter=1000).fit(vectors[train], city[train])
    print(f"probe_layer_{layer} = {probe.score(vectors[~train], city[~train]):.3f}")
print(f"probe_last = {probe.score(vectors[~train], city[~train]):.3f}")

points = PCA(2, random_state=0).fit_transform(vectors)  # (sentences, 2), of the last layer
fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
first = np.array([text.startswith("paris") for text in texts])
for where, spot, fill in (("first word", first, "full"), ("later", ~first, "none")):
    for sense, chosen, style in (("city", city, "C0o"), ("person", ~city, "C1s")):
        ax.plot(*points[spot & chosen].T, style, fillstyle=fill, label=f"{sense}, {where}")
ax.set(xlabel="first principal component", ylabel="second principal component")
ax.legend()
plt.show()
