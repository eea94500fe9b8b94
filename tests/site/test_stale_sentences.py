"""Sentences that speak of the site's own past or future, and counts of its parts typed by hand.

Such a sentence is true on the day on which it is written. What it says of the site is computed
here, said without a time or a count, or justified with a reason.
"""

import re

import pytest
from conftest import ROOT

from tools.markdown.claims import load_claims

DOCS, EVIDENCE = ROOT / "docs", ROOT / "docs" / "evidence"
STALE = re.compile(
    r"\bcomes? later\b|\bwill (?:follow|come)\b"
    r"|\bwill be (?:added|told|measured|tested|run|written|judged|settled|shown)\b"
    r"|\bnot?\b[^.|:;]{0,40}(?<!and )\byet\b|\bwhere there (?:is|are) (?:one|any|some)\b"
    r"|\bso far\b|\bfor now\b|\bat present\b|\bcurrently\b|\bcoming soon\b|\bin (?:the )?future\b"
    r"|\b(?:is|are) planned\b|\blater version\b|\bwork in progress\b|\bTODO\b",
    re.IGNORECASE,
)
JUSTIFIED = {  # a part of a sentence, and why no time of the site passes in it
    r"\b(?:words?|text|visible|line|blanks?) (?:and words )?so far\b": "a place in a text",
    r"\bcannot see what comes later\b": "a place in a text",
    r"\bwords that tell come later\b": "a place in a text",
    r"\bword that is not yet written\b": "a place in a text",
    r"\bbecause it has not been read yet\b": "a place in a text",
    r"\bneighbour does not exist yet\b": "a place in a text",
    r"\bIt is not there yet: the plain twin\b": "a model of few steps, measured",
    r"\bread too little: so far the claim holds\b": "a place in an argument",
}
COUNT = re.compile(
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|\d+) "
    r"(?:\w+ )?(?:claims|experiments|verdicts|studies|checkpoints)\b(?! that)",
    re.IGNORECASE,
)
REAL = len([*(ROOT / "snippets/studies/results").glob("*.json")])  # studies on real text
COUNTED = {  # page and typed count: how many there are
    ("reference/contributing.md", "Two studies"): REAL,
    ("reference/how-tested.md", "two studies"): REAL,
    ("evidence/ledger.md", "two claims"): len({*load_claims(EVIDENCE)["claims"]} & {"8a", "8b"}),
}
WORDS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
OPEN = re.compile(r"[^.|]*\b(?:stay|stays|remains?|left|is|are|still) open\b[^.|]*")
CLAIM = re.compile(r"#claim-(\w+)")


def prose(text: str) -> str:
    """Return the text on one line, without code and without what a block's options are."""
    text = re.sub(r"^( *)(```+|~~~+).*?^\1\2", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"`[^`\n]*`", "", text))


TEXTS = {
    str(file.relative_to(DOCS)): file.read_text("utf-8")
    for file in sorted([*DOCS.rglob("*.md"), *EVIDENCE.glob("*.yml")])
}


def stale(text: str) -> list[str]:
    plain = prose(text)
    for part in JUSTIFIED:
        plain = re.sub(part, "", plain)
    return [plain[max(0, m.start() - 60) : m.end() + 30] for m in STALE.finditer(plain)]


def counts(text: str) -> list[str]:
    return COUNT.findall(prose(text))


@pytest.mark.parametrize("page", TEXTS)
def test_no_sentence_speaks_of_the_sites_past_or_future(page):
    assert not stale(TEXTS[page])


@pytest.mark.parametrize("page", TEXTS)
def test_a_typed_count_of_the_sites_parts_is_their_number(page):
    for count in counts(TEXTS[page]):
        first, *_, noun = count.split()
        assert (page, f"{first} {noun}") in COUNTED, f"{count}: leave the count out"
        assert WORDS.index(first.lower()) == COUNTED[page, f"{first} {noun}"], count


@pytest.mark.parametrize("page", [page for page in TEXTS if page.endswith(".md")])
def test_what_is_called_open_is_open_in_the_ledger(page):
    claims = load_claims(EVIDENCE)["claims"]
    for sentence in OPEN.findall(prose(TEXTS[page])):
        for id in CLAIM.findall(sentence):
            assert claims[id]["verdict"] == "open", sentence


def test_an_exception_stands_for_a_sentence():
    everything = " ".join(map(prose, TEXTS.values()))
    assert [part for part in JUSTIFIED if not re.search(part, everything)] == []
    found = {
        (page, f"{c.split()[0]} {c.split()[-1]}") for page in TEXTS for c in counts(TEXTS[page])
    }
    assert COUNTED.keys() <= found


@pytest.mark.parametrize(
    "sentence",
    [
        "It is measured in an experiment of its own, which comes later.",
        "Making models larger. Not run here\nyet; see the papers.",
        "with a verdict where there\nis one so far",
        "Where a source bears on claims, that is no verdict yet.",
        "Sentiment in real text | not part of this site's tests yet | elsewhere",
        "A page on diffusion will be added.",
    ],
)
def test_what_was_found_by_readers_would_be_found(sentence):
    assert stale(sentence)


def test_a_typed_count_would_be_found():
    assert counts("# Ten experiments")
    assert counts("for every one of the ten\nexperiments")
    assert counts("the five recorded verdicts")
    assert not counts("five classifiers")
