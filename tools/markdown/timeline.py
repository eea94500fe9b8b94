"""The timeline: docs/evidence/timeline.yml as one picture, and the recorded results as one table.

A page writes `[timeline:picture]` or `[timeline:table]` on a line of its own. A results file that
is missing, damaged or stale stops the build with the command that renews it.
"""

import functools
import math
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from tools.markdown.errors import SiteError, line_of, read_yaml, relative, site_error

PICTURE, TABLE = "[timeline:picture]", "[timeline:table]"
EXPERIMENT = "timeline"
KEYS = {"year", "path", "name", "link"}
PATHS = {"generative", "representative", "both"}

SIZE, SMALL, LINE = 13, 11, 15  # of names and years; between the two lines of a long name
STEP, TOP, MARGIN, PAD = 24, 54, 4, 11
SPARE = 1.15  # for fonts that are wider still than the one measured


def load_entries(file: Path) -> list[dict]:
    """The entries in order of year; `SiteError` with file and line where one is incomplete."""
    text = file.read_text("utf-8")
    entries = read_yaml(file)
    for entry in entries:
        where = f"{relative(file)}:{line_of(text, 'name: ' + str(entry.get('name')))}"
        if missing := KEYS - entry.keys():
            raise SiteError(f"{where}: the entry lacks {', '.join(sorted(missing))}.")
        if entry["path"] not in PATHS:
            raise SiteError(
                f"{where}: path {entry['path']!r} is not one of {', '.join(sorted(PATHS))}."
            )
    return sorted(entries, key=lambda entry: entry["year"])


