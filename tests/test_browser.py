"""The built site in a real browser, with the network cut: every page, light, dark and narrow."""

import xml.etree.ElementTree as ElementTree
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tools.screenshot import served

pytestmark = pytest.mark.browser

SCHEMES = {"light": "default", "dark": "slate"}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"light": WCAG, "dark": {"type": "rule", "values": ["color-contrast"]}}  # all else is equal
WITH_CODE = "/ideas/attention-masks/"


@pytest.fixture(scope="module")
def server(site):
    """The built site on a free port of this machine."""

    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def addresses(site):
    """Paths of all pages, from the sitemap, and the page for wrong addresses."""
    tree = ElementTree.parse(site / "sitemap.xml")
    paths = [urlsplit(loc.text).path for loc in tree.iter() if loc.tag.endswith("loc")]
    assert len(paths) >= 15
    return [*paths, "/404.html"]


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                # whatever is not this machine cannot be found
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield browser
        browser.close()


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


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_other_host_no_errors_and_accessible(browser, server, addresses, scheme):
    """Each page: no request elsewhere, no script error, WCAG 2.2 AA as far as axe sees."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page, told, violations = context.new_page(), {"requests": [], "errors": []}, []
    assert WITH_CODE in addresses
    watch(page, told)
    for path in addresses:
        page.goto(server + path)
        assert page.locator("body").get_attribute("data-md-color-scheme") == SCHEMES[scheme]
        # code has the same colours everywhere, and thousands of spans: it is looked at on one page
        where = None if path == WITH_CODE else {"exclude": [["pre code"]]}
        options = {"resultTypes": ["violations"], "runOnly": RULES[scheme]}
        results = Axe().run(page, context=where, options=options)
        for violation in results.response["violations"]:
            target = violation["nodes"][0]["target"]
            violations.append(f"{path}: {violation['id']} ({violation['impact']}) at {target}")
    context.close()
    assert len(told["requests"]) >= len(addresses)
    assert {urlsplit(url).netloc for url in told["requests"] if not url.startswith("data:")} == {
        urlsplit(server).netloc
    }
    assert [error for error in told["errors"] if "404.html" not in error] == []
    assert violations == []


@pytest.fixture(scope="module")
def narrow(browser, server, addresses):
    """Of each page at 360 px: its width, and of each figure what is known of it."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page, found = context.new_page(), {}
    for path in addresses:
        page.goto(server + path)
        found[path] = page.evaluate(
            """() => ({
              width: document.documentElement.scrollWidth,
              figures: [...document.querySelectorAll('article img.figure')].map(i => ({
                source: i.src, alt: i.alt, loaded: i.naturalWidth > 0,
                right: i.getBoundingClientRect().right,
                caption: i.closest('figure')?.querySelector('figcaption')?.textContent ?? ''}))})"""
        )
    context.close()
    return found


def test_pages_fit_a_narrow_screen(narrow):
    """At 360 px nothing makes the page itself scroll sideways, and pictures stay inside it."""
    wide = [f"{path}: {page['width']} px" for path, page in narrow.items() if page["width"] > 360]
    for path, page in narrow.items():
        for figure in page["figures"]:
            if figure["right"] > 360:
                wide.append(f"{path}: {figure['source']} ends at {figure['right']} px")
    assert wide == []


def test_pictures_load_and_have_captions_and_alt_text(narrow):
    figures = [(path, figure) for path, page in narrow.items() for figure in page["figures"]]
    assert len(figures) >= 20
    for path, figure in figures:
        assert figure["loaded"], f"{path}: {figure['source']}"
        assert min(len(figure["alt"]), len(figure["caption"].strip())) >= 20, f"{path}: {figure}"


def test_reading_needs_no_script(browser, server, addresses):
    """With JavaScript off: text, tables, figures, formulas, code and opening answers are there."""
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page, seen = (
        context.new_page(),
        {"table": 0, "img.figure": 0, "math": 0, "pre": 0, "details": 0},
    )
    for path in addresses:
        page.goto(server + path)
        assert page.locator("h1").first.is_visible(), path
        for kind in seen:
            visible = page.locator(f"article {kind}:visible").count()
            seen[kind] += visible
    assert all(count > 0 for count in seen.values()), seen
    page.goto(f"{server}/ideas/attention-masks/")
    answer = page.locator("details.success").first
    assert not answer.locator("p").last.is_visible()
    answer.locator("summary").click()
    assert answer.locator("p").last.is_visible()
    context.close()


