"""matplotlib's backend while listings run: `plt.show()` writes each open figure and closes it.

Chosen by `MPLBACKEND=module://tools.engine.backend`, so that a listing needs no patch and the
command that a page prints can be watched too. Into the folder `LISTING_FIGURES` go `1.fig`, the
figure as text, and, with `LISTING_PICTURES=yes`, its picture `1.svg`.
"""

import os
from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas  # noqa: F401

from tools.engine.figures import figure_text

SVG = {"svg.hashsalt": "listing", "svg.fonttype": "path", "savefig.transparent": True}


def show(*_, **__) -> None:
    """Write and close all open figures, as a reader closes their windows."""
    import matplotlib.pyplot as plt

    folder = Path(os.environ["LISTING_FIGURES"])
    for number in plt.get_fignums():
        figure = plt.figure(number)
        name = folder / str(len(list(folder.glob("*.fig"))) + 1)
        name.with_suffix(".fig").write_text(figure_text(figure), "utf-8")
        if os.environ.get("LISTING_PICTURES") == "yes":
            with matplotlib.rc_context(SVG):
                figure.savefig(
                    name.with_suffix(".svg"), format="svg", metadata={"Date": None, "Creator": None}
                )
        plt.close(figure)
