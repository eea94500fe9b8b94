"""What a figure's text takes in: whatever is drawn, and nothing that depends on the fonts."""

from functools import partial
from operator import attrgetter

import matplotlib as mpl
import matplotlib.patheffects
import numpy as np
import pytest
from drawing import GRID, differ, figure, pixels, table, told, two_lines
from matplotlib import offsetbox, patches
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, offset_copy

from tools.engine.figures import figure_text
from tools.engine.pen import FigureError


def note(text="n", xy=(0, 0), at=(1, 1), **arrow):
    return lambda ax: ax.annotate(text, xy, at, arrowprops={"arrowstyle": "->"} | arrow)


def packed(sep):
    return offsetbox.HPacker(sep=sep, children=[offsetbox.TextArea("a"), offsetbox.TextArea("b")])


def image_in_a_box(ax, sign):
    return ax.add_artist(offsetbox.AnnotationBbox(offsetbox.OffsetImage(sign * GRID), (0, 0)))


def rotated(ax, angle):
    transform = Affine2D().rotate(angle) + ax.transData
    return ax.add_patch(patches.Rectangle((0, 0), 1, 1, transform=transform))


def shifted(ax, inches):
    return ax.text(0, 0, "a", transform=offset_copy(ax.transData, ax.figure, inches, 0))


def second_axis(ax, factor):
    return ax.secondary_xaxis("top", functions=(lambda x: factor * x, lambda x: x / factor))


def crossing(ax, orders):
    for data, order in zip(([0, 1], [1, 0]), orders, strict=True):
        ax.plot(data, lw=9, zorder=order)


def arrow(ax, end=(1, 1), **settings):
    return ax.add_patch(patches.FancyArrowPatch((0, 0), end, **settings))


def cut(ax, radius):
    picture = ax.imshow(GRID)
    if radius:
        picture.set_clip_path(patches.Circle((1, 1), radius, transform=ax.transData))


ONE_PIXEL = np.where(np.isclose(GRID, GRID[1, 1]), 0.6, GRID)
OUTLINED = [mpl.patheffects.withStroke(linewidth=3, foreground="c")]
UP, DOWN = (0, 1, 0, 1), (1, 0, 0, 1)

