"""The second exact engine: the grammar as a weighted automaton, small enough for a browser."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import numpy as np

from snippets.lab.world.engine import HIDDEN, Engine, ImpossibleContextError, Tokens
from snippets.lab.world.grammar import FULL
from snippets.lab.world.templates import Grammar, Memory, items


class Automaton(Engine):
    """A weighted automaton: what was said is forgotten, what is still to be said is the state.

    Built from a list of states and a list of origins. A state is a flat list of whole numbers
    `[token, target, weight, token, target, weight, …]`; an arc's probability is its weight over
    the sum of its state's weights. The last state is the end, which `[EOS]` leads to. An origin
    is `[weight, state, latents]`. From one state several arcs may carry the same token.

    Forward: a_t(j) = Σ_i a_{t−1}(i) p(i, w_t, j), from the origins on.
    Backward: b_{t−1}(i) = Σ_j p(i, w_t, j) b_t(j), from the end on.
    At a hidden word both sums run over every arc (Rabiner 1989; for automata, Mohri 2009).
    """

    def __init__(self, words: Sequence[str], states: list[list[int]], origins: list[list]):
        super().__init__(words, [latents for _, _, latents in origins])
        self.states, self.origins = states, origins
        weights = np.array([weight for weight, _, _ in origins], float)
        self._initial = np.array([state for _, state, _ in origins])
        self._weights = weights / weights.sum()
        arcs = [
            (token, source, target, weight / sum(flat[2::3]))
            for source, flat in enumerate(states)
            for token, target, weight in zip(flat[::3], flat[1::3], flat[2::3], strict=True)
        ]
        arcs.sort()
        self._token, self._source, self._target = np.array([arc[:3] for arc in arcs]).T
        self._p = np.array([arc[3] for arc in arcs])
        bounds = np.searchsorted(self._token, np.arange(len(self.vocabulary) + 1))
        self._arcs = [slice(*pair) for pair in pairwise(bounds)]
        self._words_only = slice(0, bounds[-2])

    @classmethod
    def compile(cls, grammar: Grammar = FULL) -> "Automaton":
        """Compile a grammar exactly, in fractions; states with the same future become one."""
        index = {word: i for i, word in enumerate((*grammar.words, None))}
        numbers: dict[tuple, int] = {}
        known: dict[tuple, int] = {}

        def state(rest: tuple[str, ...], memory: Memory) -> int:
            if (rest, memory) not in known:
                arcs: dict[tuple[int, int], Fraction] = defaultdict(Fraction)
                for p, word, left, remembered in _steps(grammar, rest, memory):
                    target = -1 if word is None else state(left, remembered)
                    arcs[index[word], target] += p
                scale = math.lcm(*(p.denominator for p in arcs.values()))
                flat = tuple(x for arc in sorted(arcs) for x in (*arc, int(arcs[arc] * scale)))
                known[rest, memory] = numbers.setdefault(flat, len(numbers))
            return known[rest, memory]

        starts = [state(origin.rest, origin.memory) for origin in grammar.origins]
        states = [list(flat) for flat in numbers]
        for flat in states:
            flat[1::3] = [target if target >= 0 else len(states) for target in flat[1::3]]
        states.append([])
        scale = math.lcm(*(origin.probability.denominator for origin in grammar.origins))
        origins = [
            [int(origin.probability * scale), start, origin.latents]
            for origin, start in zip(grammar.origins, starts, strict=True)
        ]
        return cls(grammar.words, states, origins)

    def to_json(self) -> str:
        """Return the automaton as JSON: `words`, `states` and `origins`, as in the class's text."""
        parts = {"words": self.vocabulary[:-1], "states": self.states, "origins": self.origins}
        return json.dumps(parts, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Automaton":
        """Read what `to_json` wrote; raises ValueError where it is damaged."""
        try:
            parts = json.loads(text)
            return cls(parts["words"], parts["states"], parts["origins"])
        except (KeyError, TypeError, IndexError, ValueError) as error:
            raise ValueError(f"this is not an automaton of the world: {error!r}.") from error

    @property
    def _prior(self) -> np.ndarray:
        return self._weights

    @cached_property
    def _longest(self) -> int:
        """The number of words of the longest sentence."""
        alive = np.zeros(len(self.states), bool)
        alive[self._initial] = True
        words = -1
        while alive.any():
            reached = self._target[alive[self._source]]
            alive = np.zeros(len(self.states), bool)
            alive[reached] = True
            words += 1
        return words - 1

    def _start(self, origins: np.ndarray | float = 1.0) -> np.ndarray:
        return np.bincount(self._initial, self._weights * origins, len(self.states))

    def _slice(self, token: int) -> slice:
        return self._words_only if token == HIDDEN else self._arcs[token]

    def _forward(self, a: np.ndarray, token: int) -> np.ndarray:
        arcs = self._slice(token)
        return np.bincount(
            self._target[arcs], a[self._source[arcs]] * self._p[arcs], len(self.states)
        )

    def _backward(self, b: np.ndarray, token: int) -> np.ndarray:
        arcs = self._slice(token)
        return np.bincount(
            self._source[arcs], self._p[arcs] * b[self._target[arcs]], len(self.states)
        )

    def _futures(self, ids: list[int], prefix: bool = False) -> list[np.ndarray]:
        """Return b_0 … b_n: the probability, from each state, of what follows position t."""
        b = np.ones(len(self.states))
        if not prefix:
            b[:-1] = 0
            b = self._backward(b, self._end)
        futures = [b]
        for token in reversed(ids):
            futures.append(self._backward(futures[-1], token))
        return futures[::-1]

    def _by_origin(self, ids: list[int], prefix: bool) -> np.ndarray:
        return self._weights * self._futures(ids, prefix)[0][self._initial]

    def _next(self, ids: list[int]) -> np.ndarray:
        a = self._start()
        for token in ids:
            a = self._forward(a, token)
        return self._spread(a)

    def _spread(self, a: np.ndarray) -> np.ndarray:
        return np.bincount(self._token, a[self._source] * self._p, len(self.vocabulary))

    def next_tokens(self, prefixes: Sequence[Tokens]) -> np.ndarray:
        """Return P(next token | prefix) for many prefixes without masks, (n, V)."""
        encoded = [self.encode(prefix) for prefix in prefixes]
        weights = np.zeros((len(encoded), len(self.vocabulary)))
        path, past = [], [self._start()]
        for i in sorted(range(len(encoded)), key=encoded.__getitem__):
            ids = encoded[i]
            shared = next(
                (t for t, (a, b) in enumerate(zip(path, ids, strict=False)) if a != b),
                min(len(path), len(ids)),
            )
            del path[shared:], past[shared + 1 :]
            for token in ids[shared:]:
                path.append(token)
                past.append(self._forward(past[-1], token))
            weights[i] = self._normalised(self._spread(past[-1]), "begins with", prefixes[i])
        return weights

    def _masked(self, ids: list[int]) -> np.ndarray:
        futures = self._futures(ids)
        arcs = self._words_only
        a, rows = self._start(), []
        for token, future in zip(ids, futures[1:], strict=True):
            if token == HIDDEN:
                through = a[self._source[arcs]] * self._p[arcs] * future[self._target[arcs]]
                rows.append(np.bincount(self._token[arcs], through, len(self.vocabulary)))
            a = self._forward(a, token)
        return np.array(rows)

    def _joint(self, ids: list[int]) -> dict[tuple[int, ...], float]:
        futures = self._futures(ids)
        joint: dict[tuple[int, ...], float] = {}

        def fill(t: int, words: tuple[int, ...], a: np.ndarray) -> None:
            while t < len(ids) and ids[t] != HIDDEN:
                a, t = self._forward(a, ids[t]), t + 1
            if t == len(ids):
                joint[words] = float(a @ futures[t])
                return
            arcs = (a[self._source] > 0) & (futures[t + 1][self._target] > 0)
            for word in np.unique(self._token[arcs]).tolist():
                if word != self._end:
                    fill(t + 1, (*words, word), self._forward(a, word))

        fill(0, (), self._start())
        return {words: p for words, p in joint.items() if p > 0}

    def _draw(
        self, rng: np.random.Generator, n: int, origins: np.ndarray, fixed: dict[int, int]
    ) -> list[str]:
        length = max([self._longest, *(position + 1 for position in fixed)])
        end = len(self.states) - 1
        future = np.zeros(len(self.states))
        future[end] = 1.0
        futures = [future]
        for t in range(length, -1, -1):
            future = np.bincount(
                self._source[self._allowed(t, fixed)],
                (self._p * future[self._target])[self._allowed(t, fixed)],
                len(self.states),
            )
            future[end] = futures[-1][end] * (t not in fixed)
            futures.append(future)
        futures.reverse()
        start = np.where(origins, self._weights, 0.0) * futures[0][self._initial]
        if not start.sum() > 0:
            raise ImpossibleContextError("no sentence meets these conditions: nothing to draw.")
        at = self._initial[_pick(np.cumsum(start), rng.random(n) * start.sum())]
        drawn = np.full((n, length + 1), self._end)
        for t in range(length + 1):
            mass = (self._p * futures[t + 1][self._target])[self._allowed(t, fixed)]
            arcs = self._allowed(t, fixed)[mass > 0]
            arcs = arcs[np.argsort(self._source[arcs], kind="stable")]
            going = np.flatnonzero(at != end)
            first = np.searchsorted(self._source[arcs], at[going])
            stop = np.searchsorted(self._source[arcs], at[going], side="right")
            steps = np.cumsum(self._p[arcs] * futures[t + 1][self._target[arcs]])
            floor = np.where(first > 0, steps[first - 1], 0.0)
            levels = floor + rng.random(len(going)) * (steps[stop - 1] - floor)
            arc = arcs[np.clip(_pick(steps, levels), first, stop - 1)]
            drawn[going, t] = self._token[arc]
            at[going] = self._target[arc]
        return [self.decode(row[: row.index(self._end)]) for row in drawn.tolist()]

    def _allowed(self, t: int, fixed: dict[int, int]) -> np.ndarray:
        """Return the arcs that may be taken at position t."""
        every = np.arange(len(self._p))
        return every[self._arcs[fixed[t]]] if t in fixed else every

    def _information(self, origins: np.ndarray) -> tuple[float, float]:
        """Chain rule over beliefs: H(rest | belief) = H(next) + Σ P(next) H(rest | next belief).

        A belief is the distribution over states that a prefix leaves; prefixes that leave the
        same one share their futures, so this visits thousands of beliefs, not every sentence.
        """
        follow: list[list[tuple[int, int, float]]] = [[] for _ in self.states]
        for arc in zip(self._source, self._token, self._target, self._p, strict=True):
            source, *rest = (x.item() for x in arc)
            follow[source].append(tuple(rest))
        done: dict[tuple, tuple[float, float]] = {}

        def ahead(belief: dict[int, float]) -> tuple[float, float]:
            key = tuple(sorted((state, round(p, 13)) for state, p in belief.items()))
            if key in done:
                return done[key]
            after: dict[int, Counter[int]] = defaultdict(Counter)
            for state, p in belief.items():
                for token, target, q in follow[state]:
                    after[token][target] += p * q
            bits = tokens = 0.0
            for token, mass in after.items():
                p = mass.total()
                bits -= p * math.log2(p)
                tokens += p
                if token != self._end:
                    b, n = ahead({state: q / p for state, q in mass.items()})
                    bits, tokens = bits + p * b, tokens + p * n
            done[key] = bits, tokens
            return done[key]

        start = self._start(origins)
        states = np.flatnonzero(start)
        shares = start[states] / start.sum()
        return ahead(dict(zip(states.tolist(), shares.tolist(), strict=True)))


def _pick(steps: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Return the step of a staircase on which each level falls, never one of no height."""
    return np.minimum(
        np.searchsorted(steps, levels, side="right"), np.searchsorted(steps, steps[-1])
    )


def _steps(
    grammar: Grammar, rest: tuple[str, ...], memory: Memory
) -> Iterator[tuple[Fraction, str | None, tuple[str, ...], Memory]]:
    """Yield (probability, next word, what is left to say, memory); the word None is the end."""
    if not rest:
        yield Fraction(1), None, rest, memory
        return
    head, tail = rest[0], rest[1:]
    name = head[1:-1]
    if head[0] not in "<[":
        yield Fraction(1), head, tail, memory
        return
    for p, text in grammar.choices(name, memory):
        if head[0] == "[":
            deeper = _steps(grammar, tail, (*memory, (name, text)))
        else:
            deeper = _steps(grammar, items(text) + tail, memory)
        for q, word, left, remembered in deeper:
            yield p * q, word, left, remembered
