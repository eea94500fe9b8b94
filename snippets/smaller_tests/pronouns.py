# tolerance: 0.004 (spread 0)
import matplotlib.pyplot as plt
import numpy as np
import torch

from snippets.smaller_tests.skew import bert, blank, data, gpt, ids, share_she

with torch.no_grad():
    after_that = gpt(ids[::9, :5]).logits[:, -1, 6:9].softmax(-1)  # (jobs, pronouns)
    log_p = gpt(ids[:, :-1]).logits.log_softmax(-1).gather(2, ids[:, 1:, None])
    whole_text = log_p.sum((1, 2)).view(5, 3, 3)[:, :, 0].softmax(-1)  # with the same ending
    at_blank = bert(blank[::9]).logits[:, 5, 6:9].softmax(-1)
asked = {
    "the_text": data,
    "gpt_next": after_that.numpy(),
    "gpt_whole": whole_text.numpy(),
    "bert_blank": at_blank.numpy(),
}


def lean(p):
    """How far she and he are apart, as a share of what the two have; the mean over the jobs."""
    return np.mean(abs(p[:, 0] - p[:, 1]) / (p[:, 0] + p[:, 1]))


fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.axline((0, 0), slope=1, color="black", lw=1, label="as in the text")
ax.step([0, 0.5, 1], [0, 0, 1], color="black", ls="--", label="the likeliest, always")
print(f"{'':12}{'drawn':>14}{'likeliest':>20}")
print(f"{'':12}" + "    lean    they" * 2)
marks, shares = ("", "o", "^", "s"), list(share_she.values())
for mark, (name, p) in zip(marks, asked.items(), strict=True):
    greedy = np.eye(3)[p.argmax(axis=1)]
    row = [lean(p), p[:, 2].mean(), lean(greedy), greedy[:, 2].mean()]
    print(f"{name:12}" + "".join(f"{x:8.3f}" for x in row))
    if mark:
        ax.plot(shares, p[:, 0] / p[:, :2].sum(axis=1), mark, ms=9, mfc="none", label=name)
for key, p in (("text", data), ("gpt", asked["gpt_next"]), ("bert", asked["bert_blank"])):
    print(f"lean_{key} = {lean(p):.3f}")
print(f"lean_gpt_likeliest = {lean(np.eye(3)[asked['gpt_next'].argmax(1)]):.3f}")
print(f"lean_bert_likeliest = {lean(np.eye(3)[asked['bert_blank'].argmax(1)]):.3f}")
print(f"lean_gpt_singer = {lean(asked['gpt_next'][2:3]):.3f}")
ax.set(xlabel="share of she among she and he, in the text", ylabel="the model's share of she")
ax.legend()
plt.show()
