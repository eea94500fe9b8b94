"""What the neural models of the page share: drawing texts from them, as learned."""

# --8<-- [start:write]
import torch
from transformers import PreTrainedModel

from snippets.lab.objectives import texts
from snippets.lab.tokenizer import BOS, CLS, ID, LONGEST, PAD, SEP
from snippets.lab.world.engine import END, MASK

MARKS = (PAD, BOS, CLS, SEP, MASK)  # kept in a text, where one is written: it is not valid then


def write(model: PreTrainedModel, n: int, seed: int) -> list[str]:
    """Draw n texts from `[BOS]` on, all in one batch."""
    torch.manual_seed(seed)
    start = torch.full((n, 1), ID[BOS])
    ids = model.generate(
        start,
        attention_mask=torch.ones_like(start),
        max_new_tokens=LONGEST - 1,
        do_sample=True,
        top_k=0,
        eos_token_id=ID[END],
        pad_token_id=ID[END],
    )
    return texts(ids[:, 1:], keep=MARKS)


# --8<-- [end:write]
