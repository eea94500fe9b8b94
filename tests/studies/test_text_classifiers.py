"""The classifiers of the studies on real text: one run of each, marks, and public models."""

import importlib
import shutil
from dataclasses import replace

import numpy as np
import pytest
import real_texts
import torch
from conftest import ROOT
from real_texts import ON_FILMS, main
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from transformers import AutoTokenizer, GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from snippets.lab.bpe import bpe
from snippets.studies import one_run
from snippets.studies.pretrained import ModelError, check_texts, pretrained
from snippets.studies.text_classifiers import (
    RECIPES,
    Bayes,
    Head,
    batches,
    calibration_error,
    measures,
    scores,
)
from snippets.studies.texts import read

CHANGES = {"epochs": 2, "least": 20, "every": 10, "patience": 2}
SMALL = {name: replace(recipe, **CHANGES) for name, recipe in RECIPES.items()}

# the fixture that is asked for here
folder = real_texts.folder


# ---------------------------------------------------------------- one run


def test_subsets_are_nested_paired_and_hold_every_label(folder):
    (films,) = read(str(folder))
    few, many = one_run.subset(films, 8, seed=3), one_run.subset(films, 32, seed=3)
    assert few == many[:8]
    assert {row.label for row in one_run.subset(films, 2, seed=5)} == {"0", "1"}
    assert one_run.subset(films, 8, seed=4) != few


def test_a_decoder_answers_by_bayes_rule_and_an_encoder_by_its_head(folder):
    """The scores are those of transformers' own losses, text by text and label by label."""
    (films,) = read(str(folder))
    labels = ["0", "1"]
    tokenizer = one_run.bpe([r.text for r in films.train], more=one_run.label_marks(labels))
    prior = np.log([0.25, 0.75])
    decoder = one_run.SCRATCH_SYSTEMS["decoder"](tokenizer, labels, prior, SMALL["decoder"])
    encoder = one_run.SCRATCH_SYSTEMS["encoder"](tokenizer, labels, None, SMALL["encoder"])
    assert isinstance(decoder, Bayes)
    assert isinstance(encoder, Head)
    texts = [row.text for row in films.test[:5]]
    for classifier in (decoder, encoder):
        classifier.model.eval()
    found = scores(decoder, decoder.rows(texts))
    with torch.no_grad():
        for i, row in enumerate(decoder.rows(texts)):
            for y, opening in enumerate(decoder.openings):
                ids = torch.tensor([[*opening, *row]])
                own = decoder.model(input_ids=ids, labels=ids).loss * len(row)
                assert found[i, y] == pytest.approx(float(prior[y] - own), abs=1e-3)
        row = encoder.rows(texts)[0]
        logits = encoder.model(input_ids=torch.tensor([row])).logits
    assert scores(encoder, encoder.rows(texts))[0] == pytest.approx(
        logits.log_softmax(-1)[0].numpy(), abs=1e-5
    )
    assert row[0] == tokenizer.cls_token_id
    assert row[-1] == tokenizer.sep_token_id


def test_a_batch_holds_neighbours_in_length_and_an_epoch_every_row_once():
    rng = np.random.default_rng(0)
    rows = [[0] * n for n in rng.integers(1, 40, 700)]
    parts = list(batches(rows, 16, rng))
    assert sorted(np.concatenate(parts)) == list(range(700))
    spread = [np.ptp([len(rows[i]) for i in part]) for part in parts]
    assert np.mean(spread) < 8


def test_measures_are_those_of_scikit_learn():
    rng = np.random.default_rng(1)
    p = rng.dirichlet([1, 1, 1], 400)
    y = np.array([rng.choice(3, p=row) for row in p])
    found = measures(np.log(p) + 5, y)  # what is added to all labels does not matter
    assert found["log_loss"] == pytest.approx(log_loss(y, p))
    right, said = p.argmax(1) == y, p.max(1)
    share, mean = calibration_curve(right, said, n_bins=10)
    counts = np.histogram(said, np.linspace(0, 1, 11))[0]
    expected = np.sum(np.abs(share - mean) * counts[counts > 0]) / len(y)
    assert calibration_error(p, y) == pytest.approx(expected)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(folder):
    domains = read(str(folder))
    runs = [
        one_run.run_once(one_run.Job("films", 32, "encoder", seed), domains, SMALL)
        for seed in (0, 0, 1)
    ]
    assert runs[0]["on"] == runs[1]["on"]
    assert runs[0]["on"] != runs[2]["on"]
    assert runs[0]["steps"] == 20
    assert runs[0]["passes"] == 1


