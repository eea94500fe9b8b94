"""A figure as plain text: all that it draws, so that two runs can be compared.

One line for each artist, in drawing order, indented under what holds it: type, label, geometry in
data (or axes, or figure) coordinates, and how it is stroked and filled, as `pen` sees it. Whatever
depends on the extent of a text (where a layout or `loc="best"` puts things) is left out, so the
text is the same wherever the data are.
"""

from operator import attrgetter

import numpy as np
from matplotlib import rcParamsDefault
from matplotlib.legend import Legend
from matplotlib.transforms import IdentityTransform, Transform

from tools.engine.pen import (
    FigureError,
    cell,
    details,
    drawn,
    font,
    joined,
    known,
    mapped,
    numbers,
    outline,
    plain,
    rounded,
    scale_of,
    shape,
    shared,
    tick_style,
    under,
    worded,
    wording,
)

PROBES = np.array([[0.2, 0.3], [0.9, 0.4], [0.6, 0.8]])
BY_ORDER = attrgetter("zorder")  # from what is covered to what covers
BORDERS = {"left": "0 0 0 1", "right": "1 0 1 1", "bottom": "0 0 1 0", "top": "0 1 1 1"}
SPACINGS = ("borderpad", "labelspacing", "handletextpad", "borderaxespad", "columnspacing")


def is_a(artist, *names: str) -> bool:
    return any(cls.__name__ in names for cls in type(artist).__mro__)


def coordinates(figure, axes=None) -> list[tuple[str, Transform]]:
    """The coordinate systems in which a place does not depend on fonts, the first that fits."""
    root, frames = figure.get_figure(root=True), []
    for number, one in enumerate([axes] if axes else root.axes, 1):
        systems = {"data": one.transData, "(data, axes)": one.get_xaxis_transform()}
        systems |= {"(axes, data)": one.get_yaxis_transform(), "axes": one.transAxes}
        name = "" if axes else f" of axes {number}"
        frames += [(system + name, transform) for system, transform in systems.items()]
    frames += [("figure", figure.transSubfigure), ("whole figure", root.transFigure)]
    return [*frames, ("inches", root.dpi_scale_trans), ("points", IdentityTransform())]


def anchor(artist) -> str:
    """Where a legend or an anchored box was told to be; nothing where that is left to `best`."""
    loc = artist._loc_real if is_a(artist, "Legend") else artist.loc
    words = {code: word for word, code in Legend.codes.items()}
    told = words[loc] if isinstance(loc, int) else f"at {numbers(loc)}"
    if artist._bbox_to_anchor is not None:
        parent = artist.axes.bbox if artist.axes else artist.get_figure(root=True).bbox
        corners = artist.get_bbox_to_anchor().get_points()
        told += f" of {rounded((corners - parent.min) / parent.size)}"
    return told


