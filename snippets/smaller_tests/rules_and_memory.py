# tolerance: 0.002 (spread 0)
import matplotlib.pyplot as plt
import numpy as np

from snippets.smaller_tests.reading import gpt_bits, p_unread, rows, texts

exact = -np.log2(p_unread)  # of the unread sentences, and of the read ones beside them
bits = {name: gpt_bits(some) for name, some in texts.items()}
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
for mark, (name, found) in zip("s.x", bits.items(), strict=True):
    ax.plot(exact, found, mark, mfc="none", alpha=0.6, label=name, rasterized=True)
    print(f"{name} = {found.mean():.3f}\n  {min(texts[name], key=len)}")
ax.axline((22, 22), slope=1, color="black", lw=1, label="exact")
ax.set(xlabel="exact bits of the sentence, before it was broken", ylabel="bits by GPT")
ax.legend(loc="upper left")

print(f"exact = {exact.mean():.3f}")
for name, gap in (("excess", bits["unread"] - exact), ("memory", bits["unread"] - bits["read"])):
    half = 1.968 * gap.std(ddof=1) / len(gap) ** 0.5
    print(f"{name} = {gap.mean():.3f}\n{name}_half = {half:.3f}")
print(f"never_read = {len(rows[False]):,}")
print(f"broken_costs_more = {np.mean(bits['broken'] > bits['unread']):.3f}")
print(f"cheapest_break = {(bits['broken'] - bits['unread']).min():.1f}")
plt.show()
