"""What the tests of the studies on real text share: small data sets, and the command."""

import importlib
import json

import numpy as np
import pytest

ON_FILMS, ON_ASPECTS = ("run", "few-labels-and-many"), ("run", "another-domain")
GOOD = ["fine", "lovely", "bright", "warm", "clever", "honest", "tender", "brave"]
BAD = ["dull", "awful", "weak", "cold", "silly", "false", "clumsy", "grim"]


def main(arguments):
    importlib.import_module("snippets.studies.__main__").main(arguments)  # with errors of its own


def lines(n, seed):
    """Return `n` lines of text, tab, label: a good word or a bad one decides."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        label = int(rng.random() < 0.5)
        noun, word = rng.choice(["film", "book", "song"]), rng.choice(GOOD if label else BAD)
        found.append(f"a {word} {noun} from {rng.choice(['spain', 'norway', 'peru'])}\t{label}")
    return found


@pytest.fixture
def folder(tmp_path):
    for seed, (part, n) in enumerate({"train": 60, "dev": 24, "test": 40}.items()):
        (tmp_path / "films").mkdir(exist_ok=True)
        (tmp_path / "films" / f"{part}.tsv").write_text("\n".join(lines(n, seed)) + "\n", "utf-8")
    return tmp_path / "films"


def three_lines(n, nouns, seed):
    rng = np.random.default_rng(seed)
    found = []
    for i in range(n):
        polarity = int(rng.integers(-1, 2))
        word = {1: rng.choice(GOOD), -1: rng.choice(BAD), 0: "usual"}[polarity]
        found += [f"the $T$ was {word} , visit {i}", str(rng.choice(nouns)), str(polarity)]
    return "\n".join(found) + "\n"


@pytest.fixture
def aspects(tmp_path):
    folder = tmp_path / "aspects"
    folder.mkdir()
    for seed, (name, nouns) in enumerate({"Cafes": ["soup", "tea"], "Phones": ["lens"]}.items()):
        (folder / f"{name}_Train.seg").write_text(three_lines(40, nouns, seed), "utf-8")
        (folder / f"{name}_Test.seg").write_text(three_lines(20, nouns, seed + 9), "utf-8")
    return folder


def glue(folder, change=lambda part, text: text.encode()):
    """Make of the folder what GLUE's SST-2 folder is, but for a change of its files."""
    for part in ("train", "dev", "test"):
        file = folder / f"{part}.tsv"
        rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
        text = "".join(f"{x}\t{y}\n" for x, y in [("sentence", "label"), *rows])
        if part == "test":
            text = "index\tsentence\n" + "".join(f"{i}\t{x}\n" for i, (x, _) in enumerate(rows))
        file.write_bytes(change(part, text))


def command(folder, out, *more):
    return [*ON_FILMS, "--data", str(folder), "--labels", "16", "all", "--seeds", "2", "--steps",
            "30", "--out", str(out), *more]  # fmt: skip


def runs_of(out):
    """Return what a results file holds, without times."""
    return [
        {name: value for name, value in run.items() if name not in ("cpu_seconds", "ms")}
        for run in json.loads(out.read_text())["runs"]
    ]
