"""What a figure's text takes in: whatever is drawn, and nothing that depends on the fonts."""

from functools import partial

import matplotlib as mpl
import matplotlib.patheffects
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import collections, offsetbox, patches
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, offset_copy

from tools.engine.compare import differences
from tools.engine.figures import figure_text
from tools.engine.pen import LONGEST, FigureError, numbers
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


def differ(one: str, other: str, tolerance: float = FIGURE_NOISE) -> bool:
    """As `make check` compares a recorded figure with the one drawn now."""
    return bool(differences(one, other, tolerance, FIGURE_TOLERANCE))


def two_lines(ax):
    return ax.plot([0, 1], label="a")[0], ax.plot([1, 0], "r--", label="b")[0]


def figure_legend(labels):
    return lambda ax: ax.figure.legend(two_lines(ax), labels)


def table(text="b", color="w", height=1):
    def draw(ax):
        drawn = ax.table([["a", text]], cellColours=[["w", color]], loc="center")
        drawn.auto_set_font_size(False)
        drawn.scale(1, height)

    return draw


def note(text="n", xy=(0, 0), at=(1, 1), **arrow):
    return lambda ax: ax.annotate(text, xy, at, arrowprops={"arrowstyle": "->"} | arrow)


def patch(cls, *values, **settings):
    return lambda ax: ax.add_patch(cls(*values, **settings))


def packed(sep):
    return offsetbox.HPacker(sep=sep, children=[offsetbox.TextArea("a"), offsetbox.TextArea("b")])


