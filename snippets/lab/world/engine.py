"""The questions that both exact engines answer, and what is refused."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from numbers import Integral

import numpy as np

MASK = "[MASK]"
END = "[EOS]"
HIDDEN = -1

Tokens = str | Sequence[str]


class UnknownWordError(ValueError):
    """A token is not a word of the world; `word` and `position` (from 0) say which one."""

    def __init__(self, word: str, position: int, advice: str = ""):
        self.word, self.position = word, position
        super().__init__(
            f"{word!r} at position {position} (counted from 0) is not a word of this world"
            f"{advice or ': its words are lower case, and a space stands between any two tokens'}."
        )


class ImpossibleContextError(ValueError):
    """The context has probability 0, so nothing can be said given it."""


class NoMaskError(ValueError):
    """A question about hidden words was asked of a sentence that hides none."""


class Engine(ABC):
    """Exact answers about one distribution over sentences.

    `tokens` is a string with spaces between the tokens, or a sequence of tokens. `[MASK]` stands
    for one hidden word and is accepted wherever `masks` is said to be. `vocabulary` holds the
    words in alphabetical order, then `[EOS]`: every array over words has its order, and V is its
    length. `latents` holds, for each way in which a sentence can begin, what was drawn before the
    first word: `{"family": "review", "sentiment": "positive", …}`.

    Every method raises `UnknownWordError` for a token that is not a word, and those that condition
    on something raise `ImpossibleContextError` where that has probability 0.
    """

    def __init__(self, words: Sequence[str], latents: Sequence[Mapping[str, str]]):
        self.vocabulary = (*words, END)
        self.latents = tuple(dict(latent) for latent in latents)
        self._index = {word: i for i, word in enumerate(words)}
        self._end = len(words)

    # What an engine must know: joint probabilities, without normalisation or names.

    @abstractmethod
    def _by_origin(self, ids: list[int], prefix: bool) -> np.ndarray:
        """Return P(tokens, origin), (origins,), of a whole sentence or of a prefix."""

    @abstractmethod
    def _next(self, ids: list[int]) -> np.ndarray:
        """Return P(prefix, next token), (V,)."""

    @abstractmethod
    def _masked(self, ids: list[int]) -> np.ndarray:
        """Return P(sentence, hidden word) at each mask, (masks, V)."""

    @abstractmethod
    def _joint(self, ids: list[int]) -> dict[tuple[int, ...], float]:
        """Return P(sentence, hidden words) for each possible filling."""

    @abstractmethod
    def _draw(
        self, rng: np.random.Generator, n: int, origins: np.ndarray, fixed: dict[int, int]
    ) -> list[str]:
        """Return n sentences of the given origins with the given ids at the given positions."""

    @abstractmethod
    def _information(self, origins: np.ndarray) -> tuple[float, float]:
        """Return the bits and the tokens, `[EOS]` included, of a sentence of these origins."""

    # What can be asked.

    def encode(self, tokens: Tokens, masks: bool = False) -> list[int]:
        """Return the index of every token, and -1 for `[MASK]` if masks are allowed."""
        tokens = tokens.split() if isinstance(tokens, str) else tokens
        try:
            return [self._index[token] for token in tokens]
        except (KeyError, TypeError):
            pass
        ids = []
        for position, token in enumerate(tokens):
            if token == MASK and masks:
                ids.append(HIDDEN)
            elif isinstance(token, str) and token in self._index:
                ids.append(self._index[token])
            elif token in (MASK, END):
                raise UnknownWordError(token, position, ", and this question takes words only")
            else:
                raise UnknownWordError(token, position)
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """Return the sentence with these words."""
        return " ".join(self.vocabulary[i] for i in ids)

    def log_prob(self, tokens: Tokens, label: str | None = None) -> float:
        """Return ln P(x), or ln P(x | label) for a sentiment; masks allowed.

        A sentence that cannot occur, an over-long one for instance, has −inf. With masks, it is
        the probability of all sentences that fit.
        """
        weights = self._by_origin(self.encode(tokens, masks=True), prefix=False)
        if label is None:
            total = weights.sum()
        else:
            origins = self._having("sentiment", label)
            total = weights[origins].sum() / self._prior[origins].sum()
        return math.log(total) if total > 0 else -math.inf

    def bits(self, tokens: Tokens, label: str | None = None) -> float:
        """Return −log2 P(x) or −log2 P(x | label), as `log_prob` does; +inf if impossible."""
        return -self.log_prob(tokens, label) / math.log(2)

    def log_probs(self, sentences: Sequence[Tokens]) -> np.ndarray:
        """Return ln P(x) of many whole sentences without masks, (n,)."""
        return np.array([self.log_prob(self._words(sentence)) for sentence in sentences])

    def next_token(self, prefix: Tokens) -> np.ndarray:
        """Return P(next token | prefix), (V,), `[EOS]` included; masks allowed."""
        weights = self._next(self.encode(prefix, masks=True))
        return self._normalised(weights, "begins with", prefix)

    def next_tokens(self, prefixes: Sequence[Tokens]) -> np.ndarray:
        """Return P(next token | prefix) for many prefixes without masks, (n, V)."""
        rows = [self.next_token(self._words(prefix)) for prefix in prefixes]
        return np.array(rows).reshape(-1, len(self.vocabulary))

    def masked(self, tokens: Tokens) -> np.ndarray:
        """Return P(word | all that is visible) at each `[MASK]`, (masks, V).

        The length is known and every mask hides one word. Each row sums to 1 by itself: the rows
        are marginals, and their product is not the joint distribution. Raises `NoMaskError`.
        """
        weights = self._masked(self._hiding(tokens))
        return self._normalised(weights, "is", tokens)

    def masked_joint(self, tokens: Tokens) -> dict[tuple[str, ...], float]:
        """Return P(words | all that is visible) for each filling of the masks, likeliest first.

        Fillings that are left out have probability 0. Raises `NoMaskError`.
        """
        weights = self._joint(self._hiding(tokens))
        total = math.fsum(weights.values())
        self._possible(total, "is", tokens)
        ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        return {tuple(self.vocabulary[i] for i in ids): w / total for ids, w in ranked}

    def values(self, latent: str) -> tuple[str, ...]:
        """Return the values of a latent variable; raises ValueError for an unknown one."""
        found = tuple(dict.fromkeys(o[latent] for o in self.latents if latent in o))
        if not found:
            known = sorted({name for origin in self.latents for name in origin})
            raise ValueError(f"no latent is called {latent!r}; there are {', '.join(known)}.")
        return found

    def posterior(
        self, tokens: Tokens, latent: str = "sentiment", prefix: bool = False
    ) -> dict[str, float]:
        """Return P(value | tokens) for each value of a latent; masks allowed.

        `tokens` is a whole sentence, or the beginning of one if `prefix`. Sentences without the
        latent are left aside: a cat has no sentiment. Bayes' rule: P(y|x) = P(x, y) / P(x).
        """
        values = self.values(latent)
        weights = self._by_origin(self.encode(tokens, masks=True), prefix)
        mass = np.array([weights[self._having(latent, value)].sum() for value in values])
        doing = f"with a latent {latent!r} " + ("begins with" if prefix else "is")
        return dict(zip(values, self._normalised(mass, doing, tokens).tolist(), strict=True))

    def posteriors(self, sentences: Sequence[Tokens], latent: str = "sentiment") -> np.ndarray:
        """Return P(value | x) for many whole sentences without masks, (n, values)."""
        rows = [list(self.posterior(self._words(x), latent).values()) for x in sentences]
        return np.array(rows).reshape(-1, len(self.values(latent)))

    def entropy(self, family: str | None = None) -> float:
        """Return the entropy in bits of a sentence, or of a sentence of one family.

        H = −Σ P(x) log2 P(x): no model's expected bits can be lower.
        """
        return self._information(self._family(family))[0]

    def tokens_per_sentence(self, family: str | None = None) -> float:
        """Return the expected number of tokens of a sentence, `[EOS]` included."""
        return self._information(self._family(family))[1]

    def bits_per_token(self, family: str | None = None) -> float:
        """Return the entropy of a sentence over its expected number of tokens, with `[EOS]`."""
        bits, tokens = self._information(self._family(family))
        return bits / tokens

    def sample(
        self,
        rng: np.random.Generator,
        n: int,
        label: str | None = None,
        fixed: Mapping[int, str] | None = None,
        family: str | None = None,
    ) -> list[str]:
        """Draw n sentences independently, each exactly from the conditional distribution.

        The conditions are a sentiment, words at fixed positions (counted from 0), and a family.
        """
        if n < 0:
            raise ValueError(f"cannot draw {n} sentences.")
        fixed = dict(fixed or {})
        if any(not isinstance(position, Integral) or position < 0 for position in fixed):
            raise ValueError(f"fixed positions are whole numbers from 0, not {list(fixed)}.")
        words = {}
        for position, word in fixed.items():
            if word not in self._index:
                raise UnknownWordError(word, position)
            words[position] = self._index[word]
        origins = self._family(family)
        if label is not None:
            origins = origins & self._having("sentiment", label)
        return self._draw(rng, n, origins, words)

    # Helpers of the above.

    @property
    @abstractmethod
    def _prior(self) -> np.ndarray:
        """P(origin), (origins,)."""

    def _having(self, latent: str, value: str) -> np.ndarray:
        if value not in self.values(latent):
            raise ValueError(
                f"{latent} is never {value!r}; it is one of {', '.join(self.values(latent))}."
            )
        return np.array([origin.get(latent) == value for origin in self.latents])

    def _family(self, family: str | None) -> np.ndarray:
        if family is None:
            return np.ones(len(self.latents), bool)
        return self._having("family", family)

    def _words(self, tokens: Tokens) -> list[str]:
        return [self.vocabulary[i] for i in self.encode(tokens)]

    def _hiding(self, tokens: Tokens) -> list[int]:
        ids = self.encode(tokens, masks=True)
        if HIDDEN not in ids:
            raise NoMaskError(
                f"{_text(tokens)!r} hides no word: put {MASK} where one is asked for."
            )
        return ids

    def _normalised(self, weights: np.ndarray, doing: str, tokens: Tokens) -> np.ndarray:
        total = weights.sum(axis=-1, keepdims=True)
        self._possible(total.min(), doing, tokens)
        return weights / total

    def _possible(self, total: float, doing: str, tokens: Tokens) -> None:
        if not total > 0:
            raise ImpossibleContextError(
                f"no sentence {doing} {_text(tokens)!r}: its probability is 0, and nothing can be "
                "said given it."
            )


def _text(tokens: Tokens) -> str:
    return tokens if isinstance(tokens, str) else " ".join(tokens)
