"""P(both hidden words | the visible ones) by BERT, by GPT, and by the two together."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from snippets.lab.checkpoints import load
from snippets.lab.objectives import IGNORE, word_rows
from snippets.lab.probes import masked_shares, next_shares
from snippets.lab.tokenizer import BOS, ID, VOCABULARY, pad
from snippets.lab.world.engine import END

gpt, bert, V = load("gpt"), load("bert"), ID[END]


# --8<-- [start:fillers]
def put(words, place, options):
    """Return the text with each of the options at a place."""
    return [" ".join([*words[:place], VOCABULARY[i], *words[place + 1 :]]) for i in options]


def bert_at_once(words, first, second, top):
    """P(u | visible) P(w | visible): one pass, and the two words know nothing of each other."""
    p = masked_shares(bert, [words])[:, :V]
    return np.outer(*p), 1


def bert_in_turn(words, first, second, top):
    """P(u | visible) P(w | visible, u) for BERT's likeliest u: a pass for each."""
    p = masked_shares(bert, [words])[0, :V]
    options = np.argsort(-p, kind="stable")[: 2 * top]
    joint = np.zeros((V, V))
    joint[options] = p[options, None] * masked_shares(bert, put(words, first, options))[:, :V]
    return joint, 1 + len(options)


def gpt_from_the_left(words, first, second, top):
    """P(u | left) P(w | left, u): GPT writes, and sees nothing of what follows."""
    p = next_shares(gpt, [words[:first]])[0, :V]
    options = np.argsort(-p, kind="stable")[: 2 * top]
    lefts = [text.split()[:second] for text in put(words, first, options)]
    joint = np.zeros((V, V))
    joint[options] = p[options, None] * next_shares(gpt, lefts)[:, :V]
    return joint, 1 + len(options)


@torch.no_grad()
def together(words, first, second, top):
    """BERT proposes a few words for each blank; GPT weighs the whole text with each pair."""
    proposed = np.argsort(-masked_shares(bert, [words])[:, :V], axis=1, kind="stable")[:, :top]
    texts = [t for u in put(words, first, proposed[0]) for t in put(u.split(), second, proposed[1])]
    rows = word_rows(texts)
    logits = gpt(pad([[ID[BOS], *row] for row in rows], ID[END])).logits
    labels = pad([[*row, ID[END]] for row in rows], IGNORE)
    log_p = -cross_entropy(logits.mT, labels, reduction="none").sum(1)
    joint = np.zeros((V, V))
    joint[np.ix_(*proposed)] = log_p.double().softmax(0).view(top, top)
    return joint, 1 + len(texts)
    # --8<-- [end:fillers]
