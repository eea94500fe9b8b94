"""The full-size tabs: one on each model page, each line run here with a local model folder."""

import runpy
import sys

import pytest
import yaml
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BertConfig,
    BertForMaskedLM,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
)

from snippets.lab.world.corpus import truth
from tools.commands import hub
from tools.markdown.site import records_folder

DOCS = hub.ROOT / "docs"
COMMANDS = hub.commands(DOCS)
SHAPE = {"vocab_size": 400}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Model folders that look like the public ones: their tokenizers' kinds, another vocabulary."""
    texts = truth().sentences[::300]
    root = tmp_path_factory.mktemp("models")
    pieces = BertWordPieceTokenizer(lowercase=True)
    pieces.train_from_iterator(texts, vocab_size=400, show_progress=False)
    bytes_ = ByteLevelBPETokenizer()
    bytes_.train_from_iterator(
        texts, 400, show_progress=False,
        special_tokens=["<s>", "<pad>", "</s>", "<mask>", "<|endoftext|>"],
    )  # fmt: skip
    end = "<|endoftext|>"
    made = {
        "openai-community/gpt2": (
            PreTrainedTokenizerFast(
                tokenizer_object=bytes_._tokenizer, bos_token=end, eos_token=end
            ),
            GPT2LMHeadModel(
                GPT2Config(
                    **SHAPE, n_embd=16, n_layer=2, n_head=2, bos_token_id=4, eos_token_id=4
                )
            ),
        ),
        "google-bert/bert-base-uncased": (
            PreTrainedTokenizerFast(
                tokenizer_object=pieces._tokenizer, pad_token="[PAD]", mask_token="[MASK]",
                cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]",
            ),
            BertForMaskedLM(
                BertConfig(
                    **SHAPE, hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
                    intermediate_size=32,
                )
            ),
        ),
        "facebook/bart-base": (
            PreTrainedTokenizerFast(
                tokenizer_object=bytes_._tokenizer, bos_token="<s>", eos_token="</s>",
                pad_token="<pad>", mask_token="<mask>",
            ),
            BartForConditionalGeneration(
                BartConfig(
                    **SHAPE, d_model=16, encoder_layers=1, decoder_layers=1, encoder_ffn_dim=32,
                    decoder_ffn_dim=32, encoder_attention_heads=2, decoder_attention_heads=2,
                )
            ),
        ),
    }  # fmt: skip
    for name, (tokenizer, model) in made.items():
        tokenizer.save_pretrained(root / name.replace("/", "--"))
        model.save_pretrained(root / name.replace("/", "--"))
    return {name: root / name.replace("/", "--") for name in made}


def test_every_model_page_has_one_full_size_tab():
    nav = yaml.load((hub.ROOT / "mkdocs.yml").read_text("utf-8"), Loader=yaml.BaseLoader)["nav"]
    pages = next(part["Models"] for part in nav if "Models" in part)
    small = sorted(f"docs/{page}" for page in pages if isinstance(page, str))
    assert [c.where.rsplit(":", 1)[0] for c in COMMANDS] == small
    records = records_folder(hub.ROOT)
    kept = {records / f"{command.listing}.full.out" for command in COMMANDS}
    assert set(records.glob("*/*.full.out")) <= kept, "an output that no line gives"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.listing)
def test_each_line_runs_with_a_local_folder_of_its_kind(command, folders, monkeypatch, capsys):
    arguments = [x for name, _ in command.models for x in (str(folders[name]), "main")]
    monkeypatch.setattr(sys, "argv", [command.listing, *arguments])
    runpy.run_path(str(hub.ROOT / "snippets" / f"{command.listing}.py"), run_name="__main__")
    assert capsys.readouterr().out.strip()


def test_the_program_runs_a_line_in_a_process_of_its_own(folders, capsys):
    name = "google-bert/bert-base-uncased"
    command = next(c for c in COMMANDS if c.listing == "run_bert/fill_mask")
    assert [model for model, _ in command.models] == [name]
    hub.main(["--listing", command.listing, "--model", str(folders[name])])
    printed = capsys.readouterr().out
    assert printed.startswith(f"{command.where}: python -m snippets.run_bert.fill_mask ")
    assert "paris is the ___ of france" in printed


def test_without_a_network_it_says_so_and_ends_with_an_error(monkeypatch):
    def no_network(*_, **__):
        raise ConnectionError("Name or service not known")

    monkeypatch.setattr(hub.HfApi, "model_info", no_network)
    monkeypatch.setattr(hub, "run", lambda *_: pytest.fail("a line was run"))
    with pytest.raises(
        SystemExit, match=r"no network: the hub was asked for .* and did not answer"
    ):
        hub.main([])


def test_a_line_that_fails_is_told_with_its_page(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(SystemExit, match=r"docs/models/run-gpt\.md:\d+: python -m .* ended with 1"):
        hub.main(["--listing", "run_gpt/likeliest", "--model", str(tmp_path)])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--listing", "no/such"], "no page runs a listing with a public model"),
        (["--model", "/no/such/folder"], "is no model folder"),
        (["--model", "{folder}", "--record"], "leave --model out"),
    ],
)
def test_what_cannot_be_run_is_refused(arguments, message, folders):
    folder = str(next(iter(folders.values())))
    with pytest.raises(SystemExit, match=message):
        hub.main([x.replace("{folder}", folder) for x in arguments])


def test_recording_keeps_what_was_printed(tmp_path, monkeypatch):
    (tmp_path / "docs" / "recorded" / "run_gpt").mkdir(parents=True)
    monkeypatch.setattr(hub, "ROOT", tmp_path)
    monkeypatch.setattr(hub, "reach", lambda asked: None)
    monkeypatch.setattr(hub, "run", lambda command, folder: f"{command.models[0][0]}\n")
    hub.main(["--docs", str(DOCS), "--listing", "run_gpt/likeliest", "--record"])
    kept = tmp_path / "docs" / "recorded" / "run_gpt" / "likeliest.full.out"
    assert kept.read_text("utf-8") == "openai-community/gpt2\n"


def test_no_page_shows_that_nothing_is_recorded(site):
    """A tab shows its command, and an output only where one was recorded."""
    told = [
        file for file in site.rglob("*.html") if "recorded yet" in file.read_text("utf-8").lower()
    ]
    assert told == []
    for command in COMMANDS:
        page = command.where.rsplit(":", 1)[0].removeprefix("docs/").removesuffix(".md")
        html = (site / page / "index.html").read_text("utf-8")
        assert command.models[0][1] in html, "the command stands in its tab"
