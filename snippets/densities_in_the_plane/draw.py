"""The common picture of the models: samples, density and modes, each beside what is exact."""

import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.mixture import AXIS, EXACT, INSIDE, LIMIT, WEIGHTS

SIDE = len(AXIS)


# --8<-- [start:panels]
def panels(x, shares, log_density=None):
    """Draw samples, (points, 2), the share of each mode, and a density on the grid if any."""
    fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.4), layout="constrained")
    edges = np.linspace(-LIMIT, LIMIT, 76)
    counts = np.histogram2d(*np.asarray(x).T, bins=edges, density=True)[0]
    pictures = [counts]
    if log_density is not None:
        pictures.append(log_density.exp().view(SIDE, SIDE).numpy())
    for ax, picture, title in zip(axes, pictures, ("samples", "density P(x)"), strict=False):
        box = (-LIMIT, LIMIT, -LIMIT, LIMIT)
        ax.imshow(picture.T, "Blues", norm="asinh", origin="lower", extent=box)
        ax.contour(
            AXIS, AXIS, EXACT.view(SIDE, SIDE).T.numpy(), [INSIDE], colors="C1", linestyles="--"
        )
        ax.set(title=title, xticks=(-2, 0, 2), yticks=(-2, 0, 2))
    if log_density is None:
        axes[1].text(0.5, 0.5, "it has\nno density", ha="center", va="center")
        axes[1].axis("off")
    modes = np.arange(1, len(WEIGHTS) + 1)
    axes[2].bar(modes, shares.numpy(), label="samples")
    axes[2].plot(modes, WEIGHTS.numpy(), "k_", ms=9, mew=2, label="exact")
    axes[2].set(title="share of each mode", xticks=modes, ylim=(0, 0.35))
    axes[2].legend()
    return fig


# --8<-- [end:panels]