@functools.cache
def advance(letter: str) -> float:
    """Width of `letter` in em in DejaVu Sans, with Verdana the widest font in common use."""
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font, LoadFlags

    font = FT2Font(str(Path(get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")))
    return font.load_char(ord(letter), LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM


def room(text: str, size: float = SIZE) -> float:
    """Width that `text` needs in a wide font, bold or not, in the units of `size`."""
    return SPARE * size * sum(map(advance, text))


def lines(entry: dict) -> list[str]:
    """The name in one line, or, if longer than the headings, in two as even as can be."""
    words = str(entry["name"]).split()
    name = " ".join(words)
    if entry["path"] == "both" or room(name) <= room("representative") or len(words) == 1:
        return [name]
    breaks = ([" ".join(words[:i]), " ".join(words[i:])] for i in range(1, len(words)))
    return min(breaks, key=lambda two: max(map(room, two)))


def box(entry: dict) -> float:
    """Width of the box around an entry of both paths: its name, a space, its year."""
    return room(f"{entry['name']} ") + room(str(entry["year"]), SMALL) + 2 * PAD


def columns(entries: list[dict]) -> dict[str, int]:
    """Where each path runs: with room for the widest line outside and for two years inside."""
    names = [line for entry in entries if entry["path"] != "both" for line in lines(entry)]
    boxes = [box(entry) for entry in entries if entry["path"] == "both"]
    outside = max(map(room, ["representative", *names])) + PAD + MARGIN
    inside = math.ceil(room("2024", SMALL) + 1.5 * PAD)
    middle = math.ceil(max([outside + inside, *(MARGIN + width / 2 for width in boxes)]))
    return {"generative": middle - inside, "both": middle, "representative": middle + inside}


def rows(entries: list[dict]) -> list[tuple[float, list[dict]]]:
    """The entries with their heights; two of one year share a row where their sides differ."""
    grouped = []
    for entry in entries:
        before = grouped[-1] if grouped else []
        paths = {before[0]["path"], entry["path"]} if len(before) == 1 else set()
        if paths == {"generative", "representative"} and entry["year"] - before[0]["year"] <= 1:
            before.append(entry)
        else:
            grouped.append([entry])
    placed, y = [], TOP
    for i, row in enumerate(grouped):
        if i:
            near = grouped[i - 1] + row
            y += STEP * (1.6 if any(entry["path"] == "both" for entry in near) else 1)
            y += LINE / 2 * (tall(grouped[i - 1]) + tall(row))
        placed.append((y, row))
    return placed


def tall(row: list[dict]) -> bool:
    """Whether a name of this row takes two lines."""
    return any(len(lines(entry)) > 1 for entry in row)


def picture(entries: list[dict]) -> Element:
    """The two paths from top to bottom: they meet in the Transformer, and part again."""
    at, placed = columns(entries), rows(entries)
    middle, height = at["both"], placed[-1][0] + 30
    svg = Element("svg")
    svg.attrib = {
        "class": "timeline",
        "viewBox": f"0 0 {2 * middle} {height:g}",
        "font-size": f"{SIZE}",
        "role": "group",
        "aria-label": "Timeline: the generative path on the left, the representative path on "
        "the right; they meet in the Transformer of 2017 and part again",
    }
    meet = next(y for y, row in placed if any(entry.get("meeting") for entry in row))
    for side in ("generative", "representative"):
        x = at[side]
        path = f"M{x} {TOP - 14}V{meet - 40:g}"
        path += f"C{x} {meet - 15:g} {middle} {meet - 30:g} {middle} {meet:g}"
        path += f"C{middle} {meet + 30:g} {x} {meet + 15:g} {x} {meet + 40:g}V{height - 8:g}"
        SubElement(svg, "path", {"class": "line", "d": path})
        anchor = "end" if side == "generative" else "start"
        write(svg, [side], x, 18, **{"text-anchor": anchor, "class": "path"})
    SubElement(svg, "path", {"class": "line thin", "d": f"M{middle} {meet:g}V{height - 30:g}"})
    for y, row in placed:
        for entry in row:
            draw(svg, entry, at[entry["path"]], y)
    return svg


def write(svg: Element, texts: list[str], x: float, y: float, **attributes: str) -> Element:
    """Lines of text around the height `y`; returns the element."""
    top = y + 4 - LINE / 2 * (len(texts) - 1)
    text = SubElement(svg, "text", attributes)
    for i, line in enumerate(texts):
        SubElement(text, "tspan", {"x": f"{x:g}", "y": f"{top + i * LINE:g}"}).text = line
    return text


def draw(svg: Element, entry: dict, x: float, y: float) -> None:
    """One entry: a dot on its path (hollow where it cannot run here) and its name, a link."""
    link = SubElement(svg, "a", {"href": entry["link"]})
    where = "cannot run here" if entry.get("closed") else "runs here"
    SubElement(link, "title").text = f"{entry['name']} ({entry['year']}): {where}"
    small = {"class": "year", "font-size": f"{SMALL}"}
    if entry["path"] == "both":
        wide = box(entry)
        size = {"x": f"{x - wide / 2:g}", "y": f"{y - 11:g}", "width": f"{wide:g}"}
        SubElement(link, "rect", size | {"height": "22", "rx": "11"})
        text = write(link, [f"{entry['name']} "], x, y, **{"text-anchor": "middle"})
        SubElement(text, "tspan", small).text = str(entry["year"])
        return
    left = entry["path"] == "generative"
    names, year = lines(entry), str(entry["year"])
    long, short = max(map(room, names)), room(year, SMALL)
    # all of it is the link, the gaps beside the dot too
    area = {"x": f"{x - PAD - (long if left else short):g}", "width": f"{long + short + 2 * PAD:g}"}
    height = 22 + LINE * (len(names) - 1)
    area |= {"y": f"{y - height / 2:g}", "height": f"{height:g}", "class": "area"}
    SubElement(link, "rect", area)
    dot = {"cx": f"{x:g}", "cy": f"{y:g}", "r": "4.5"}
    SubElement(link, "circle", dot | ({"class": "closed"} if entry.get("closed") else {}))
    outside, inside = ("end", "start") if left else ("start", "end")
    away = -PAD if left else PAD
    write(link, names, x + away, y, **{"text-anchor": outside})
    write(link, [year], x - away, y, **{"text-anchor": inside}, **small)


# ---------------------------------------------------------------- the table

COLUMNS = [
    ("System", None),
    ("Year", None),
    ("Path", None),
    ("Loss", None),
    ("Parameters", "parameters"),
    ("Tokens read", "tokens"),
    ("Labels seen", "labels"),
    ("CPU seconds", "cpu_seconds"),
    ("Excess bits", "excess_bits"),
    ("Valid", "valid"),
    ("Novel", "novel"),
    ("Accuracy", "accuracy"),
    ("Calibration error", "calibration_error"),
]
COUNTS = {"parameters", "tokens", "labels"}


def shown(name: str, measures: dict) -> str:
    """A mean with the half-width of its 95% interval, as the table writes it."""
    if name not in measures:
        return "–"
    mean, half = measures[name]
    if name in COUNTS:
        return f"{mean:,.0f}" if mean else "–"
    if math.isinf(mean):
        return "∞"
    places = 1 if name == "cpu_seconds" else 4 if abs(mean) < 0.1 else 3
    if math.isnan(half) or half == 0:
        return f"{mean:.{places}f}"
    return f"{mean:.{places}f} ± {half:.{places}f}"


def table_markdown(links: dict[str, str]) -> list[str]:
    """The common table in order of year; `links` gives each system's section."""
    from snippets.studies import results, timeline

    lines = [
        '<div class="sortable" markdown>',
        "",
        "| " + " | ".join(title for title, _ in COLUMNS) + " |",
        "|" + " --- |" * 4 + " ---: |" * (len(COLUMNS) - 4),
    ]
    for system in sorted(timeline.SYSTEMS, key=lambda system: system.year):
        if system.loss == timeline.POINT:
            continue  # the plane has a table of its own
        measures = results.summary(results.check(EXPERIMENT, system))
        cells = [
            f"[{system.name}]({links[system.listing]})",
            str(system.year),
            system.path,
            system.loss,
            *(shown(name, measures) for _, name in COLUMNS[4:]),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, "", "</div>"]


class TimelinePreprocessor(Preprocessor):
    """Puts the table in place, as Markdown, before its links are resolved."""

    def __init__(self, md, evidence: Path):
        super().__init__(md)
        self.evidence = evidence

    def run(self, lines):
        from snippets.studies.records import ResultsError

        result = []
        for line in lines:
            if line.strip() != TABLE:
                result.append(line)
                continue
            entries = load_entries(self.evidence / "timeline.yml")
            links = {listing: e["link"] for e in entries for listing in e.get("listings", ())}
            try:
                result += ["", *table_markdown(links), ""]
            except ResultsError as error:
                raise site_error(self.md, TABLE, str(error)) from None
        return result


class TimelineTreeprocessor(Treeprocessor):
    """Puts the picture in place, as elements, so that MkDocs resolves and checks its links."""

    def __init__(self, md, evidence: Path):
        super().__init__(md)
        self.evidence = evidence

    def run(self, root):
        for parent in root.iter():
            for i, child in enumerate(parent):
                if child.tag == "p" and (child.text or "").strip() == PICTURE:
                    parent[i] = picture(load_entries(self.evidence / "timeline.yml"))


class TimelineExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {"evidence": ["docs/evidence", "folder of timeline.yml"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md):
        evidence = Path(self.getConfig("evidence"))
        md.preprocessors.register(TimelinePreprocessor(md, evidence), "timeline", 24.4)
        md.treeprocessors.register(TimelineTreeprocessor(md, evidence), "timeline_picture", 5)


def makeExtension(**kwargs):
    return TimelineExtension(**kwargs)
