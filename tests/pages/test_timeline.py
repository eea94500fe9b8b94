"""The timeline: its picture and its table, its recorded results, and the orderings it claims."""

import importlib
import json

import pytest
from conftest import ROOT

from snippets.lab.fit import sentences
from snippets.lab.measure import FRESH, SEED
from snippets.lab.world.corpus import fresh
from snippets.studies import records
from snippets.studies.results import check, summary
from snippets.studies.timeline import (
    LABEL,
    MASKED,
    NEXT,
    NOT_CLAIMED,
    ORDERINGS,
    POINT,
    SYSTEMS,
)
from tools.markdown.errors import SiteError
from tools.markdown.site import convert
from tools.markdown.timeline import SMALL, load_entries, picture, room, shown, table_markdown

FILE = ROOT / "docs" / "evidence" / "timeline.yml"
BY_KEY = {system.key: system for system in SYSTEMS}
NAMED = {  # every system that the two sources and the issue of this page name
    "n-grams", "LSTM", "GPT", "Llama", "masked diffusion", "VAE", "GAN", "GAN on text",
    "denoising diffusion",
    "word2vec", "GloVe", "CNN classifier", "recurrent classifier", "BERT", "RoBERTa", "ELECTRA",
    "ALBERT", "ModernBERT", "naive Bayes", "discriminant analysis", "hidden Markov model",
    "logistic regression", "decision tree", "SVM", "network on embeddings", "Transformer", "T5",
    "BART", "decoder as encoder", "BERT as generator", "GPT-3", "GPT-4", "ChatGPT", "PaLM",
    "Claude", "DALL-E", "Stable Diffusion",
}  # fmt: skip


@pytest.fixture(scope="module")
def entries():
    return load_entries(FILE)


def page_of(link):
    name, _, anchor = link.partition("#")
    return ROOT / "docs" / name.lstrip("/"), anchor


def section(link):
    """The Markdown of the section to which a link leads."""
    file, anchor = page_of(link)
    text = file.read_text("utf-8")
    begin = text.index("{#" + anchor + "}")
    level = text[text.rindex("\n", 0, begin) + 1 :].split(" ")[0]
    rest = text[begin:]
    end = min(
        (at for mark in ("\n# ", "\n## ", f"\n{level} ") if (at := rest.find(mark)) > 0),
        default=len(rest),
    )
    return rest[:end]


def test_every_system_that_the_sources_name_has_an_entry(entries):
    assert {entry["name"] for entry in entries} == NAMED


def test_every_entry_leads_to_its_listing(entries):
    for entry in entries:
        text = section(entry["link"])
        for listing in entry.get("listings", ()):
            assert f"/// listing | {listing}\n" in text, f"{entry['link']} does not show {listing}"
        if not entry.get("closed"):
            assert "/// listing" in text, entry["link"]


def test_every_system_of_the_study_belongs_to_an_entry(entries):
    linked = {listing for entry in entries for listing in entry.get("listings", ())}
    for system in SYSTEMS:
        assert system.file.is_file()
        assert system.loss == POINT or system.listing in linked
    assert linked <= {system.listing for system in SYSTEMS}


def test_what_cannot_run_here_says_why_and_names_a_relative(entries):
    closed = [entry for entry in entries if entry.get("closed")]
    assert len(closed) == 7
    for entry in closed:
        text = section(entry["link"])
        assert "/reference/bibliography.md#" in text, entry["name"]
        assert "(models-that-write.md#" in text or "in-the-plane.md#" in text


def test_picture_links_each_entry_once_and_marks_what_cannot_run(entries):
    svg = picture(entries)
    links = [a.attrib["href"] for a in svg.iter("a")]
    assert links == [entry["link"] for entry in entries]
    hollow = [a for a in svg.iter("a") if any("closed" in c.get("class", "") for c in a)]
    assert {a.find("title").text.split(" (")[0] for a in hollow} == {
        entry["name"] for entry in entries if entry.get("closed")
    }
    assert svg.attrib["aria-label"]


def extents(svg):
    """Left and right end of every line of text, in a wide font."""
    for text in svg.iter("text"):
        spans = list(text)
        if spans[-1].get("x") is None:  # a name and its year, in a box
            width, starts = room(spans[0].text) + room(spans[1].text, SMALL), [spans[0]]
        else:
            width, starts = None, spans
        size = {"size": SMALL} if text.get("class") == "year" else {}
        for span in starts:
            x, wide = float(span.get("x")), width or room(span.text, **size)
            left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor")]
            yield left, left + wide


