"""A figure as plain text: all that it draws, so that two runs can be compared.

One line for each artist, in drawing order, indented under what holds it: type, label, geometry in
data (or axes, or figure) coordinates, and how it is stroked and filled. Styles are not read from
each class's own settings: the artist draws itself on a `Pen`, which writes down what it is asked
to draw. Whatever depends on the extent of a text (where a layout or `loc="best"` puts things) is
left out, so the text is the same wherever the data are.
"""

from itertools import groupby
from operator import attrgetter

import numpy as np
from matplotlib import (
    axis,
    collections,
    colors,
    image,
    legend,
    offsetbox,
    patches,
    quiver,
    rcParamsDefault,
    table,
)
from matplotlib.artist import Artist
from matplotlib.axes._base import _AxesBase
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure, FigureBase
from matplotlib.inset import InsetIndicator
from matplotlib.lines import AxLine, Line2D
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox, IdentityTransform, Transform

LONGEST = 400  # numbers of one artist that are written out; of more, a summary
GROUP = 128  # numbers that a summary takes together, a power of two
MOST_GROUPS = 512
PROBES = np.array([[0.2, 0.3], [0.9, 0.4], [0.6, 0.8]])
LIBRARIES = {"matplotlib", "mpl_toolkits"}

# Coordinate systems by name; None where places depend on fonts, and are not told.
Frames = list[tuple[str, Transform]] | None


class FigureError(ValueError):
    """A figure draws what the comparison does not know. The text says what, and how to mend it."""


