"""What an artist looks like, as text: lines, fills, letters, and colours that stand for values.

Styles are not read from each class's own settings: the artist draws itself on a `Pen`, which
writes down what it is asked to draw.
"""

from itertools import groupby

import numpy as np
from matplotlib import colors
from matplotlib.artist import getp
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Bbox

DETAILS = {  # what is told of a type besides its style and its place, where it is set
    "FancyArrowPatch": "arrowstyle connectionstyle mutation_scale shrinkA shrinkB",
    "ConnectionPatch": "coords1 xy1 coords2 xy2",
    "Quiver": "U V angles pivot scale scale_units units width headwidth headlength headaxislength "
    "minshaft minlength",
    "QuiverKey": "coord X Y U angle labelpos",
    "EllipseCollection": "widths heights angles _units",
    "NonUniformImage": "_Ax _Ay",
    "PcolorImage": "_Ax _Ay",
    "Table": "_loc _bbox",
    "Cell": "visible_edges _loc height angle",
    "OffsetBox": "pad borderpad sep mode align width height",
    "OffsetImage": "zoom",
    "AnnotationBbox": "xycoords xy boxcoords xybox _box_alignment",
}
LONGEST = 400  # numbers of one artist that are written out; of more, a summary
GROUP = 128  # numbers that a summary takes together, a power of two
MOST_GROUPS = 512
GAP = [(np.nan, np.nan)]  # between the parts of an outline
LETTERS = ("fontfamily", "fontweight", "fontstyle", "fontvariant", "stretch", "usetex")
ORDINARY = (["sans-serif"], "normal", 400, "regular", False)


class FigureError(ValueError):
    """A figure draws what the comparison does not know. The text says what, and how to mend it."""

    def __init__(self, artist, why: str):
        cls = type(artist)
        super().__init__(
            f"the figure holds a {cls.__module__}.{cls.__qualname__}, which {why}, so that a "
            "changed picture would pass unseen: draw it with matplotlib's own lines, patches, "
            "collections, images and texts, or teach tools/engine/figures.py this type"
        )


def numbers(values, longest: int = LONGEST) -> str:
    """Values as text with five significant digits; a summary where there are very many."""
    flat = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).ravel()
    return summary(flat) if flat.size > longest else " ".join(f"{value:.5g}" for value in flat)


def summary(flat: np.ndarray) -> str:
    """A tenth of the numbers, in which one changed element shows, and two that change places.

    For each group of `GROUP` neighbours (more, where there are over `MOST_GROUPS` groups): the
    mean, and the means with the signs of each binary digit of the element's index, as two
    elements differ in a digit. If no element moves by more than a tolerance, none of these does.
    Values above 1 are divided by the largest, so that rounding stays far below the tolerances.
    """
    missing = np.flatnonzero(~np.isfinite(flat))
    finite = np.where(np.isfinite(flat), flat, 0.0)
    scale = max(1.0, np.abs(finite).max())
    size = GROUP
    while flat.size > size * MOST_GROUPS:
        size *= 2
    groups = np.pad(finite / scale, (0, -flat.size % size)).reshape(-1, size)
    digits = 1 << np.arange(size.bit_length() - 1)
    signs = np.where(np.arange(size)[:, None] & digits, -1.0, 1.0)
    means = groups @ (np.hstack([np.ones((size, 1)), signs]) / size)
    text = f"{flat.size}x1 numbers, least {finite.min():.5g} greatest {finite.max():.5g}"
    text += f" std {finite.std():.5g}"
    if missing.size:
        kinds = shared(f"{value:g}" for value in flat[missing])
        text += f" missing {missing.size}x1 {kinds} at {numbers(missing)}"
    return f"{text}; signed means / {scale:.5g}: {numbers(means, flat.size)}"


def rounded(values) -> str:
    """Computed values without what floating point leaves of a zero, and without its minus."""
    return numbers(np.round(values, 8) + 0.0)


def hexed(color, alpha: float | None = None) -> str:
    """One text for a colour, however it was named: `#rrggbbaa`, or `none` where nothing shows."""
    rgba = (0, 0, 0, 0) if color is None else colors.to_rgba(color, alpha)
    return "none" if rgba[3] == 0 else colors.to_hex(rgba, keep_alpha=True)


def palette(rgba) -> str:
    """Colours of many items: one where all are equal, a summary of the four channels if many."""
    rgba = np.reshape(rgba, (-1, 4))
    if len(rgba) and (rgba == rgba[0]).all():
        return hexed(rgba[0])
    return numbers(rgba) if len(rgba) > LONGEST else shared(map(hexed, rgba)) or "none"


def shared(texts) -> str:
    """Texts in their order, neighbours that are equal only once with their number."""
    runs = [(text, len(list(run))) for text, run in groupby(texts)]
    several = len(runs) > 1
    return " ".join(f"{count}x {text}" if several and count > 1 else text for text, count in runs)


def joined(*parts, by: str = " | ") -> str:
    """The parts that are texts, for `unset and text` is none."""
    return by.join(part for part in parts if part)


