import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries

systems = summaries("the-generation-ladder")
gibbs = ["one_shot", *(f"gibbs_{sweeps}" for sweeps in (1, 2, 4, 8))]
groups = [f"groups_{groups}" for groups in (1, 2, 4, 8, 16, 24)]
lines = [  # whose results, which ways, how they are drawn
    ("GPT, sampled", "ladder", ["gpt"], "o"),
    ("BERT, one shot, 1 to 8 sweeps", "ladder", gibbs, "v-"),
    ("BERT, left to right", "ladder", ["left_to_right"], ">"),
    ("BERT, by confidence, + 1 sweep", "ladder", ["by_confidence", "settled"], "s:"),
    ("diffusion, 1 to 24 groups", "unmasking", groups, "D--"),
]
fig, axes = plt.subplots(2, 1, figsize=(6.4, 6), layout="constrained", sharex=True)
print(f"{'':30} passes  valid  drift")
for label, key, ways, mark in lines:
    found = systems[key]
    passes = [found[f"passes_{way}"][0] for way in ways]
    for ax, measure in zip(axes, ("valid", "drift"), strict=True):
        mean, half = zip(*(found[f"{measure}_{way}"] for way in ways), strict=True)
        ax.errorbar(passes, mean, yerr=half, fmt=mark, capsize=3, label=label)
    for way, x in zip(ways, passes, strict=True):
        row = (found[f"{measure}_{way}"][0] for measure in ("valid", "drift"))
        print(f"{key + ', ' + way:30} {x:6.1f}", *(f"{value:6.3f}" for value in row))
noise = systems["ladder"]["drift_world"][0]
axes[0].axhline(1, color="0.4", lw=1)
axes[1].axhline(noise, color="0.4", lw=1, label="as many sentences of the world")
axes[0].set(ylabel="share valid", ylim=(0, 1.05), xscale="log")
axes[1].set(ylabel="families, total variation", xlabel="passes a sentence", ylim=0)
axes[1].legend(fontsize=8)
plt.show()
