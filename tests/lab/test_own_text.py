"""GPT and BERT on the reader's own text: fair sizes, honest bits, checkpoints that pages load."""

import ast
import importlib
import math
import re
import runpy
import subprocess
import sys

import numpy as np
import pytest
import torch
import transformers
from conftest import ROOT
from nltk.lm import KneserNeyInterpolated
from transformers import BertForMaskedLM, GPT2LMHeadModel

from snippets.lab import own_text, training
from snippets.lab.bpe import bpe
from snippets.lab.checkpoints import load
from snippets.lab.files import DataError
from snippets.lab.world.corpus import corpus

LINES = [
    f"The {beast} of {town} {verb} every {day}; nobody in {town} knows why."
    for beast in ("heron", "otter", "badger", "lynx")
    for town in ("Bergen", "Cuzco", "Évora")
    for verb in ("sings", "sleeps", "hides")
    for day in ("morning", "night")
]
MARKED = "[CLS] the heron [SEP] [PAD][MASK] [EOS][BOS] <s> </s> <|endoftext|>"


def program(*arguments):
    importlib.import_module("snippets.lab.train").main([str(a) for a in arguments])


@pytest.fixture
def text(tmp_path):
    file = tmp_path / "beasts.txt"
    file.write_text("\n\n".join(LINES) + "\n", "utf-8")  # a blank line between paragraphs
    return file


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The pair after a few steps, and what was printed."""
    folder = tmp_path_factory.mktemp("own")
    file = folder / "beasts.txt"
    file.write_text("\n".join([*LINES, *2 * [" ".join(LINES)], MARKED]), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "snippets.lab.train", "all", "--text", file, "--out", folder,
         "--steps", "40"],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    (folder / "stderr.txt").write_text(done.stderr, "utf-8")
    return folder, done.stdout


def test_every_text_is_encoded_and_comes_back():
    tokenizer = bpe(LINES)
    for line in (*LINES, "Zażółć gęślą jaźń 🦦 <x>\tend"):
        ids = tokenizer(line, add_special_tokens=False)["input_ids"]
        assert tokenizer.decode(ids, skip_special_tokens=False).strip() == line
    assert len(tokenizer) <= 2000


def test_a_tenth_of_the_lines_is_kept_apart_and_no_line_is_lost(text):
    learned, apart = own_text.read(text)
    assert sorted(learned + apart) == sorted(LINES)
    assert len(apart) == len(LINES) // 10
    assert own_text.read(text) == (learned, apart)


def test_what_is_kept_apart_stands_nowhere_in_what_is_learned(text):
    """A line that comes again and again is one text: learned, or kept apart with all its copies."""
    lines = [line for i, line in enumerate(LINES) for _ in range(1 + i % 3)]
    text.write_text("\n".join(f"{' ' * (i % 2)}{line}\t" for i, line in enumerate(lines)), "utf-8")
    learned, apart = own_text.read(text)
    assert not set(learned) & set(apart)
    assert sorted(learned + apart) == sorted(lines)
    assert len(lines) // 10 - 3 < len(apart) <= len(lines) // 10
    text.write_text("\n".join(LINES[:19] * 9), "utf-8")
    with pytest.raises(DataError, match="19 lines with text, where 20 are needed that differ"):
        own_text.read(text)


def test_a_copy_in_other_capitals_or_with_other_blanks_is_the_same_text(text):
    copies = [*LINES, *map(str.upper, LINES), *(line.replace(" ", "  \t") for line in LINES)]
    text.write_text("\n".join(np.random.default_rng(1).permutation(copies)), "utf-8")
    learned, apart = own_text.read(text)
    assert sorted(learned + apart) == sorted(copies)
    assert apart
    one, other = ({" ".join(x.split()).upper() for x in side} for side in (learned, apart))
    assert not one & other


def test_no_sentence_of_the_worlds_text_is_on_both_sides(tmp_path):
    """The text of the page: 1,500 draws, of which many come again."""
    (tmp_path / "world.txt").write_text("\n".join(corpus()[:1500]), "utf-8")
    learned, apart = own_text.read(tmp_path / "world.txt")
    assert len({*learned, *apart}) < 1500
    assert len(apart) > 100
    assert not {*learned} & {*apart}


@pytest.mark.parametrize("seed", range(3))
def test_a_tenth_is_a_tenth_of_the_pieces_however_long_the_lines(text, seed):
    """One huge paragraph is half of this text; kept apart, it would leave little to learn from."""
    rng = np.random.default_rng(seed)
    huge = " ".join(rng.permutation(LINES * 60))
    text.write_text("\n".join(rng.permutation([*LINES, huge, " ".join(LINES[:9])])), "utf-8")
    learned, apart = own_text.read(text)
    tokenizer = bpe(learned)
    kept, rest = (len(own_text.pieces(tokenizer, lines)) for lines in (apart, learned))
    assert huge in learned
    assert rest > 1.5 * len(LINES)
    assert 0.07 < kept / (kept + rest) < 0.13


def test_no_more_is_measured_than_said(text, tmp_path, monkeypatch):
    """Of lines that are several pieces, some pieces count, and their bytes alone."""
    monkeypatch.setattr(own_text, "MEASURED", 5)
    tokenizer, apart = bpe(LINES, longest=own_text.LONGEST), [LINES[0], " ".join(LINES), LINES[5]]
    told = own_text.report("", tokenizer, LINES, apart, tmp_path)
    rows = own_text.pieces(tokenizer, apart)[:5]
    spelled = "".join(tokenizer.decode(row) for row in rows)
    assert spelled == f" {LINES[0]} {' '.join(LINES)}"[: len(spelled)], "a space stands for its end"
    size = len(spelled.encode())
    assert told.startswith(f"5 pieces of 2 lines that no model read, {size:,} bytes;")
    bits = own_text.NGrams(own_text.pieces(tokenizer, LINES), len(tokenizer)).bits(rows)
    assert float(told.split()[-1]) == pytest.approx(bits / size, abs=6e-4)
    assert own_text.n_bytes(tokenizer, own_text.pieces(tokenizer, LINES)) == sum(
        len(line.encode()) + 1 for line in LINES
    )

    def stop(how, model, rows, unseen, *rest, **more):
        raise ValueError(f"{sum(len(batch['input_ids']) for batch, _ in unseen)} pieces")

    monkeypatch.setattr(own_text, "descend", stop)
    text.write_text("\n".join([*LINES, *(" ".join([line, *LINES]) for line in LINES)]), "utf-8")
    with pytest.raises(SystemExit, match=r"^5 pieces$"):
        own_text.train_on(text, ["bert"], tmp_path, 1)


def test_the_name_of_a_mark_is_letters(trained):
    folder, _ = trained
    tokenizer = bpe([*LINES, MARKED])
    (row,) = own_text.pieces(tokenizer, [MARKED])
    assert not set(row) & set(tokenizer.all_special_ids)
    assert tokenizer.decode(row).strip() == MARKED
    kept = transformers.AutoTokenizer.from_pretrained(folder / "bert")
    assert kept.mask_token_id in kept("The [MASK] of Bergen")["input_ids"], "a listing asks so"


def test_no_library_warns_of_lines_that_the_program_cuts(trained):
    folder, _ = trained
    told = (folder / "stderr.txt").read_text("utf-8")
    assert "40/40" in told, "its progress is there"
    assert "Token indices" not in told
    assert "warn" not in told.lower()


def test_a_long_line_becomes_pieces_that_fit():
    tokenizer = bpe(LINES)
    (ids,) = tokenizer([" ".join(LINES)], add_special_tokens=False)["input_ids"]
    rows = own_text.pieces(tokenizer, [" ".join(LINES)])
    assert [i for row in rows for i in row] == ids
    assert len(rows) > 1
    assert max(map(len, rows)) + 2 <= own_text.LONGEST


@pytest.mark.parametrize("size", [500, 2000])
def test_both_have_the_same_number_of_parameters(size):
    tokenizer = bpe(LINES, size=size)
    gpt, bert = own_text.gpt_model(tokenizer), own_text.bert_model(tokenizer)
    assert isinstance(gpt, GPT2LMHeadModel)
    assert isinstance(bert, BertForMaskedLM)
    assert gpt.num_parameters() == pytest.approx(bert.num_parameters(), rel=1e-3)


def test_both_read_the_same_pieces_in_the_same_order():
    """What a batch holds beneath the masks is the same tokens, row by row."""
    tokenizer = bpe(LINES)
    rows = own_text.pieces(tokenizer, LINES[:9])
    gpt = own_text.recipe("gpt", tokenizer, 1).batch(rows, np.random.default_rng(0))
    bert = own_text.recipe("bert", tokenizer, 1).batch(rows, np.random.default_rng(0))
    hidden = bert["labels"] != own_text.IGNORE
    assert hidden.any(dim=1).all()
    assert (bert["input_ids"][hidden] == tokenizer.mask_token_id).all()
    whole = torch.where(hidden, bert["labels"], bert["input_ids"])
    for row, read, seen in zip(rows, whole.tolist(), gpt["labels"].tolist(), strict=True):
        assert read[1 : len(row) + 1] == row == seen[: len(row)]
        assert seen[len(row)] == tokenizer.eos_token_id


def test_n_grams_are_those_of_nltk():
    tokenizer = bpe(LINES, size=300)
    rows = own_text.pieces(tokenizer, LINES)
    kinds = {-1, *(token for row in rows for token in row)}
    mine = own_text.NGrams(rows, len(kinds), order=3)
    mine.discounts[0] = 0.0  # nltk takes none from single words
    theirs = KneserNeyInterpolated(3, discount=0.75)
    grams = [tuple(map(str, gram)) for row in rows for gram in mine.grams(row)]
    counted = [gram[3 - n :] for gram in grams for n in (1, 2, 3)]
    theirs.fit([counted], vocabulary_text=[str(token) for token in kinds])
    asked = [gram for row in rows[::9] for gram in mine.grams(row)]
    asked += [(*a[:2], b[2]) for a, b in zip(asked, asked[7:], strict=False)]  # out of place
    for gram in asked:
        *context, last = map(str, gram)
        assert mine.probability(gram) == pytest.approx(theirs.score(last, context), abs=1e-9)


def test_n_grams_share_out_one():
    tokenizer = bpe(LINES, size=300)
    rows = own_text.pieces(tokenizer, LINES)
    kinds = [-1, *range(len(tokenizer))]
    model = own_text.NGrams(rows, len(kinds))
    for gram in (model.grams(rows[0])[3], (7, 7, 7, 7)):
        total = math.fsum(model.probability((*gram[:-1], token)) for token in kinds)
        assert total == pytest.approx(1, abs=1e-9)


def test_bits_of_gpt_are_the_librarys_loss(trained):
    folder, _ = trained
    model, tokenizer = load("gpt", folder), bpe(own_text.read(folder / "beasts.txt")[0])
    rows = own_text.pieces(tokenizer, LINES[:3])
    expected = 0
    with torch.no_grad():
        for row in rows:
            ids = torch.tensor([[tokenizer.bos_token_id, *row, tokenizer.eos_token_id]])
            expected += float(model(input_ids=ids, labels=ids).loss) * (len(row) + 1) / math.log(2)
    found = own_text.gpt_bits(model, own_text.recipe("gpt", tokenizer, 1), rows)
    assert found == pytest.approx(expected, rel=1e-5)


def test_bits_of_bert_hide_what_they_say_they_hide(trained):
    folder, _ = trained
    model, tokenizer = load("bert", folder), bpe(own_text.read(folder / "beasts.txt")[0])
    (row,) = own_text.pieces(tokenizer, LINES[:1])[:1]
    expected = {"chain": 0.0, "pseudo": 0.0}
    with torch.no_grad():
        for i, token in enumerate(row):
            hidden = {"chain": [*row[:i], *[tokenizer.mask_token_id] * (len(row) - i)],
                      "pseudo": [*row[:i], tokenizer.mask_token_id, *row[i + 1 :]]}  # fmt: skip
            for way, these in hidden.items():
                ids = torch.tensor([[tokenizer.cls_token_id, *these, tokenizer.sep_token_id]])
                p = model(input_ids=ids).logits[0, i + 1].log_softmax(-1)[token]
                expected[way] -= float(p) / math.log(2)
    assert own_text.bert_bits(model, tokenizer, [row]) == pytest.approx(expected, rel=1e-4)


def test_the_report_names_all_and_says_what_is_no_probability(trained):
    _, printed = trained
    bits = dict(re.findall(r"^  (.+?) +(\d\.\d{3})$", printed, re.MULTILINE))
    assert list(bits) == [
        "n-grams of up to 4 tokens",
        "GPT",
        "BERT, left to right, length given",
        "BERT, each token from all others *",
    ]
    assert "no probability of the text" in printed
    assert all(0 < float(value) < 8 for value in bits.values())


CLASSES_OF = {"gpt": "GPT2LMHeadModel", "bert": "BertForMaskedLM"}


def loaders():
    """Return {(class, checkpoint)} of every listing that loads GPT or BERT by its path."""
    found = set()
    for file in (ROOT / "snippets").glob("*/*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".from_pretrained"):
                name = ast.unparse(call.args[0]).strip("'")
                if name in ("snippets/lab/checkpoints/gpt", "snippets/lab/checkpoints/bert"):
                    found.add((ast.unparse(call.func.value), name.rsplit("/")[-1]))
    return found


def test_whatever_a_listing_loads_a_checkpoint_with_loads_these(trained):
    folder, _ = trained
    ways = loaders()
    assert {
        ("GPT2LMHeadModel", "gpt"),
        ("BertForMaskedLM", "bert"),
        ("AutoTokenizer", "gpt"),
    } <= ways
    for kind, name in ways:
        made = getattr(transformers, kind).from_pretrained(folder / name)
        assert made is not None
    for name, kind in CLASSES_OF.items():
        assert type(load(name, folder)).__name__ == kind


@pytest.mark.parametrize(
    ("listing", "name"), [("run_gpt.likeliest", "gpt"), ("run_bert.fill_mask", "bert")]
)
def test_listings_that_take_a_name_run_with_them(trained, listing, name, monkeypatch, capsys):
    folder, _ = trained
    monkeypatch.setattr(sys, "argv", [listing, str(folder / name), "main"])
    runpy.run_module(f"snippets.{listing}", run_name="__main__")
    assert len(capsys.readouterr().out.splitlines()) >= 6


def test_a_killed_run_goes_on_to_the_same_weights(text, tmp_path, monkeypatch):
    monkeypatch.setattr(training, "SAVE", 2)
    program("gpt", "--text", text, "--out", tmp_path / "whole", "--steps", 8)
    steps, clip = [], torch.nn.utils.clip_grad_norm_

    def kill(*arguments):
        steps.append(clip(*arguments))
        if len(steps) == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", kill)
    with pytest.raises(SystemExit, match="the same command goes on"):
        program("gpt", "--text", text, "--out", tmp_path / "killed", "--steps", 8)
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", clip)
    assert (tmp_path / "killed" / "gpt.state").exists()
    program("gpt", "--text", text, "--out", tmp_path / "killed", "--steps", 8)
    one, two = (load("gpt", tmp_path / name).state_dict() for name in ("whole", "killed"))
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert not (tmp_path / "killed" / "gpt.state").exists()


def test_what_cannot_be_read_is_one_sentence(tmp_path):
    with pytest.raises(SystemExit, match=r"nowhere.txt cannot be read: No such file"):
        program("gpt", "--text", tmp_path / "nowhere.txt", "--out", tmp_path)
    file = tmp_path / "text.txt"
    file.write_text("one line alone\n", "utf-8")
    with pytest.raises(SystemExit, match=r"text.txt: 1 lines with text, where 20 are needed"):
        program("bert", "--text", file, "--out", tmp_path)
    file.write_bytes(b"a\n" * 30 + b"\xff\n")
    with pytest.raises(SystemExit, match=r"text.txt:31: byte 1 of the line is not UTF-8"):
        program("gpt", "--text", file, "--out", tmp_path)
    with pytest.raises(DataError):
        own_text.read(file)


NO_TEXT = {
    "UTF-16 without its mark": (
        "\n".join(LINES).encode("utf-16-le"),
        ":1: the line has a NUL byte",
    ),
    "Latin-1": ("\n".join(LINES).encode("latin-1"), r":13: byte 14 of the line is not UTF-8"),
    "binary": (bytes(range(256)) * 99, ":1: the line has a NUL byte"),
    "nothing": (b"", ": 0 lines with text"),
}


@pytest.mark.parametrize("case", NO_TEXT)
def test_what_is_no_text_is_one_sentence(tmp_path, case):
    content, told = NO_TEXT[case]
    (tmp_path / "text.txt").write_bytes(content)
    with pytest.raises(SystemExit, match=f"text.txt{told}") as exit:
        program("gpt", "--text", tmp_path / "text.txt", "--out", tmp_path / "out")
    assert "\n" not in str(exit.value)
    with pytest.raises(SystemExit, match="cannot be read: Is a directory"):
        program("gpt", "--text", tmp_path, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\n\n \n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_are_the_same_however_they_are_written(text, ends, encoding):
    lines = [*LINES, "one\u2028line \x85 here"]
    text.write_bytes((ends.join(lines) + ends).encode(encoding))
    learned, apart = own_text.read(text)
    assert sorted(learned + apart) == sorted(lines)


def test_the_worlds_checkpoints_are_never_overwritten(text, capsys):
    with pytest.raises(SystemExit):
        program("gpt", "--text", text)
    assert "--text needs a folder of its own" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        program("bart", "--text", text, "--out", text.parent)
    assert "--text is for gpt, for bert, or for both" in capsys.readouterr().err