def test_words_that_decide_are_learned(folder):
    domains = read(str(folder))
    for system in ("nb", "lr", "svm"):
        found = one_run.run_once(one_run.Job("films", 60, system, 0), domains)["on"]["films"]
        assert found["accuracy"] >= 0.85, system


# ---------------------------------------------------------------- marks and models


MARKED = "[CLS] a fine film [SEP] [PAD][MASK] [1] [label 1] [EOS] <s> </s> <|endoftext|>"


def test_the_name_of_a_mark_in_a_text_is_letters(folder, monkeypatch):
    """For both that are trained from nothing: what they read is what stands there, mark by mark."""
    with (folder / "train.tsv").open("a") as file:
        file.write(f"{MARKED}\t1\n")
    (films,) = read(str(folder))
    assert films.train[-1].text == MARKED
    made = []
    monkeypatch.setattr(one_run, "train", lambda classifier, *rest: made.append(classifier))
    for system in ("encoder", "decoder"):
        job = one_run.Job("films", 61, system, 0)
        one_run.transformer(job, films, films.train, ["0", "1"], SMALL[system], None, "cpu", print)
        classifier = made.pop()
        (row,) = classifier.rows([MARKED])
        inside = row[1:-1] if system == "encoder" else row[:-1]
        assert not set(inside) & set(classifier.tokenizer.all_special_ids)
        labels = classifier.tokenizer.convert_tokens_to_ids(one_run.label_marks("01"))
        assert not set(inside) & set(labels)
        assert classifier.tokenizer.decode(inside).strip() == MARKED


def save(folder, kind="encoder", labels="01", texts=("a fine film", "a dull book"), **changes):
    """Write a small untrained model with its tokenizer into a folder; return its tokenizer."""
    tokenizer = bpe(texts, more=one_run.label_marks(labels))
    torch.manual_seed(0)
    recipe = replace(RECIPES[kind], **changes)
    made = one_run.SCRATCH_SYSTEMS[kind](tokenizer, labels, np.log([0.5, 0.5]), recipe)
    made.model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return tokenizer


def remove(*names):
    return lambda model, other: [(model / name).unlink() for name in names]


def take(*names):
    return lambda model, other: [shutil.copy(other / name, model / name) for name in names]


MODELS = {  # name: (what happens to a folder, one of the other kind at hand; what is said)
    "no tokenizer": (
        remove("tokenizer.json", "tokenizer_config.json"),
        r"its tokenizer has \d tokens and its embedding \d+: the tokenizer's files",
    ),
    "half a tokenizer": (
        remove("tokenizer.json"),
        r"its tokenizer cannot be loaded: tokenizer.json",
    ),
    "damaged tokenizer": (
        lambda model, other: (model / "tokenizer.json").write_text('{"version": "1.0"'),
        r"its tokenizer cannot be loaded",
    ),
    "larger vocabulary": (
        lambda model, other: bpe([MARKED, "many more words"] * 9).save_pretrained(model),
        r"its tokenizer has \d+ tokens and its embedding \d+",
    ),
    "smaller vocabulary": (
        lambda model, other: bpe(["a"]).save_pretrained(model),
        r"its tokenizer has 26\d tokens and its embedding 2\d\d",
    ),
    "no weights": (
        remove("model.safetensors"),
        r"it cannot be used: .*no file named model.safeten",
    ),
    "half the weights": (
        lambda model, other: (model / "model.safetensors").write_bytes(b"half"),
        r"it cannot be used: ",
    ),
    "other weights": (
        take("model.safetensors"),
        r"its weights lack \w+\.\S+, or have it in another",
    ),
    "another configuration": (take("config.json"), r"its weights lack \w+\.\S+, or have"),
    "no configuration": (remove("config.json"), r"it cannot be used: Unrecognized model"),
    "a picture's model": (
        lambda model, other: (model / "config.json").write_text('{"model_type": "vit"}'),
        r"it cannot be used: Unrecognized configuration class",
    ),
    "an empty folder": (
        lambda model, other: [file.unlink() for file in model.iterdir()],
        r"it cannot be used: ",
    ),
}


@pytest.mark.parametrize("kind", ["encoder", "decoder"])
@pytest.mark.parametrize("case", MODELS)
def test_a_models_folder_whose_parts_do_not_fit_is_one_sentence(tmp_path, kind, case):
    change, told = MODELS[case]
    model, other = tmp_path / "model", tmp_path / "other"
    save(model, kind)
    save(other, "decoder" if kind == "encoder" else "encoder")
    change(model, other)
    with pytest.raises(ModelError, match=told) as error:
        pretrained(str(model), "01", np.log([0.5, 0.5]), RECIPES["pretrained"])
    assert str(error.value).startswith(f"--model {model}: ")
    assert "\n" not in str(error.value)


