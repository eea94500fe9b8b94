"""The built site in a real browser, with the network cut: every page, light, dark and narrow."""

import os
import shutil
import xml.etree.ElementTree as ElementTree
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import browsing
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browsing import SCHEMES
from conftest import ROOT
from playwright.sync_api import expect

from tools.markdown.timeline import load_entries, picture

DOCS = ROOT / "docs"

# the fixtures that are asked for here
server, launch, browser = browsing.server, browsing.launch, browsing.browser

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"light": WCAG, "dark": {"type": "rule", "values": ["color-contrast"]}}  # all else is equal
WITH_CODE = "/ideas/attention-masks/"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}

# Fonts beside the machine's own: Debian's package, its files, the fonts of text, code and formulas.
# The first are as wide as Verdana, the second as Arial and Helvetica, which the stylesheet names.
FONTS = {
    "wide": ("fonts-dejavu-core", "DejaVu*.ttf", "DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif"),
    "helvetica": ("fonts-freefont-ttf", "Free*.ttf", "FreeSans", "FreeMono", "FreeSerif"),
}
FONT_FOLDERS = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"]

MEASURE = """limit => {
  const box = element => {
    const {left, top, right, bottom} = element.getBoundingClientRect();
    return [left, top, right, bottom];
  };
  const scrolls = element => element && element !== document.body
    && (['auto', 'scroll'].includes(getComputedStyle(element).overflowX)
      || scrolls(element.parentElement));
  return {
    width: document.documentElement.scrollWidth,
    beyond: [...document.querySelectorAll('main *')].flatMap(element => {
      const {right} = element.getBoundingClientRect();
      if (right <= limit + 0.5 || scrolls(element.parentElement)) return [];
      const text = element.textContent.trim().slice(0, 40);
      return `${element.localName} "${text}" ends at ${Math.round(right)} px`;
    }),
    figures: [...document.querySelectorAll('article img.figure')].map(image => ({
      source: image.src, alt: image.alt, loaded: image.naturalWidth > 0,
      right: image.getBoundingClientRect().right,
      caption: image.closest('figure')?.querySelector('figcaption')?.textContent ?? ''})),
    drawings: [...document.querySelectorAll('svg:has(text)')].map(svg => ({
      frame: box(svg),
      dots: [...svg.querySelectorAll('circle')].map(box),
      texts: [...svg.querySelectorAll('text')].map(text => ({
        text: text.textContent, box: box(text),
        frames: [...text.parentElement.querySelectorAll(':scope > rect')].map(box)}))})),
  };
}"""

# Code has thousands of spans of some twenty kinds, and axe takes as long for each: of a kind that
# was seen above, only the text is left.
THIN_OUT = """() => {
  const seen = new Set();
  const blocks = [...document.querySelectorAll('pre code')].map(
    block => [block, block.checkVisibility()]);
  for (const [block, visible] of blocks) {
    for (const part of [...block.children]) {
      const kinds = [part, ...part.querySelectorAll('*')].map(element => element.className);
      if (!visible || kinds.every(kind => seen.has(kind))) part.replaceWith(part.textContent);
      else kinds.forEach(kind => seen.add(kind));
    }
    block.normalize();
  }
  return seen.size;
}"""

VISIBLE = """kinds => kinds.map(kind => [...document.querySelectorAll(`article ${kind}`)].filter(
  element => element.checkVisibility({visibilityProperty: true})
    && element.getBoundingClientRect().height > 0).length)"""


@pytest.fixture(scope="module")
def addresses(site):
    """Paths of all pages, from the sitemap, and the page for wrong addresses."""
    tree = ElementTree.parse(site / "sitemap.xml")
    paths = [urlsplit(loc.text).path for loc in tree.iter() if loc.tag.endswith("loc")]
    pages = [file for file in DOCS.rglob("*") if file.suffix in (".md", ".ipynb")]
    assert len(paths) >= len(pages) > 0
    return [*paths, "/404.html"]


def watch(page, told):
    """Note every request and every complaint of `page` in `told`."""
    page.on("request", lambda request: told["requests"].append(request.url))
    page.on("pageerror", lambda error: told["errors"].append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            message.type == "error" and told["errors"].append(f"{page.url}: {message.text}")
        ),
    )


def axe(page, path, scheme):
    """What axe finds wrong on the page as it stands, a line each."""
    options = {"resultTypes": ["violations"], "runOnly": RULES[scheme]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{path}: {violation['id']} ({violation['impact']}) at {violation['nodes'][0]['target']}"
        for violation in found["violations"]
    ]