def outline(*paths: Path) -> np.ndarray:
    """The vertices of paths, `nan nan` between all parts, a closed part ending where it began."""
    rows = []
    for number, path in enumerate(paths):
        rows += GAP if number else []
        first, codes = None, path.codes
        codes = [Path.MOVETO, *[Path.LINETO] * len(path)] if codes is None else codes
        for vertex, code in zip(path.vertices, codes, strict=False):
            if code == Path.STOP:
                break
            if code == Path.MOVETO:
                rows += [] if first is None else GAP
                first = vertex
            rows.append(first if code == Path.CLOSEPOLY else vertex)
    return np.array(rows, dtype=float).reshape(-1, 2)


def shape(vertices: np.ndarray) -> str:
    """A small form, such as a marker: its points, or their number, box and weighted means."""
    vertices = vertices[~np.isnan(vertices).any(1)]
    if len(vertices) <= 6:
        return rounded(vertices)
    weights = np.linspace(1, 2, len(vertices)) / len(vertices)
    box = [*vertices.min(0), *vertices.max(0), *(weights @ vertices)]
    return f"{len(vertices)}x2 in {rounded(box)}"


class Pen(RendererBase):
    """A renderer that writes down how it is asked to stroke and fill, in points."""

    def __init__(self, size):
        super().__init__()
        self.get_canvas_width_height = lambda: size
        self.strokes: list[str] = []

    def draw_path(self, gc, path, transform, rgbFace=None):
        self.strokes.append(stroke(gc, rgbFace))

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        form = shape(marker_trans.transform(outline(marker_path)))
        self.strokes.append(f"marker {form} {stroke(gc, rgbFace)}")

    def draw_path_collection(self, gc, master_transform, paths, *rest, hatchcolors=None):
        if not len(paths):
            return  # matplotlib also asks so whether this method takes hatch colours
        fills, edges, widths, styles, smooth = rest[3:8]
        told = f"fill {palette(fills)} edge none"
        if np.any(widths) and len(edges):
            lines = shared(f"{width:.5g}" for width in widths), shared(map(dashes, styles))
            told = joined(f"fill {palette(fills)} edge {palette(edges)} width", *lines, by=" ")
        ends = f"{gc.get_joinstyle()} {gc.get_capstyle()}"
        aliased = not np.all(smooth) and "aliased " + shared(map(str, smooth))
        hatches = gc.get_hatch() and "hatches " + palette(hatchcolors)
        self.strokes.append(joined(told, ends, extras(gc), aliased, hatches, by=" "))

    def draw_quad_mesh(self, gc, *rest):
        fills, _, edges = rest[-3:]
        colored = f"fill {palette(fills)} edge {palette(edges)} width {gc.get_linewidth():.5g}"
        self.strokes.append(joined(colored, extras(gc), by=" "))

    def draw_gouraud_triangles(self, gc, triangles_array, colors_array, transform):
        self.strokes.append(f"shaded {palette(colors_array)}")

    def draw_image(self, *_, **__):
        """Pixels and words are told by their artists."""

    draw_text = draw_tex = draw_image


def dashes(style) -> str:
    offset, lengths = style
    return "" if lengths is None else f"dashes {numbers(lengths)} from {offset or 0:.5g}"


def extras(gc) -> str:
    """The rarer settings of a stroke, where they are set."""
    hatch, color = gc.get_hatch(), hexed(gc.get_hatch_color())
    sketch = gc.get_sketch_params() and f"sketch {numbers(gc.get_sketch_params())}"
    hatch = hatch and f"hatch {hatch!r} {color} {gc.get_hatch_linewidth():.5g}"
    return joined(not gc.get_antialiased() and "aliased", hatch, sketch, by=" ")


def stroke(gc, face) -> str:
    """How one path is drawn; empty if nothing of it can be seen."""
    forced = gc.get_alpha() if gc.get_forced_alpha() else None
    edge = hexed(gc.get_rgb(), forced) if gc.get_linewidth() else "none"
    fill = hexed(face, forced if face is not None and len(face) == 4 else gc.get_alpha())
    told = "" if fill == "none" else f"fill {fill}"
    if edge != "none":
        line = f"edge {edge} width {gc.get_linewidth():.5g}"
        ends = f"{gc.get_joinstyle()} {gc.get_capstyle()}"
        told = joined(line, dashes(gc.get_dashes()), ends, told, by=" ")
    return joined(told, extras(gc), by=" ") if told or gc.get_hatch() else ""


def drawn(artist) -> str:
    """How an artist strokes and fills; empty if it draws nothing that can be seen."""
    known(artist)
    figure = artist.get_figure(root=True)  # the box around a text has none
    pen = Pen(figure.bbox.size if figure else (640, 480))
    artist.draw(pen)
    return shared(filter(None, pen.strokes))


