"""The notation of the grammar: weighted templates that can remember what was drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

Rule = "str | Mapping[str, int] | By"
Memory = tuple[tuple[str, str], ...]


class By(NamedTuple):
    """A rule that depends on a remembered variable: one case for each of its values."""

    variable: str
    cases: "Mapping[str, Rule]"


class Origin(NamedTuple):
    """Where a sentence starts: what was drawn before its first word, and what is left to say."""

    probability: Fraction
    latents: dict[str, str]
    rest: tuple[str, ...]
    memory: Memory


@dataclass(frozen=True, eq=False)
class Grammar:
    """Weighted families of sentences, and the rules that their templates refer to.

    A template is text. A plain word is said. `[name]` says nothing: it draws one alternative of
    the rule `name` and remembers it. `<name>` says what is remembered under that name, or else
    draws one alternative of the rule and says it without remembering it. A `By(name, …)` looks
    up what is remembered. Alternatives map a template to a whole-number weight; a probability is
    a weight over the sum of its rule's weights. What is drawn before a sentence's first word is
    the sentence's *latents*.
    """

    families: Mapping[str, int]
    rules: "Mapping[str, Rule]"
    _cache: dict = field(default_factory=dict, repr=False)

    def choices(self, name: str, memory: Memory) -> list[tuple[Fraction, str]]:
        """Return the alternatives of a rule, given what is remembered, as (probability, text)."""
        if (name, memory) not in self._cache:
            remembered = dict(memory)
            rule = remembered.get(name, self.rules[name])
            while isinstance(rule, By):
                rule = rule.cases[remembered[rule.variable]]
            rule = {rule: 1} if isinstance(rule, str) else rule
            total = sum(rule.values())
            self._cache[name, memory] = [(Fraction(w, total), text) for text, w in rule.items()]
        return self._cache[name, memory]

    @cached_property
    def origins(self) -> list[Origin]:
        """All draws that can precede a sentence's first word; their probabilities sum to 1."""
        total = sum(self.families.values())

        def draw(p: Fraction, memory: Memory, rest: tuple[str, ...]) -> Iterator[Origin]:
            name = rest[0][1:-1]
            if rest[0][0] == "[":
                for q, value in self.choices(name, memory):
                    yield from draw(p * q, (*memory, (name, value)), rest[1:])
            else:
                yield Origin(p, dict(memory), rest, memory)

        return [
            origin
            for family, weight in self.families.items()
            for q, text in self.choices(family, ())
            for origin in draw(Fraction(weight, total) * q, (("family", family),), items(text))
        ]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word that some rule can say, in alphabetical order."""
        said: set[str] = set()
        seen: set[str] = set()

        def visit(rule: "Rule") -> None:
            if isinstance(rule, By):
                for case in rule.cases.values():
                    visit(case)
                return
            for text in [rule] if isinstance(rule, str) else rule:
                for item in items(text):
                    if item[0] not in "<[":
                        said.add(item)
                    elif item[0] == "<" and item not in seen:
                        seen.add(item)
                        visit(self.rules[item[1:-1]])

        for family in self.families:
            visit(self.rules[family])
        return tuple(sorted(said))


def items(text: str) -> tuple[str, ...]:
    """Split a template into its words, `<rules>` and `[draws]`."""
    return tuple(text.split())