@pytest.mark.parametrize("path", ["generative", "representative", "both"])
@pytest.mark.parametrize(
    "name", ["GPT", "a mixture of very many experts indeed", "Donaudampfschifffahrtsgesellschaft"]
)
def test_picture_is_as_wide_as_its_names_are_in_a_wide_font(entries, path, name):
    svg = picture([*entries, {"year": 2030, "path": path, "name": name, "link": "/a.md"}])
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    drawn = list(extents(svg))
    # a name and a year of each, or both in one box
    assert len(drawn) >= sum(1 if entry["path"] == "both" else 2 for entry in entries) > 0
    assert min(left for left, _ in drawn) >= 0
    assert max(right for _, right in drawn) <= width
    assert max(float(span.get("y", 0)) for span in svg.iter("tspan")) < height - 10


def test_long_names_take_two_lines(entries):
    svg = picture(entries)
    texts = {" ".join(span.text for span in text): list(text) for text in svg.iter("text")}
    two = [span.get("y") for span in texts["discriminant analysis"]]
    assert len(set(two)) == 2
    assert len(texts["n-grams"]) == 1
    assert "network on embeddings" in texts


def test_a_bad_entry_is_told_with_file_and_line(tmp_path):
    file = tmp_path / "timeline.yml"
    file.write_text("- year: 2018\n  path: generative\n  name: GPT\n")
    with pytest.raises(SiteError, match=r"timeline.yml:3: the entry lacks link"):
        load_entries(file)
    file.write_text("- {year: 2018, path: upwards, name: GPT, link: /a.md}\n")
    with pytest.raises(SiteError, match=r"timeline.yml:1: path 'upwards' is not one of both, "):
        load_entries(file)
    file.write_text("- year: [2018\n")
    with pytest.raises(SiteError, match=r"timeline.yml:\d: this is not YAML"):
        load_entries(file)


# ---------------------------------------------------------------- the recorded results


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.key)
def test_results_are_recorded_for_five_seeds_and_hold(system):
    data = check("timeline", system)
    assert len(data["runs"]) >= 5
    assert len({run["seed"] for run in data["runs"]}) == len(data["runs"])
    assert data["commit"] != "not recorded"
    assert data["versions"]["torch"] == "2.13.0"
    measures = summary(data)
    assert measures["cpu_seconds"][0] > 0
    without = ("svm", "gan-on-text", "bert-as-generator")  # a margin, samples, samples
    if system.loss in (NEXT, MASKED, LABEL) and system.key not in without:
        assert measures["excess_bits"][0] > 0, "nothing is below the floor"
    for share in ("valid", "novel", "accuracy", "calibration_error"):
        assert 0 <= measures.get(share, (0,))[0] <= 1
    if "accuracy" in measures:
        assert measures["accuracy"][0] <= 0.9125, "nothing is above Bayes accuracy"


def test_a_stale_results_file_stops_the_page_and_names_the_command(monkeypatch):
    records = importlib.import_module("snippets.studies.records")  # the one that a page would use
    changed = {"snippets/models_that_write/lstm.py": "changed"}
    monkeypatch.setattr(records, "digests", lambda record: changed)
    with pytest.raises(
        SiteError,
        match=r"timeline.md:\d+: \S+results/timeline/[\w-]+.json is stale, for .*lstm.py changed "
        r"since it was recorded: run `python -m snippets.studies accept timeline [\w-]+`\.",
    ):
        convert(ROOT, ROOT / "docs" / "evidence" / "timeline.md")


def test_the_common_table_has_a_row_for_each_system_and_leaves_out_the_plane(entries):
    links = {listing: e["link"] for e in entries for listing in e.get("listings", ())}
    rows = [line for line in table_markdown(links) if line.startswith("| [")]
    assert len(rows) == len([system for system in SYSTEMS if system.loss != POINT])
    years = [int(row.split("|")[2]) for row in rows]
    assert years == sorted(years)
    lstm = next(row for row in rows if "LSTM language" in row)
    mean, half = summary(check("timeline", BY_KEY["lstm"]))["excess_bits"]
    assert f"{mean:.4f} ± {half:.4f}" in lstm


