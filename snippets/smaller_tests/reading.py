"""What the GPT checkpoint has read, what it has not, and the bits that it pays for a text."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from snippets.lab.checkpoints import load
from snippets.lab.objectives import IGNORE, word_rows
from snippets.lab.tokenizer import BOS, ID, pad
from snippets.lab.world.corpus import is_valid, stream, truth
from snippets.lab.world.engine import END

# --8<-- [start:texts]
gpt, world, rng = load("gpt"), truth("training"), np.random.default_rng(0)
read = set(stream(3_584_000))  # all that the checkpoint has read, says its card
possible = [row for row, p in enumerate(world.probabilities) if p > 0]
rows = {kind: [] for kind in (True, False)}
for row in possible:
    rows[world.sentences[row] in read].append(row)
unread = rng.choice(rows[False], 300, replace=False)
known = np.array(sorted(rows[True], key=world.probabilities.__getitem__))
p_known, p_unread = world.probabilities[known], world.probabilities[unread]
first, past = (np.searchsorted(p_known, p_unread, side=side) for side in ("left", "right"))
as_rare = known[rng.integers(first, past)]  # of each unread one, a read one that is as rare


def broken(text):
    """Put another word at a random place, until the world cannot say it."""
    while is_valid(text):
        words = text.split()
        words[rng.integers(len(words))] = world.vocabulary[rng.integers(ID[END])]
        text = " ".join(words)
    return text


texts = {
    "read": [world.sentences[row] for row in as_rare],
    "unread": [world.sentences[row] for row in unread],
    "broken": [broken(world.sentences[row]) for row in unread],
}
# --8<-- [end:texts]


# --8<-- [start:bits]
@torch.no_grad()
def gpt_bits(texts):
    rows = word_rows(texts)
    logits = gpt(pad([[ID[BOS], *row] for row in rows], ID[END])).logits
    labels = pad([[*row, ID[END]] for row in rows], IGNORE)
    return cross_entropy(logits.mT, labels, reduction="none").sum(1).double().numpy() / np.log(2)
    # --8<-- [end:bits]
