import matplotlib.pyplot as plt
import numpy as np

from snippets.a_real_decoder.reviews import IS_PRAISE, REVIEWS, judge, wilson
from snippets.a_real_decoder.scoring import log_probs

wordings = {
    "A positive review:": "A negative review:",
    "A good review:": "A bad review:",
    "Sentiment: positive\nReview:": "Sentiment: negative\nReview:",
}
texts = [f" {text}" for text in REVIEWS]
accuracies, praised = [], []
fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
for row, (praise, pan) in enumerate(wordings.items()):
    log_odds = (log_probs(texts, before=praise) - log_probs(texts, before=pan)).numpy()
    found = judge(log_odds)
    accuracies.append(found["plain"])
    praised.append(found["praised"])
    low, high = wilson(found["plain"])
    print(" ".join(praise.split()))
    print(f"  plain {found['plain']:.3f} ({low:.2f} to {high:.2f})  half {found['halves']:.3f}")
    print(f"  AUC {found['auc']:.3f}  praised {found['praised']:.2f}")
    for which, look, shift in [(IS_PRAISE, "o", -0.12), (~IS_PRAISE, "s", 0.12)]:
        colour, name = ("tab:blue", "praise") if look == "o" else ("tab:orange", "pan")
        y = np.full(which.sum(), row + shift)
        ax.plot(log_odds[which], y, look, color=colour, alpha=0.6, label=None if row else name)
print("least =", f"{min(accuracies):.3f}")
print("most =", f"{max(accuracies):.3f}")
print("praised_least =", f"{min(praised):.2f}")
print("praised_most =", f"{max(praised):.2f}")
ax.axvline(0, color="black", lw=1)
ax.set_yticks(range(len(wordings)), list(wordings))
ax.set(xlabel="log P(review | praise) − log P(review | pan)")
ax.invert_yaxis()
ax.legend(loc="upper right")
plt.show()