CHANGES = {
    "swapped labels of a figure's legend": (figure_legend("AB"), figure_legend("BA")),
    "swapped handles of a legend": (
        lambda ax: ax.legend(two_lines(ax), "AB"),
        lambda ax: ax.legend(two_lines(ax)[::-1], "AB"),
    ),
    "a legend's title": (
        lambda ax: (two_lines(ax), ax.legend(title="T")),
        lambda ax: (two_lines(ax), ax.legend(title="U")),
    ),
    "a legend's place": (
        lambda ax: (two_lines(ax), ax.legend(loc="upper left")),
        lambda ax: (two_lines(ax), ax.legend(loc="lower left")),
    ),
    "a legend's patch": (
        lambda ax: ax.legend(handles=[patches.Patch(color="r", label="p")]),
        lambda ax: ax.legend(handles=[patches.Patch(color="b", label="p")]),
    ),
    "a text of the figure": (
        lambda ax: ax.figure.text(0.1, 0.1, "a"),
        lambda ax: ax.figure.text(0.1, 0.1, "b"),
    ),
    "the place of a text": (lambda ax: ax.text(0, 0, "a"), lambda ax: ax.text(0, 1, "a")),
    "the size of a text": (
        lambda ax: ax.text(0, 0, "a", size=9),
        lambda ax: ax.text(0, 0, "a", size=12),
    ),
    "the box of a text": (
        lambda ax: ax.text(0, 0, "a", bbox={"fc": "r"}),
        lambda ax: ax.text(0, 0, "a", bbox={"fc": "g"}),
    ),
    "suptitle": (lambda ax: ax.figure.suptitle("a"), lambda ax: ax.figure.suptitle("b")),
    "supxlabel": (lambda ax: ax.figure.supxlabel("a"), lambda ax: ax.figure.supxlabel("b")),
    "supylabel": (lambda ax: ax.figure.supylabel("a"), lambda ax: ax.figure.supylabel("b")),
    "a title at the left": (
        lambda ax: ax.set_title("a", loc="left"),
        lambda ax: ax.set_title("b", loc="left"),
    ),
    "the side of a title": (
        lambda ax: ax.set_title("a", loc="left"),
        lambda ax: ax.set_title("a", loc="right"),
    ),
    "an axis label": (lambda ax: ax.set_xlabel("a"), lambda ax: ax.set_xlabel("b")),
    "limits": (lambda ax: ax.set_xlim(0, 1), lambda ax: ax.set_xlim(0, 1.1)),
    "an axis turned round": (lambda ax: ax.set_xlim(0, 1), lambda ax: ax.set_xlim(1, 0)),
    "a scale": (lambda ax: ax.set_xscale("linear"), lambda ax: ax.set_xscale("symlog")),
    "the constant of a scale": (
        lambda ax: ax.set_xscale("symlog", linthresh=1),
        lambda ax: ax.set_xscale("symlog", linthresh=0.1),
    ),
    "tick labels": (
        lambda ax: ax.set_xticks([0, 1], ["a", "b"]),
        lambda ax: ax.set_xticks([0, 1], ["b", "a"]),
    ),
    "tick positions": (lambda ax: ax.set_xticks([0, 0.5]), lambda ax: ax.set_xticks([0, 0.6])),
    "tick labels left out": (
        lambda ax: ax.tick_params(labelbottom=True),
        lambda ax: ax.tick_params(labelbottom=False),
    ),
    "a grid": (lambda ax: ax.grid(False), lambda ax: ax.grid(True)),
    "minor ticks": (lambda ax: ax.plot([1]), lambda ax: (ax.plot([1]), ax.minorticks_on())),
    "a spine": (lambda ax: ax.plot([1]), lambda ax: ax.spines.top.set_visible(False)),
    "a spine's place": (
        lambda ax: ax.spines.left.set_position(("data", 0.1)),
        lambda ax: ax.spines.left.set_position(("data", 0.2)),
    ),
    "axes without a frame": (lambda ax: ax.plot([1]), lambda ax: (ax.plot([1]), ax.axis("off"))),
    "the background": (lambda ax: ax.set_facecolor("w"), lambda ax: ax.set_facecolor("0.9")),
    "a table's cell": (table(), table("c")),
    "a table's colour": (table(), table(color="r")),
    "a table's height": (table(), table(height=1.5)),
    "the space between a legend's lines": (
        lambda ax: (two_lines(ax), ax.legend()),
        lambda ax: (two_lines(ax), ax.legend(labelspacing=2)),
    ),
    "the space in a box": (
        lambda ax: ax.add_artist(offsetbox.AnnotationBbox(packed(2), (0, 0))),
        lambda ax: ax.add_artist(offsetbox.AnnotationBbox(packed(9), (0, 0))),
    ),
    "a line's colour": (lambda ax: ax.plot([1, 2], "r"), lambda ax: ax.plot([1, 2], "g")),
    "a line's style": (lambda ax: ax.plot([1, 2], "-"), lambda ax: ax.plot([1, 2], ":")),
    "a line's own dashes": (
        lambda ax: ax.plot([1, 2], dashes=(1, 2)),
        lambda ax: ax.plot([1, 2], dashes=(2, 1)),
    ),
    "a line's width": (lambda ax: ax.plot([1, 2], lw=1), lambda ax: ax.plot([1, 2], lw=2)),
    "a line's steps": (
        lambda ax: ax.step([1, 2], [1, 2], where="pre"),
        lambda ax: ax.step([1, 2], [1, 2], where="post"),
    ),
    "a marker": (lambda ax: ax.plot([1, 2], "o"), lambda ax: ax.plot([1, 2], "s")),
    "a marker's size": (lambda ax: ax.plot([1], "o", ms=4), lambda ax: ax.plot([1], "o", ms=5)),
    "a marker's filling": (
        lambda ax: ax.plot([1], "o", mfc="w"),
        lambda ax: ax.plot([1], "o", mfc="k"),
    ),
    "which points have markers": (
        lambda ax: ax.plot([1, 2, 3], "o", markevery=2),
        lambda ax: ax.plot([1, 2, 3], "o", markevery=[1]),
    ),
    "alpha": (lambda ax: ax.bar([0], [1], alpha=0.5), lambda ax: ax.bar([0], [1], alpha=0.6)),
    "a hatch": (lambda ax: ax.bar([0], [1], hatch="/"), lambda ax: ax.bar([0], [1], hatch="x")),
    "a bar's height": (lambda ax: ax.bar([0], [1]), lambda ax: ax.bar([0], [1.1])),
    "a filled patch": (
        patch(patches.Circle, (0, 0), 0.2, fill=True),
        patch(patches.Circle, (0, 0), 0.2, fill=False),
    ),
    "a wedge": (
        patch(patches.Wedge, (0, 0), 1, 0, 90),
        patch(patches.Wedge, (0, 0), 1, 0, 100),
    ),
    "an arrow's end": (
        patch(patches.FancyArrowPatch, (0, 0), (1, 1)),
        patch(patches.FancyArrowPatch, (0, 0), (1, 0.9)),
    ),
    "an arrow's head": (
        patch(patches.FancyArrowPatch, (0, 0), (1, 1), arrowstyle="->"),
        patch(patches.FancyArrowPatch, (0, 0), (1, 1), arrowstyle="-|>"),
    ),
    "an arrow's bend": (
        patch(patches.FancyArrowPatch, (0, 0), (1, 1), connectionstyle="arc3,rad=0.1"),
        patch(patches.FancyArrowPatch, (0, 0), (1, 1), connectionstyle="arc3,rad=0.2"),
    ),
    "the box of a patch": (
        patch(patches.FancyBboxPatch, (0, 0), 1, 1, boxstyle="round"),
        patch(patches.FancyBboxPatch, (0, 0), 1, 1, boxstyle="sawtooth"),
    ),
    "a rotated patch": (
        patch(patches.Rectangle, (0, 0), 1, 2, angle=10),
        patch(patches.Rectangle, (0, 0), 1, 2, angle=20),
    ),
    "a patch moved by its transform": (
        lambda ax: ax.add_patch(
            patches.Rectangle((0, 0), 1, 1, transform=Affine2D().rotate(0.1) + ax.transData)
        ),
        lambda ax: ax.add_patch(
            patches.Rectangle((0, 0), 1, 1, transform=Affine2D().rotate(0.2) + ax.transData)
        ),
    ),
    "another system of coordinates": (
        lambda ax: ax.plot([0, 1], transform=ax.transAxes),
        lambda ax: ax.plot([0, 1], transform=ax.transData, scalex=False, scaley=False),
    ),
    "an offset": (
        lambda ax: ax.text(0, 0, "a", transform=offset_copy(ax.transData, ax.figure, 0.1, 0)),
        lambda ax: ax.text(0, 0, "a", transform=offset_copy(ax.transData, ax.figure, 0.2, 0)),
    ),
    "what an annotation says": (note(), note("m")),
    "what an annotation means": (note(), note(xy=(0.1, 0))),
    "where an annotation stands": (note(), note(at=(1, 0.9))),
    "an annotation's arrow": (note(), note(color="r")),
    "sizes of a scatter": (
        lambda ax: ax.scatter([0, 1], [0, 1], s=[10, 20]),
        lambda ax: ax.scatter([0, 1], [0, 1], s=[20, 10]),
    ),
    "colours of a scatter": (
        lambda ax: ax.scatter([0, 1], [0, 1], c=["r", "b"]),
        lambda ax: ax.scatter([0, 1], [0, 1], c=["b", "r"]),
    ),
    "values of a scatter": (
        lambda ax: ax.scatter([0, 1, 2], [0, 1, 2], c=[0, 0.4, 1]),
        lambda ax: ax.scatter([0, 1, 2], [0, 1, 2], c=[0, 0.5, 1]),
    ),
    "markers of a scatter": (
        lambda ax: ax.scatter([0, 1], [0, 1], marker="o"),
        lambda ax: ax.scatter([0, 1], [0, 1], marker="^"),
    ),
    "a filled area": (
        lambda ax: ax.fill_between([0, 1], [0, 0], [1, 1]),
        lambda ax: ax.fill_between([0, 1], [0, 0], [1, 1.1]),
    ),
    "line collections": (
        lambda ax: ax.hlines([0, 1], 0, 1, colors=["r", "g"]),
        lambda ax: ax.hlines([0, 1], 0, 1, colors=["g", "r"]),
    ),
    "events": (lambda ax: ax.eventplot([0, 1]), lambda ax: ax.eventplot([0, 1.1])),
    "a mesh's value": (
        lambda ax: ax.pcolormesh(GRID),
        lambda ax: ax.pcolormesh(np.where(np.isclose(GRID, GRID[1, 1]), 0.6, GRID)),
    ),
    "a contour": (lambda ax: ax.contour(GRID, [0.5]), lambda ax: ax.contour(GRID, [0.6])),
    "colours of a contour": (
        lambda ax: ax.contourf(GRID, cmap="viridis"),
        lambda ax: ax.contourf(GRID, cmap="magma"),
    ),
    "quiver": (
        lambda ax: ax.quiver([0, 1], [0, 1], [1, 0], [0, 1]),
        lambda ax: ax.quiver([0, 1], [0, 1], [1, 0], [0, 1.5]),
    ),
    "barbs": (
        lambda ax: ax.barbs([0, 1], [0, 1], [10, 20], [5, 5]),
        lambda ax: ax.barbs([0, 1], [0, 1], [10, 50], [5, 5]),
    ),
    "error bars": (
        lambda ax: ax.errorbar([0, 1], [0, 1], yerr=0.1, capsize=2),
        lambda ax: ax.errorbar([0, 1], [0, 1], yerr=0.2, capsize=2),
    ),
    "a pixel": (
        lambda ax: ax.imshow(GRID),
        lambda ax: ax.imshow(np.where(np.isclose(GRID, GRID[1, 1]), 0.6, GRID)),
    ),
    "an image's colours": (
        lambda ax: ax.imshow(GRID, cmap="gray"),
        lambda ax: ax.imshow(GRID, cmap="Blues"),
    ),
    "an image's norm": (lambda ax: ax.imshow(GRID), lambda ax: ax.imshow(GRID, vmax=2)),
    "an image's extent": (
        lambda ax: ax.imshow(GRID, extent=(0, 1, 0, 1), aspect="auto"),
        lambda ax: ax.imshow(GRID, extent=(1, 0, 0, 1), aspect="auto"),
    ),
    "an image's origin": (
        lambda ax: ax.imshow(GRID, extent=(0, 1, 0, 1)),
        lambda ax: ax.imshow(GRID, extent=(0, 1, 0, 1), origin="lower"),
    ),
    "a pixel of an RGB image": (
        lambda ax: ax.imshow(np.zeros((2, 2, 3))),
        lambda ax: ax.imshow(np.eye(2)[..., None] * [0, 0, 0.1]),
    ),
    "an image cut to a circle": (
        lambda ax: ax.imshow(GRID),
        lambda ax: ax.imshow(GRID).set_clip_path(patches.Circle((1, 1), 1, transform=ax.transData)),
    ),
    "a colour bar": (
        lambda ax: ax.figure.colorbar(ax.imshow(GRID), label="a"),
        lambda ax: ax.figure.colorbar(ax.imshow(GRID), label="b"),
    ),
    "a box in the corner": (
        lambda ax: ax.add_artist(offsetbox.AnchoredText("a", "upper left")),
        lambda ax: ax.add_artist(offsetbox.AnchoredText("b", "upper left")),
    ),
    "an image in a box": (
        lambda ax: ax.add_artist(offsetbox.AnnotationBbox(offsetbox.OffsetImage(GRID), (0, 0))),
        lambda ax: ax.add_artist(offsetbox.AnnotationBbox(offsetbox.OffsetImage(-GRID), (0, 0))),
    ),
    "twin axes": (
        lambda ax: ax.twinx().plot([1, 2]),
        lambda ax: ax.twinx().plot([1, 3]),
    ),
    "inset axes": (
        lambda ax: ax.inset_axes([0.1, 0.1, 0.3, 0.3]),
        lambda ax: ax.inset_axes([0.1, 0.1, 0.3, 0.4]),
    ),
    "a second axis": (
        lambda ax: ax.secondary_xaxis("top", functions=(lambda x: 2 * x, lambda x: x / 2)),
        lambda ax: ax.secondary_xaxis("top", functions=(lambda x: 3 * x, lambda x: x / 3)),
    ),
    "who covers whom": (
        lambda ax: (ax.plot([0, 1], lw=9, zorder=1), ax.plot([1, 0], lw=9, zorder=2)),
        lambda ax: (ax.plot([0, 1], lw=9, zorder=2), ax.plot([1, 0], lw=9, zorder=1)),
    ),
    "a path effect": (
        lambda ax: ax.text(0, 0, "a"),
        lambda ax: ax.text(
            0, 0, "a", path_effects=[mpl.patheffects.withStroke(linewidth=3, foreground="c")]
        ),
    ),
    "an artist of the figure": (
        lambda ax: ax.figure.add_artist(Line2D([0, 1], [0, 1])),
        lambda ax: ax.figure.add_artist(Line2D([0, 1], [0, 0.9])),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_is_drawn_is_compared(name):
    one, other = (told(draw) for draw in CHANGES[name])
    assert differ(one, other)


OPTIONS = {"polar": {"projection": "polar"}, "3d": {"projection": "3d"}}


@pytest.mark.parametrize(
    ("options", "one", "other"),
    [
        ("polar", lambda ax: ax.plot([0, 1], [1, 2]), lambda ax: ax.plot([0, 1], [1, 3])),
        ("polar", lambda ax: ax.plot([1]), lambda ax: (ax.plot([1]), ax.set_theta_offset(1))),
        ("3d", lambda ax: ax.plot([0, 1], [0, 1], [0, 1]), lambda ax: ax.plot([0, 1], [0, 1], [1, 0])),  # noqa: E501
        ("3d", lambda ax: ax.scatter([0, 1], [0, 1], [0, 1]), lambda ax: ax.scatter([0, 1], [0, 1], [1, 0])),  # noqa: E501
        ("3d", lambda ax: ax.view_init(10, 20), lambda ax: ax.view_init(10, 30)),
        ("3d", lambda ax: ax.set_zlabel("a"), lambda ax: ax.set_zlabel("b")),
        ("3d", lambda ax: ax.text(0, 0, 0, "a"), lambda ax: ax.text(0, 0, 1, "a")),
    ],
)  # fmt: skip
def test_other_projections_are_compared(options, one, other):
    assert differ(told(one, **OPTIONS[options]), told(other, **OPTIONS[options]))


def test_subfigures_are_compared():
    def halves(word):
        fig = Figure(figsize=(2.4, 1.8))
        left, right = fig.subfigures(1, 2)
        left.subplots().plot([0, 1])
        right.suptitle(word)
        return figure_text(fig)

    assert differ(halves("a"), halves("b"))
    assert not differ(halves("a"), halves("a"))


@pytest.mark.parametrize(
    "names", [("r", "red", "#f00", "#ff0000", (1, 0, 0), (1.0, 0.0, 0.0, 1.0)), ("C3", "#d62728")]
)
def test_a_colour_is_one_text_however_it_is_named(names):
    for draw in (
        lambda ax, color: ax.plot([1, 2], "o", color=color),
        lambda ax, color: ax.bar([0], [1], color=color, edgecolor=color),
        lambda ax, color: ax.scatter([0, 1], [1, 2], c=[color, color]),
        lambda ax, color: ax.fill_between([0, 1], [1, 2], color=color),
        lambda ax, color: ax.text(0, 0, "a", color=color),
        lambda ax, color: ax.table([["a"]], cellColours=[[color]]),
        lambda ax, color: ax.legend(handles=[patches.Patch(color=color, label="a")]),
        lambda ax, color: ax.set_facecolor(color),
        lambda ax, color: ax.tick_params(colors=color),
    ):
        assert len({told(partial(draw, color=color)) for color in names}) == 1


def test_what_cannot_be_seen_does_not_count():
    plain = told(lambda ax: ax.set(xlim=(0, 1), ylim=(0, 1)))
    for hidden in (
        lambda ax: ax.plot([0, 1], visible=False),
        lambda ax: ax.text(0, 0, "a", visible=False),
        lambda ax: ax.text(0, 0, ""),
        lambda ax: ax.plot([0, 1], alpha=0),
        lambda ax: ax.plot([0, 1], linestyle="none"),
        lambda ax: ax.add_patch(patches.Circle((0, 0), 1, fc="none", ec="none")),
    ):
        assert told(lambda ax, hide=hidden: (hide(ax), ax.set(xlim=(0, 1), ylim=(0, 1)))) == plain


class Scribble(Artist):
    def draw(self, renderer):
        renderer.draw_path(renderer.new_gc(), Path([(0, 0), (9, 9)]), Affine2D())


class WavyLine(Line2D):
    def draw(self, renderer):
        super().draw(renderer)
        renderer.draw_path(renderer.new_gc(), Path([(0, 0), (9, 9)]), Affine2D())


class OddAxes(Axes):
    def draw(self, renderer):
        super().draw(renderer)


@pytest.mark.parametrize(
    ("add", "named"),
    [
        (lambda ax: ax.add_artist(Scribble()), "Scribble"),
        (lambda ax: ax.figure.add_artist(Scribble()), "Scribble"),
        (lambda ax: ax.add_line(WavyLine([0, 1], [0, 1])), "WavyLine"),
        (lambda ax: ax.figure.add_subplot(axes_class=OddAxes), "OddAxes"),
        (lambda ax: ax.add_artist(offsetbox.AnnotationBbox(Scribbles(), (0, 0))), "Scribbles"),
        (lambda ax: ax.plot([1])[0].set_agg_filter(lambda image, dpi: (image, 0, 0)), "Line2D"),
    ],
)
def test_an_unknown_artist_is_an_error_that_names_it(add, named):
    with pytest.raises(FigureError, match=f"{named}, which .*: draw it with"):
        told(add)


class Scribbles(offsetbox.TextArea):
    def __init__(self):
        super().__init__("a")

    def draw(self, renderer):
        super().draw(renderer)


def test_a_subclass_that_draws_as_its_parent_does_is_known():
    class Plain(Line2D):
        pass

    assert "Plain: edge" in told(lambda ax: ax.add_line(Plain([0, 1], [0, 1])))


def full(ax):
    two_lines(ax)
    ax.legend()
    ax.set(xlabel="some words", ylabel="some words", title="some words")
    ax.text(0.5, 0.5, "words", bbox={"boxstyle": "round"})
    ax.annotate("words", (0, 0), (0.5, 0.2), arrowprops={"arrowstyle": "->"})
    ax.add_artist(offsetbox.AnchoredText("words", "lower left"))
    ax.table([["a cell with many words, which has to shrink", "b"]])
    ax.figure.legend(loc="lower right")
    ax.figure.suptitle("some words")
    ax.figure.colorbar(ax.scatter([0, 1], [0, 1], c=[0, 1]), label="words")
    ax.quiver([0.5], [0.5], [1], [1])
    ax.inset_axes([0.1, 0.6, 0.2, 0.2])


@pytest.mark.parametrize("layout", ["constrained", "tight", None])
def test_no_font_changes_the_text(layout):
    texts = []
    for font in ("DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif"):
        with mpl.rc_context({"font.sans-serif": [font]}):
            fig = Figure(figsize=(6, 4), layout=layout)
            full(fig.subplots())
            texts.append(figure_text(fig))
    assert texts[0] == texts[1] == texts[2]


def test_describing_a_figure_leaves_it_as_it_was():
    fig = figure(lambda ax: ax.plot([1, 2]))
    before, first = pixels(fig), figure_text(fig)
    assert pixels(fig) == before
    assert figure_text(fig) == first
    assert fig.dpi == 50


LONG = st.integers(LONGEST + 1, 30_000)


@settings(deadline=None)
@given(LONG, st.integers(0, 10**9), st.data())
def test_a_summary_notices_one_element_and_two_that_change_places(size, seed, data):
    values = np.random.default_rng(seed).uniform(size=size)
    where = st.integers(0, size - 1)
    first, second = data.draw(where), data.draw(where)
    changed, swapped = values.copy(), values.copy()
    changed[first] += data.draw(st.sampled_from([-0.1, 0.05, 0.3]))
    assert differ(numbers(values), numbers(changed))
    swapped[[first, second]] = values[[second, first]]
    assert differ(numbers(values), numbers(swapped)) or abs(values[first] - values[second]) < 0.03


@settings(deadline=None)
@given(LONG, st.integers(0, 10**9), st.sampled_from([1e-6, 1.0, 1e6]))
def test_a_summary_allows_for_what_machines_round(size, seed, scale):
    random = np.random.default_rng(seed)
    values = random.normal(size=size) * scale
    noise = random.uniform(-1e-6, 1e-6, size=size) * np.abs(values).max()
    assert not differ(numbers(values), numbers(values + noise))
    moved = random.uniform(-0.02, 0.02, size=size)  # within a listing's own tolerance
    assert not differ(numbers(values), numbers(values + moved), 0.0201)


def test_a_summary_sees_what_is_missing():
    values = np.linspace(0, 1, 1000)
    one, other = values.copy(), values.copy()
    one[10] = other[11] = np.nan
    assert differ(numbers(one), numbers(other))
    assert differ(numbers(one), numbers(values))
    one[10] = np.inf
    assert differ(numbers(one), numbers(np.where(np.isinf(one), np.nan, one)))


def test_a_figure_of_many_pixels_notices_one():
    image = np.random.default_rng(0).uniform(size=(150, 200))
    changed = image.copy()
    changed[70, 80] = 1 - changed[70, 80] + 0.2
    assert differ(told(lambda ax: ax.imshow(image)), told(lambda ax: ax.imshow(changed)))


def pixels(fig: Figure) -> bytes:
    fig.canvas.draw()
    return bytes(fig.canvas.buffer_rgba())


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
