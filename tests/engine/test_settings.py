"""Every setter of every artist: whatever moves a pixel must move the figure's text."""

import matplotlib as mpl
import matplotlib.patheffects
import numpy as np
import pytest
from drawing import GRID, figure, pixels, table, two_lines
from matplotlib import collections, patches
from matplotlib.transforms import Affine2D

from tools.engine.figures import figure_text

KINDS = {
    "lines": lambda ax: ax.plot([0, 1, 2], [0, 2, 1], "--o", label="a"),
    "bars": lambda ax: ax.bar([0, 1], [1, 2], hatch="//", edgecolor="k"),
    "text": lambda ax: ax.text(0.2, 0.2, "one\ntwo", bbox={"fc": "w"}),
    "note": lambda ax: ax.annotate("a", (0, 0), (1, 1), arrowprops={"arrowstyle": "->"}),
    "scatter": lambda ax: ax.scatter([0, 1, 2], [0, 2, 1], c=["r", "g", "b"], edgecolors="k"),
    "values": lambda ax: ax.scatter([0, 1, 2], [0, 2, 1], c=[0, 0.5, 1]),
    "area": lambda ax: ax.fill_between([0, 1], [0, 1], alpha=0.5),
    "segments": lambda ax: ax.hlines([0.2, 0.5], 0, 1),
    "mesh": lambda ax: ax.pcolormesh(GRID),
    "image": lambda ax: ax.imshow(GRID),
    "contour": lambda ax: ax.contourf(GRID),
    "arrow": lambda ax: ax.add_patch(patches.FancyArrowPatch((0, 0), (1, 1))),
    "circle": lambda ax: ax.add_patch(patches.Circle((0.5, 0.5), 0.3)),
    "table": table(),
    "legend": lambda ax: (two_lines(ax), ax.legend(title="T", loc="center")),
    "ellipses": lambda ax: ax.add_collection(
        collections.PatchCollection([patches.Ellipse((0.5, 0.5), 0.3, 0.1)])
    ),
}
SETTINGS = {
    "color": "#123456", "facecolor": "#123456", "edgecolor": "#654321", "alpha": 0.3,
    "linewidth": 3.3, "linestyle": ":", "hatch": "*", "fill": False, "visible": False,
    "marker": "s", "markersize": 11, "markerfacecolor": "#00ff00", "markeredgewidth": 3,
    "markevery": 2, "fillstyle": "left", "drawstyle": "steps-post", "dash_capstyle": "round",
    "capstyle": "round", "joinstyle": "round", "gapcolor": "#ff00ff", "ydata": [0.1, 1.1, 2.2],
    "xy": (0.4, 0.3), "width": 0.3, "height": 0.4, "angle": 33, "radius": 0.2,
    "arrowstyle": "-|>", "connectionstyle": "arc3,rad=.4", "mutation_scale": 25,
    "boxstyle": "circle", "text": "other", "fontsize": 17, "fontweight": "bold",
    "fontstyle": "italic", "fontfamily": "monospace", "rotation": 40, "ha": "right", "va": "top",
    "position": (0.4, 0.4), "linespacing": 2.5, "offsets": [(0.1, 0.2), (1, 1.5), (0.5, 0.7)],
    "sizes": [90], "array": np.flip(GRID), "cmap": "magma", "clim": (0, 3),
    "norm": mpl.colors.PowerNorm(0.4), "antialiased": False, "sketch_params": (3, 20, 2),
    "path_effects": [mpl.patheffects.withStroke(linewidth=4, foreground="c")],
    "extent": (0, 2, 0, 2), "interpolation": "bilinear", "hatchcolor": "#ff0000",
    "xlim": (-0.7, 4.4), "yscale": "symlog", "xlabel": "other", "title": "other",
    "xticks": [0, 0.3], "frame_on": False, "axisbelow": True, "loc": "lower right",
    "ncols": 2, "figwidth": 3, "zorder": 50, "clip_path": patches.Circle((40, 40), 20),
    "transform": Affine2D().scale(30), "bbox_to_anchor": (0.3, 0.4), "anchor": "NE",
}  # fmt: skip


def settings_told(draw) -> tuple[int, list[str]]:
    """How many settings change the text, and those that change only the picture."""

    def build():
        return figure(lambda ax: (ax.axis("off"), draw(ax)))

    told_by_text, missed = 0, []
    plain, artists = figure_text(build()), build().findobj(lambda one: one.get_visible())
    picture = pixels(build())
    kinds = {type(one): index for index, one in reversed([*enumerate(artists)])}
    for kind, index in kinds.items():
        for name, value in SETTINGS.items():
            if not hasattr(kind, f"set_{name}"):
                continue
            fig = build()
            try:
                getattr(fig.findobj(lambda one: one.get_visible())[index], f"set_{name}")(value)
                changed = figure_text(fig) != plain
                if not changed and pixels(fig) != picture:
                    missed.append(f"{kind.__name__}.{name}")
            except (AttributeError, TypeError, ValueError, RuntimeError):
                continue  # not a value for this artist
            told_by_text += changed
    return told_by_text, missed


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS)
def test_no_setting_that_changes_the_picture_is_passed_over(kind):
    """Every setter of every artist of a figure: whatever moves a pixel must move the text."""
    told_by_text, missed = settings_told(KINDS[kind])
    assert told_by_text > 10
    assert missed == []
