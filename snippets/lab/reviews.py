"""Every review of a movie, its exact posterior, labels drawn from it, and what BERT makes of it."""

from functools import cache

import numpy as np
import torch
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import truth

# --8<-- [start:reviews]
world = truth("training")
rows = [i for i, text in enumerate(world.sentences) if text.startswith("this movie ")]
reviews = [world.sentences[i] for i in rows]
weights = world.probabilities[rows] / world.probabilities[rows].sum()  # P(review)
exact = world.posteriors(reviews)[:, 0]  # P(positive | review)


def accuracy(says_positive):
    """Return the probability that such answers are right, over all reviews and labels."""
    return (weights * np.where(says_positive, exact, 1 - exact)).sum()


def draw(n, seed):
    """Draw reviews from P(review) and labels from P(label | review)."""
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(reviews), n, p=weights)
    return chosen, rng.random(n) < exact[chosen]  # which reviews, and whether positive


# --8<-- [end:reviews]

# --8<-- [start:states]
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
inputs = tokenizer(reviews, padding=True, return_tensors="pt")
lengths = inputs.attention_mask.sum(1)
batches = [(lengths == n, inputs.input_ids[lengths == n, :n]) for n in lengths.unique()]


@cache
@torch.no_grad()
def frozen_states():
    """Return the pretrained hidden states of each review: the mean over its tokens, and [CLS]."""
    bert = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert").bert
    mean, first = np.zeros((2, len(reviews), bert.config.hidden_size))
    for chosen, input_ids in batches:
        hidden_states = bert(input_ids=input_ids).last_hidden_state  # (texts, tokens, width)
        mean[chosen], first[chosen] = hidden_states.mean(1), hidden_states[:, 0]
    return {"mean": mean, "[CLS]": first}


@torch.no_grad()
def probability_positive(model):
    """Return a classifier's P(positive | review) for every review."""
    model.eval()
    shares = np.zeros(len(reviews))
    for chosen, input_ids in batches:
        shares[chosen] = model(input_ids=input_ids).logits.softmax(-1)[:, 0]  # 0 is positive
    return shares


# --8<-- [end:states]


# --8<-- [start:fill]
@torch.no_grad()
def fill_label(model):
    """Return BERT's P(positive) and P(negative) at the mask of `[MASK] : review`, (reviews, 2)."""
    opening = tokenizer("[MASK] :", return_tensors="pt").input_ids[:, :-1]  # [CLS] [MASK] :
    labels = tokenizer.convert_tokens_to_ids(["positive", "negative"])
    shares = np.zeros((len(reviews), 2))
    for chosen, input_ids in batches:
        asked = torch.cat([opening.expand(len(input_ids), -1), input_ids[:, 1:]], dim=1)
        logits = model(input_ids=asked).logits[:, 1]  # at [MASK], (texts, vocabulary)
        shares[chosen] = logits.softmax(-1)[:, labels]
    return shares


# --8<-- [end:fill]
