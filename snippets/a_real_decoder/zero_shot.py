import matplotlib.pyplot as plt
import numpy as np

from snippets.a_real_decoder.reviews import IS_HARD, IS_PRAISE, REVIEWS, judge, wilson
from snippets.a_real_decoder.scoring import next_log_probs, one_token

texts = [f" {text}\nSentiment:" for text in [*REVIEWS, "N/A"]]
answers = next_log_probs(texts, before="Review:")[
    :, [one_token(" negative"), one_token(" positive")]
]
log_odds = (answers[:, 1] - answers[:, 0]).numpy()
log_odds, blank = log_odds[:-1], log_odds[-1]
found = judge(log_odds)
after_blank = judge(log_odds - blank)["plain"]
low, high = wilson(found["plain"])
print("both_labels =", f"{answers[:-1].exp().sum(1).mean():.3f}")
print("accuracy =", f"{found['plain']:.3f}")
print("low =", f"{low:.2f}")
print("high =", f"{high:.2f}")
print("after_blank =", f"{after_blank:.3f}")
print("halves =", f"{found['halves']:.3f}")
print("auc =", f"{found['auc']:.3f}")
for text, log_odd in zip(np.array(REVIEWS)[IS_HARD], log_odds[IS_HARD], strict=True):
    print(f"{log_odd:6.2f}  {text}")
print("hard_right =", int(((log_odds > 0) == IS_PRAISE)[IS_HARD].sum()))
print("plain_right =", int(((log_odds > 0) == IS_PRAISE)[~IS_HARD].sum()))

fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
rows = {"praise": IS_PRAISE & ~IS_HARD, "hard praise": IS_PRAISE & IS_HARD}
rows |= {"pan": ~IS_PRAISE & ~IS_HARD, "hard pan": ~IS_PRAISE & IS_HARD}
for row, (name, which) in enumerate(rows.items()):
    look = ("o", "tab:blue") if "praise" in name else ("s", "tab:orange")
    ax.plot(log_odds[which], np.full(which.sum(), row), look[0], color=look[1], alpha=0.6)
ax.axvline(0, color="black", label="as it is")
ax.axvline(blank, color="black", ls=":", label='after "N/A"')
ax.axvline(np.median(log_odds), color="black", ls="--", label="half each")
ax.set_yticks(range(len(rows)), list(rows))
ax.set(xlabel="log P(positive) − log P(negative)", ylim=(3.5, -0.5))
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
