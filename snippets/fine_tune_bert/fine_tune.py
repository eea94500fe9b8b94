# tolerance: 0.03 (spread 0)
import matplotlib.pyplot as plt

from snippets.fine_tune_bert.tuning import fine_tune, new_classifier
from snippets.lab.reviews import accuracy, draw, exact, probability_positive


def exact_accuracy(model):
    return accuracy(probability_positive(model) > 0.5)


chosen, positive = draw(256, seed=0)
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
for start, style in {"pretrained": "o-", "random": "s:"}.items():
    model = new_classifier(pretrained=start == "pretrained")
    curve = fine_tune(model, chosen, positive, epochs=6, measure=exact_accuracy)
    print(f"{start}_before = {curve[0]:.2f}")
    print(f"{start}_after = {curve[-1]:.2f}")
    ax.plot([0, 2, 4, 6], curve, style, label=f"{start} body")
print(f"bayes_accuracy = {accuracy(exact > 0.5):.2f}")
ax.axhline(accuracy(exact > 0.5), color="black", linestyle="--", label="exact (Bayes)")
ax.set(xlabel="times through 256 labelled reviews", ylabel="accuracy over all reviews")
ax.set_ylim(0.45, 0.92)
fig.legend(fontsize=10, loc="outside upper center", ncols=3)
plt.show()