class Teller:
    """Tells artists, each by the method that bears the name of its type, or of a parent's.

    `frames` are coordinate systems by name; None where places depend on fonts, and are not told.
    """

    def __init__(self, frames=None, legend: bool = False):
        self.frames, self.legend = frames, legend

    def tell(self, *artists) -> list[str]:
        """The lines of artists and of what they hold; `FigureError` for one of unknown kind."""
        rows = []
        for one in artists:
            if one is None or not one.get_visible():
                continue
            known(one)
            kinds = [cls.__name__ for cls in type(one).__mro__ if hasattr(self, cls.__name__)]
            if not kinds:
                raise FigureError(one, "the comparison does not know")
            rows += getattr(self, kinds[0])(one)
        return rows

    def place(self, transform: Transform, points, form=numbers) -> str:
        """Points as `data x y x y …`, in the first coordinate system that their transform reaches.

        A constant shift, as of `offset_copy`, is told in points. What leads to no system is told
        as fractions of the axes, or of the figure.
        """
        if self.frames is None:
            return ""
        points = np.ma.filled(np.ma.asarray(points, dtype=float), np.nan).reshape(-1, 2)
        for name, frame in self.frames:
            if transform == frame:
                return f"{name} {form(points)}"
            if transform.contains_branch(frame):
                return f"{name} {form((transform - frame).transform(points))}"
        for name, frame in self.frames:
            shift = transform.transform(PROBES) - frame.transform(PROBES)
            if np.isfinite(shift).all() and np.allclose(shift, shift[0], atol=1e-6, rtol=0):
                return f"{name} shifted {rounded(shift[0])} to {form(points)}"
        frame = next(one for name, one in self.frames if name in ("axes", "figure", "box"))
        points = frame.inverted().transform(transform.transform(points))
        return f"fractions {form(np.round(points, 8) + 0.0)}"

    def clip(self, artist) -> str:
        """How the artist is cut, where it is otherwise than the axes cut what is in them."""
        axes, figure, told = artist.axes, artist.get_figure(root=True), ""
        box, path = artist.get_clip_box(), artist.get_clip_path()
        if artist.get_clip_on() and figure:
            corners = [] if box is None else [box.get_points()]
            corners += [] if path is None else [path.get_fully_transformed_path().vertices]
            inside = (axes.transAxes if axes else figure.transFigure).inverted()
            told = " and ".join(rounded(inside.transform(one)) for one in corners)
        cut = axes and self.frames and self.frames[0][0] == "data" and not is_a(artist, "Text")
        if told == ("0 0 1 1" if cut else ""):
            return ""
        return f" clipped to {told}" if told else " unclipped"

    def line(self, artist, style: str, *parts: str) -> list[str]:
        """One artist in one line; none if nothing of it can be seen."""
        label = str(artist.get_label() or "")
        label = f' "{label}"' if label and not label.startswith("_") else ""
        head = f"{type(artist).__name__}{label}{self.clip(artist)}"
        return [f"{head}: {joined(style, *parts)}"] if style else []

    def Line2D(self, artist) -> list[str]:
        style, steps, every = drawn(artist), artist.get_drawstyle(), artist.get_markevery()
        where = self.place(artist.get_transform(), np.column_stack(artist.get_data(orig=False)))
        marked = every is not None and artist.get_marker() not in ("None", "", " ")
        every = marked and f"every {every}"
        return self.line(artist, style, where, steps != "default" and steps, every)

    def Patch(self, artist) -> list[str]:
        style, parts = drawn(artist), details(artist)
        if is_a(artist, "FancyArrowPatch"):
            where = artist._posA_posB or outline(artist._path_original)
        elif is_a(artist, "Rectangle") and not artist.get_angle():
            where = [artist.get_xy(), artist.get_corners()[2]]
        else:
            where = artist.get_patch_transform().transform(outline(artist.get_path()))
        if is_a(artist, "FancyBboxPatch") and self.frames is None:
            parts.append(plain(artist.get_boxstyle()))
        where = self.place(artist.get_data_transform(), where)
        return self.line(artist, style, where, *parts)

    def Collection(self, artist) -> list[str]:
        style, parts, paths = drawn(artist), details(artist), artist.get_paths()
        frame, offsets = artist.get_transform(), artist.get_offsets()
        moved = artist.get_offset_transform()
        placed = np.any(offsets) or not isinstance(moved, IdentityTransform)
        scales = np.reshape(artist.get_transforms(), (-1, 9))[:, [0, 1, 3, 4]]
        if parts:  # the type's own settings say the form
            scales = []
        elif is_a(artist, "QuadMesh"):
            corners = artist.get_coordinates()
            parts = [f"{corners.shape[0]}x{corners.shape[1]} corners", self.place(frame, corners)]
        elif placed:
            parts = ["forms " + shared(self.place(frame, outline(one), shape) for one in paths)]
        else:
            parts = [self.place(frame, outline(*paths))]
        if len(scales):
            parts.append(f"sizes {numbers(scales[:1] if (scales == scales[0]).all() else scales)}")
        parts += [f"at {self.place(moved, offsets)}"] if placed else []
        return self.line(artist, *mapped(artist, style), *parts)

    def _ImageBase(self, artist) -> list[str]:
        values, alpha, where = artist.get_array(), artist.get_alpha(), []
        if values is None or not np.size(values):
            return []
        if hasattr(artist, "get_extent"):
            x0, x1, y0, y1 = artist.get_extent()
            corners = [(x0, y0), (x1, y1), (x0, y1)]
            where = [self.place(artist.get_transform(), corners), artist.origin]
        told = f"{'x'.join(map(str, np.shape(values)))} {numbers(values)}"
        where += [*details(artist), alpha is not None and f"alpha {numbers(alpha)}"]
        colours = scale_of(artist) if np.ndim(values) == 2 else []
        return self.line(artist, told, artist.get_interpolation(), *where, *colours)

    def Text(self, artist, name: str = "text") -> list[str]:
        """A text with its place, unless a layout chooses that."""
        arrow, box = getattr(artist, "arrow_patch", None), artist.get_bbox_patch()
        words, letters, parts = artist.get_text(), font(artist), []
        if not (words or arrow) or (letters.startswith("none") and not box):
            return []
        if is_a(artist, "Annotation"):
            parts.append(f"for {plain(artist.xycoords)} {numbers(artist.xy)}")
            parts.append(f"at {plain(artist.anncoords)} {numbers(artist.xyann)}")
        elif self.frames is not None and not getattr(artist, "_autopos", False):
            if hasattr(artist, "get_position_3d"):
                parts.append(f"at {numbers(artist.get_position_3d())}")
            where = artist.get_unitless_position()
            parts.append(f"at {self.place(artist.get_transform(), where)}")
        parts += [letters, f"{artist.get_ha()} {artist.get_va()}"]
        if "\n" in words or artist._linespacing != "normal":
            parts[-1] += f" lines {artist._multialignment or ''} {plain(artist._linespacing)}"
        head = joined(f"{name} {wording(artist)}{self.clip(artist)}", *parts)
        return under(head, Teller().tell(box, arrow))

    def Legend(self, artist) -> list[str]:
        frame, told = artist.get_frame(), [artist._mode, artist.shadow and "shadow"]
        for name in SPACINGS:
            if (space := getattr(artist, name)) != rcParamsDefault[f"legend.{name}"]:
                told.append(f"{name} {space:.5g}")
        moved = frame.get_data_transform().transform(PROBES)
        told.append((moved != PROBES).any() and f"frame moved {rounded(moved)}")
        head = joined(f"legend {anchor(artist)}", f"{artist._ncols} columns", *told)
        return under(head, Teller(legend=True).tell(frame, artist._legend_box))

    def OffsetBox(self, box) -> list[str]:
        """What a box holds, and how it is packed, which the settings of a legend say too."""
        told = [anchor(box)] if is_a(box, "AnchoredOffsetbox") else []
        sizes = ("width", "height") if self.legend else ""
        told += [one for one in details(box) if one.startswith(sizes)]
        inner, frame = Teller(None, self.legend), getattr(box, "patch", None)
        if is_a(box, "DrawingArea", "AuxTransformBox"):
            inner = Teller([("box", box.get_transform())])
        rows = inner.tell(frame, *(one for one in box.get_children() if one is not frame))
        return under(joined(type(box).__name__, *told, by=" "), rows) if told else rows

    AnnotationBbox = OffsetBox

    def Table(self, artist) -> list[str]:
        rows = []
        for (row, column), one in sorted(artist.get_celld().items()):
            parts = [f"cell {row} {column}", drawn(one), *details(one)]
            parts.append(self.place(one.get_data_transform(), PROBES))
            parts += [] if column in artist._autoColumns else [f"width {one.get_width():.5g}"]
            for words in worded(one.get_text()):  # a size left to matplotlib depends on the font
                parts += [wording(words), font(words, not artist._autoFontsize)]
            rows += [joined(*parts)] if one.get_visible() else []
        where = self.place(artist.get_transform(), PROBES)
        return under(joined("table", *details(artist), where), rows)

    def QuiverKey(self, artist) -> list[str]:
        parts = ["QuiverKey", *details(artist), drawn(artist.vector)]
        return under(joined(*parts), Teller().tell(artist.text))

    def InsetIndicator(self, artist) -> list[str]:
        return self.tell(artist.rectangle, *(artist.connectors or []))

    def Axis(self, one) -> list[str]:
        """Label and ticks of an axis; of the ticks, those within the limits."""
        rows, groups, solid = [], {}, one.axes.name == "3d"
        for label in worded(one.label):
            along = label.get_position()[0 if one.axis_name == "x" else 1]
            side = "" if solid else f"{one.get_label_position()} {along:.5g}"
            rows.append(f"label {wording(label)} | {side} {label.get_ha()} | {font(label)}")
        for tick in one._update_ticks():
            if tick.get_visible():
                groups.setdefault(tick_style(tick), []).append(tick)
        for style, ticks in groups.items():
            labels = [row for tick in ticks for row in worded(tick.label1, tick.label2)]
            places = numbers([tick.get_loc() for tick in ticks])
            rows.append(joined(f"ticks {places}", style, " ".join(map(wording, labels))))
        rows += [f"factor {wording(row)} | {font(row)}" for row in worded(one.offsetText)]
        for name in ("pane", "line", "gridlines") if solid else ():
            rows.append(f"{name} {drawn(getattr(one, name))}")
        return under(f"{one.axis_name} axis", rows)

    def _AxesBase(self, axes) -> list[str]:
        figure, solid = axes.get_figure(root=False), axes.name == "3d"
        inner, framed = Teller(coordinates(figure, axes)), axes.axison and axes.get_frame_on()
        titles = {"title": axes.title, "title left": axes._left_title}
        titles["title right"] = axes._right_title
        apart = {axes.patch, *titles.values(), *axes.spines.values()}
        if not (axes._axis3don if solid else axes.axison):
            apart.update(axes._axis_map.values())
        rows = inner.tell(axes.patch) if framed or solid else []
        for name, title in titles.items():
            rows += Teller().Text(title, name) if title.get_visible() else []
        children = [one for one in axes.get_children() if one not in apart]
        rows += inner.tell(*sorted(children, key=BY_ORDER))
        rows += inner.spines(axes) if framed else []
        return under(self.axes_head(axes), rows)

    def spines(self, axes) -> list[str]:
        """Visible spines; those that are drawn alike and lie at the border share a line."""
        groups: dict[str, list[str]] = {}
        for name, spine in axes.spines.items():
            if not (style := drawn(spine)):
                continue
            told, frame = style + Teller().clip(spine), spine.get_data_transform()
            where = spine.get_patch_transform().transform(outline(spine.get_path()))
            ends = (frame + axes.transAxes.inverted()).transform(where)
            if rounded(np.sort(ends, axis=0)) != BORDERS.get(name):
                told += f" | {self.place(frame, where)}"
            told += "" if spine.zorder == 2.5 else f" | zorder {spine.zorder:.5g}"
            groups.setdefault(told, []).append(name)
        return [f"spines {' '.join(names)}: {told}" for told, names in groups.items()]

    def axes_head(self, axes) -> str:
        """Where the axes lie, if no layout chooses it, and how data become places in them."""
        flat, figure = axes.name == "rectilinear", axes.get_figure(root=True)
        parts = ["axes" if flat else f"axes {axes.name}"]
        if self.frames[0][0] == "data":  # inset in other axes
            corners = axes.bbox.get_points()
            parts.append(Teller(self.frames[3:4]).place(IdentityTransform(), corners))
        elif (spec := axes.get_subplotspec()) is not None:
            parts.append(cell(spec))
        elif figure.get_layout_engine() is None or axes.get_axes_locator() is None:
            parts.append(f"figure {numbers(axes.get_position().bounds)}")
        for one in axes._axis_map.values():
            limits = numbers(one.get_view_interval())
            parts.append(f"{one.axis_name} {one.get_scale()} from {limits}")
        aspect, box = axes.get_aspect(), axes.get_box_aspect()
        if aspect != "auto" or box is not None:
            told = map(plain, (aspect, box, axes.get_adjustable(), axes.get_anchor()))
            parts.append(f"aspect {' '.join(told)}")
        if axes.name == "3d":
            parts.append(f"projection {numbers(axes.get_proj())} grid {axes._draw_grid}")
        elif not flat or {axes.get_xscale(), axes.get_yscale()} != {"linear"}:
            (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
            inside = PROBES * (x1 - x0, y1 - y0) + (x0, y0)
            there = axes.transAxes.inverted().transform(axes.transData.transform(inside))
            parts.append(f"a fifth of each lies at {rounded(there)}")
        return joined(*parts)

    def FigureBase(self, figure) -> list[str]:
        children = [one for one in figure.get_children() if one is not figure.patch]
        if is_a(figure, "Figure"):
            head = f"figure {numbers(figure.get_size_inches())} in"
        else:
            head = f"subfigure {cell(figure._subplotspec) if figure._subplotspec else ''}"
        told = Teller(coordinates(figure)).tell(figure.patch, *sorted(children, key=BY_ORDER))
        return under(head, told)


def figure_text(figure) -> str:
    """All that `figure` draws, one line for each artist; `FigureError` where that cannot be told.

    The figure is drawn at 72 dots an inch, as for an SVG, so that a point is a point.
    """
    dpi = figure.dpi
    figure.dpi = 72
    try:
        figure.draw_without_rendering()  # ticks, layout and projections are known only then
        return "\n".join(row.rstrip() for row in Teller().tell(figure)) + "\n"
    finally:
        figure.dpi = dpi
