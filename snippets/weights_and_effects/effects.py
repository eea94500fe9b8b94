"""What a review's words do to a decision: exactly, in linear models, and in BERT and GPT."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from scipy.special import expit, logit, logsumexp
from scipy.stats import rankdata
from sklearn.base import ClassifierMixin
from sklearn.feature_extraction.text import CountVectorizer
from transformers import BertForSequenceClassification, GPT2LMHeadModel

from snippets.lab.checkpoints import CHECKPOINTS
from snippets.lab.measure import reviews
from snippets.lab.tokenizer import ID, MASK, PAD, encode, pad

LABELS = ("positive", "negative")
READINGS = ("last_layer", "all_layers", "received")


# --8<-- [start:exact]
@cache
def groups() -> dict[str, list[int]]:
    """Return, for each review with one word hidden, the reviews that it could be."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(reviews()[0]):
        for hidden in each_hidden(text):
            found[hidden].append(row)
    return found


def each_hidden(text: str) -> list[str]:
    """Return the text with its first word hidden, with its second, and so on."""
    words = text.split()
    return [" ".join([*words[:t], MASK, *words[t + 1 :]]) for t in range(len(words))]


def exact_effects(row: int) -> np.ndarray:
    """Return, for each word, the exact log-odds of positive minus those with the word hidden."""
    texts, _, positive = reviews()
    without = [exact_without(hidden) for hidden in each_hidden(texts[row])]
    return (logit(positive[row]) - logit(without)).round(9)  # what is 0 is exactly 0


@cache
def exact_without(hidden: str) -> float:
    """Return P(positive | review with a word hidden): the mean over what it could be."""
    _, p, positive = reviews()
    some = groups()[hidden]
    return float(p[some] @ positive[some] / p[some].sum())


def word_effects(words: Sequence[str]) -> dict[str, tuple[float, float, float]]:
    """Return each word's mean exact effect in reviews of a movie, its lowest and its highest."""
    texts, p, _ = reviews()
    effects: dict[str, list[tuple[float, float]]] = {word: [] for word in words}
    for row in np.flatnonzero([text.startswith("this movie ") for text in texts]):
        for word, effect in zip(texts[row].split(), exact_effects(row), strict=True):
            if word in effects:
                effects[word].append((effect, p[row]))
    found = {}
    for word, pairs in effects.items():
        each, weights = np.array(pairs).T
        found[word] = (each @ weights / weights.sum(), each.min(), each.max())
    return found


# --8<-- [end:exact]


# --8<-- [start:linear]
class Linear:
    """A classifier that adds up a weight for each word: naive Bayes or logistic regression."""

    def __init__(self, model: ClassifierMixin, texts: Sequence[str], labels: np.ndarray) -> None:
        self.bag = CountVectorizer(token_pattern=r"\S+").fit(reviews()[0])
        self.model = model.fit(self.bag.transform(texts), labels)
        if hasattr(model, "coef_"):
            weights = model.coef_[0]  # fitted
        else:
            weights = model.feature_log_prob_[1] - model.feature_log_prob_[0]  # counted
        self.weights = dict(zip(self.bag.get_feature_names_out(), weights, strict=True))

    def log_odds(self, texts: Sequence[str]) -> np.ndarray:
        log_p = self.model.predict_log_proba(self.bag.transform(texts))
        return log_p[:, 1] - log_p[:, 0]

    def effects(self, row: int) -> np.ndarray:
        """Leave each word out in turn, and ask again."""
        words = reviews()[0][row].split()
        left_out = [" ".join(words[:t] + words[t + 1 :]) for t in range(len(words))]
        whole, *without = self.log_odds([" ".join(words), *left_out])
        return (whole - np.array(without)).round(9)

    def explanations(self, row: int) -> dict[str, np.ndarray]:
        return {
            "weights": np.array([self.weights[word] for word in reviews()[0][row].split()]).round(9)
        }


# --8<-- [end:linear]


