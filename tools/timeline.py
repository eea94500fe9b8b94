"""The timeline: docs/evidence/timeline.yml as one picture, and the recorded results as one table.

A page writes `[timeline:picture]` or `[timeline:table]` on a line of its own. A results file that
is missing, damaged or stale stops the build with the command that renews it.
"""

import math
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from tools.errors import SiteError, line_of, read_yaml, relative, site_error

PICTURE, TABLE = "[timeline:picture]", "[timeline:table]"
EXPERIMENT = "timeline"
KEYS = {"year", "path", "name", "link"}
PATHS = {"generative", "representative", "both"}

WIDTH, STEP, TOP = 440, 24, 54
LEFT, MIDDLE, RIGHT = 178, 211, 244  # where the paths run


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


def picture(entries: list[dict]) -> Element:
    """The two paths from top to bottom: they meet in the Transformer, and part again."""
    rows = {}  # two entries share a row where they stand on different sides
    y = TOP
    for i, entry in enumerate(entries):
        before = entries[i - 1] if i else None
        beside = (
            before
            and {before["path"], entry["path"]} == {"generative", "representative"}
            and (i < 2 or rows[i - 2] != rows[i - 1])
            and abs(before["year"] - entry["year"]) <= 1
        )
        if before and not beside:
            y += STEP * (1.6 if "both" in (before["path"], entry["path"]) else 1)
        rows[i] = y
    height = y + 30
    svg = Element("svg")
    svg.attrib = {
        "class": "timeline",
        "viewBox": f"0 0 {WIDTH} {height:g}",
        "role": "group",
        "aria-label": "Timeline: the generative path on the left, the representative path on "
        "the right; they meet in the Transformer of 2017 and part again",
    }
    meet = next(rows[i] for i, entry in enumerate(entries) if entry.get("meeting"))
    for x in (LEFT, RIGHT):
        path = f"M{x} {TOP - 14}V{meet - 40}C{x} {meet - 15} {MIDDLE} {meet - 30} {MIDDLE} {meet}"
        path += f"C{MIDDLE} {meet + 30} {x} {meet + 15} {x} {meet + 40}V{height - 8}"
        SubElement(svg, "path", {"class": "line", "d": path})
    SubElement(svg, "path", {"class": "line thin", "d": f"M{MIDDLE} {meet}V{height - 30}"})
    for x, anchor, name in ((LEFT, "end", "generative"), (RIGHT, "start", "representative")):
        SubElement(
            svg, "text", {"class": "path", "x": str(x), "y": "22", "text-anchor": anchor}
        ).text = name
    for i, entry in enumerate(entries):
        draw(svg, entry, rows[i])
    return svg


def draw(svg: Element, entry: dict, y: float) -> None:
    """One entry: a dot on its path (hollow where it cannot run here) and its name, a link."""
    side = {"generative": LEFT, "representative": RIGHT, "both": MIDDLE}[entry["path"]]
    link = SubElement(svg, "a", {"href": entry["link"]})
    where = "cannot run here" if entry.get("closed") else "runs here"
    SubElement(link, "title").text = f"{entry['name']} ({entry['year']}): {where}"
    name, year = str(entry["name"]), str(entry["year"])
    if entry["path"] == "both":
        width = 7.2 * len(f"{name} {year}") + 14
        SubElement(
            link,
            "rect",
            {
                "x": f"{side - width / 2:g}",
                "y": f"{y - 11:g}",
                "width": f"{width:g}",
                "height": "22",
                "rx": "11",
            },
        )
        text = SubElement(
            link, "text", {"x": str(side), "y": f"{y + 4:g}", "text-anchor": "middle"}
        )
    else:
        dot = {"cx": str(side), "cy": f"{y:g}", "r": "4.5"}
        SubElement(link, "circle", dot | ({"class": "closed"} if entry.get("closed") else {}))
        left = entry["path"] == "generative"
        text = SubElement(
            link,
            "text",
            {
                "x": str(side - 12 if left else side + 12),
                "y": f"{y + 4:g}",
                "text-anchor": "end" if left else "start",
            },
        )
    parts = [name, " ", year]
    if entry["path"] == "representative":
        parts.reverse()
    for part in parts:
        span = SubElement(text, "tspan", {"class": "year"} if part == year else {})
        span.text = part


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
    from snippets.study import results, timeline

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
        from snippets.study.results import ResultsError

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
