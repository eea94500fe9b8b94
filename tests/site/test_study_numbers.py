"""`[[study:system:measure]]`: a number of the prose that a study recorded."""

import json

import numpy as np
import pytest
from scipy import stats

from tools.markdown.errors import SiteError
from tools.markdown.site import convert

VALUES = [0.51, 0.55, 0.59, 0.57]
PAGE = "---\n{title: A page, description: Of numbers.}\n---\n# A page\n\n"


@pytest.fixture
def written(mini):
    """`written(text)`: the prose of a page with this text, or what is wrong with it."""
    runs = [{"seed": i, "accuracy_-1": x, "tokens": 1e6 * (i + 1)} for i, x in enumerate(VALUES)]
    data = {"runs": runs, "digests": {}, "versions": {}}
    mini.write("snippets/studies/results/two-words/nb.json", json.dumps(data))
    mini.remove("snippets/page/mask.py")

    def write(text):
        page = mini.write("docs/page.md", f"{PAGE}{text}\n")
        try:
            html = convert(mini.root, page).html
        except SiteError as error:
            return str(error)
        return html.partition("<p>")[2].partition("</p>")[0]

    return write


def test_a_number_is_the_mean_over_the_seeds(written):
    half = stats.t.ppf(0.975, 3) * np.std(VALUES, ddof=1) / 2
    assert written("[[two-words:nb:accuracy_-1]]") == "0.555"
    assert written("[[two-words:nb:accuracy_-1:.1f]]") == "0.6"
    assert written("[[two-words:nb:accuracy_-1:.1%]]") == "55.5%"
    assert written("[[two-words:nb:tokens:,.0f]]") == "2,500,000"
    assert written("[[two-words:nb:accuracy_-1:half]]") == f"{half:.3f}"
    assert written("[[two-words:nb:accuracy_-1:half.1f]]") == f"{half:.1f}"
    assert written("± [[ two-words:nb:accuracy_-1:half.2f ]].") == f"± {half:.2f}."


def test_a_new_record_is_read_anew(written, mini):
    assert written("[[two-words:nb:accuracy_-1]]") == "0.555"
    file = mini.root / "snippets/studies/results/two-words/nb.json"
    file.write_text(file.read_text().replace("0.51", "0.71"))
    assert written("[[two-words:nb:accuracy_-1]]") == "0.605"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[two-words:lr:accuracy_-1]]", "no study has recorded (two-words has nb)"),
        ("[[no-words:nb:accuracy_-1]]", "run `python -m snippets.studies run no-words`"),
        ("[[two-words:nb:accurasy]]", "nb.json has no measure 'accurasy' (it has accuracy_-1"),
        ("[[two-words:nb:accuracy_-1:3]]", "is no number: write"),
        ("[[two-words:nb]]", "is no number: write"),
    ],
)
def test_a_number_that_is_not_there_is_told_with_its_line(written, text, words):
    said = written(f"Some words.\n\n{text}")
    assert said.startswith("docs/page.md:8: ")
    assert words in said
    assert text in said