@pytest.fixture(scope="module")
def visits(browser, server, addresses):
    """Every page, opened on a dark phone, then made wide, then light by the button.

    What was measured on the phone by page; what was asked for and complained of; axe's findings.
    """
    context = browser.new_context(color_scheme="dark")
    # else the next page would open as the button of this one said
    context.add_init_script("Storage.prototype.setItem = () => {}")
    page, told = context.new_page(), {"requests": [], "errors": []}
    measured, kinds, violations = {}, {}, {scheme: [] for scheme in SCHEMES}
    watch(page, told)
    for path in addresses:
        page.set_viewport_size(PHONE)
        page.goto(server + path)
        measured[path] = page.evaluate(MEASURE, PHONE["width"])
        kinds[path] = page.evaluate(THIN_OUT)
        page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
        page.set_viewport_size(DESK)
        page.evaluate(AXE_SCRIPT)
        for scheme in ("dark", "light"):
            if scheme == "light":
                # not by the mouse, under which a hint would open
                page.locator("[data-md-component=palette] label:visible").evaluate("_ => _.click()")
            body = page.locator("body")
            expect(body).to_have_attribute("data-md-color-scheme", SCHEMES[scheme], timeout=30_000)
            violations[scheme] += axe(page, path, scheme)
    context.close()
    assert kinds[WITH_CODE] > 10, "code is no longer made of spans as this test takes it to be"
    return measured, told, violations


def test_no_other_host_and_no_errors(visits, server, addresses):
    """Each page: no request elsewhere, no script error."""
    _, told, _ = visits
    assert len(told["requests"]) >= len(addresses)
    assert {urlsplit(url).netloc for url in told["requests"] if not url.startswith("data:")} == {
        urlsplit(server).netloc
    }
    assert [error for error in told["errors"] if "404.html" not in error] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_accessible(visits, scheme):
    """Each page: WCAG 2.2 AA as far as axe sees."""
    assert visits[2][scheme] == []


# ---------------------------------------------------------------- narrow, and with other fonts


def font_settings(name, folder):
    """A fontconfig file that offers only the fonts of `FONTS[name]`; `None` if they are missing."""
    _, pattern, *families = FONTS[name]
    files = [file for base in FONT_FOLDERS for file in Path(base).expanduser().rglob(pattern)]
    if not files:
        return None
    for file in files:
        shutil.copy(file, folder)
    aliases = "".join(
        f"<alias><family>{kind}</family><prefer><family>{family}</family></prefer></alias>"
        for kind, family in zip(("sans-serif", "monospace", "serif"), families, strict=True)
    )
    settings = folder / "fonts.conf"
    settings.write_text(
        f"<fontconfig><dir>{escape(str(folder))}</dir>"
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>{aliases}</fontconfig>"
    )
    return settings


