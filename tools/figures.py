"""A figure as plain text: the data and texts of its axes, so that two runs can be compared."""

import numpy as np
from matplotlib.category import StrCategoryFormatter
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter

LONGEST = 400  # numbers of one artist that are written out; of more, a summary


def numbers(values) -> str:
    """Values as text with five significant digits; a summary where there are very many."""
    flat = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).ravel()
    if flat.size > LONGEST:
        parts = [chunk.mean() for chunk in np.array_split(flat, 20)]
        summary = " ".join(f"{part:.5g}" for part in parts)
        return f"{flat.size} numbers, means of 20 parts: {summary}; std {flat.std():.5g}"
    return " ".join(f"{value:.5g}" for value in flat)


def axis_text(axis) -> str:
    """Label, scale and, where they were set by hand, tick labels of one axis."""
    text = f'"{axis.get_label_text()}" {axis.get_scale()}'
    formatter = axis.get_major_formatter()
    if isinstance(formatter, FixedFormatter | StrCategoryFormatter):
        labels = [tick.get_text() for tick in axis.get_ticklabels()]
        text += f" ticks {labels}"
    return text


def artist_text(artist) -> str | None:
    """One line of text for one artist, or None for what carries no data."""
    name, label = type(artist).__name__, artist.get_label() or ""
    label = "" if label.startswith("_") else f' "{label}"'
    if isinstance(artist, Line2D):
        x, y = artist.get_data(orig=False)
        return f"line{label}: x {numbers(x)} | y {numbers(y)}"
    if hasattr(artist, "get_offsets") and hasattr(artist, "get_paths"):  # a collection
        parts = []
        if len(offsets := artist.get_offsets()) > 1 or np.any(offsets):
            parts.append(f"offsets {numbers(offsets)}")
        else:
            vertices = [path.vertices for path in artist.get_paths()]
            parts.append(f"paths {numbers(np.concatenate(vertices) if vertices else [])}")
        if artist.get_array() is not None:
            parts.append(f"values {numbers(artist.get_array())}")
        return f"{name}{label}: {' | '.join(parts)}"
    if hasattr(artist, "get_xy") and hasattr(artist, "get_width"):  # a bar or box
        box = (*artist.get_xy(), artist.get_width(), artist.get_height())
        return f"{name}{label}: {numbers(box)}"
    if hasattr(artist, "get_path") and hasattr(artist, "get_patch_transform"):
        path = artist.get_patch_transform().transform(artist.get_path().vertices)
        return f"{name}{label}: {numbers(path)}"
    if hasattr(artist, "get_array"):  # an image
        array = np.ma.asarray(artist.get_array())
        return f"{name} {'x'.join(map(str, array.shape))}: {numbers(array)}"
    return None


def figure_text(figure: Figure) -> str:
    """Size, texts and data of `figure`, one line for each artist that carries any."""
    figure.canvas.draw()  # tick labels and layout are known only then
    width, height = figure.get_size_inches()
    lines = [f"figure {width:g} x {height:g} in"]
    lines += [f'text "{text.get_text()}"' for text in figure.texts if text.get_text()]
    if figure.get_suptitle():
        lines.append(f'suptitle "{figure.get_suptitle()}"')
    for number, axes in enumerate(figure.axes, 1):
        lines.append(f'axes {number} "{axes.get_title()}"')
        if axes.axison:
            lines += [f"  x {axis_text(axes.xaxis)}", f"  y {axis_text(axes.yaxis)}"]
        for artist in [*axes.lines, *axes.patches, *axes.collections, *axes.images]:
            if artist.get_visible() and (text := artist_text(artist)):
                lines.append(f"  {text}")
        for text in axes.texts:
            if text.get_text():
                lines.append(f'  text "{text.get_text()}" at {numbers(text.get_position())}')
        if legend := axes.get_legend():
            lines.append(f"  legend {[text.get_text() for text in legend.get_texts()]}")
    return "\n".join(line.rstrip() for line in lines) + "\n"