def known(artist) -> None:
    """Refuse an artist with a drawing method or a filter of its own: it may draw anything."""
    owner = next(cls for cls in type(artist).__mro__ if "draw" in vars(cls))
    library = owner.__module__.split(".")[0]
    if "draw" in vars(artist) or library not in ("matplotlib", "mpl_toolkits"):
        raise FigureError(artist, "brings a drawing method of its own")
    if artist.get_agg_filter() is not None:
        raise FigureError(artist, "is drawn through an agg_filter")


def worded(*artists) -> list:
    """The texts that show something."""
    return [one for one in artists if one.get_visible() and one.get_text()]


def wording(artist) -> str:
    """The text in one line, as a reader sees it."""
    return '"' + artist.get_text().replace("\n", "\\n") + '"'


def font(artist, sized: bool = True) -> str:
    """Colour, size, and what is not ordinary about a text's letters."""
    known(artist)
    letters = [str(one) for name in LETTERS if (one := getp(artist, name)) not in ORDINARY]
    turned = artist.get_rotation()
    return joined(
        hexed(artist.get_color(), artist.get_alpha()),
        sized and f"size {artist.get_fontsize():.5g}",
        *letters,
        turned and f"turned {turned:.5g} {artist.get_rotation_mode() or ''}",
        not artist.get_antialiased() and "aliased",
        artist.get_path_effects() and f"effects {drawn(artist)}",  # slow, so only then
        by=" ",
    ).strip()


def mapped(artist, style: str) -> list[str]:
    """The style; where colours stand for values, the values and their map instead of the colours.

    A value next to the border of two colours may fall on either side of it, and is no news.
    """
    values, alpha = artist.get_array(), artist.get_alpha()
    if values is None or not style:
        return [style]
    by_value = np.reshape(artist.to_rgba(values, alpha), (-1, 4))
    for rgba in (artist.get_facecolor(), artist.get_edgecolor()):
        if np.array_equal(np.reshape(rgba, (-1, 4)), by_value):
            style = style.replace(palette(by_value), "by value")
    style += "" if alpha is None else f" alpha {numbers(alpha)}"
    return [style, f"values {numbers(values)}", *scale_of(artist)]


def scale_of(artist) -> list[str]:
    """Colour map and norm of an artist whose values are one number each, by what they do."""
    cmap, norm = artist.get_cmap(), artist.norm
    ends = " ".join(hexed(cmap(value)) for value in (-1.0, 2.0, np.nan))
    tones = shared(hexed(cmap(value)) for value in np.linspace(0, 1, 9))
    text = f"colours {cmap.name} {tones} beyond {ends}"
    if norm.vmin is None or norm.vmax is None:
        return [text]
    limits = f"{type(norm).__name__} from {norm.vmin:.5g} to {norm.vmax:.5g}"
    return [text, f"{limits} by {numbers(norm(np.linspace(norm.vmin, norm.vmax, 9)))}"]


def plain(value) -> str:
    """A setting as text: words, numbers at five digits, an object by its type and settings."""
    if value is None or isinstance(value, str):
        return str(value)
    if isinstance(value, int | float | np.number | np.ndarray | list):
        return numbers(value)
    if isinstance(value, Bbox):
        return numbers(value.bounds)
    if isinstance(value, tuple):
        plainly = all(isinstance(one, int | float | np.number) for one in value)
        return numbers(value) if plainly else f"({', '.join(map(plain, value))})"
    public = [(key, one) for key, one in sorted(vars(value).items()) if not key.startswith("_")]
    told = [f"{key} {plain(one)}" for key, one in public if isinstance(one, str | int | float)]
    return type(value).__name__ + (f"({', '.join(told)})" if told else "")


def details(artist) -> list[str]:
    """What `DETAILS` names of the artist's type, each as `name value`."""
    told = []
    for name in " ".join(DETAILS.get(cls.__name__, "") for cls in type(artist).__mro__).split():
        getter = hasattr(artist, f"get_{name}")
        value = getp(artist, name) if getter else getattr(artist, name, None)
        told += [] if value is None else [f"{name} {plain(value)}"]
    return told


def tick_style(tick) -> str:
    """How a tick's lines and labels are drawn, without its place and words."""
    known(tick)
    rows = {name: getattr(tick, name) for name in ("tick1line", "tick2line", "gridline")}
    told = [f"{name} {style}" for name, row in rows.items() if (style := drawn(row))]
    for name in ("label1", "label2"):
        for row in worded(getattr(tick, name)):
            told.append(f"{name} {font(row)} {row.get_ha()} {row.get_va()}")
    return joined(*told) or "bare"


def cell(spec) -> str:
    """The place in a grid of axes: rows x columns, the first and last cell, unequal sizes."""
    rows, columns, first, last = spec.get_geometry()
    grid, text = spec.get_gridspec(), f"grid {rows}x{columns} cells {first} {last}"
    for name in ("width", "height"):
        ratios = getattr(grid, f"get_{name}_ratios")()
        text += f" {name}s {numbers(ratios)}" if len(set(ratios)) > 1 else ""
    outer = getattr(grid, "_subplot_spec", None)
    return f"{text} in {cell(outer)}" if outer else text


def under(head: str, rows: list[str]) -> list[str]:
    return [head, *("  " + row for row in rows)]