def test_dark_scheme_turns_figures_round(browser, server):
    filters = {}
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{server}/ideas/attention-masks/")
        filters[scheme] = page.locator("img.figure").first.evaluate(
            "image => getComputedStyle(image).filter"
        )
        context.close()
    assert filters["light"] == "none"
    assert "invert" in filters["dark"]


def test_keyboard_reaches_the_text_and_opens_an_answer(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}/ideas/attention-masks/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('md-skip')")
    page.keyboard.press("Enter")
    summary = page.locator("details.success summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.success").first.get_attribute("open") is not None
    context.close()


def test_common_table_sorts_by_keyboard_and_keeps_blank_cells_last(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}/evidence/timeline/")
    table = page.locator(".sortable table")
    column = table.locator("th").all_inner_texts().index("Accuracy")
    heading = table.locator("th").nth(column)
    heading.locator("button").focus()
    for direction in ("ascending", "descending"):
        page.keyboard.press("Enter")
        assert heading.get_attribute("aria-sort") == direction
        cells = table.locator(f"tbody tr td:nth-child({column + 1})").all_inner_texts()
        numbers = [float(cell.split()[0]) for cell in cells if cell != "–"]
        assert len(numbers) > 10
        assert numbers == sorted(numbers, reverse=direction == "descending")
        assert set(cells[len(numbers) :]) == {"–"}
    context.close()


def test_ledger_filters_by_verdict_source_and_evidence(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}/evidence/ledger/")
    rows = page.locator(".ledger tbody tr")
    total = rows.count()
    shown = page.locator(".ledger tbody tr:visible")
    assert shown.count() == total
    status = page.locator(".ledger [role=status]")
    assert status.inner_text() == f"{total} of {total} claims"
    page.get_by_role("combobox", name="Verdict").select_option("refuted")
    refuted = shown.count()
    assert 0 < refuted < total
    assert all("✗ refuted" in text for text in shown.all_inner_texts())
    assert status.inner_text() == f"{refuted} of {total} claims"
    page.get_by_role("combobox", name="Source").select_option("interview notes")
    page.get_by_role("combobox", name="Evidence").select_option("exact")
    assert 0 < shown.count() < refuted
    for text in shown.all_inner_texts():
        assert "interview notes" in text
        assert "Exact:" in text
    hidden = page.locator(".ledger tbody tr:not(:visible) td:first-child a").first
    page.evaluate("address => location.hash = address", hidden.get_attribute("href"))
    page.wait_for_function("document.querySelector(':target').closest('tr').checkVisibility()")
    assert shown.count() == total, "an address leads to its row whatever the filter says"
    context.close()


def test_the_form_adds_up_what_the_table_says(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}/evidence/which-one/")
    selects = page.locator(".advice form select")
    assert selects.count() == 7
    told = page.locator(".advice [role=status]")
    assert "Answer a question" in told.inner_text()

    def answer(*chosen):
        page.get_by_role("button", name="Start again").click()
        for text in chosen:
            page.locator(".advice form label", has=page.locator(f"option[value='{text}']")).locator(
                "select"
            ).select_option(text)
        return told.locator("p strong").first.inner_text(), told.inner_text()

    head, all_of_it = answer("To write text, to chat, to write code")
    assert head == "A decoder that writes."
    assert "a decoder that writes 2, a linear model on words -2" in all_of_it
    assert answer("To translate or rewrite a given text")[0] == (
        "An encoder and a decoder together."
    )
    assert answer("To sort texts into classes", "Yes, down to each word")[0] == (
        "A linear model on words."
    )
    head, all_of_it = answer("To sort texts into classes", "Hundreds or more")
    assert head == "Both: an encoder with a head, and a linear model on words."
    links = told.locator("a.claim").all_inner_texts()
    assert any(link.startswith("36 ") for link in links)
    page.get_by_role("button", name="Start again").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.advice [role=status]').innerText.startsWith('Answer')"
    )
    context.close()


def test_picture_of_the_timeline_leads_to_the_listing(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}/evidence/timeline/")
    page.locator("svg.timeline a", has_text="Llama").click()
    assert page.url == f"{server}/evidence/models-that-write/#llama"
    context.close()


def test_search_finds_a_term(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(server)
    page.locator("input.md-search__input").click()
    page.keyboard.type("causal mask", delay=20)
    page.wait_for_selector(".md-search-result__item")
    assert page.locator(".md-search-result__item").count() >= 1
    context.close()


def test_formulas_are_mathml(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}/ideas/two-probabilities/")
    formula = page.locator("article math").first
    assert formula.evaluate("element => element.namespaceURI").endswith("MathML")
    assert formula.bounding_box()["width"] > 5
    context.close()
