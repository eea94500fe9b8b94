"""Words that say that a text is new to a model stand only where something was filtered.

`fresh()` draws independently and filters nothing: nine of ten of its sentences are in the corpus.
So *unseen*, *novel* and their like may stand beside a number of a listing that takes out what was
read, or where a reason is given here.
"""

import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

from snippets.studies.experiments import EXPERIMENTS, systems_of

WORDS = re.compile(
    r"\bunseen\b|\bunread\b|\bnovel\b|\bnever (?:been )?(?:seen|read|met)\b"
    r"|\bno model (?:has |had )?(?:seen|read)|\b(?:has|have|had) not (?:been )?(?:seen|read)\b"
    r"|\b(?:was|were) not (?:seen|read)\b|\b(?:not|never) trained on\b"
    r"|\b(?:new (?:sentences|texts?)|different sentences)\b|\bno (?:sentence|text) comes\b",
    re.IGNORECASE,
)
FILTERS = re.compile(  # code that takes out what was read, or counts what was not
    r"\b(?:is_novel|sample_quality|novel_share|unread\(|read_by|share_read|isin)\b"
    r"|\b(?:not )?in (?:known|left_out|read)\b"
)
NO_PROSE = re.compile(r"\(\S*?#[\w-]+\)|`[^`]*`|#[\w-]+|^ */// listing.*|^ *attrs:.*", re.MULTILINE)
NUMBER = re.compile(r"\[\[([\w-]+)(?:/([\w-]+)|:([\w-]+)):[^\]]*\]\]")

OF_THE_CORPUS = re.compile(r"\bnovel\b(?=.*\bcorpus\b)|\bcorpus\b.*\bnovel\b", re.DOTALL)
JUSTIFIED = {  # where a word stands without such a number beside it: part of the text, and why
    "docs/blog/posts/is-a-generative-model-better.md": {
        "pictures not trained on": "digits, each once, split",
    },
    "docs/blog/posts/the-price-of-a-blank.md": {
        "sentences that were not read": "the title of a listing that filters",
    },
    "docs/blog/posts/two-blanks-at-once.md": {
        "sentences that were not read": "the title of a listing that filters",
    },
    "docs/evidence/bert-and-its-heirs.md": {"parameters are never read": "of weights, not of text"},
    "docs/evidence/claims.yml": {
        "sentences that it never read": "rules_and_memory filters",
        "in the order that was never read": "a word order that the corpus leaves out",
        "its tables bear out we have not read": "of a paper",
        "the same numbers write new texts": "what a model can do, no measure",
        "Creative, coherent, novel": "what the sources say",
        "things it has never met": "words kept out of the training text",
    },
    "docs/evidence/classic-classifiers.md": {
        "was not trained on": "each fifth is judged by the other four",
    },
    "docs/evidence/models-that-write.md": {
        "What was never read is not": "a principle, no measure",
        "trigrams that were never read": "the listing's isin takes out what was read",
    },
    "docs/evidence/smaller-tests.md": {
        "unread sentences cost GPT": "reading.py filters",
        "marks of read and unread": "reading.py filters",
        "whose aspects they have never": "words kept out of the training text",
        "ten things that they never met": "words kept out of the training text",
        "things it has never met": "words kept out of the training text",
    },
    "docs/evidence/timeline.md": {
        "Unread sentences are rare ones": "the table above it filters",
        "no number of theirs speaks of unread": "says that there is none",
    },
    "docs/ideas/a-world-whose-truth-is-known.md": {
        "Fresh is not unread": "tells the words apart",
        "*Unread* sentences": "tells the words apart",
    },
    "docs/ideas/attention-masks.md": {"inputs that it has never seen": "of masks, not of text"},
    "docs/models/encoder-decoder.md": {
        "have not read a source": "a reader without a source",
        "what they have never read": "200 distinct translations were set aside",
        "has never met in a source": "the world cannot say it",
    },
    "docs/reference/bibliography.md": {
        "never been seen": "what a paper does",
        "never seen becomes likely": "what a paper does",
    },
    "docs/reference/glossary.md": {
        "Fresh, novel, unread": "the definition",
        "An unread one is among nothing": "the definition",
        "each other unseen": "hidden states",
        "was never seen, so that": "smoothing, a principle",
    },
}
IN_CODE = {  # the same in comments, docstrings and what listings print
    "snippets/both_halves/bert_as_generator.py": {"valid novel distinct": "generate.py filters"},
    "snippets/lab/own_text.py": {
        "lines that no model read": "read() keeps all copies apart",
        "has not read what is kept apart": "read() keeps all copies apart",
    },
    "snippets/studies/the_generation_ladder.py": {"GPT's rate of novel": "ways.py filters"},
}