# --8<-- [start:bert]
class Bert:
    """The fine-tuned checkpoint: its log-odds, the effect of `[MASK]`, and its attention."""

    def __init__(self, rows: Sequence[int]) -> None:
        path = CHECKPOINTS / "bert-sentiment"
        self.model = BertForSequenceClassification.from_pretrained(
            path, attn_implementation="eager"
        ).eval()
        self.positive: dict[int, float] = {}
        for part in parts(rows):
            shares = expit(self.log_odds([reviews()[0][i] for i in part]))
            self.positive |= zip(part, shares, strict=True)

    @torch.no_grad()
    def log_odds(self, texts: Sequence[str]) -> np.ndarray:
        ids = pad([encode(text, "bert") for text in texts])
        logits = self.model(input_ids=ids, attention_mask=(ids != ID[PAD]).long()).logits.double()
        return (logits[:, 0] - logits[:, 1]).numpy()  # label 0 is positive

    def effects(self, row: int) -> np.ndarray:
        text = reviews()[0][row]
        whole, *without = self.log_odds([text, *each_hidden(text)])
        return whole - np.array(without)

    def averaged_effects(self, row: int) -> np.ndarray:
        """Replace `[MASK]` by the mean over what the word could be, as the world weights it."""
        texts, p, _ = reviews()
        without = []
        for hidden in each_hidden(texts[row]):
            some = groups()[hidden]
            without.append(np.average([self.positive[i] for i in some], weights=p[some]))
        return logit(self.positive[row]) - logit(without)

    @torch.no_grad()
    def explanations(self, row: int) -> dict[str, np.ndarray]:
        ids = torch.tensor([encode(reviews()[0][row], "bert")])
        weights = self.model(input_ids=ids, output_attentions=True).attentions
        return read(torch.cat(weights).mean(dim=1).numpy(), slice(1, -1), 0)  # [CLS] decides


# --8<-- [end:bert]


def parts(rows: Sequence[int]) -> list[list[int]]:
    """Return all that these reviews could be with a word hidden, in parts of similar length."""
    texts = reviews()[0]
    needed = {i for row in rows for hidden in each_hidden(texts[row]) for i in groups()[hidden]}
    order = sorted(needed, key=lambda i: (len(texts[i].split()), i))
    return [part.tolist() for part in np.array_split(order, -(-len(order) // 500))]


def read(weights: np.ndarray, words: slice, decides: int) -> dict[str, np.ndarray]:
    """Read attention, (layers, looks, looked at), the mean of the heads, in three ways."""
    ways = (weights[-1, decides], weights[:, decides].mean(axis=0), weights[-1].mean(axis=0))
    return {name: way[words] for name, way in zip(READINGS, ways, strict=True)}


# --8<-- [start:gpt]
class Gpt:
    """The checkpoint with Bayes' rule: log P(x | positive) − log P(x | negative), word by word."""

    def __init__(self, rows: Sequence[int]) -> None:
        path = CHECKPOINTS / "gpt"
        self.model = GPT2LMHeadModel.from_pretrained(path, attn_implementation="eager").eval()
        texts = reviews()[0]
        self.log_probs: dict[int, np.ndarray] = {}  # row: (labels, words and [EOS])
        for part in parts(rows):
            said = np.stack([self.read([f"{y} : {texts[i]}" for i in part]) for y in LABELS])
            self.log_probs |= {
                i: said[:, k, : len(texts[i].split()) + 1] for k, i in enumerate(part)
            }

    @torch.no_grad()
    def read(self, texts: Sequence[str]) -> np.ndarray:
        """Return log P(token | label, the tokens before) of each word after the label."""
        ids = pad([[*encode(text, "gpt"), ID["[EOS]"]] for text in texts])
        mask = (ids != ID[PAD]).long()
        shares = self.model(input_ids=ids, attention_mask=mask).logits.double().log_softmax(-1)
        said = shares[:, :-1].gather(2, ids[:, 1:, None])[..., 0]
        return said[:, 2:].numpy()  # without "positive" and ":"

    def terms(self, row: int) -> np.ndarray:
        """Return what each word adds to the log-odds, by the chain rule; `[EOS]` is left out."""
        positive, negative = self.log_probs[row]
        return (positive - negative)[:-1]

    def effects(self, row: int) -> np.ndarray:
        """Hide a word by adding up the probabilities of all reviews that it could be."""
        whole = self.log_probs[row].sum(axis=1)
        effects = []
        for hidden in each_hidden(reviews()[0][row]):
            could_be = [self.log_probs[i].sum(axis=1) for i in groups()[hidden]]
            without = logsumexp(could_be, axis=0)
            effects.append((whole[0] - whole[1]) - (without[0] - without[1]))
        return np.array(effects)

    @torch.no_grad()
    def explanations(self, row: int) -> dict[str, np.ndarray]:
        """Return the attention after either label, their mean, and the terms of the chain rule."""
        ids = torch.tensor([encode(f"{y} : {reviews()[0][row]}", "gpt") for y in LABELS])
        weights = torch.stack(self.model(input_ids=ids, output_attentions=True).attentions)
        looks = read(weights.mean(dim=(1, 2)).numpy(), slice(3, None), -1)  # the last word closes
        return looks | {"terms": self.terms(row)}


# --8<-- [end:gpt]


# --8<-- [start:rank]
def rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Return Spearman's correlation: that of the ranks; NaN where one side is all the same."""
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])
    # --8<-- [end:rank]
