# tolerance: 0.0004 (spread 0)
import sys

import matplotlib.pyplot as plt
import torch

from snippets.a_zoo_of_densities import judges
from snippets.a_zoo_of_densities.animals import Animal, zoo
from snippets.lab.mixture import AXIS, EXACT, INSIDE, sample, sample_measures

seed, steps, n = map(int, sys.argv[1:] or (0, 400, 4000))
animals = {"exact": Animal(sample)} | zoo(seed, steps)
draw = torch.Generator().manual_seed(seed + 100)
real = sample(n, draw).numpy()
measures = {}
fig, axes = plt.subplots(2, 4, figsize=(6.4, 3.5), sharex=True, sharey=True, layout="constrained")
print("           told apart  energy  inside  modes   bits")
for ax, (name, animal) in zip(axes.flat, animals.items(), strict=True):
    with torch.no_grad():
        x = animal.draw(n, draw).double()
    found = sample_measures(x)
    row = {
        "told_apart": judges.told_apart(x.numpy(), real),
        "energy": judges.energy_distance(x.numpy()),
        "inside": found["inside"],
        "covered": found["covered"],
        "distance": found["distance"],
        "excess_bits": animal.excess_bits,
        "bound_bits": animal.bound_bits,
        "best_judge": animal.best_judge,
    }
    measures |= {f"{key}_{name}": float(v) for key, v in row.items() if v is not None}
    bits = "-" if animal.excess_bits is None else f"{animal.excess_bits:.3f}"
    shown = f"{row['told_apart']:.3f} {row['energy']:9.4f} {row['inside']:7.3f}"
    print(f"{name:12}{shown} {row['covered']:6} {bits:>6}")
    ax.plot(*x[:1500].T.numpy(), ".", ms=1.5, rasterized=True)
    ax.contour(AXIS, AXIS, EXACT.view(61, 61).T.numpy(), [INSIDE], colors="C1", linewidths=0.8)
    ax.set(title=name, xlim=(-3.2, 3.2), ylim=(-3.2, 3.2), xticks=[], yticks=[])
plt.show()