# What is drawn, and two values of what it is drawn with.
CHANGES = {
    "swapped labels of a figure's legend": (
        lambda ax, words: ax.figure.legend(two_lines(ax), words), "AB", "BA"
    ),
    "swapped handles of a legend": (
        lambda ax, step: ax.legend(two_lines(ax)[::step], "AB"), 1, -1
    ),
    "a legend's title": (lambda ax, v: (two_lines(ax), ax.legend(title=v)), "T", "U"),
    "a legend's place": (
        lambda ax, v: (two_lines(ax), ax.legend(loc=v)), "upper left", "lower left"
    ),
    "a legend's patch": (
        lambda ax, v: ax.legend(handles=[patches.Patch(color=v, label="p")]), "r", "b"
    ),
    "the space between a legend's lines": (
        lambda ax, v: (two_lines(ax), ax.legend(**v)), {}, {"labelspacing": 2}
    ),
    "a text of the figure": (lambda ax, v: ax.figure.text(0.1, 0.1, v), "a", "b"),
    "the place of a text": (lambda ax, v: ax.text(0, v, "a"), 0, 1),
    "the size of a text": (lambda ax, v: ax.text(0, 0, "a", size=v), 9, 12),
    "the box of a text": (lambda ax, v: ax.text(0, 0, "a", bbox={"fc": v}), "r", "g"),
    "suptitle": (lambda ax, v: ax.figure.suptitle(v), "a", "b"),
    "supxlabel": (lambda ax, v: ax.figure.supxlabel(v), "a", "b"),
    "supylabel": (lambda ax, v: ax.figure.supylabel(v), "a", "b"),
    "a title at the left": (lambda ax, v: ax.set_title(v, loc="left"), "a", "b"),
    "the side of a title": (lambda ax, v: ax.set_title("a", loc=v), "left", "right"),
    "an axis label": (lambda ax, v: ax.set_xlabel(v), "a", "b"),
    "limits": (lambda ax, v: ax.set_xlim(0, v), 1, 1.1),
    "an axis turned round": (lambda ax, v: ax.set_xlim(v), (0, 1), (1, 0)),
    "a scale": (lambda ax, v: ax.set_xscale(v), "linear", "symlog"),
    "the constant of a scale": (lambda ax, v: ax.set_xscale("symlog", linthresh=v), 1, 0.1),
    "tick labels": (lambda ax, v: ax.set_xticks([0, 1], v), ["a", "b"], ["b", "a"]),
    "tick positions": (lambda ax, v: ax.set_xticks([0, v]), 0.5, 0.6),
    "tick labels left out": (lambda ax, v: ax.tick_params(labelbottom=v), True, False),
    "a grid": (lambda ax, v: ax.grid(v), False, True),
    "minor ticks": (lambda ax, v: (ax.plot([1]), v and ax.minorticks_on()), False, True),
    "a spine": (lambda ax, v: (ax.plot([1]), ax.spines.top.set_visible(v)), True, False),
    "a spine's place": (lambda ax, v: ax.spines.left.set_position(("data", v)), 0.1, 0.2),
    "axes without a frame": (lambda ax, v: (ax.plot([1]), ax.axis(v)), "on", "off"),
    "the background": (lambda ax, v: ax.set_facecolor(v), "w", "0.9"),
    "a table's cell": (lambda ax, v: table(v)(ax), "b", "c"),
    "a table's colour": (lambda ax, v: table(color=v)(ax), "w", "r"),
    "a table's height": (lambda ax, v: table(height=v)(ax), 1, 1.5),
    "the space in a box": (
        lambda ax, v: ax.add_artist(offsetbox.AnnotationBbox(packed(v), (0, 0))), 2, 9
    ),
    "a line's colour": (lambda ax, v: ax.plot([1, 2], v), "r", "g"),
    "a line's style": (lambda ax, v: ax.plot([1, 2], v), "-", ":"),
    "a line's own dashes": (lambda ax, v: ax.plot([1, 2], dashes=v), (1, 2), (2, 1)),
    "a line's width": (lambda ax, v: ax.plot([1, 2], lw=v), 1, 2),
    "a line's steps": (lambda ax, v: ax.step([1, 2], [1, 2], where=v), "pre", "post"),
    "a marker": (lambda ax, v: ax.plot([1, 2], v), "o", "s"),
    "a marker's size": (lambda ax, v: ax.plot([1], "o", ms=v), 4, 5),
    "a marker's filling": (lambda ax, v: ax.plot([1], "o", mfc=v), "w", "k"),
    "which points have markers": (lambda ax, v: ax.plot([1, 2, 3], "o", markevery=v), 2, [1]),
    "alpha": (lambda ax, v: ax.bar([0], [1], alpha=v), 0.5, 0.6),
    "a hatch": (lambda ax, v: ax.bar([0], [1], hatch=v), "/", "x"),
    "a bar's height": (lambda ax, v: ax.bar([0], [v]), 1, 1.1),
    "a filled patch": (
        lambda ax, v: ax.add_patch(patches.Circle((0, 0), 0.2, fill=v)), True, False
    ),
    "a wedge": (lambda ax, v: ax.add_patch(patches.Wedge((0, 0), 1, 0, v)), 90, 100),
    "an arrow's end": (lambda ax, v: arrow(ax, (1, v)), 1, 0.9),
    "an arrow's head": (lambda ax, v: arrow(ax, arrowstyle=v), "->", "-|>"),
    "an arrow's bend": (
        lambda ax, v: arrow(ax, connectionstyle=v), "arc3,rad=0.1", "arc3,rad=0.2"
    ),
    "the box of a patch": (
        lambda ax, v: ax.add_patch(patches.FancyBboxPatch((0, 0), 1, 1, boxstyle=v)),
        "round", "sawtooth",
    ),
    "a rotated patch": (
        lambda ax, v: ax.add_patch(patches.Rectangle((0, 0), 1, 2, angle=v)), 10, 20
    ),
    "a patch moved by its transform": (rotated, 0.1, 0.2),
    "another system of coordinates": (
        lambda ax, v: (ax.plot([0, 2]), ax.add_line(Line2D([0, 1], [0, 1], transform=v(ax)))),
        attrgetter("transAxes"), attrgetter("transData"),
    ),
    "an offset": (shifted, 0.1, 0.2),
    "what an annotation says": (lambda ax, v: note(v)(ax), "n", "m"),
    "what an annotation means": (lambda ax, v: note(xy=v)(ax), (0, 0), (0.1, 0)),
    "where an annotation stands": (lambda ax, v: note(at=v)(ax), (1, 1), (1, 0.9)),
    "an annotation's arrow": (lambda ax, v: note(**v)(ax), {}, {"color": "r"}),
    "sizes of a scatter": (lambda ax, v: ax.scatter([0, 1], [0, 1], s=v), [10, 20], [20, 10]),
    "colours of a scatter": (lambda ax, v: ax.scatter([0, 1], [0, 1], c=v), ["r", "b"], ["b", "r"]),
    "values of a scatter": (
        lambda ax, v: ax.scatter([0, 1, 2], [0, 1, 2], c=[0, v, 1]), 0.4, 0.5
    ),
    "markers of a scatter": (lambda ax, v: ax.scatter([0, 1], [0, 1], marker=v), "o", "^"),
    "a filled area": (lambda ax, v: ax.fill_between([0, 1], [0, 0], [1, v]), 1, 1.1),
    "line collections": (lambda ax, v: ax.hlines([0, 1], 0, 1, colors=v), ["r", "g"], ["g", "r"]),
    "events": (lambda ax, v: ax.eventplot([0, v]), 1, 1.1),
    "a mesh's value": (lambda ax, v: ax.pcolormesh(v), GRID, ONE_PIXEL),
    "a contour": (lambda ax, v: ax.contour(GRID, [v]), 0.5, 0.6),
    "colours of a contour": (lambda ax, v: ax.contourf(GRID, cmap=v), "viridis", "magma"),
    "quiver": (lambda ax, v: ax.quiver([0, 1], [0, 1], [1, 0], [0, v]), 1, 1.5),
    "a key of arrows": (
        lambda ax, v: ax.quiverkey(ax.quiver([0], [0], [1], [1]), 0.5, 0.5, v, "k"), 1, 2
    ),
    "barbs": (lambda ax, v: ax.barbs([0, 1], [0, 1], [10, v], [5, 5]), 20, 50),
    "error bars": (lambda ax, v: ax.errorbar([0, 1], [0, 1], yerr=v, capsize=2), 0.1, 0.2),
    "a pixel": (lambda ax, v: ax.imshow(v), GRID, ONE_PIXEL),
    "an image's colours": (lambda ax, v: ax.imshow(GRID, cmap=v), "gray", "Blues"),
    "an image's norm": (lambda ax, v: ax.imshow(GRID, vmax=v), None, 2),
    "an image's extent": (lambda ax, v: ax.imshow(GRID, extent=v, aspect="auto"), UP, DOWN),
    "an image's origin": (lambda ax, v: ax.imshow(GRID, extent=UP, origin=v), "upper", "lower"),
    "a pixel of an RGB image": (
        lambda ax, v: ax.imshow(np.eye(2)[..., None] * [0, 0, v]), 0, 0.1
    ),
    "an image cut to a circle": (cut, None, 1),
    "a colour bar": (lambda ax, v: ax.figure.colorbar(ax.imshow(GRID), label=v), "a", "b"),
    "a box in the corner": (
        lambda ax, v: ax.add_artist(offsetbox.AnchoredText(v, "upper left")), "a", "b"
    ),
    "an image in a box": (image_in_a_box, 1, -1),
    "twin axes": (lambda ax, v: ax.twinx().plot([1, v]), 2, 3),
    "inset axes": (lambda ax, v: ax.inset_axes([0.1, 0.1, 0.3, v]), 0.3, 0.4),
    "a part shown larger": (lambda ax, v: ax.indicate_inset([0, 0, 0.5, v]), 0.5, 0.6),
    "a second axis": (second_axis, 2, 3),
    "who covers whom": (crossing, (1, 2), (2, 1)),
    "a path effect": (lambda ax, v: ax.text(0, 0, "a", path_effects=v), None, OUTLINED),
    "an artist of the figure": (
        lambda ax, v: ax.figure.add_artist(Line2D([0, 1], [0, v])), 1, 0.9
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_is_drawn_is_compared(name):
    draw, one, other = CHANGES[name]
    assert differ(told(lambda ax: draw(ax, one)), told(lambda ax: draw(ax, other)))


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
