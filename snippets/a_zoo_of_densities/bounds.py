import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries

found = summaries("a-zoo-of-densities")["gaps"]
draws, times = (1, 3, 10, 30, 100), (10, 30, 100, 300, 1000)
lines = {  # name: (its numbers, marker and line, label)
    "vae": (draws, "C0o-", "VAE"),
    "diffusion": (times, "C1s-", "diffusion, trained"),
    "perfect": (times, "k^:", "a perfect network"),
}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.8), sharey=True, layout="constrained")
for name, (numbers, style, label) in lines.items():
    means, halves = zip(*(found[f"gap_{name}_{number}"] for number in numbers), strict=True)
    ax = axes[0] if name == "vae" else axes[1]
    ax.errorbar(numbers, means, halves, fmt=style, capsize=3, label=label)
    print(f"{name:10}", *(f"{mean:.3f}" for mean in means))
for ax, xlabel in zip(axes, ("z for each point", "steps of noise"), strict=True):
    ax.set(xscale="log", yscale="log", xlabel=xlabel)
    ax.legend()
axes[0].set(ylabel="bound − exact, bits")
plt.show()
