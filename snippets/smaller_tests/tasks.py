"""Five tasks that the world's sentences hold, and how a model is asked: by a prompt or a gap."""

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers import BertForMaskedLM, GPT2LMHeadModel

from snippets.lab.generate import shares
from snippets.lab.objectives import IGNORE, word_rows
from snippets.lab.probes import next_shares
from snippets.lab.tokenizer import BOS, CLS, ID, SEP, VOCABULARY, pad
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import END, MASK

# --8<-- [start:tasks]
world, some = truth("training"), [x.split() for x in fresh(800, seed=5)]
facts = [x.split() for x in world.sentences if " capital of " in x]
TASKS = {  # the sentences of a task, and where the answer to each begins and ends
    "translation": [(x, x.index("=") + 1, len(x)) for x in some if "=" in x],
    "sentiment": [(x, 0, 1) for x in some if x[2:3] == ["this"]],
    "capitals": [(x, 5, 6) for x in facts if len(x) == 6],
    "agreement": [(x, len(x) - 3, len(x) - 1) for x in some if x[-4:-3] == ["because"]],
    "pronoun": [(x, x.index(".") + 1, x.index(".") + 2) for x in some if "lived" in x],
}
# --8<-- [end:tasks]


# --8<-- [start:ask]
def prompted(gpt: GPT2LMHeadModel, gaps) -> list[list[str]]:
    """Let GPT write on from what stands before each gap, its likeliest word at every step."""
    said = [x[:start] for x, start, _ in gaps]
    while short := [i for i, (_, _, stop) in enumerate(gaps) if len(said[i]) < stop]:
        likeliest = next_shares(gpt, [said[i] for i in short]).argmax(axis=1)
        for i, word in zip(short, likeliest, strict=True):
            said[i] = [*said[i], VOCABULARY[word]]
    return [words[start:] for words, (_, start, _) in zip(said, gaps, strict=True)]


@torch.no_grad()
def weighed(gpt: GPT2LMHeadModel, gaps, answers) -> list[list[str]]:
    """Put each answer into each gap, and choose the one whose whole text GPT finds likelier."""
    log_p = []
    for answer in answers:
        rows = word_rows([" ".join([*x[:start], answer, *x[stop:]]) for x, start, stop in gaps])
        ids = pad([[ID[BOS], *row] for row in rows], ID[END])
        labels = pad([[*row, ID[END]] for row in rows], IGNORE)
        log_p.append(-cross_entropy(gpt(ids).logits.mT, labels, reduction="none").sum(1))
    return [[answers[best]] for best in torch.stack(log_p).argmax(0)]


@torch.no_grad()
def filled(bert: BertForMaskedLM, gaps) -> list[list[str]]:
    """Let BERT fill the gaps, its surest word first; how long a gap is, it is told."""
    rows = word_rows([" ".join(x) for x, _, _ in gaps])
    ids = pad([[ID[CLS], *row, ID[SEP]] for row in rows])
    for row, (_, start, stop) in zip(ids, gaps, strict=True):
        row[start + 1 : stop + 1] = ID[MASK]
    while (hidden := ids == ID[MASK]).any():
        p = shares(bert, ids, hidden)
        surest = torch.full(ids.shape, -1.0).masked_scatter(hidden, p.amax(-1)).argmax(-1)
        place = hidden & (torch.arange(ids.shape[1]) == surest[:, None])
        ids = ids.masked_scatter(place, p[place[hidden]].argmax(-1))
    return [
        [VOCABULARY[i] for i in row[start + 1 : stop + 1]]
        for row, (_, start, stop) in zip(ids, gaps, strict=True)
    ]
    # --8<-- [end:ask]


# --8<-- [start:score]
def right(gaps, answers) -> float:
    """Return the share of right answers; of a label, the probability that the truth gives it."""
    scores = []
    for (x, start, stop), answer in zip(gaps, answers, strict=True):
        if x[start] in world.values("sentiment"):
            posterior = world.posterior(x[2:])
            scores.append(posterior.get(answer[0], 0.0))
        else:
            scores.append(answer == x[start:stop])
    return float(np.mean(scores))
    # --8<-- [end:score]
