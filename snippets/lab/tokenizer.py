"""One vocabulary for all models: a word's id is its index in the exact engines' `vocabulary`."""

from collections.abc import Sequence
from functools import cache

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.processors import TemplateProcessing
from transformers import PreTrainedTokenizerFast

from snippets.lab.world.engine import END, MASK, Tokens, UnknownWordError
from snippets.lab.world.grammar import FULL

Row = list[int]  # the words of one sentence
LONGEST = 24  # positions of every model: the longest sentence has 22 words, and two marks
PAD, BOS, CLS, SEP = "[PAD]", "[BOS]", "[CLS]", "[SEP]"
VOCABULARY = (*FULL.words, END, PAD, BOS, CLS, SEP, MASK)
ID = {token: i for i, token in enumerate(VOCABULARY)}
TEMPLATES = {
    "gpt": f"{BOS} $A",
    "bert": f"{CLS} $A {SEP}",
    "bart": f"{BOS} $A {END}",
}


class OverLongSentenceError(ValueError):
    """A sentence has more tokens than the models have positions."""


@cache
def tokenizer(template: str = "bert") -> PreTrainedTokenizerFast:
    """Return the tokenizer with the marks that `gpt`, `bert` or `bart` expects round a sentence.

    It has no [UNK]: a word that the world does not have is an error, never a guess.
    """
    words = Tokenizer(WordLevel(ID))
    words.pre_tokenizer = WhitespaceSplit()
    words.post_processor = TemplateProcessing(
        single=TEMPLATES[template],
        special_tokens=[(mark, ID[mark]) for mark in (BOS, END, CLS, SEP)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=words,
        pad_token=PAD,
        bos_token=BOS,
        eos_token=END,
        cls_token=CLS,
        sep_token=SEP,
        mask_token=MASK,
        model_max_length=LONGEST,
        clean_up_tokenization_spaces=False,
    )


def encode(tokens: Tokens, template: str = "bert") -> list[int]:
    """Return the ids of a sentence with its marks; `[MASK]` is allowed.

    Raises `UnknownWordError`, or `OverLongSentenceError` beyond 24 tokens with the marks.
    """
    tokens = tokens.split() if isinstance(tokens, str) else list(tokens)
    marks = TEMPLATES[template].split()
    if len(tokens) + len(marks) - 1 > LONGEST:
        raise OverLongSentenceError(
            f"the sentence has {len(tokens)} words, and with its {len(marks) - 1} mark(s) the "
            f"model has room for {LONGEST} tokens."
        )
    for position, token in enumerate(tokens):
        if token != MASK and ID.get(token, ID[END]) >= ID[END]:
            raise UnknownWordError(token, position)
    at = marks.index("$A")
    return [ID[token] for token in (*marks[:at], *tokens, *marks[at + 1 :])]


def pad(rows: Sequence[Row], value: int = ID[PAD]) -> torch.Tensor:
    """Return the rows as one array, filled up on the right, (rows, longest)."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (width - len(row))] for row in rows])