@cache
def filters(file: Path) -> bool:
    """Return whether a listing takes out what was read: it, or a module of its own page."""
    source = file.read_text("utf-8")
    own = re.findall(rf"from snippets\.{file.parent.name}(?:\.(\w+))? import (.+)", source)
    names = {name for module, rest in own for name in ([module] if module else rest.split(", "))}
    files = (file.with_name(f"{name.strip()}.py") for name in names)
    return any(FILTERS.search(f.read_text("utf-8")) for f in [file, *files] if f.is_file())


def behind(paragraph: str) -> list[Path]:
    """Return the listings whose numbers stand in a paragraph; cited figures have none."""
    found = []
    for page, listing, system in NUMBER.findall(paragraph):
        if listing:
            found.append(f"{page}/{listing}")
        elif page in EXPERIMENTS and system in systems_of(page):
            found.append(systems_of(page)[system].listing)
    return [ROOT / "snippets" / f"{listing}.py" for listing in found]


def loose(text: str, ends: str = r"\n\s*\n") -> list[str]:
    """Return the paragraphs in which a word stands beside no number whose listing filters."""
    found = []
    for paragraph in re.split(ends, text):
        prose = NUMBER.sub("0", NO_PROSE.sub("", paragraph))
        if WORDS.search(OF_THE_CORPUS.sub("", prose)) and not any(map(filters, behind(paragraph))):
            found.append(" ".join(paragraph.split()))
    return found


def loose_in(place: str) -> list[str]:
    values = r"\n(?=\s*(?:- )?[\w-]+:)"  # in a YAML file each value is a paragraph
    text = (ROOT / place).read_text("utf-8")
    return loose(text, values) if place.endswith(".yml") else loose(text)


def said(source: str) -> list[str]:
    """Return the comments and texts of a program in which a word stands, names left out."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    kinds = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1)}
    texts = (re.sub(r"\{[^}]*\}", "", x.string) for x in tokens if x.type in kinds)
    return [
        " ".join(text.split())
        for text in texts
        if WORDS.search(text) and not re.fullmatch(r"[\"'](?:novel|unread)[\"']", text)
    ]


def said_in(file: Path) -> list[str]:
    return [] if filters(file) else said(file.read_text("utf-8"))


def pages():
    files = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs/evidence").glob("*.yml")]
    return sorted(str(file.relative_to(ROOT)) for file in files)


def test_a_word_beside_a_number_of_fresh_draws_is_found():
    on_fresh = "Measured on [[timeline/findings:words]] unseen sentences."
    assert loose(f"{on_fresh}\n\nA novel one.") == [on_fresh, "A novel one."]
    assert loose("On [[cited:arxiv-1810-04805:82.1]] no model has read.")
    assert loose("On unread ones it is [[timeline/unread:gpt_unread]].") == []
    assert loose("A share of [[the-generation-ladder:ladder:novel_gpt]] is novel.") == []
    assert loose("[[timeline/findings:words]] words") == []


def test_words_of_programs_are_found():
    assert said('"""Draw unseen ones."""\nunseen = 1  # no model has read it\nprint("bits")') == [
        '"""Draw unseen ones."""',
        "# no model has read it",
    ]


@pytest.mark.parametrize("page", pages())
def test_pages_call_a_fresh_draw_fresh(page):
    reasons = JUSTIFIED.get(page, {})
    assert [text for text in loose_in(page) if not any(part in text for part in reasons)] == []


def test_programs_call_a_fresh_draw_fresh():
    for file in sorted((ROOT / "snippets").rglob("*.py")):
        place = str(file.relative_to(ROOT))
        reasons = IN_CODE.get(place, {})
        found = [text for text in said_in(file) if not any(part in text for part in reasons)]
        assert (place, found) == (place, [])


def test_every_reason_is_still_needed():
    for place, parts in JUSTIFIED.items():
        assert [part for part in parts if not any(part in x for x in loose_in(place))] == [], place
    for place, parts in IN_CODE.items():
        found = said_in(ROOT / place)
        assert [part for part in parts if not any(part in x for x in found)] == [], place
