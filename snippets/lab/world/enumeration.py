"""The first exact engine: write down every sentence with its probability."""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import chain

import numpy as np

from snippets.lab.world.engine import HIDDEN, Engine, ImpossibleContextError, Tokens
from snippets.lab.world.grammar import FULL
from snippets.lab.world.templates import Grammar, Memory, items


class Enumeration(Engine):
    """Every sentence of a grammar, sorted, so that a prefix is a range of rows.

    `ids` holds the sentences, (sentences, longest + 1), padded with `[EOS]`; `lengths` the number
    of words, (sentences,); `probabilities` P(x), (sentences,); `families` the family of each
    sentence, as an index into `values("family")`, (sentences,).
    """

    def __init__(self, grammar: Grammar = FULL):
        super().__init__(grammar.words, [origin.latents for origin in grammar.origins])
        by_sentence: dict[str, list[tuple[int, float]]] = defaultdict(list)
        expand = _Expansion(grammar, self._index)
        for i, origin in enumerate(grammar.origins):
            p = float(origin.probability)
            for sentence, q in expand(origin.rest, origin.memory):
                by_sentence[sentence].append((i, p * q))
        rows = sorted(by_sentence, key=lambda row: row + chr(self._end))
        pairs = [by_sentence[row] for row in rows]
        self.lengths = np.array([len(row) for row in rows])
        width = self.lengths.max() + 1
        text = "".join(row.ljust(width, chr(self._end)) for row in rows)
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        self.ids = codes.reshape(-1, width).astype(np.int64)

        # One entry for each (sentence, origin): a sentence can come from several origins.
        self._sentence = np.repeat(np.arange(len(rows)), [len(pair) for pair in pairs])
        self._origin = np.array([i for pair in pairs for i, _ in pair])
        self._mass = np.array([p for pair in pairs for _, p in pair])
        self._first = np.searchsorted(self._sentence, np.arange(len(rows) + 1))
        self.probabilities = np.bincount(self._sentence, self._mass)
        names = self.values("family")
        family = np.array([names.index(latent["family"]) for latent in self.latents])
        self.families = family[self._origin[self._first[:-1]]]
        self._build_trie()

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """All sentences, in the order of `ids`."""
        return tuple(
            self.decode(row[:n])
            for row, n in zip(self.ids.tolist(), self.lengths.tolist(), strict=True)
        )

    @cached_property
    def _prior(self) -> np.ndarray:
        return np.bincount(self._origin, self._mass, minlength=len(self.latents))

    def _build_trie(self) -> None:
        """Number the prefixes, shorter ones first, and list the edges by (prefix, token)."""
        n, width = self.ids.shape
        differs = np.ones((n, width), bool)
        differs[1:] = np.logical_or.accumulate(self.ids[1:] != self.ids[:-1], axis=1)
        alive = np.arange(width) <= self.lengths[:, None]
        nodes, keys, mass = 1, [], []
        node = np.zeros(n, np.int64)
        starts, stops = [np.array([0])], [np.array([n])]
        for t in range(width):
            first = np.flatnonzero(differs[:, t] & alive[:, t])
            group = np.cumsum(differs[:, t] & alive[:, t]) - 1
            here = alive[:, t]
            keys.append(node[first] * len(self.vocabulary) + self.ids[first, t])
            mass.append(np.bincount(group[here], self.probabilities[here], minlength=len(first)))
            stop = np.zeros(len(first), np.int64)
            np.maximum.at(stop, group[here], np.flatnonzero(here) + 1)
            starts.append(first)
            stops.append(stop)
            node = np.where(here, nodes + group, -1)
            nodes += len(first)
        self._keys, self._edge_mass = np.concatenate(keys), np.concatenate(mass)
        self._start, self._stop = np.concatenate(starts), np.concatenate(stops)
        self._first_edge = np.searchsorted(self._keys, np.arange(nodes + 1) * len(self.vocabulary))

    def _follow(self, node: np.ndarray, token: np.ndarray) -> np.ndarray:
        """Return the prefixes longer by one token, (n,), or -1 where there is none."""
        key = node * len(self.vocabulary) + token
        edge = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        return np.where((node >= 0) & (self._keys[edge] == key), edge + 1, -1)

    def _walk(self, sentences: Sequence[Tokens], end: bool) -> np.ndarray:
        """Return the prefix that each text is, (n,), its `[EOS]` included if `end`."""
        split = [text.split() if isinstance(text, str) else text for text in sentences]
        lengths = np.fromiter(map(len, split), np.int64, len(split))
        try:
            flat = np.fromiter(
                map(self._index.__getitem__, chain.from_iterable(split)), np.int64, lengths.sum()
            )
        except (KeyError, TypeError):
            for text in split:
                self.encode(text)
            raise
        node = np.zeros(len(split), np.int64)
        offset = np.cumsum(lengths) - lengths
        for t in range(lengths.max(initial=0)):
            going = np.flatnonzero(lengths > t)
            node[going] = self._follow(node[going], flat[offset[going] + t])
        return self._follow(node, np.full(len(split), self._end)) if end else node

    def log_probs(self, sentences: Sequence[Tokens]) -> np.ndarray:
        """Return ln P(x) of many whole sentences without masks, (n,)."""
        node = self._walk(sentences, end=True)
        with np.errstate(divide="ignore"):
            return np.log(np.where(node > 0, self._edge_mass[node - 1], 0.0))

    def posteriors(self, sentences: Sequence[Tokens], latent: str = "sentiment") -> np.ndarray:
        """Return P(value | x) for many whole sentences without masks, (n, values)."""
        values = self.values(latent)
        node = self._walk(sentences, end=True)
        rows = self._start[node[node > 0]]
        entries = self._entries(rows)
        row = np.repeat(np.flatnonzero(node > 0), self._first[rows + 1] - self._first[rows])
        mass = np.zeros((len(node), len(values)))
        for i, value in enumerate(values):
            having = self._having(latent, value)[self._origin[entries]]
            mass[:, i] = np.bincount(row[having], self._mass[entries[having]], len(node))
        lost = np.flatnonzero(mass.sum(axis=1) == 0)
        if len(lost):
            self._possible(0.0, f"with a latent {latent!r} is", sentences[lost[0]])
        return mass / mass.sum(axis=1, keepdims=True)

    def next_tokens(self, prefixes: Sequence[Tokens]) -> np.ndarray:
        """Return P(next token | prefix) for many prefixes without masks, (n, V)."""
        node = self._walk(prefixes, end=False)
        count = self._first_edge[node + 1] - self._first_edge[node]
        lost = np.flatnonzero((node < 0) | (count == 0))
        if len(lost):
            self._possible(0.0, "begins with", prefixes[lost[0]])
        row = np.repeat(np.arange(len(node)), count)
        edge = np.arange(count.sum()) + np.repeat(
            self._first_edge[node] - np.cumsum(count) + count, count
        )
        total = np.bincount(row, self._edge_mass[edge], minlength=len(node))
        shares = np.zeros((len(node), len(self.vocabulary)))
        shares[row, self._keys[edge] % len(self.vocabulary)] = self._edge_mass[edge] / total[row]
        return shares

    @cached_property
    def leave_one_out(self) -> np.ndarray:
        """P(word | all the other words and the length), (sentences, longest); NaN past the end.

        Two sentences differ in position t alone if they share the words before and after it, so
        summing within groups of equal (prefix, suffix) gives every single-mask conditional.
        """
        n, width = self.ids.shape
        suffix = np.zeros((width + 1, n), np.int64)
        for t in range(width - 1, -1, -1):
            pair = suffix[t + 1] * len(self.vocabulary) + self.ids[:, t]
            suffix[t] = np.unique(pair, return_inverse=True)[1]
        prefix = np.zeros(n, np.int64)
        shares = np.full((n, width - 1), np.nan)
        for t in range(width - 1):
            inside = self.lengths > t
            _, group = np.unique(prefix * n + suffix[t + 1], return_inverse=True)
            shares[inside, t] = (
                self.probabilities / np.bincount(group, self.probabilities)[group]
            )[inside]
            pair = prefix * len(self.vocabulary) + self.ids[:, t]
            prefix = np.unique(pair, return_inverse=True)[1]
        return shares

    def _rows(self, ids: list[int], prefix: bool) -> np.ndarray:
        """Return the rows that fit a pattern, by range as far as it is visible, then by test."""
        ids = ids if prefix else [*ids, self._end]
        if len(ids) > self.ids.shape[1]:
            return np.zeros(0, np.int64)
        shown = ids.index(HIDDEN) if HIDDEN in ids else len(ids)
        node = np.zeros(1, np.int64)
        for token in ids[:shown]:
            node = self._follow(node, token)
        if node[0] < 0:
            return np.zeros(0, np.int64)
        rows = np.arange(self._start[node[0]], self._stop[node[0]])
        rows = rows[self.lengths[rows] >= len(ids) - (not prefix)]
        for t in range(len(ids) - 1, shown, -1):
            if ids[t] != HIDDEN:
                rows = rows[self.ids[rows, t] == ids[t]]
        return rows

    def _by_origin(self, ids: list[int], prefix: bool) -> np.ndarray:
        entries = self._entries(self._rows(ids, prefix))
        return np.bincount(self._origin[entries], self._mass[entries], len(self.latents))

    def _entries(self, rows: np.ndarray) -> np.ndarray:
        count = self._first[rows + 1] - self._first[rows]
        return np.arange(count.sum()) + np.repeat(self._first[rows] - count.cumsum() + count, count)

    def _next(self, ids: list[int]) -> np.ndarray:
        rows = self._rows(ids, prefix=True)
        if len(ids) >= self.ids.shape[1]:
            return np.zeros(len(self.vocabulary))
        return np.bincount(self.ids[rows, len(ids)], self.probabilities[rows], len(self.vocabulary))

    def _masked(self, ids: list[int]) -> np.ndarray:
        rows = self._rows(ids, prefix=False)
        hidden = [t for t, i in enumerate(ids) if i == HIDDEN]
        if not len(rows):
            return np.zeros((len(hidden), len(self.vocabulary)))
        p = self.probabilities[rows]
        return np.array([np.bincount(self.ids[rows, t], p, len(self.vocabulary)) for t in hidden])

    def _joint(self, ids: list[int]) -> dict[tuple[int, ...], float]:
        rows = self._rows(ids, prefix=False)
        hidden = [t for t, i in enumerate(ids) if i == HIDDEN]
        fillings = map(tuple, self.ids[rows][:, hidden].tolist()) if len(rows) else ()
        return dict(zip(fillings, self.probabilities[rows].tolist(), strict=True))

    def _draw(
        self, rng: np.random.Generator, n: int, origins: np.ndarray, fixed: dict[int, int]
    ) -> list[str]:
        rows = np.arange(len(self))
        for position, token in fixed.items():
            inside = position < self.ids.shape[1]
            rows = rows[self.ids[rows, position] == token] if inside else rows[:0]
        entries = self._entries(rows)
        entries = entries[origins[self._origin[entries]]]
        if not len(entries):
            raise ImpossibleContextError("no sentence meets these conditions: nothing to draw.")
        return [self.sentences[i] for i in self._pick(rng, n, entries)]

    def _pick(self, rng: np.random.Generator, n: int, entries: np.ndarray) -> np.ndarray:
        steps = np.cumsum(self._mass[entries])
        drawn = np.searchsorted(steps, rng.random(n) * steps[-1], side="right")
        return self._sentence[entries[np.minimum(drawn, len(entries) - 1)]]

    def counts(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Return how often each sentence is in `sample(rng, n)`, (sentences,)."""
        entries = self._entries(np.arange(len(self)))
        steps = np.cumsum(self._mass[entries])
        drawn = np.searchsorted(steps, np.sort(rng.random(n)) * steps[-1], side="right")
        rows = self._sentence[entries[np.minimum(drawn, len(entries) - 1)]]
        return np.bincount(rows, minlength=len(self))

    def _information(self, origins: np.ndarray) -> tuple[float, float]:
        entries = np.flatnonzero(origins[self._origin])
        p = np.bincount(self._sentence[entries], self._mass[entries], len(self))
        kept = p > 0
        p = p[kept] / p.sum()
        return -math.fsum(p * np.log2(p)), math.fsum(p * (self.lengths[kept] + 1))


class _Expansion:
    """All texts that the rest of a template can say, one character for each word."""

    def __init__(self, grammar: Grammar, index: dict[str, int]):
        self.grammar, self.index = grammar, index
        self.done: dict[tuple, list[tuple[str, float]]] = {}

    def __call__(self, rest: tuple[str, ...], memory: Memory) -> list[tuple[str, float]]:
        if not rest:
            return [("", 1.0)]
        if (rest, memory) not in self.done:
            self.done[rest, memory] = self.expand(rest, memory)
        return self.done[rest, memory]

    def expand(self, rest: tuple[str, ...], memory: Memory) -> list[tuple[str, float]]:
        head, *tail = rest
        name = head[1:-1]
        if head[0] == "[":
            return [
                (text, float(p) * q)
                for p, value in self.grammar.choices(name, memory)
                for text, q in self(tuple(tail), (*memory, (name, value)))
            ]
        if head[0] == "<":
            heads = [
                (text, float(p) * q)
                for p, template in self.grammar.choices(name, memory)
                for text, q in self(items(template), memory)
            ]
        else:
            heads = [(chr(self.index[head]), 1.0)]
        tails = self(tuple(tail), memory)
        return [(a + b, p * q) for a, p in heads for b, q in tails]