def drawn_in(page, selector):
    """The fonts in which the browser really draws an element's text."""
    tools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        tools.send(f"{domain}.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in fonts}


@pytest.fixture(scope="module", params=["own", *FONTS])
def phone(request, launch, server, addresses, tmp_path_factory):
    """Of each page at 360 px what `MEASURE` tells, with the machine's own and with other fonts."""
    name = request.param
    if name == "own":
        return request.getfixturevalue("visits")[0]
    package, _, text, code, _ = FONTS[name]
    settings = font_settings(name, tmp_path_factory.mktemp("fonts"))
    if settings is None:
        told = f"{text} is not on this machine (on Debian: apt-get install {package})"
        if os.environ.get("CI"):
            pytest.fail(told, pytrace=False)
        pytest.skip(told)
    browser = launch(FONTCONFIG_FILE=str(settings))
    page, measured = browser.new_page(viewport=PHONE), {}
    # the search's index moves nothing, and takes the time of a whole page
    page.route("**/search_index.json", lambda route: route.fulfill(json={"config": {}, "docs": []}))
    page.goto(server + WITH_CODE)
    assert text in drawn_in(page, "article > p")
    assert code in drawn_in(page, "article > p.ran code")
    for path in addresses:
        page.goto(server + path)
        measured[path] = page.evaluate(MEASURE, PHONE["width"])
    browser.close()
    return measured


def test_pages_fit_a_narrow_screen(phone):
    """At 360 px nothing makes the page itself scroll sideways, and pictures stay inside it."""
    wide = []
    for path, page in phone.items():
        if page["width"] > PHONE["width"]:
            wide.append(f"{path}: {page['width']} px")
        wide += [f"{path}: {element}" for element in page["beyond"]]
        for figure in page["figures"]:
            if figure["right"] > PHONE["width"]:
                wide.append(f"{path}: {figure['source']} ends at {figure['right']} px")
    assert wide == []


def faults(drawing):
    """Where a drawing's letters are cut or meet others: in px, beyond half a pixel of rounding."""
    left, top, right, bottom = 0, 1, 2, 3

    def out(box, frame):
        return max(frame[left] - box[left], frame[top] - box[top],
                   box[right] - frame[right], box[bottom] - frame[bottom])  # fmt: skip

    def meet(one, other):
        return min(one[right] - other[left], other[right] - one[left],
                   one[bottom] - other[top], other[bottom] - one[top])  # fmt: skip

    for text in drawing["texts"]:
        for frame in [drawing["frame"], *text["frames"]]:
            if (cut := out(text["box"], frame)) > 0.5:
                yield f"{text['text']!r} is cut by {cut:.1f} px"
        for dot in drawing["dots"]:
            if (over := meet(text["box"], dot)) > 0.5:
                yield f"{text['text']!r} runs {over:.1f} px over a dot"
    for one, other in combinations(drawing["texts"], 2):
        if (over := meet(one["box"], other["box"])) > 0.5:
            yield f"{one['text']!r} and {other['text']!r} overlap by {over:.1f} px"


def test_letters_of_drawings_are_whole(phone):
    """Text in drawings is cut on no side, stays in its box, and runs over nothing."""
    drawings = [(path, drawing) for path, page in phone.items() for drawing in page["drawings"]]
    timeline = picture(load_entries(DOCS / "evidence" / "timeline.yml"))
    texts = [text for _, drawing in drawings for text in drawing["texts"]]
    assert len(texts) >= len([*timeline.iter("text")]) > 0
    assert [f"{path}: {fault}" for path, drawing in drawings for fault in faults(drawing)] == []


def test_letters_that_are_not_whole_are_found(browser):
    """The measures above see what they are there for."""
    page = browser.new_page(viewport=PHONE)
    page.set_content("""<body style="margin: 0"><main><p style="width: 400px">Wide</p>
      <div style="overflow-x: auto"><p style="width: 400px">Wide, and can be scrolled</p></div>
      <svg viewBox="0 0 100 60" width="300">
        <circle cx="20" cy="10" r="3"/><text x="5" y="12" font-size="8">over</text>
        <g><rect x="50" y="2" width="20" height="12"/>
          <text x="52" y="12" font-size="8">out of the box</text></g>
        <text x="5" y="30" font-size="8">one</text><text x="10" y="32" font-size="8">two</text>
        <text x="80" y="50" font-size="8">beyond</text><text x="5" y="50" font-size="8">well</text>
      </svg></main>""")
    measured = page.evaluate(MEASURE, PHONE["width"])
    page.close()
    assert measured["width"] == 400
    assert measured["beyond"] == ['p "Wide" ends at 400 px']
    found = "\n".join(faults(measured["drawings"][0]))
    for fault in (
        "'over' runs",
        "'out of the box' is cut",
        "'one' and 'two' overlap",
        "'beyond' is",
    ):
        assert fault in found
    assert "well" not in found


def test_letters_in_picture_files_are_whole(site, browser, server):
    """Figures carry their letters as outlines; a picture file that does not is measured too."""
    page, seen = browser.new_page(viewport=PHONE), set()
    for file in site.rglob("*.svg"):
        seen.add(file.relative_to(site))
        if "<text" in file.read_text("utf-8"):
            path = file.relative_to(site).as_posix()
            page.goto(f"{server}/{path}")
            drawings = page.evaluate(MEASURE, PHONE["width"])["drawings"]
            assert [f"{path}: {fault}" for drawing in drawings for fault in faults(drawing)] == []
    page.close()
    assert seen >= {file.relative_to(DOCS) for file in DOCS.rglob("*.svg")} > set()


def test_pictures_load_and_have_captions_and_alt_text(visits):
    figures = [(path, figure) for path, page in visits[0].items() for figure in page["figures"]]
    drawn = {f"/{file.relative_to(DOCS).as_posix()}" for file in DOCS.glob("recorded/*/*.svg")}
    assert {urlsplit(figure["source"]).path for _, figure in figures} >= drawn > set()
    for path, figure in figures:
        assert figure["loaded"], f"{path}: {figure['source']}"
        assert min(len(figure["alt"]), len(figure["caption"].strip())) >= 20, f"{path}: {figure}"


def test_reading_needs_no_script(browser, server, addresses):
    """With JavaScript off: text, tables, figures, formulas, code and opening answers are there."""
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    seen = dict.fromkeys(["table", "img.figure", "math", "pre", "details"], 0)
    for path in addresses:
        page.goto(server + path)
        assert page.locator("h1").first.is_visible(), path
        for kind, count in zip(seen, page.evaluate(VISIBLE, list(seen)), strict=True):
            seen[kind] += count
    assert all(count > 0 for count in seen.values()), seen
    page.goto(f"{server}/ideas/attention-masks/")
    answer = page.locator("details.success").first
    assert not answer.locator("p").last.is_visible()
    answer.locator("summary").click()
    assert answer.locator("p").last.is_visible()
    context.close()
