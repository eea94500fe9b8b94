"""Classifiers made of a public model, or of a folder that `save_pretrained` wrote."""

from collections.abc import Sequence
from pathlib import Path

from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from snippets.studies.text_classifiers import LONGEST, Bayes, Head, Recipe, Rows, scores

FULL = 0.98  # of the rows of an embedding have a token, at least: the rest rounds their number up
MARKS = ("bos", "eos", "pad", "cls", "sep", "mask")


class ModelError(ValueError):
    """A pretrained model cannot be used. The text says which, and why."""


def pretrained(name: str, labels: Sequence[str], log_prior, recipe: Recipe) -> Head | Bayes:
    """Return a classifier made of a public model or a local folder: what it is decides which.

    A model that was trained to write (`…LMHeadModel`, `…ForCausalLM`) becomes a decoder with
    Bayes' rule, in which “label:” comes before the text; any other becomes an encoder with a head.
    Raises `ModelError` where it cannot be loaded, or where its parts do not belong together.
    """
    try:
        config = AutoConfig.from_pretrained(name)
        tokenizer = tokenizer_of(name)
        kind, more = AutoModelForSequenceClassification, {"num_labels": len(labels)}
        if decoder := is_decoder(config):
            kind, more = AutoModelForCausalLM, {}
        model, found = kind.from_pretrained(
            name, output_loading_info=True, ignore_mismatched_sizes=True, **more
        )
        start = [tokenizer.bos_token_id] if tokenizer.bos_token_id is not None else []
        openings = [start + tokenizer.encode(f"{y}:", add_special_tokens=False) for y in labels]
        if told := without(model, found, decoder) or unfit(model, tokenizer, openings, decoder):
            raise ModelError(f"--model {name}: {told}.")
        classifier = Head(model, tokenizer, recipe.hidden)
        if decoder:
            classifier = Bayes(model, tokenizer, recipe.hidden, openings, log_prior)
        scores(classifier, classifier.rows([*labels, " ".join(labels)]))  # can it answer at all?
    except ModelError:
        raise
    except Exception as error:  # half a folder can break the reader in any way
        if Path(name).is_dir():
            raise ModelError(f"--model {name}: it cannot be used: {first(error)}.") from error
        raise ModelError(
            f"--model {name}: it is neither a model's folder here nor one that could be loaded: "
            f"{first(error)}. Without a network, name a local folder."
        ) from error
    return classifier


def tokenizer_of(name: str) -> PreTrainedTokenizerBase:
    """Return a model's tokenizer; to it the name of a mark in a text is letters."""
    try:
        return AutoTokenizer.from_pretrained(name, split_special_tokens=True)
    except Exception as error:  # the library's own sentence is of its inner workings
        raise ModelError(
            f"--model {name}: its tokenizer cannot be loaded: tokenizer.json or "
            "tokenizer_config.json is missing or damaged."
        ) from error


def is_decoder(config) -> bool:
    return any(name.endswith(("LMHeadModel", "ForCausalLM")) for name in config.architectures or [])


def first(error: Exception) -> str:
    """Return the first line of what an error says."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".: ")


def without(model: PreTrainedModel, found: dict, decoder: bool) -> str:
    """Return which weights were not in the files, as half a sentence; '' if all were.

    A new head, and what pools the text for it, may be missing. `transformers` itself only warns.
    """
    body = "" if decoder else f"{model.base_model_prefix}."
    wrong = {*found["missing_keys"], *(key for key, *_ in found["mismatched_keys"])}
    lost = sorted(key for key in wrong if key.startswith(body) and ".pooler." not in key)
    if not lost:
        return ""
    return f"its weights lack {lost[0]}, or have it in another size ({len(lost)} such in all)"


def unfit(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, openings: Rows, decoder: bool
) -> str:
    """Return why model and tokenizer cannot work together, as half a sentence; '' if they can.

    Where a folder has no tokenizer, `transformers` makes one up, of five tokens.
    """
    rows, tokens = model.get_input_embeddings().weight.shape[0], len(tokenizer)
    marks = [getattr(tokenizer, f"{name}_token_id") for name in MARKS]
    last = max(tokenizer.vocab_size - 1, *(mark for mark in marks if mark is not None))
    if last >= rows or tokens < FULL * rows:
        return (
            f"its tokenizer has {tokens:,} tokens and its embedding {rows:,}: the tokenizer's "
            "files (tokenizer.json and others) are missing, or are another model's"
        )
    if (tokenizer.eos_token_id if decoder else tokenizer.pad_token_id) is None:
        return f"its tokenizer has no {'end' if decoder else 'padding'} mark"
    if 0 < (room := getattr(model.config, "max_position_embeddings", 0) or 0) < LONGEST:
        return f"it reads {room} tokens at most, and a text here has up to {LONGEST}"
    if (longest := max(map(len, openings))) > LONGEST // 2:
        return f"a label takes {longest} of its tokens, and a text with its label has {LONGEST}"
    return ""


def check_texts(name: str, tokenizer: PreTrainedTokenizerBase, texts: dict[str, str]) -> None:
    """Raise `ModelError` for a text that a public model's tokenizer cannot read as what it is.

    `texts` are {text: where it stands}. The name of a mark in a text must not become the mark.
    """
    marks = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    total = unknown = 0
    for text, place in texts.items():
        try:
            ids = tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        except Exception as error:  # each kind of tokenizer has errors of its own
            raise ModelError(
                f"{place}: the tokenizer of --model {name} cannot read this text: {first(error)}."
            ) from error
        if found := marks.intersection(ids):
            raise ModelError(
                f"{place}: {tokenizer.decode([found.pop()])!r} in this text is a mark to the "
                f"tokenizer of --model {name}: write it otherwise."
            )
        total += len(ids)
        unknown += ids.count(tokenizer.unk_token_id)
    if unknown > total / 2:
        raise ModelError(
            f"--model {name}: its tokenizer does not know {unknown:,} of the {total:,} tokens of "
            "the texts: it is another model's, or they are in another language."
        )
