"""Which one for my task? Seven questions, each answer with the claims that it rests on."""

import re

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT

from tools.markdown.advice import advice_markdown, load_advice
from tools.markdown.claims import load_claims
from tools.markdown.errors import SiteError

EVIDENCE = ROOT / "docs" / "evidence"


@pytest.fixture(scope="module")
def advice():
    return load_advice(EVIDENCE)


def test_seven_questions_and_an_answer_for_each_kind(advice):
    assert len(advice["questions"]) == 7
    answers = [answer for question in advice["questions"] for answer in question["answers"]]
    assert all(len(question["answers"]) >= 2 for question in advice["questions"])
    spoken_for = {kind for answer in answers for kind in answer.get("for", ())}
    assert spoken_for == set(advice["kinds"]) == {"linear", "encoder", "decoder", "both"}
    texts = [answer["answer"] for answer in answers]
    assert len(set(texts)) == len(texts), "the form finds a row by its answer"


def test_advice_rests_on_judged_claims(advice):
    verdicts = load_claims(EVIDENCE)["verdicts"]
    for question in advice["questions"]:
        for answer in question["answers"]:
            assert answer["claims"], answer["answer"]
            words = [verdicts[id].word for id in answer["claims"]]
            assert "untestable" not in words, answer["answer"]
            assert set(words) != {"open"}, answer["answer"]


def test_the_table_says_all_without_script(advice, site):
    soup = BeautifulSoup((site / "evidence/which-one/index.html").read_text(), "html.parser")
    rows = soup.select(".advice tbody tr")
    answers = [(q, a) for q in advice["questions"] for a in q["answers"]]
    assert len(rows) == len(answers)
    for row, (question, answer) in zip(rows, answers, strict=True):
        cells = row.find_all("td")
        assert cells[0].get_text() == question["question"]
        assert cells[1].get_text() == answer["answer"]
        for cell, side in ((cells[2], "for"), (cells[3], "against")):
            names = [advice["kinds"][kind] for kind in answer.get(side, ())]
            assert cell.get_text() == (", ".join(names) or "–")
            assert cells[4][f"data-{side}"] == (";".join(names) or "none")
        links = [link["href"].split("#claim-")[1] for link in cells[4].select("a.claim")]
        assert links == answer["claims"]
    assert soup.select(".advice form") == [], "the form comes with JavaScript"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('claims: ["27"]', 'claims: ["999"]', r"advice.yml:\d+: no claim '999' in the ledger"),
        ('claims: ["27"]', "claims: []", r"advice.yml:\d+: the answer lacks claims"),
        ("for: [both]", "for: [oracle]", r"advice.yml:\d+: unknown kind 'oracle' \(one of linear"),
        ("for: [both]", "pro: [both]", r"advice.yml:\d+: unknown key 'pro'"),
        ("kinds:", "sorts:", r"advice.yml:1: the file needs the keys 'kinds' and 'questions'"),
        ("questions:", "questions: [", r"advice.yml:\d+: this is not YAML"),
    ],
)
def test_bad_advice_is_told_with_file_and_line(tmp_path, monkeypatch, old, new, sentence):
    text = (EVIDENCE / "advice.yml").read_text("utf-8")
    assert old in text
    (tmp_path / "advice.yml").write_text(text.replace(old, new, 1), "utf-8")
    claims = load_claims(EVIDENCE)
    monkeypatch.setattr("tools.markdown.advice.load_claims", lambda evidence: claims)
    with pytest.raises(SiteError, match=sentence):
        load_advice(tmp_path)


def test_a_row_of_the_table_is_one_line(advice):
    rows = [line for line in advice_markdown(EVIDENCE) if line.startswith("| ")]
    data = yaml.safe_load((EVIDENCE / "advice.yml").read_text("utf-8"))
    assert len(rows) == 2 + sum(len(question["answers"]) for question in data["questions"])
    assert all(len(re.split(r"(?<!\\)\|", row)) == 7 for row in rows)
