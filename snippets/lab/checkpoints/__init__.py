"""The trained models: `load("gpt")`, `load("bert")`, `load("bart")`, `load("bert-sentiment")`."""

import json
from hashlib import sha256
from pathlib import Path

from transformers import (
    BartForConditionalGeneration,
    BertForMaskedLM,
    BertForSequenceClassification,
    GPT2LMHeadModel,
    PreTrainedModel,
)

CHECKPOINTS = Path(__file__).parent
CLASSES = {
    "gpt": GPT2LMHeadModel,
    "bert": BertForMaskedLM,
    "bart": BartForConditionalGeneration,
    "bert-sentiment": BertForSequenceClassification,
}
WEIGHTS = "model.safetensors"
FILES = ("config.json", WEIGHTS, "tokenizer.json", "tokenizer_config.json", "README.md")


class CheckpointError(OSError):
    """A checkpoint has a missing or a damaged file."""


def digest(folder: Path) -> str:
    """Return the SHA-256 of a checkpoint's weights, in hexadecimal."""
    return sha256((folder / WEIGHTS).read_bytes()).hexdigest()


def load(name: str, folder: Path = CHECKPOINTS) -> PreTrainedModel:
    """Return a trained model, ready to predict, after checking that its files are whole.

    Raises `CheckpointError` where one is missing, cannot be read, or where the weights are not
    those whose SHA-256 the model card states; ValueError for another name.
    """
    if name not in CLASSES:
        raise ValueError(f"the checkpoints are {', '.join(CLASSES)}, not {name!r}.")
    here = Path(folder) / name
    missing = [file for file in FILES if not (here / file).is_file()]
    if missing:
        raise CheckpointError(f"the checkpoint {name} in {folder} lacks {', '.join(missing)}.")
    for file in FILES:
        if file.endswith(".json"):
            try:
                json.loads((here / file).read_text("utf-8"))
            except ValueError as error:
                raise CheckpointError(
                    f"{file} of the checkpoint {name} is damaged: {error}."
                ) from error
    if digest(here) not in (here / "README.md").read_text("utf-8"):
        raise CheckpointError(
            f"{WEIGHTS} of the checkpoint {name} is damaged: its SHA-256 is not the card's."
        )
    return CLASSES[name].from_pretrained(here).eval()
