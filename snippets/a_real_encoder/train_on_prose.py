"""Train a masked-LM head on this site's prose and keep how it went: a few CPU-minutes.

`python -m snippets.a_real_encoder.train_on_prose` writes `prose.json` beside this file. Every sixth
page is held out. `--quick` takes twelve pages and writes nothing.
"""

import json
import re
import sys
from datetime import date
from pathlib import Path

import torch

from snippets.a_real_encoder.masked_head import at_blanks, fit
from snippets.a_real_encoder.vectors import WINDOW, load
from snippets.lab.files import write

RECORD = Path(__file__).with_name("prose.json")
BLOCKS = re.compile(r"\A---.*?\n---\n|^ *(```|///).*?^ *\1[^\n]*$", re.DOTALL | re.MULTILINE)
RATES = (3e-4, 1e-3)


def paragraphs(page: str) -> list[str]:
    """Return a page's paragraphs of prose: no code, table, list, formula or number of a listing."""
    found = [" ".join(text.split()) for text in re.split(r"\n\s*\n", BLOCKS.sub("", page))]
    found = [re.sub(r"\[([^\]\[]*)\]\([^)]*\)", r"\1", text) for text in found]
    return [
        re.sub(r"[*`]", "", text)
        for text in found
        if re.match(r"[A-Z“]", text) and not re.search(r"\[\[|\$|\||\]\(|\[[A-Z]", text)
    ]


def blanks(texts, tokenizer, encoder, rounds):
    """Hide 15% of the pieces by chance, `rounds` times: (vectors, answers) of all blanks."""
    rows, answers = [], []
    for ids in rounds * tokenizer(texts, truncation=True, max_length=WINDOW).input_ids:
        row = torch.tensor(ids)
        chosen = torch.rand(len(row)) < 0.15
        chosen[[0, -1]] = False  # [CLS] and [SEP]
        answers.append(row[chosen])
        rows.append(row.masked_fill(chosen, tokenizer.mask_token_id).tolist())
    return at_blanks(rows, tokenizer, encoder), torch.cat(answers)


def measured(pages: list[str], rounds: int, epochs: int) -> dict:
    """Train with each rate; return sizes, and the bits of each rate's curve."""
    torch.manual_seed(0)
    tokenizer, encoder = load()
    train = [text for i, page in enumerate(pages) if i % 6 != 3 for text in paragraphs(page)]
    test = [text for page in pages[3::6] for text in paragraphs(page)]
    vectors, answers = blanks(train, tokenizer, encoder, rounds)
    held_vectors, held_answers = blanks(test, tokenizer, encoder, 1)
    read = torch.cat([torch.tensor(ids[1:-1]) for ids in tokenizer(train).input_ids])
    pieces, counts = read.unique(return_counts=True)
    known = torch.isin(held_answers, pieces)
    unigram = (counts + 0.1) / (counts + 0.1).sum()
    table = encoder.embeddings.word_embeddings.weight[pieces].detach()
    data = (
        (vectors, torch.searchsorted(pieces, answers)),
        (
            held_vectors[known],
            torch.searchsorted(pieces, held_answers[known]),
        ),
    )
    curves = {f"{lr:g}": fit(encoder.config, table, unigram, *data, epochs, lr)[2] for lr in RATES}
    return {
        "pages": len(pages), "held_out_pages": len(pages[3::6]), "tokens": len(read),
        "pieces": len(pieces), "train_blanks": len(answers), "held_out_blanks": int(known.sum()),
        "unknown_blanks": int((~known).sum()), "bits": curves,
    }  # fmt: skip


if __name__ == "__main__":
    pages = [page.read_text("utf-8") for page in sorted(Path("docs").rglob("*.md"))]
    pages = [page for page in pages if paragraphs(page)]
    if "--quick" in sys.argv:
        print(measured(pages[:12], rounds=1, epochs=2))
    else:
        told = {"date": f"{date.today()}", **measured(pages, rounds=2, epochs=30)}
        write(RECORD, json.dumps(told, indent=1).encode())
