"""Small figures for the tests of what a figure's text takes in."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tools.engine.compare import differences
from tools.engine.figures import figure_text
from tools.engine.record import FIGURE_NOISE, FIGURE_TOLERANCE

GRID = np.arange(12.0).reshape(3, 4) / 11


def figure(draw, **options) -> Figure:
    """A small figure on whose only axes `draw` has drawn."""
    fig = Figure(figsize=(2.4, 1.8), dpi=50)
    FigureCanvasAgg(fig)
    draw(fig.subplots(subplot_kw=options))
    return fig


def told(draw, **options) -> str:
    return figure_text(figure(draw, **options))


def pixels(fig: Figure) -> bytes:
    fig.canvas.draw()
    return bytes(fig.canvas.buffer_rgba())


def differ(one: str, other: str, tolerance: float = FIGURE_NOISE) -> bool:
    """As `make check` compares a recorded figure with the one drawn now."""
    return bool(differences(one, other, tolerance, FIGURE_TOLERANCE))


def two_lines(ax):
    return ax.plot([0, 1], label="a")[0], ax.plot([1, 0], "r--", label="b")[0]


def table(text="b", color="w", height=1):
    def draw(ax):
        drawn = ax.table([["a", text]], cellColours=[["w", color]], loc="center")
        drawn.auto_set_font_size(False)
        drawn.scale(1, height)

    return draw