def test_a_window_shorter_than_the_texts_and_a_label_longer_are_told(tmp_path):
    tokenizer = save(tmp_path, "decoder")
    with pytest.raises(
        ModelError, match=r"a label takes \d+ of its tokens, and a text with its lab"
    ):
        pretrained(str(tmp_path), ["x" * 200, "y"], [0, 0], RECIPES["pretrained"])
    config = GPT2Config(vocab_size=len(tokenizer), n_positions=24, n_embd=8, n_layer=1, n_head=1)
    GPT2LMHeadModel(config).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="it reads 24 tokens at most, and a text here has up to 1"):
        pretrained(str(tmp_path), "01", [0, 0], RECIPES["pretrained"])


def test_an_embedding_rounded_up_is_no_fault(tmp_path):
    """Public models often have some rows more than tokens, so that their number is round."""
    tokenizer = save(tmp_path)
    model = pretrained(str(tmp_path), "01", [0, 0], RECIPES["pretrained"]).model
    model.resize_token_embeddings(len(tokenizer) + 2)
    model.save_pretrained(tmp_path)
    assert pretrained(str(tmp_path), "01", [0, 0], RECIPES["pretrained"]).passes == 1


def test_a_head_for_other_labels_is_made_anew(tmp_path):
    save(tmp_path)
    classifier = pretrained(str(tmp_path), "012", [0, 0, 0], RECIPES["pretrained"])
    assert scores(classifier, classifier.rows(["a fine film"])).shape == (1, 3)


def test_the_name_of_a_mark_is_letters_to_a_public_model_too(tmp_path):
    for kind in ("encoder", "decoder"):
        tokenizer = save(tmp_path / kind, kind)
        classifier = pretrained(str(tmp_path / kind), "01", [0, 0], RECIPES["pretrained"])
        (row,) = classifier.rows([MARKED])
        inside = row[1:-1] if kind == "encoder" else row[:-1]
        assert not set(inside) & set(tokenizer.all_special_ids)
        check_texts("m", classifier.tokenizer, {MARKED: "train.tsv:1"})


def words(*more, unknown="[UNK]"):
    """Return a tokenizer of whole words, to which the name of a mark is the mark."""
    names = [unknown, "[PAD]", "[CLS]", "[SEP]", "[MASK]", *more]
    made = Tokenizer(WordLevel({name: i for i, name in enumerate(names)}, unk_token=unknown))
    made.pre_tokenizer = WhitespaceSplit()
    return PreTrainedTokenizerFast(
        tokenizer_object=made, unk_token=unknown, pad_token="[PAD]", cls_token="[CLS]",
        sep_token="[SEP]", mask_token="[MASK]", split_special_tokens=True,
    )  # fmt: skip


def test_a_text_that_a_tokenizer_cannot_read_as_it_is_is_told_with_its_line():
    texts = {"a fine film": "train.tsv:1", "a [MASK] film": "train.tsv:2"}
    with pytest.raises(ModelError, match=r"train.tsv:2: '\[MASK\]' in this text is a mark to the"):
        check_texts("m", words("a", "fine", "film"), texts)
    with pytest.raises(ModelError, match=r"does not know 2 of the 3 tokens of the texts"):
        check_texts("m", words("a"), {"a fine film": "train.tsv:1"})
    check_texts("m", words("a", "fine"), {"a fine film": "train.tsv:1"})
    world = AutoTokenizer.from_pretrained(ROOT / "snippets" / "lab" / "checkpoints" / "bert")
    with pytest.raises(
        ModelError, match=r"train.tsv:9: the tokenizer of --model m cannot read this"
    ):
        check_texts("m", world, {"a zebra": "train.tsv:9"})


def test_a_models_texts_are_looked_at_before_anything_runs(folder, tmp_path, monkeypatch):
    save(tmp_path / "model", texts=["a fine film"])
    seen, now = [], importlib.import_module("snippets.studies.command")  # as `main` finds it
    monkeypatch.setattr(now, "check_texts", lambda *arguments: seen.append(arguments))
    monkeypatch.setattr(now, "run", lambda *arguments: {"runs": []})
    main([*ON_FILMS, "--data", str(folder), "--model", str(tmp_path / "model"),
          "--out", str(tmp_path / "results.json")])  # fmt: skip
    ((name, _, texts),) = seen
    (films,) = read(str(folder))
    assert name == str(tmp_path / "model")
    assert set(texts) == {row.text for part in films[1:] for row in part}
    assert texts[films.train[0].text] == films.train[0].place
