"""Which one for my task? docs/evidence/advice.yml, checked and rendered as a table: `[advice]`.

The table is the advice; the page's script only reads its last cells, and adds up.
"""

from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from tools.markdown.claims import load_claims
from tools.markdown.errors import SiteError, line_of, read_yaml, relative
from tools.markdown.ledger import cell_text, chip

TAG = "[advice]"
KEYS = {"answer", "advice", "for", "against", "claims"}


def load_advice(evidence: Path) -> dict:
    """`{"kinds": {key: name}, "questions": […]}`; `SiteError` with file and line if bad."""
    file = evidence / "advice.yml"
    text, data = file.read_text("utf-8"), read_yaml(file)
    if not isinstance(data, dict) or not {"kinds", "questions"} <= data.keys():
        raise SiteError(f"{relative(file)}:1: the file needs the keys 'kinds' and 'questions'.")
    claims = load_claims(evidence)["claims"]
    for question in data["questions"]:
        for answer in question["answers"]:
            line = line_of(text, f"answer: {answer.get('answer')}")
            where = f"{relative(file)}:{line}: "
            if missing := {"answer", "advice", "claims"} - {k for k, v in answer.items() if v}:
                raise SiteError(f"{where}the answer lacks {', '.join(sorted(missing))}.")
            if unknown := answer.keys() - KEYS:
                raise SiteError(f"{where}unknown key {min(unknown)!r}.")
            for kind in (*answer.get("for", ()), *answer.get("against", ())):
                if kind not in data["kinds"]:
                    known = ", ".join(data["kinds"])
                    raise SiteError(f"{where}unknown kind {kind!r} (one of {known}).")
            for id in answer["claims"]:
                if id not in claims:
                    raise SiteError(f"{where}no claim {id!r} in the ledger.")
    return data


def advice_markdown(evidence: Path) -> list[str]:
    """The table: a row for each answer to each question."""
    data, ledger = load_advice(evidence), load_claims(evidence)
    lines = [
        "| Question | Your answer | Speaks for | Speaks against | Why, and the claims behind it |",
        "|" + " --- |" * 5,
    ]
    for question in data["questions"]:
        for answer in question["answers"]:
            sides = {side: answer.get(side, []) for side in ("for", "against")}
            names = {side: [data["kinds"][kind] for kind in sides[side]] for side in sides}
            chips = " ".join(chip(id, ledger) for id in answer["claims"])
            attributes = " ".join(
                f'data-{side}="{";".join(some) or "none"}"' for side, some in names.items()
            )
            lines.append(
                f"| {cell_text(question['question'])} | **{cell_text(answer['answer'])}** "
                f"| {cell_text(', '.join(names['for']) or '–')} "
                f"| {cell_text(', '.join(names['against']) or '–')} "
                f"| {cell_text(answer['advice'])}<br>{chips} {{: {attributes} }} |"
            )
    return lines


class AdvicePreprocessor(Preprocessor):
    def __init__(self, md, evidence: str):
        super().__init__(md)
        self.evidence = Path(evidence)

    def run(self, lines):
        rendered = []
        for line in lines:
            rendered += ["", *advice_markdown(self.evidence), ""] if line == TAG else [line]
        return rendered


class AdviceExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {"evidence": ["docs/evidence", "folder of advice.yml and claims.yml"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md):
        md.preprocessors.register(
            AdvicePreprocessor(md, self.getConfig("evidence")), "advice", 24.5
        )


def makeExtension(**kwargs):
    return AdviceExtension(**kwargs)
