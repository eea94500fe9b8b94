import matplotlib.pyplot as plt
import numpy as np

from snippets.a_real_decoder.reviews import REVIEWS, judge, wilson
from snippets.a_real_decoder.scoring import next_log_probs_by_tail, one_token
from snippets.a_real_decoder.wording import PAIRS, TAILS

answers = next_log_probs_by_tail([f"Review: {text}\n" for text in [*REVIEWS, "N/A"]], TAILS)
found = {}
print("plain  N/A   half   AUC    positive  prompt and label words")
for tail, (pan, praise) in [(tail, pair) for tail in TAILS for pair in PAIRS]:
    log_odds = (answers[tail][:, one_token(praise)] - answers[tail][:, one_token(pan)]).numpy()
    row = found[tail, praise] = judge(log_odds[:-1])
    row["blank"] = judge(log_odds[:-1] - log_odds[-1])["plain"]
    numbers = [f"{row[key]:.3f}" for key in ("plain", "blank", "halves", "auc", "praised")]
    print(*numbers, f"    {tail}{pan}/{praise.strip()}")
for key in ("plain", "blank", "halves", "auc"):
    values = [row[key] for row in found.values()]
    print(f"{key}_least =", f"{min(values):.3f}")
    print(f"{key}_most =", f"{max(values):.3f}")
print("lower_praised =", f"{found['Negative or positive?', ' positive']['praised']:.2f}")
print("upper_praised =", f"{found['Negative or positive?', ' Positive']['praised']:.2f}")
print("opinion =", f"{found['Opinion:', ' Positive']['plain']:.3f}")
for name, tail in {"first": 0, "small": 1, "capitals": 2, "np": 7, "pn": 8}.items():
    print(f"{name} =", f"{found[TAILS[tail], ' positive']['plain']:.3f}")

fig, axes = plt.subplots(1, 2, figsize=(6.4, 5), sharey=True, layout="constrained")
for ax, key, title in zip(axes, ["plain", "halves"], ["as it is", "half each"], strict=True):
    for shift, (pan, praise) in enumerate(PAIRS):
        values = np.array([found[tail, praise][key] for tail in TAILS])
        ends = np.array([wilson(value) for value in values]).T
        look = {"color": f"C{shift}", "fmt": "os^"[shift], "ms": 5, "lw": 1}
        look["label"] = f"{pan.strip()}/{praise.strip()}"
        y = np.arange(len(TAILS)) + 0.22 * (shift - 1)
        ax.errorbar(values, y, xerr=abs(ends - values), **look)
    ax.axvline(0.5, color="black", ls="--", lw=1)
    ax.set(title=title, xlabel="accuracy", xlim=(0.3, 1))
axes[0].set_yticks(range(len(TAILS)), [tail.replace("? It", "?\nIt") for tail in TAILS])
axes[0].invert_yaxis()
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
plt.show()
