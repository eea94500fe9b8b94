"""What a reader does on the built site, in a real browser: keys, tables, forms and the search."""

import browsing
import pytest
from browsing import SCHEMES
from conftest import ROOT

from snippets.studies.results import check, summary
from snippets.studies.timeline import POINT, SYSTEMS
from tools.markdown.advice import load_advice

# the fixtures that are asked for here
server, launch, browser = browsing.server, browsing.launch, browsing.browser

pytestmark = pytest.mark.browser


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
    systems = [system for system in SYSTEMS if system.loss != POINT]
    judged = [s for s in systems if "accuracy" in summary(check("timeline", s))]
    heading.locator("button").focus()
    for direction in ("ascending", "descending"):
        page.keyboard.press("Enter")
        assert heading.get_attribute("aria-sort") == direction
        cells = table.locator(f"tbody tr td:nth-child({column + 1})").all_inner_texts()
        numbers = [float(cell.split()[0]) for cell in cells if cell != "–"]
        assert len(numbers) == len(judged) > 0
        assert numbers == sorted(numbers, reverse=direction == "descending")
        assert set(cells[len(numbers) :]) == {"–"}
    context.close()


def test_ledger_filters_by_verdict_scope_and_source(browser, server):
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
    page.get_by_role("combobox", name="Decided by").select_option("exact")
    assert 0 < shown.count() < refuted
    for text in shown.all_inner_texts():
        assert "interview notes" in text
        assert "✗ refuted · exact" in text
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
    assert selects.count() == len(load_advice(ROOT / "docs" / "evidence")["questions"]) > 0
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
