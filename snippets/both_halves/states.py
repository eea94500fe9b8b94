"""Sentence features: the hidden states of a checkpoint, pooled to one vector a text."""

from collections.abc import Sequence

import numpy as np
import torch
from transformers import PreTrainedModel

from snippets.lab.tokenizer import ID, PAD, encode, pad


# --8<-- [start:pooled]
@torch.no_grad()
def pooled(
    body: PreTrainedModel, texts: Sequence[str], template: str, unmasked: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the last of each text's last hidden states, (texts, d) each.

    `unmasked` takes the causal mask of a decoder away: every token sees every token.
    """
    rows = [encode(text, template) for text in texts]
    order = np.argsort([len(row) for row in rows], kind="stable")
    mean, last = np.zeros((2, len(rows), body.config.hidden_size), np.float32)
    for at in range(0, len(rows), 1000):
        part = order[at : at + 1000]  # of similar length
        ids = pad([rows[i] for i in part])
        is_token = ids != ID[PAD]
        mask = is_token.long()  # padding hidden; the class adds its own mask
        if unmasked:
            mask = is_token[:, None, None, :].expand(-1, -1, ids.shape[1], -1)  # all of it
        states = body(input_ids=ids, attention_mask=mask).last_hidden_state  # (texts, tokens, d)
        n = is_token.sum(dim=1)
        mean[part] = ((states * is_token[..., None]).sum(dim=1) / n[:, None]).numpy()
        last[part] = states[torch.arange(len(part)), n - 1].numpy()
    return mean, last


# --8<-- [end:pooled]
