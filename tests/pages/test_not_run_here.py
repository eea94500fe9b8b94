"""Every task and benchmark that the two sources name runs here, or says why it does not."""

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

RUNS = {  # task: a listing of it
    "sentiment analysis": "fine_tune_bert/fine_tune",
    "spam detection": "bayes_rule_or_a_head/spam",
    "image classification": "bayes_rule_or_a_head/digits",
    "image synthesis": "bayes_rule_or_a_head/digits",
    "text generation": "the_generation_ladder/ladder",
    "chat: a reply": "the_generation_ladder/replies",
    "creative continuation": "interview_questions/gpt_continues",
    "code generation": "smaller_tests/writes_code",
    "translation": "encoder_decoder/translate",
    "named entity recognition": "who_knows_what_where/entities",
    "extractive question answering": "who_knows_what_where/answers",
    "extractive against generative readers": "smaller_tests/two_heads",
    "fraud detection and risk": "smaller_tests/fraud",
    "medical tables": "smaller_tests/tumours",
    "knowledge": "smaller_tests/reversal",
    "aspect sentiment": "smaller_tests/aspects",
    "aspect sentiment across domains": "another_domain/quick",
    "sentiment of real text": "few_labels_and_many/quick",
    "many tasks by prompts": "smaller_tests/prompts",
    "topics of a text": "fine_tune_bert/not_a_review",
}
ENTRIES = (  # what does not run: how its row on the page begins
    "GLUE",
    "SQuAD",
    "SST-2, SemEval-2014, at test time",
    "Chat with people",
    "Code in a real programming language",
    "Creative writing, marketing, entertainment",
    "Complex questions over many sources",
    "Aspect sentiment across languages",
    "Long-context question answering",
    "Classifying photographs or paintings",
    "Image synthesis at full size",
    "Music",
    "Fraud and risk on real accounts",
    "Medical decisions",
)


@pytest.mark.parametrize("task", RUNS)
def test_a_task_that_runs_has_its_listing_on_its_page(task):
    listing = RUNS[task]
    folder = listing.split("/")[0].replace("_", "-")
    pages = [page for page in (ROOT / "docs").rglob("*.md") if page.stem == folder]
    assert len(pages) == 1, folder
    assert f"/// listing | {listing}\n" in pages[0].read_text("utf-8")
    assert (ROOT / "docs" / "recorded" / f"{listing}.out").is_file()


def test_named_classes_run_on_the_world():
    folder = ROOT / "snippets" / "who_knows_what_where"
    text = "".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    assert "BertForTokenClassification" in text
    assert "BertForQuestionAnswering" in text


def test_what_does_not_run_says_why_and_names_what_stands_nearest(site):
    html = (site / "reference/not-run-here/index.html").read_text("utf-8")
    rows = {
        cells[0].get_text(): cells
        for row in BeautifulSoup(html, "html.parser").select("tbody tr")
        if len(cells := row.find_all("td")) == 3
    }
    for entry in ENTRIES:
        found = [cells for name, cells in rows.items() if name.startswith(entry)]
        assert len(found) == 1, entry
        assert all(cell.get_text().strip() for cell in found[0]), entry