def numbers(values) -> str:
    """Values as text with five significant digits; a summary where there are very many."""
    flat = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).ravel()
    if flat.size > LONGEST:
        return summary(flat)
    return " ".join(f"{value:.5g}" for value in flat)


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
    padded = np.zeros(-(-flat.size // size) * size)
    padded[: flat.size] = finite / scale
    digits = 1 << np.arange(size.bit_length() - 1)
    signs = np.where(np.arange(size)[:, None] & digits, -1.0, 1.0)
    weights = np.hstack([np.ones((size, 1)), signs]) / size
    text = f"{flat.size}x1 numbers, least {finite.min():.5g} greatest {finite.max():.5g}"
    text += f" std {finite.std():.5g}"
    if missing.size:
        kinds = [f"{value:g}" for value in flat[missing]]
        text += f" missing {missing.size}x1 {shared(kinds)} at {numbers(missing)}"
    return f"{text}; signed means / {scale:.5g}: {numbers_all(padded.reshape(-1, size) @ weights)}"


def numbers_all(values: np.ndarray) -> str:
    return " ".join(f"{value:.5g}" for value in values.ravel())


def hexed(color, alpha: float | None = None) -> str:
    """One text for a colour, however it was named: `#rrggbbaa`, or `none` where nothing shows."""
    if color is None:
        return "none"
    rgba = colors.to_rgba(color, alpha)
    return "none" if rgba[3] == 0 else colors.to_hex(rgba, keep_alpha=True)


def shared(texts) -> str:
    """Texts in their order, neighbours that are equal only once with their number."""
    runs = [(text, len(list(run))) for text, run in groupby(texts)]
    if len(runs) == 1:
        return runs[0][0]
    return " ".join(text if count == 1 else f"{count}x {text}" for text, count in runs)


def palette(rgba) -> str:
    """Colours of many items: one where all are equal, a summary of the four channels if many."""
    rgba = np.reshape(rgba, (-1, 4))
    if not len(rgba):
        return "none"
    if (rgba == rgba[0]).all():
        return hexed(rgba[0])
    return numbers(rgba) if len(rgba) > LONGEST else shared(hexed(color) for color in rgba)


def outline(path: Path) -> np.ndarray:
    """The vertices of a path, `nan nan` between its parts, a closed part ending where it began."""
    rows, first = [], None
    codes = [Path.MOVETO, *[Path.LINETO] * len(path)] if path.codes is None else path.codes
    for vertex, code in zip(path.vertices, codes, strict=False):
        if code == Path.STOP:
            break
        if code == Path.MOVETO:
            rows += [] if first is None else [(np.nan, np.nan)]
            first = vertex
        rows.append(first if code == Path.CLOSEPOLY else vertex)
    return np.array(rows, dtype=float).reshape(-1, 2)


def outlines(paths) -> np.ndarray:
    """The vertices of several paths, `nan nan` between them."""
    parts = []
    for path in paths:
        parts += [outline(path), [(np.nan, np.nan)]]
    return np.concatenate(parts[:-1]) if parts else np.zeros((0, 2))


def rounded(values) -> np.ndarray:
    """Computed values without what floating point leaves of a zero, and without its minus."""
    return np.round(values, 8) + 0.0


def shape(vertices: np.ndarray) -> str:
    """A small form, such as a marker: its points, or their number, box and weighted means."""
    vertices = vertices[~np.isnan(vertices).any(1)]
    if len(vertices) <= 6:
        return numbers(rounded(vertices))
    weights = np.linspace(1, 2, len(vertices)) / len(vertices)
    box = [*vertices.min(0), *vertices.max(0), *(weights @ vertices)]
    return f"{len(vertices)}x2 in {numbers(rounded(box))}"


class Pen(RendererBase):
    """A renderer that writes down how it is asked to stroke and fill, in points."""

    def __init__(self, width: float, height: float):
        super().__init__()
        self.size = width, height
        self.strokes: list[str] = []

    def get_canvas_width_height(self):
        return self.size

    def draw_path(self, gc, path, transform, rgbFace=None):
        self.strokes.append(stroke(gc, rgbFace))

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        form = shape(marker_trans.transform(outline(marker_path)))
        self.strokes.append(f"marker {form} {stroke(gc, rgbFace)}")

    def draw_path_collection(
        self, gc, master_transform, paths, all_transforms, offsets, offset_trans,
        facecolors, edgecolors, linewidths, linestyles, antialiaseds, urls, offset_position,
        *, hatchcolors=None,
    ):  # fmt: skip
        if not len(paths) and not len(self.strokes):
            return  # matplotlib only asks whether this method takes hatch colours
        visible = np.any(linewidths) and len(edgecolors)
        parts = ["fill", palette(facecolors)]
        parts += ["edge", palette(edgecolors if visible else [])]
        if visible:
            parts += ["width", shared(f"{width:.5g}" for width in linewidths)]
            parts += [text for text in [shared(dashes(style) for style in linestyles)] if text]
        parts += [f"{gc.get_joinstyle()} {gc.get_capstyle()}", *extras(gc, False)]
        if not np.all(antialiaseds):
            parts.append("aliased " + shared(str(bool(flag)) for flag in antialiaseds))
        if gc.get_hatch():
            parts.append("hatches " + palette(hatchcolors))
        self.strokes.append(" ".join(parts))

    def draw_quad_mesh(
        self, gc, master_transform, meshWidth, meshHeight, coordinates, offsets, offsetTrans,
        facecolors, antialiased, edgecolors,
    ):  # fmt: skip
        colored = f"fill {palette(facecolors)} edge {palette(edgecolors)}"
        self.strokes.append(" ".join([colored, f"width {gc.get_linewidth():.5g}", *extras(gc)]))

    def draw_gouraud_triangles(self, gc, triangles_array, colors_array, transform):
        self.strokes.append(f"shaded {palette(colors_array)}")

    def draw_image(self, gc, x, y, im, transform=None):
        self.strokes.append("")

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        self.strokes.append("")

    def draw_tex(self, gc, x, y, s, prop, angle, *, mtext=None):
        self.strokes.append("")


def dashes(style) -> str:
    offset, lengths = style
    return "" if lengths is None else f"dashes {numbers(lengths)} from {offset or 0:.5g}"


def extras(gc, antialiased: bool = True) -> list[str]:
    """The rarer settings of a stroke, where they are set."""
    parts = []
    if antialiased and not gc.get_antialiased():
        parts.append("aliased")
    if gc.get_hatch():
        color = hexed(gc.get_hatch_color())
        parts.append(f"hatch {gc.get_hatch()!r} {color} {gc.get_hatch_linewidth():.5g}")
    if gc.get_sketch_params():
        parts.append(f"sketch {numbers(gc.get_sketch_params())}")
    return parts


def stroke(gc, face) -> str:
    """How one path is drawn; empty if nothing of it can be seen."""
    forced = gc.get_alpha() if gc.get_forced_alpha() else None
    edge = hexed(gc.get_rgb(), forced) if gc.get_linewidth() else "none"
    fill = hexed(face, forced if face is not None and len(face) == 4 else gc.get_alpha())
    parts = []
    if edge != "none":
        parts = [f"edge {edge} width {gc.get_linewidth():.5g}", dashes(gc.get_dashes())]
        parts.append(f"{gc.get_joinstyle()} {gc.get_capstyle()}")
    if fill != "none":
        parts.append(f"fill {fill}")
    if parts or gc.get_hatch():
        parts += extras(gc)
    return " ".join(part for part in parts if part)


def drawn(artist) -> list[str] | None:
    """How an artist strokes and fills, or None if it draws nothing that can be seen."""
    known(artist)
    figure = artist.get_figure(root=True)  # the box around a text has none
    pen = Pen(*(figure.bbox.size if figure else (640, 480)))
    artist.draw(pen)
    if not any(pen.strokes) and not isinstance(artist, Text | image._ImageBase):
        return None
    return [text for text in pen.strokes if text]


def known(artist) -> None:
    """Refuse an artist with a drawing method or a filter of its own: it may draw anything."""
    owner = next(cls for cls in type(artist).__mro__ if "draw" in vars(cls))
    if "draw" in vars(artist) or owner.__module__.split(".")[0] not in LIBRARIES:
        raise unknown(artist, "brings a drawing method of its own")
    if artist.get_agg_filter() is not None:
        raise unknown(artist, "is drawn through an agg_filter")


def unknown(artist, why: str) -> FigureError:
    cls = type(artist)
    return FigureError(
        f"the figure holds a {cls.__module__}.{cls.__qualname__}, which {why}, so that a changed "
        "picture would pass unseen: draw it with matplotlib's own lines, patches, collections, "
        "images and texts, or teach tools/engine/figures.py this type"
    )


# Where things are.


def coordinates(figure, axes=None) -> Frames:
    """The coordinate systems in which a place does not depend on fonts, the first that fits."""
    frames = []
    for number, one in enumerate([axes] if axes else figure.get_figure(root=True).axes, 1):
        name = "" if axes else f" of axes {number}"
        frames += [
            (f"data{name}", one.transData),
            (f"(data, axes){name}", one.get_xaxis_transform()),
            (f"(axes, data){name}", one.get_yaxis_transform()),
            (f"axes{name}", one.transAxes),
        ]
    root = figure.get_figure(root=True)
    frames += [("figure", figure.transSubfigure), ("whole figure", root.transFigure)]
    return [*frames, ("inches", root.dpi_scale_trans), ("points", IdentityTransform())]


def place(transform: Transform, points, frames: Frames) -> str:
    """Points as `data x y x y …`, in the first coordinate system that their transform leads to."""
    if frames is None:
        return ""
    name, points = located(transform, points, frames)
    return f"{name} {numbers(points)}"


def located(transform: Transform, points, frames: list) -> tuple[str, np.ndarray]:
    """The name of a coordinate system, and the points in it.

    A constant shift, as of `offset_copy`, is told in points. What leads to no system is told as
    fractions of the axes, or of the figure.
    """
    points = np.ma.filled(np.ma.asarray(points, dtype=float), np.nan).reshape(-1, 2)
    for name, frame in frames:
        if transform == frame:
            return name, points
        if transform.contains_branch(frame):
            return name, (transform - frame).transform(points)
    for name, frame in frames:
        shift = transform.transform(PROBES) - frame.transform(PROBES)
        if np.isfinite(shift).all() and np.allclose(shift, shift[0], atol=1e-6, rtol=0):
            return f"{name} shifted {numbers(rounded(shift[0]))} to", points
    fractions = next(frame for name, frame in frames if name in ("axes", "figure", "box"))
    there = fractions.inverted().transform(transform.transform(points))
    return "fractions", rounded(there)


def clip(artist, frames: Frames) -> str:
    """How the artist is cut, where it is otherwise than the axes cut what is in them."""
    if frames is None or frames[0][0] == "box":
        return ""
    axes, box, path = artist.axes, artist.get_clip_box(), artist.get_clip_path()
    uncut = not artist.get_clip_on() or (box is None and path is None)
    if axes is None:
        inside, patch = artist.get_figure(root=True).transFigure.inverted(), None
    else:
        inside, patch = axes.transAxes.inverted(), axes.patch
    parts = []
    if not uncut and box is not None and (axes is None or not same_box(box, axes.bbox)):
        parts.append(numbers(rounded(inside.transform(box.get_points()))))
    if not uncut and path is not None:
        around = path.get_fully_transformed_path().vertices
        frame = patch and patch.get_transform().transform_path(patch.get_path()).vertices
        if frame is None or around.shape != frame.shape or not np.allclose(around, frame):
            parts.append(numbers(rounded(inside.transform(around))))
    if parts:
        return f" clipped to {' and '.join(parts)}"
    if isinstance(artist, Text):
        return "" if uncut else " clipped"
    return " unclipped" if uncut and axes is not None and artist is not patch else ""


def same_box(one, other) -> bool:
    return np.allclose(one.extents, other.extents)


def named(system) -> str:
    """The name of a coordinate system as annotations give it: a word, a pair, or an object."""
    if isinstance(system, tuple):
        return f"({', '.join(map(named, system))})"
    return system if isinstance(system, str) else type(system).__name__


def settings(thing) -> str:
    """The type and the plain values of a style object: an arrow style, a box style."""
    values = {key: value for key, value in sorted(vars(thing).items()) if is_plain(value)}
    told = [f"{key} {numbers(v) if not isinstance(v, str) else v}" for key, v in values.items()]
    return f"{type(thing).__name__}({', '.join(told)})"


def is_plain(value) -> bool:
    return isinstance(value, str | int | float | np.number)


# Each kind of artist.


def head(artist) -> str:
    label = str(artist.get_label() or "")
    return type(artist).__name__ + ("" if label.startswith("_") or not label else f' "{label}"')


def of_line(artist: Line2D, frames: Frames) -> list[str]:
    if (style := drawn(artist)) is None:
        return []
    x, y = artist.get_data(orig=False)
    if isinstance(artist, AxLine):
        points = [place(artist.get_transform(), [(0, 0), (1, 1)], frames)]
    else:
        points = [place(artist.get_transform(), np.column_stack([x, y]), frames)]
    if artist.get_drawstyle() != "default":
        points.append(artist.get_drawstyle())
    if artist.get_markevery() is not None and artist.get_marker() not in ("None", "", " "):
        points.append(f"every {artist.get_markevery()}")
    name = head(artist) + clip(artist, frames)
    return [f"{name}: {' | '.join([shared(style), *points])}"]


def of_patch(artist: patches.Patch, frames: Frames) -> list[str]:
    if (style := drawn(artist)) is None:
        return []
    parts = [shared(style)]
    if isinstance(artist, patches.ConnectionPatch):
        ends = (artist.xy1, artist.coords1), (artist.xy2, artist.coords2)
        parts += [f"{named(system)} {numbers(point)}" for point, system in ends]
    elif isinstance(artist, patches.FancyArrowPatch):
        ends = artist._posA_posB
        where = outline(artist._path_original) if ends is None else ends
        parts.append(place(artist.get_transform(), where, frames))
    elif isinstance(artist, patches.FancyBboxPatch) and frames is None:
        parts.append(settings(artist.get_boxstyle()))
    elif isinstance(artist, patches.Rectangle) and not artist.get_angle():
        corners = [artist.get_xy(), artist.get_corners()[2]]
        parts.append(place(artist.get_data_transform(), corners, frames))
    else:
        where = artist.get_patch_transform().transform(outline(artist.get_path()))
        parts.append(place(artist.get_data_transform(), where, frames))
    if isinstance(artist, patches.FancyArrowPatch):
        parts += [arrow_settings(artist)]
    name = head(artist) + clip(artist, frames)
    return [f"{name}: {' | '.join(part for part in parts if part)}"]


def arrow_settings(artist: patches.FancyArrowPatch) -> str:
    sizes = numbers([artist.get_mutation_scale(), artist.shrinkA, artist.shrinkB])
    style, bend = artist.get_arrowstyle(), artist.get_connectionstyle()
    return f"{settings(style)} {settings(bend)} size and gaps {sizes}"


def of_collection(artist: collections.Collection, frames: Frames) -> list[str]:
    if isinstance(artist, collections.QuadMesh):
        return of_mesh(artist, frames)
    if (style := drawn(artist)) is None:
        return []
    parts, paths = [], artist.get_paths()
    offsets, moved = artist.get_offsets(), artist.get_offset_transform()
    placed = np.any(offsets) or not isinstance(moved, IdentityTransform)
    if isinstance(artist, quiver.Quiver):
        names = ("angles", "pivot", "scale", "scale_units", "units", "width", "headwidth")
        names += ("headlength", "headaxislength", "minshaft", "minlength")
        told = [f"{name} {plain(getattr(artist, name))}" for name in names]
        parts.append(f"U {numbers(artist.U)} V {numbers(artist.V)} {' '.join(told)}")
    elif isinstance(artist, collections.EllipseCollection):
        sizes = artist.get_widths(), artist.get_heights(), artist.get_angles()
        parts.append(f"ellipses {' / '.join(map(numbers, sizes))} {artist._units}")
    elif placed:
        forms = [located(artist.get_transform(), outline(path), frames) for path in paths]
        parts.append(f"forms {shared(f'{name} {shape(form)}' for name, form in forms)}")
    else:
        parts.append(place(artist.get_transform(), outlines(paths), frames))
    scales = np.reshape(artist.get_transforms(), (-1, 9))[:, [0, 1, 3, 4]]
    if len(scales) and not isinstance(artist, quiver.Quiver | collections.EllipseCollection):
        same = (scales == scales[0]).all()
        parts.append(f"sizes {numbers(scales[:1] if same else scales)}")
    if placed:
        parts.append(f"at {place(moved, offsets, frames)}")
    return [f"{head(artist)}{clip(artist, frames)}: {' | '.join(mapped(artist, style) + parts)}"]


def of_mesh(artist: collections.QuadMesh, frames: Frames) -> list[str]:
    if (style := drawn(artist)) is None:
        return []
    corners = artist.get_coordinates()
    parts = [f"{corners.shape[0]}x{corners.shape[1]} corners"]
    parts.append(place(artist.get_transform(), corners, frames))
    if np.any(artist.get_offsets()):
        parts.append(f"at {place(artist.get_offset_transform(), artist.get_offsets(), frames)}")
    return [f"{head(artist)}{clip(artist, frames)}: {' | '.join(mapped(artist, style) + parts)}"]


def plain(value) -> str:
    """A setting as text: words as they are, numbers at five digits."""
    return f"{value}" if value is None or isinstance(value, str) else numbers(value)


def mapped(artist, style: list[str]) -> list[str]:
    """The style; where colours stand for values, the values and their map instead of the colours.

    A value next to the border of two colours may fall on either side of it, and is no news.
    """
    text, values = shared(style), artist.get_array()
    if values is None:
        return [text]
    by_value = np.reshape(artist.to_rgba(values, artist.get_alpha()), (-1, 4))
    for rgba in (artist.get_facecolor(), artist.get_edgecolor()):
        if np.array_equal(np.reshape(rgba, (-1, 4)), by_value):
            text = text.replace(palette(by_value), "by value")
    if artist.get_alpha() is not None:
        text += f" alpha {numbers(artist.get_alpha())}"
    return [text, f"values {numbers(values)}", *scale_of(artist)]


def scale_of(artist) -> list[str]:
    """Colour map and norm of an artist whose values are one number each, by what they do."""
    cmap, norm = artist.get_cmap(), artist.norm
    ends = [hexed(cmap(value)) for value in (-1.0, 2.0, np.nan)]
    tones = shared(hexed(cmap(value)) for value in np.linspace(0, 1, 9))
    text = f"colours {cmap.name} {tones} beyond {' '.join(ends)}"
    if norm.vmin is None or norm.vmax is None:
        return [text]
    between = np.ma.filled(np.ma.asarray(norm(np.linspace(norm.vmin, norm.vmax, 9)), float), np.nan)
    limits = f"{type(norm).__name__} from {norm.vmin:.5g} to {norm.vmax:.5g}"
    return [text, f"{limits} by {numbers(between)}"]


def of_image(artist: image._ImageBase, frames: Frames) -> list[str]:
    known(artist)
    values = artist.get_array()
    if values is None or not np.size(values):
        return []
    size = "x".join(map(str, np.shape(values)))
    parts = [f"{size} {numbers(values)}", str(artist.get_interpolation())]
    if hasattr(artist, "get_extent") and not isinstance(artist, image.FigureImage):
        x0, x1, y0, y1 = artist.get_extent()
        parts.append(place(artist.get_transform(), [(x0, y0), (x1, y1), (x0, y1)], frames))
        parts.append(str(artist.origin))
    if isinstance(artist, image.FigureImage):
        parts.append(f"points {numbers([artist.ox, artist.oy])} {artist.origin}")
    for name in ("_Ax", "_Ay"):
        if hasattr(artist, name):
            parts.append(f"borders {numbers(getattr(artist, name))}")
    if artist.get_alpha() is not None:
        parts.append(f"alpha {numbers(artist.get_alpha())}")
    if np.ndim(values) == 2:
        parts += scale_of(artist)
    return [f"{head(artist)}{clip(artist, frames)}: {' | '.join(parts)}"]


def font(artist: Text, sized: bool = True) -> str:
    """Colour, size, and what is not ordinary about a text's letters."""
    parts = [hexed(artist.get_color(), artist.get_alpha())]
    if sized:
        parts.append(f"size {artist.get_fontsize():.5g}")
    if artist.get_fontfamily() != ["sans-serif"]:
        parts.append(" ".join(artist.get_fontfamily()))
    ordinary = {"normal", 400, "regular"}
    settings = artist.get_fontweight(), artist.get_fontstyle(), artist.get_fontvariant()
    parts += [str(one) for one in (*settings, artist.get_stretch()) if one not in ordinary]
    if artist.get_rotation():
        parts.append(f"turned {artist.get_rotation():.5g} {artist.get_rotation_mode() or ''}")
    if artist.get_usetex():
        parts.append("tex")
    if not artist.get_antialiased():
        parts.append("aliased")
    known(artist)
    if artist.get_path_effects():  # to draw a text is slow, so only then
        parts.append(f"effects {shared(drawn(artist) or [])}")
    return " ".join(parts).strip()


def wording(artist: Text) -> str:
    """The text in one line, as a reader sees it."""
    return '"' + artist.get_text().replace("\n", "\\n") + '"'


def of_text(artist: Text, frames: Frames, name: str = "text") -> list[str]:
    """A text with its place, unless a layout chooses that."""
    note = isinstance(artist, Annotation)
    if not artist.get_text() and not (note and artist.arrow_patch):
        return []
    if hexed(artist.get_color(), artist.get_alpha()) == "none" and not artist.get_bbox_patch():
        return []
    parts = [f"{name} {wording(artist)}{clip(artist, frames)}"]
    if note:
        parts.append(f"for {named(artist.xycoords)} {numbers(artist.xy)}")
        parts.append(f"at {named(artist.anncoords)} {numbers(artist.xyann)}")
    elif frames is not None and not getattr(artist, "_autopos", False):
        where = artist.get_unitless_position()
        if hasattr(artist, "get_position_3d"):
            parts.append(f"at {numbers(artist.get_position_3d())}")
        parts.append(f"at {place(artist.get_transform(), where, frames)}")
    aligned = f"{artist.get_horizontalalignment()} {artist.get_verticalalignment()}"
    if "\n" in artist.get_text() or artist._linespacing != "normal":
        aligned += f" lines {artist._multialignment or ''} {plain(artist._linespacing)}"
    parts += [font(artist), aligned]
    lines = [" | ".join(parts)]
    if (box := artist.get_bbox_patch()) and box.get_visible():
        lines += indented(of_patch(box, None))
    if note and artist.arrow_patch and artist.arrow_patch.get_visible():
        style = shared(drawn(artist.arrow_patch) or [])
        lines.append(f"  arrow: {style} | {arrow_settings(artist.arrow_patch)}")
    return lines


def indented(lines: list[str]) -> list[str]:
    return ["  " + one for one in lines]


def in_order(artists, frames: Frames) -> list[str]:
    """All artists, from the one that is covered to the one that covers."""
    ordered = sorted(artists, key=attrgetter("zorder"))
    return [row for one in ordered for row in described(one, frames)]


def anchor(artist) -> str:
    """Where a legend or an anchored box was told to be; nothing where that is left to `best`."""
    loc = artist._loc_real if isinstance(artist, legend.Legend) else artist.loc
    words = {code: word for word, code in legend.Legend.codes.items()}
    parts = [words.get(loc) if isinstance(loc, int) else f"at {numbers(loc)}"]
    if artist._bbox_to_anchor is not None:
        parent = artist.axes.bbox if artist.axes else artist.get_figure(root=True).bbox
        corners = parent_fractions(artist.get_bbox_to_anchor(), parent)
        parts.append(f"of {numbers(rounded(corners))}")
    return " ".join(parts)


def parent_fractions(box, parent) -> np.ndarray:
    return (box.get_points() - parent.min) / parent.size


def of_legend(artist: legend.Legend, frames: Frames) -> list[str]:
    known(artist)
    parts = [f"legend {anchor(artist)}", f"{artist._ncols} columns"]
    if artist._mode:
        parts.append(artist._mode)
    if artist.shadow:
        parts.append("shadow")
    for name in SPACINGS:
        if getattr(artist, name) != rcParamsDefault[f"legend.{name}"]:
            parts.append(f"{name} {getattr(artist, name):.5g}")
    rows, frame = [], artist.get_frame()
    if frame.get_visible():
        rows = of_patch(frame, None)
        if cut := clip(frame, frames).replace(" unclipped", ""):
            rows.append(f"frame{cut}")
        if not isinstance(frame.get_data_transform(), IdentityTransform):
            moved = frame.get_data_transform().transform(PROBES)
            rows.append(f"frame moved {numbers(rounded(moved))}")
    rows += boxed(artist._legend_box, packing=False)
    return [" | ".join(parts), *indented(rows)]


SPACINGS = ("borderpad", "labelspacing", "handletextpad", "borderaxespad", "columnspacing")


def boxed(box, packing: bool = True) -> list[str]:
    """What a box holds, and how it is packed, unless that is told elsewhere; no places."""
    rows = []
    if isinstance(box, offsetbox.PackerBase):
        names = ("pad", "sep", "mode", "align") if packing else ()
        told = [f"{name} {plain(getattr(box, name))}" for name in names]
        told += [f"{n} {getattr(box, n):.5g}" for n in ("width", "height") if getattr(box, n)]
        if told:
            rows.append(f"{type(box).__name__} {' '.join(told)}")
    for child in box.get_children():
        if not child.get_visible():
            continue
        if isinstance(child, offsetbox.PackerBase | offsetbox.TextArea):
            known(child)
            rows += boxed(child, packing)
        else:
            rows += described(child, None)
    return rows


def of_box(box: offsetbox.OffsetBox, frames: Frames) -> list[str]:
    known(box)
    rows, parts = [], [type(box).__name__]
    if isinstance(box, offsetbox.AnchoredOffsetbox):
        parts.append(anchor(box))
    if isinstance(box, offsetbox.OffsetImage):
        parts.append(f"zoom {box.get_zoom():.5g}")
    for name in ("pad", "borderpad", "sep", "mode", "align", "width", "height"):
        if getattr(box, name, None) is not None:
            parts.append(f"{name} {plain(getattr(box, name))}")
    frame = getattr(box, "patch", None)
    if frame is not None and frame.get_visible():
        rows += of_patch(frame, None)
    if isinstance(box, offsetbox.DrawingArea | offsetbox.AuxTransformBox):
        local = [("box", box.get_transform())]
        rows += [row for one in box.get_children() for row in described(one, local)]
    else:
        rows += boxed(box)
    return [" ".join(parts), *indented(rows)]


def of_note_box(artist: offsetbox.AnnotationBbox, frames: Frames) -> list[str]:
    known(artist)
    parts = [f"AnnotationBbox for {named(artist.xycoords)} {numbers(artist.xy)}"]
    parts.append(f"at {named(artist.boxcoords)} {numbers(artist.xybox)}")
    parts.append(f"aligned {numbers(artist._box_alignment)}")
    rows = of_patch(artist.patch, None) if artist.patch.get_visible() else []
    if artist.arrow_patch is not None and artist.arrow_patch.get_visible():
        style = shared(drawn(artist.arrow_patch) or [])
        rows.append(f"arrow: {style} | {arrow_settings(artist.arrow_patch)}")
    return [" | ".join(parts), *indented(rows + of_box(artist.offsetbox, None))]


def of_table(artist: table.Table, frames: Frames) -> list[str]:
    known(artist)
    words = {code: word for word, code in table.Table.codes.items()}
    lines = [f"table {words.get(artist._loc, artist._loc)}"]
    if artist._bbox is not None:
        box = artist._bbox.bounds if isinstance(artist._bbox, Bbox) else artist._bbox
        lines[0] += f" in {numbers(box)}"
    if artist.get_transform() != artist.axes.transAxes:
        lines[0] += f" | {place(artist.get_transform(), [(0, 0), (1, 1)], frames)}"
    for (row, column), cell in sorted(artist.get_celld().items()):
        if not cell.get_visible():
            continue
        parts = [f"  cell {row} {column}"]
        if column not in artist._autoColumns:
            parts.append(f"width {cell.get_width():.5g}")
        parts.append(f"height {cell.get_height():.5g}")
        if cell.get_angle() or cell.get_data_transform() != artist.get_transform():
            corners = cell.get_patch_transform().transform(outline(cell.get_path()))
            parts.append(place(cell.get_data_transform(), corners, frames))
        parts.append(shared(drawn(cell) or []))
        parts.append(f"{cell.visible_edges}")
        if cell.get_text().get_text():
            sized = not artist._autoFontsize  # else as small as the font's width makes it
            parts += [wording(cell.get_text()), font(cell.get_text(), sized), cell._loc]
        lines.append(" | ".join(parts))
    return lines


def of_key(artist: quiver.QuiverKey, frames: Frames) -> list[str]:
    known(artist)
    place = f"{artist.coord} {numbers([artist.X, artist.Y, artist.U, artist.angle])}"
    style = shared(drawn(artist.vector) or [])
    head = f"QuiverKey {place} | {artist.labelpos} | {style}"
    return [head, *indented(of_text(artist.text, None))]


def of_indicator(artist: InsetIndicator, frames: Frames) -> list[str]:
    known(artist)
    parts = [artist.rectangle, *(artist.connectors or [])]
    return ["InsetIndicator", *indented(in_order(parts, frames))]


def described(one: Artist, frames: Frames) -> list[str]:
    """The lines of any artist and of what it holds; `FigureError` for one of an unknown kind."""
    if not one.get_visible():
        return []
    for kind, lines in KINDS.items():
        if isinstance(one, kind):
            return lines(one, frames)
    raise unknown(one, "the comparison does not know")


# Axes and figures.


def of_axis(one: axis.Axis, frames: Frames) -> list[str]:
    """Label and ticks of an axis; of the ticks, those within the limits."""
    known(one)
    lines = [f"{one.axis_name} axis"]
    if one.get_label_text() and one.label.get_visible():
        row, along = one.label, 0 if one.axis_name == "x" else 1
        solid = one.axes.name == "3d"  # there the label's place depends on fonts
        side = "" if solid else f"{one.get_label_position()} {row.get_position()[along]:.5g}"
        aligned = row.get_horizontalalignment()
        lines.append(f"  label {wording(row)} | {side} {aligned} | {font(row)}")
    groups: dict[str, list] = {}
    for tick in one._update_ticks():
        if tick.get_visible():
            known(tick)
            groups.setdefault(tick_style(tick), []).append(tick)
    for style, ticks in groups.items():
        labels = [wording(row) for tick in ticks for row in tick_labels(tick)]
        places = numbers([tick.get_loc() for tick in ticks])
        lines.append(f"  ticks {places} | {style}" + (f" | {' '.join(labels)}" if labels else ""))
    if one.offsetText.get_visible() and one.offsetText.get_text():
        lines.append(f"  factor {wording(one.offsetText)} | {font(one.offsetText)}")
    for name in ("pane", "line", "gridlines"):  # of a 3-D axis
        part = getattr(one, name, None)
        if part is not None and part.get_visible() and (name != "gridlines" or one.axes._draw_grid):
            lines.append(f"  {name} {shared(drawn(part) or [])}")
    return lines


def tick_labels(tick) -> list[Text]:
    return [row for row in (tick.label1, tick.label2) if row.get_visible() and row.get_text()]


def tick_style(tick) -> str:
    """How a tick's lines and labels are drawn, without its place and words."""
    parts = []
    for name in ("tick1line", "tick2line", "gridline"):
        row = getattr(tick, name)
        if row.get_visible() and (style := drawn(row)):
            parts.append(f"{name} {shared(style)}")
    for name in ("label1", "label2"):
        row = getattr(tick, name)
        if row.get_visible() and row.get_text():
            alignment = f"{row.get_horizontalalignment()} {row.get_verticalalignment()}"
            parts.append(f"{name} {font(row)} {alignment}")
    return " | ".join(parts) or "bare"


BORDERS = {
    "left": [(0, 0), (0, 1)],
    "right": [(1, 0), (1, 1)],
    "bottom": [(0, 0), (1, 0)],
    "top": [(0, 1), (1, 1)],
}


def of_spines(spines, frames: Frames) -> list[str]:
    """Visible spines; those that are drawn alike and lie at the border share a line."""
    groups: dict[str, list[str]] = {}
    for name, spine in spines.items():
        if not spine.get_visible() or (style := drawn(spine)) is None:
            continue
        told = shared(style) + clip(spine, frames).replace(" unclipped", "")
        where = spine.get_patch_transform().transform(outline(spine.get_path()))
        inside = spine.get_data_transform() + spine.axes.transAxes.inverted()
        ends = np.sort(inside.transform(where), axis=0)
        if name not in BORDERS or len(ends) != 2 or not np.allclose(ends, BORDERS[name], atol=1e-6):
            told += f" | {place(spine.get_data_transform(), where, frames)}"
        if spine.zorder != 2.5:
            told += f" | zorder {spine.zorder:.5g}"
        groups.setdefault(told, []).append(name)
    return [f"spines {' '.join(names)}: {told}" for told, names in groups.items()]


def of_axes(axes: _AxesBase, frames: Frames) -> list[str]:
    known(axes)
    inner = coordinates(axes.get_figure(root=False), axes)
    lines = []
    solid = axes.name == "3d"
    shown = axes._axis3don if solid else axes.axison
    framed = axes.axison and axes.get_frame_on()
    if (framed or solid) and axes.patch.get_visible():
        lines += of_patch(axes.patch, inner)
    titles = {"title": axes.title, "title left": axes._left_title, "title right": axes._right_title}
    for name, title in titles.items():
        if title.get_visible():
            lines += of_text(title, None, name)
    apart = [axes.patch, *titles.values(), *axes.spines.values()]
    children = [
        child
        for child in axes.get_children()
        if not any(child is one for one in apart) and (shown or not isinstance(child, axis.Axis))
    ]
    lines += in_order(children, inner)
    if framed:
        lines += of_spines(axes.spines, inner)
    return [axes_head(axes, frames), *indented(lines)]


def axes_head(axes: _AxesBase, frames: Frames) -> str:
    """Where the axes lie, if no layout chooses it, and how data become places in them."""
    parts = ["axes" if axes.name == "rectilinear" else f"axes {axes.name}"]
    figure = axes.get_figure(root=True)
    if frames is not None and frames[0][0] == "data":  # inset in other axes
        parts.append(place(IdentityTransform(), axes.bbox.get_points(), [frames[3]]))
    elif (cell := axes.get_subplotspec()) is not None:
        parts.append(cell_text(cell))
    elif figure.get_layout_engine() is None or axes.get_axes_locator() is None:
        parts.append(f"figure {numbers(axes.get_position().bounds)}")
    for one in axes._axis_map.values():
        limits = numbers(one.get_view_interval())
        parts.append(f"{one.axis_name} {one.get_scale()} from {limits}")
    if axes.get_aspect() != "auto" or axes.get_box_aspect() is not None:
        told = [axes.get_aspect(), axes.get_box_aspect(), axes.get_adjustable(), axes.get_anchor()]
        parts.append("aspect " + " ".join(map(plain, told)))
    if axes.name == "3d":
        parts.append(f"projection {numbers(axes.get_proj())}")
    elif any(one.get_scale() != "linear" for one in (axes.xaxis, axes.yaxis)) or (
        axes.name != "rectilinear"
    ):
        (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
        inside = [(x0 + (x1 - x0) * x, y0 + (y1 - y0) * y) for x, y in PROBES]
        there = axes.transAxes.inverted().transform(axes.transData.transform(inside))
        parts.append(f"a fifth of each lies at {numbers(rounded(there))}")
    return " | ".join(parts)


def cell_text(cell) -> str:
    """The place in a grid of axes: rows x columns, the first and last cell, unequal sizes."""
    rows, columns, first, last = cell.get_geometry()
    grid = cell.get_gridspec()
    text = f"grid {rows}x{columns} cells {first} {last}"
    sizes = {"widths": grid.get_width_ratios(), "heights": grid.get_height_ratios()}
    for word, ratios in sizes.items():
        if len(set(ratios)) > 1:
            text += f" {word} {numbers(ratios)}"
    outer = getattr(grid, "_subplot_spec", None)
    return text if outer is None else f"{text} in {cell_text(outer)}"


def of_figure(figure: FigureBase, frames: Frames) -> list[str]:
    known(figure)
    inner = coordinates(figure)
    lines = of_patch(figure.patch, inner) if figure.patch.get_visible() else []
    children = [child for child in figure.get_children() if child is not figure.patch]
    lines += in_order(children, inner)
    if isinstance(figure, Figure):
        return [f"figure {numbers(figure.get_size_inches())} in", *indented(lines)]
    place = cell_text(figure._subplotspec) if figure._subplotspec is not None else ""
    return [f"subfigure {place}", *indented(lines)]


KINDS = {
    FigureBase: of_figure,
    _AxesBase: of_axes,
    axis.Axis: of_axis,
    legend.Legend: of_legend,
    table.Table: of_table,
    offsetbox.AnnotationBbox: of_note_box,
    offsetbox.OffsetBox: of_box,
    InsetIndicator: of_indicator,
    quiver.QuiverKey: of_key,
    Line2D: of_line,
    patches.Patch: of_patch,
    collections.Collection: of_collection,
    image._ImageBase: of_image,
    Text: of_text,
}


def figure_text(figure: Figure) -> str:
    """All that `figure` draws, one line for each artist; `FigureError` where that cannot be told.

    The figure is drawn at 72 dots an inch, as for an SVG, so that a point is a point.
    """
    dpi = figure.dpi
    figure.dpi = 72
    try:
        figure.draw_without_rendering()  # ticks, layout and projections are known only then
        return "\n".join(line.rstrip() for line in described(figure, None)) + "\n"
    finally:
        figure.dpi = dpi
