# --8<-- [start:glossary]
import re
from functools import cache
from pathlib import Path

import numpy as np
from scipy.stats import bootstrap, rankdata

from snippets.a_real_encoder.questions import QUESTIONS

ENTRY = re.compile(r"^### (.+?) \{#([\w-]+)\}\n\n(.+?)(?=\n\n##|\s*\Z)", re.MULTILINE | re.DOTALL)

LETTERS = {"analyzer": "char_wb", "ngram_range": (3, 5)}  # runs of 3 to 5 letters within words
TFIDF = {  # settings of scikit-learn's TfidfVectorizer
    "tfidf": {},
    "tfidf_letters": LETTERS,
    "tfidf_pairs": {"ngram_range": (1, 2)},
    "tfidf_letters_damped": LETTERS | {"sublinear_tf": True},
    "tfidf_few": {"stop_words": "english"},
    "tfidf_few_damped": {"stop_words": "english", "sublinear_tf": True},
}


@cache
def entries():
    """Return {anchor: (title, text)} of this site's glossary, without links and signposts."""
    found = {}
    for title, anchor, text in ENTRY.findall(Path("docs/reference/glossary.md").read_text("utf-8")):
        text = re.sub(r" See (the )?\[.*", "", " ".join(text.split()))
        found[anchor] = title, re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return found


def asked():
    """Return {anchor: "title: first sentence"} of the entries that some question asks for."""
    right = {anchor for line in QUESTIONS.values() for anchor in line.split()}
    return {
        anchor: f"{title}: {re.split(r'(?<=[.!?]) ', text)[0]}"
        for anchor, (title, text) in entries().items()
        if anchor in right
    }


def ranks(scores, anchors=None):
    """Return for each question the rank of its right entry, from (questions, anchors) scores.

    Equal scores share the mean of their ranks; of several right entries the best one counts.
    """
    anchors = list(anchors or entries())
    ranked = rankdata(-np.asarray(scores), axis=1)
    right = [[anchors.index(anchor) for anchor in line.split()] for line in QUESTIONS.values()]
    return np.array([row[columns].min() for row, columns in zip(ranked, right, strict=True)])


def summary(rank, minilm):
    """Return recalls in words, and how far MiniLM's reciprocal ranks are ahead of these."""
    told = f"    recall at 1 {np.mean(rank <= 1):.2f}, at 5 {np.mean(rank <= 5):.2f}"
    if (rank == minilm).all():
        return told
    ahead = 1 / minilm - 1 / rank
    low, high = bootstrap((ahead,), np.mean, rng=0, method="percentile").confidence_interval
    return f"{told}; MiniLM is ahead by {ahead.mean():.2f} ({low:.2f} to {high:.2f})"


# --8<-- [end:glossary]
