import matplotlib.pyplot as plt

from snippets.lab.world.corpus import truth
from snippets.studies.experiments import summaries

systems = summaries("the-generation-ladder")
rows = [("GPT", "density", "gpt", "o")]
for owner, key, mark in (("diffusion", "unmasking", "D"), ("BERT", "density", "s")):
    for way in ("left to right", "by confidence", "random order", "one shot"):
        rows.append((f"{owner}, {way}", key, way.replace(" ", "_"), mark))
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for label, key, way, mark in rows:
    mean, half = systems[key][f"excess_{way}"]
    bound = " (at most)" if way == "random_order" else ""
    ax.errorbar(mean, label + bound, xerr=half, fmt=mark, capsize=3, color="C0")
    print(f"{label:25} {mean:7.3f} ± {half:.3f}{bound}")
ax.axvline(truth("training").entropy(), color="0.4", ls=":", label="entropy of a sentence")
ax.set(xscale="log", xlabel="excess bits a sentence, KL(world‖writer)")
ax.invert_yaxis()
ax.legend(fontsize=8, loc="lower left")
plt.show()
