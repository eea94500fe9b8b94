# --8<-- [start:head]
import math

import torch
from torch.nn.functional import cross_entropy
from transformers.models.bert.modeling_bert import BertPredictionHeadTransform


@torch.no_grad()
def at_blanks(rows, tokenizer, encoder):
    """Return the encoder's vectors at all blanks of lists of token ids, in order: (blanks, d)."""
    found = [None] * len(rows)
    for batch in torch.tensor([len(row) for row in rows]).argsort().split(32):
        encoded = tokenizer.pad({"input_ids": [rows[i] for i in batch]}, return_tensors="pt")
        hidden = encoder(**encoded).last_hidden_state
        for i, states, ids in zip(batch, hidden, encoded.input_ids, strict=True):
            found[i] = states[ids == tokenizer.mask_token_id]
    return torch.cat(found)


def fit(config, table, unigram, train, held_out, epochs, lr):
    """Train BertForMaskedLM's head on frozen vectors; table (pieces, d) stays as it is, too.

    `train` and `held_out` are (vectors, answers). The head begins as the unigram shares. Returns
    the layer before the table, the bias, and (train, held-out) bits per blank before each epoch
    and at the end.
    """
    torch.manual_seed(0)
    before = BertPredictionHeadTransform(config)
    torch.nn.init.constant_(before.LayerNorm.weight, 0.05)  # small: the bias speaks first
    bias = torch.nn.Parameter(unigram.log())
    optimizer = torch.optim.AdamW([*before.parameters(), bias], lr=lr)
    bits = []
    for epoch in range(epochs + 1):
        with torch.no_grad():
            paid = [cross_entropy(before(x) @ table.T + bias, y) for x, y in (train, held_out)]
        bits.append([nats.item() / math.log(2) for nats in paid])
        for batch in torch.randperm(len(train[1])).split(128) if epoch < epochs else ():
            logits = before(train[0][batch]) @ table.T + bias
            optimizer.zero_grad()
            cross_entropy(logits, train[1][batch]).backward()
            optimizer.step()
    return before, bias, bits


# --8<-- [end:head]
