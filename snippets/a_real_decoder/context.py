"""A few examples with their labels before each review, judged and drawn."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.a_real_decoder.reviews import REVIEWS, judge, wilson
from snippets.a_real_decoder.scoring import next_log_probs, one_token

LABELS = {True: " positive", False: " negative"}


# --8<-- [start:judge]
def judge_context(examples):
    """Judge the answers to all reviews after examples, pairs of a text and whether it is praise."""
    shown = [f"Review: {text}\nSentiment:{LABELS[label]}\n\n" for text, label in examples]
    texts = [f" {text}\nSentiment:" for text in REVIEWS]
    answers = next_log_probs(texts, before="".join(shown) + "Review:")
    answers = answers[:, [one_token(label) for label in LABELS.values()]]
    row = judge((answers[:, 0] - answers[:, 1]).numpy())
    return row | {"both": float(answers.exp().sum(1).mean()), "last": LABELS[examples[-1][1]]}


# --8<-- [end:judge]
# --8<-- [start:show]
def show(found):
    """Print and draw what was found: by name, what `judge_context` returned."""
    print(f"{'examples':18} last      both  plain  half   AUC    called positive")
    for name, row in found.items():
        numbers = f"{row['plain']:.3f}  {row['halves']:.3f}  {row['auc']:.3f}  {row['praised']:.3f}"
        print(f"{name:18}{row['last']}  {row['both']:.2f}  {numbers}")
    fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
    for shift, key, label in [(-0.12, "plain", "as it is"), (0.12, "halves", "half each")]:
        values = np.array([row[key] for row in found.values()])
        ends = np.array([wilson(value) for value in values]).T
        look = {"fmt": "o" if key == "plain" else "s", "label": f"accuracy, {label}"}
        ax.errorbar(values, np.arange(len(found)) + shift, xerr=abs(ends - values), **look)
    praised = [row["praised"] for row in found.values()]
    ax.plot(praised, range(len(found)), "x", color="black", label="called positive")
    ax.axvline(0.5, color="black", ls="--", lw=1)
    ax.set_yticks(range(len(found)), [f"{name}\nlast:{row['last']}" for name, row in found.items()])
    ax.set(xlim=(-0.02, 1.02), xlabel="share of the forty reviews")
    ax.invert_yaxis()
    fig.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=3)


# --8<-- [end:show]
