import matplotlib.pyplot as plt
import numpy as np

from snippets.a_classifier_from_a_language_model import classifiers
from snippets.lab.world.corpus import truth

world = truth("training")
texts = [
    "this movie is great !",
    "this song is lovely but the rhythm is weak .",
    "movie great this is !",
    "this movie is great great great !",
    "this movie is hungry !",
    "the cat sat on the mat",
]
labelled = [[f"{label} : {x}" for x in texts] for label in ("positive", "negative")]
surprise = -np.logaddexp(*map(classifiers.log_probs, labelled)) / np.log(2)  # bits of x, any label
with np.errstate(divide="ignore"):
    exact = -np.logaddexp(*map(world.log_probs, labelled)) / np.log(2)
reviews = [x for x in world.sentences if x.startswith("this ")]
p_review = np.exp(world.log_probs(reviews))
rarest = -np.log2(p_review.min())

tuned = classifiers.bert_fine_tuned(texts)
surest = np.maximum(tuned, 1 - tuned)[2:].max()  # of the four odd ones
doubtful = world.posteriors(reviews).max(axis=1) <= surest

print(" bits of x    P(positive|x)")
print("  GPT  exact  fine-tuned  x")
for x, bits, true, p in zip(texts, surprise, exact, tuned, strict=True):
    print(f"{bits:5.1f}  {true:5.1f}  {p:10.2f}  {x}")
print(f"rarest_review_bits = {rarest:.1f}")
print(f"mildest_odd_bits = {surprise[2:].min():.1f}")
print(f"surest_of_odd = {surest:.2f}")
print(f"as_doubtful = {p_review[doubtful].sum() / p_review.sum():.1%}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.barh(texts, surprise, color="tab:blue", height=0.6, label="GPT, either label")
ax.plot(exact, texts, "kD", ms=6, label="exact, where possible")
ax.axvline(rarest, color="k", ls="--", label="rarest possible review")
ax.set_xlabel("surprise in bits")
ax.invert_yaxis()
fig.legend(loc="outside upper center", ncols=3, fontsize=9)
plt.show()