def test_a_mean_is_shown_with_its_interval_and_what_is_missing_with_a_dash():
    assert shown("excess_bits", {"excess_bits": (0.0123, 0.0004)}) == "0.0123 ± 0.0004"
    assert shown("excess_bits", {"excess_bits": (float("inf"), float("nan"))}) == "∞"
    assert shown("tokens", {"tokens": (1_249_600.0, 10.0)}) == "1,249,600"
    assert shown("accuracy", {}) == "–"


# ---------------------------------------------------------------- what the table claims


@pytest.mark.parametrize("ordering", ORDERINGS, ids=lambda o: f"{o.lower}<{o.higher}")
def test_recorded_orderings_hold_with_their_margin(ordering):
    low, high = (
        summary(check("timeline", BY_KEY[key]))[ordering.measure][0]
        for key in (ordering.lower, ordering.higher)
    )
    assert high - low >= ordering.margin > 0


def test_an_order_that_a_choice_of_ours_made_is_not_claimed(listing):
    claimed = {(ordering.lower, ordering.higher) for ordering in ORDERINGS}
    assert not claimed & NOT_CLAIMED.keys()
    for low, high in NOT_CLAIMED:  # the numbers have them all the same
        means = [summary(check("timeline", BY_KEY[key]))["excess_bits"][0] for key in (low, high)]
        assert means[0] < means[1]
    output = listing("timeline/orderings").output
    assert all(why in output for why in NOT_CLAIMED.values())
    without_decay = listing("classic_classifiers/feed_forward").numbers["excess_bits_without_decay"]
    [ordering] = [o for o in ORDERINGS if o.lower == "feed-forward"]  # holds without the choice too
    regression = summary(check("timeline", BY_KEY[ordering.higher]))["excess_bits"][0]
    assert regression - float(without_decay) >= ordering.margin


QUICK = [ordering for ordering in ORDERINGS if ordering.quick is not None]


@pytest.mark.parametrize("ordering", QUICK, ids=lambda o: f"{o.lower}<{o.higher}")
def test_quick_forms_keep_the_orderings(listing, ordering):
    low, high = (
        float(listing(BY_KEY[key].listing).namespace[ordering.measure])
        for key in (ordering.lower, ordering.higher)
    )
    assert high - low >= ordering.quick > 0


def test_the_figure_draws_what_is_recorded(listing):
    axes = listing("timeline/by_year").namespace["axes"]
    assert len(axes) == 4
    drawn = set()
    for ax in axes:
        labels = [label.get_text() for label in ax.get_yticklabels()]
        for label, bars in zip(labels, ax.containers, strict=True):
            name, _, year = label.rpartition(", ")
            system = next(system for system in SYSTEMS if system.name == name)
            mean, half = summary(check("timeline", system))["excess_bits"]
            assert bars[0].get_xdata() == pytest.approx([mean])
            assert bars[2][0].get_segments()[0][:, 0] == pytest.approx([mean - half, mean + half])
            assert int(year) == system.year
            drawn.add(system.key)
    left_out = {"svm", "decision-tree", "gan-on-text", "bert-as-generator"}
    assert drawn == {s.key for s in SYSTEMS if s.loss != POINT} - left_out


def test_results_files_have_no_strangers():
    files = {file.stem for file in (records.FOLDER / "timeline").glob("*.json")}
    assert files == set(BY_KEY)
    for file in (records.FOLDER / "timeline").glob("*.json"):
        data = json.loads(file.read_text())
        assert str(BY_KEY[file.stem].file.relative_to(ROOT)) in data["digests"]


def test_what_was_read_and_what_not(listing):
    numbers = listing("timeline/unread").numbers
    read, asked = {*sentences(0, 150)}, fresh(FRESH, seed=SEED)
    one = 100 * sum(text in read for text in asked) / FRESH
    assert float(numbers["quick_read"].rstrip("%")) == pytest.approx(one, abs=2)  # one seed of five
    assert int(numbers["quick_distinct"].replace(",", "")) == pytest.approx(len(read), rel=0.02)
    for name in ("gpt", "bert", "bart"):
        on_fresh = summary(check("timeline", BY_KEY[f"{name}-checkpoint"]))["excess_bits"][0]
        assert on_fresh < float(numbers[f"{name}_unread"]) < 0.01
