"""Two hidden words of a sentence: their joint distribution, exactly and as models put it.

A joint distribution is an array (words, words): the first blank by the second. `text` holds two
`[MASK]`.
"""

from functools import partial

import numpy as np
import torch

from snippets.lab.probes import masked_shares, padded
from snippets.lab.tokenizer import BOS, ID
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import END, MASK

WORDS = truth("training").vocabulary[:-1]  # without [EOS]
SMALL = 1e-5  # what has a smaller share is not followed up


# --8<-- [start:exact]
def exact(text):
    """Return P(first, second | visible)."""
    joint = np.zeros((len(WORDS), len(WORDS)))
    for pair, p in truth("training").masked_joint(text).items():
        joint[tuple(truth("training").encode(pair))] = p
    return joint


def alone(joint):
    """Return the product of the two marginals."""
    return np.outer(joint.sum(axis=1), joint.sum(axis=0))


def dependence(joint):
    """Return the mutual information of the two words, in bits."""
    possible = joint > 0
    ratios = joint[possible] / alone(joint)[possible]
    return float((joint[possible] * np.log2(ratios)).sum())


def variation(p, q):
    """Return the total variation of two distributions."""
    return float(np.abs(p - q).sum()) / 2


# --8<-- [end:exact]
# --8<-- [start:bert]
def exact_shares(texts):
    """Return P(word | visible) at each blank in turn, (blanks, words), of the exact engine."""
    return np.concatenate([truth("training").masked(text) for text in texts])[:, : len(WORDS)]


def bert_shares(bert, texts):
    """Return the same as BERT puts it."""
    return masked_shares(bert, texts)[:, : len(WORDS)]


def at_once(shares, text):
    """Fill both blanks from one pass: the product of the two answers."""
    return np.outer(*shares([text]))


def in_turn(shares, text, first=0):
    """Fill blank 0 or 1 first, write the word in, and ask again."""
    parts = text.split(MASK)
    p = shares([text])[first]
    followed = np.flatnonzero(p > SMALL)
    texts = []
    for i in followed:
        fill = (WORDS[i], MASK) if first == 0 else (MASK, WORDS[i])
        texts.append(parts[0] + fill[0] + parts[1] + fill[1] + parts[2])
    joint = np.zeros((len(WORDS), len(WORDS)))
    joint[followed] = p[followed, None] * shares(texts)
    joint /= joint.sum()
    return joint if first == 0 else joint.T


# --8<-- [end:bert]
# --8<-- [start:gpt]
@torch.no_grad()
def read(gpt, rows):
    """Return log P(tokens) and P(next token) after each row of ids, (rows,) and (rows, words)."""
    ids, attention_mask = padded([[ID[BOS], *row] for row in rows])
    logs = gpt(input_ids=ids, attention_mask=attention_mask).logits.double().log_softmax(-1)
    said = logs[:, :-1].gather(-1, ids[:, 1:, None])[..., 0] * attention_mask[:, 1:]
    last = torch.arange(len(rows)), attention_mask.sum(1) - 1
    return said.sum(1).numpy(), logs[last].exp()[:, : len(WORDS)].numpy()


def by_chain_rule(gpt, text):
    """Return P(first, second | visible) by the chain rule, and Bayes' rule for the right."""
    before, between, after = ([ID[word] for word in part.split()] for part in text.split(MASK))
    firsts = np.flatnonzero(read(gpt, [before])[1][0] > SMALL)
    logs, shares = read(gpt, [[*before, a, *between] for a in firsts])
    pairs = np.exp(logs - logs.max())[:, None] * shares
    rows, seconds = np.nonzero(pairs > SMALL * pairs.sum())
    pairs = firsts[rows], seconds
    logs, _ = read(
        gpt, [[*before, a, *between, b, *after, ID[END]] for a, b in zip(*pairs, strict=True)]
    )
    joint = np.zeros((len(WORDS), len(WORDS)))
    joint[pairs] = np.exp(logs - logs.max())
    return joint / joint.sum()


# --8<-- [end:gpt]
# --8<-- [start:ways]
def ways(bert, gpt, text):
    """Return {way: joint distribution} of all ways to fill the two blanks."""
    by_bert = partial(bert_shares, bert)
    return {
        "exact": exact(text),
        "exact_left_first": in_turn(exact_shares, text, 0),
        "exact_right_first": in_turn(exact_shares, text, 1),
        "exact_at_once": at_once(exact_shares, text),
        "bert_at_once": at_once(by_bert, text),
        "bert_left_first": in_turn(by_bert, text, 0),
        "bert_right_first": in_turn(by_bert, text, 1),
        "gpt": by_chain_rule(gpt, text),
    }


def orders_differ(found, who):
    return variation(found[f"{who}_left_first"], found[f"{who}_right_first"])


# --8<-- [end:ways]
