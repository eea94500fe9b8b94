"""The conditions of the ledger's rules, such as `low(study.gpt.score - study.bert.score) > .02`.

A name is a value that the evidence's listing printed (`excess_bits = 0.12`), or
`study.system.measure`, what a study recorded: one value a seed, hyphens written as underscores.
Numbers, + - * /, comparisons, `and`, `or`, `not`, and the functions of `FUNCTIONS` are evaluated,
and nothing else.
"""

import ast
import difflib
import functools
import json
import math
import operator
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from snippets.lab.told import printed_values

Sample = dict[int, float]  # seed: value
Value = bool | float | Sample


class ConditionError(ValueError):
    """A condition that cannot be evaluated: what is wrong, and how to mend it.

    `piece` and `side` are where it stands, of a claim's evidence: which one, and of its rule.
    """

    piece, side = 0, "supports"


def _ends(sample: Sample) -> tuple[float, float]:
    """Mean and half-width of the 95% interval over the seeds."""
    return _interval(tuple(sample.values()))


@functools.lru_cache(maxsize=4096)
def _interval(values: tuple[float, ...]) -> tuple[float, float]:
    from snippets.studies.results import interval  # scipy takes a second to load

    return interval(list(values))


SAMPLES: dict[str, Callable[[Sample], float]] = {  # of a recorded measure, over its seeds
    "mean": lambda sample: _ends(sample)[0],
    "low": lambda sample: _ends(sample)[0] - _ends(sample)[1],
    "high": lambda sample: _ends(sample)[0] + _ends(sample)[1],
    "half": lambda sample: _ends(sample)[1],
}
NUMBERS: dict[str, Callable[..., float]] = {"min": min, "max": max, "abs": abs}
FUNCTIONS = (*SAMPLES, *NUMBERS)
ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def number(text: str) -> float | None:
    """The first number of a printed value; `True` is 1, `False` 0; None where there is none."""
    first = (text.split() or [""])[0]
    first = {"True": "1", "False": "0"}.get(first, first.replace(",", "").rstrip("%"))
    with suppress(ValueError, ZeroDivisionError):
        return float(Fraction(first)) if "/" in first else float(first)
    return None


@functools.lru_cache(maxsize=512)
def _printed(file: Path, _changed: int) -> dict[str, float]:
    values = {name: number(text) for name, text in printed_values(file.read_text("utf-8")).items()}
    return {name: value for name, value in values.items() if value is not None}


@functools.lru_cache(maxsize=512)
def _recorded(file: Path, _changed: int) -> dict:
    return json.loads(file.read_text("utf-8"))


class Records:
    """What programs printed and recorded, by the names that conditions use.

    `names` collects what was asked for, with its value, `times` when the records of studies were
    made, and `rules` what each of them knows of the rules that stood before its runs.
    """

    def __init__(self, root: Path, listing: str | None = None):
        self.root, self.listing = root, listing
        self.names: dict[str, float] = {}
        self.times: set[str] = set()
        self.rules: list[list[str]] = []

    def printed(self, name: str) -> float:
        if not self.listing:
            raise ConditionError(f"'{name}' is printed by no listing: name one under 'listing:'")
        file = self.root / "docs" / "recorded" / f"{self.listing}.out"
        if not file.is_file():
            raise ConditionError(
                f"snippets/{self.listing}.py has not recorded an output: run `make record`"
            )
        values = _printed(file, file.stat().st_mtime_ns)
        if name not in values:
            raise ConditionError(
                f"snippets/{self.listing}.py prints no number '{name} = …' "
                f"(it prints: {_near(name, values)}): mend the name, or print it there"
            )
        self.names[name] = values[name]
        for record in _records_of(self.root, self.listing):
            self.note(_recorded(record, record.stat().st_mtime_ns))
        return values[name]

    def note(self, data: dict) -> None:
        self.times.add(data["time"][:10])
        self.rules.append(data.get("rules", []))

    def recorded(self, study: str, system: str, measure: str) -> Sample:
        studies = self.root / "snippets" / "studies" / "results"
        folder = _dashed(studies, study, "study")
        file = _dashed(folder, f"{system}.json", f"record of {folder.name}")
        data = _recorded(file, file.stat().st_mtime_ns)
        names = {key.replace("-", "_"): key for key in data["runs"][0] if key != "seed"}
        if measure not in names:
            raise ConditionError(
                f"{folder.name}/{file.name} has no measure '{measure}' "
                f"(it has {_near(measure, names)}): mend the name"
            )
        self.note(data)
        return {run["seed"]: float(run[names[measure]]) for run in data["runs"]}


@functools.cache
def _records_of(root: Path, listing: str) -> list[Path]:
    """The records that a listing prints from: those of its page's study, if it reads records."""
    file = root / "snippets" / f"{listing}.py"
    if not file.is_file() or "snippets.studies" not in file.read_text("utf-8"):
        return []
    place = root / "snippets" / "studies" / "results" / listing.partition("/")[0].replace("_", "-")
    return [f for f in (place.with_suffix(".json"), *sorted(place.glob("*.json"))) if f.is_file()]


def _near(name: str, known) -> str:
    close = difflib.get_close_matches(name, known, 6, 0.3) or sorted(known)[:6]
    return ", ".join(close) + ", …" if close else "none"


def _dashed(folder: Path, name: str, what: str) -> Path:
    """The file or folder of this name, whose hyphens are written as underscores."""
    found = {path.name.replace("-", "_"): path for path in sorted(folder.glob("*"))}
    if name not in found:
        known = _near(name, [each.removesuffix(".json") for each in found])
        raise ConditionError(f"there is no {what} '{name.removesuffix('.json')}' (near: {known})")
    return found[name]


def parse(condition: str) -> ast.expr:
    """The condition's syntax tree; raises `ConditionError` where it cannot be one."""
    try:
        return ast.parse(" ".join(str(condition).split()), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise ConditionError(f"'{condition}' is no condition: {error.args[0]}") from None


def holds(condition: str | ast.expr, records: Records) -> bool:
    """Whether a condition is true of the records; raises `ConditionError`."""
    tree = parse(condition) if isinstance(condition, str) else condition
    value = evaluate(tree, records)
    if not isinstance(value, bool):
        raise ConditionError(
            f"'{ast.unparse(tree)}' is a number, no condition: compare it with a margin"
        )
    return value


def evaluate(node: ast.expr, records: Records) -> Value:
    """The value of one part of a condition."""
    match node:
        case ast.Constant(value=bool() as value):
            return float(value)
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name):
            return records.printed(name)
        case ast.Attribute(
            value=ast.Attribute(value=ast.Name(id=study), attr=system), attr=measure
        ):
            return records.recorded(study, system, measure)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _arithmetic(operator.sub, 0.0, evaluate(operand, records), node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _truth(operand, records)
        case ast.BoolOp(op=op, values=values):
            truths = [_truth(each, records) for each in values]  # all are read: none hides
            return all(truths) if isinstance(op, ast.And) else any(truths)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            sides = evaluate(left, records), evaluate(right, records)
            return _arithmetic(ARITHMETIC[type(op)], *sides, node)
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [_scalar(each, records) for each in (left, *others)]
            return all(
                _compare(op, a, b) for op, a, b in zip(ops, sides[:-1], sides[1:], strict=True)
            )
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, arguments, records, node)
    raise ConditionError(
        f"'{ast.unparse(node)}' cannot stand in a condition: it takes names, numbers, + - * /, "
        f"comparisons, and, or, not, and {', '.join(FUNCTIONS)}"
    )


def _compare(op: ast.cmpop, a: float, b: float) -> bool:
    if type(op) not in COMPARISONS:
        raise ConditionError("a condition compares with <, <=, >, >=, == or !=")
    return bool(COMPARISONS[type(op)](a, b))


def _truth(node: ast.expr, records: Records) -> bool:
    value = evaluate(node, records)
    if not isinstance(value, bool):
        raise ConditionError(f"'{ast.unparse(node)}' is a number where a comparison should stand")
    return value


def _scalar(node: ast.expr, records: Records) -> float:
    value = evaluate(node, records)
    if isinstance(value, bool):
        raise ConditionError(f"'{ast.unparse(node)}' is a comparison where a number should stand")
    if isinstance(value, dict):
        raise ConditionError(
            f"'{ast.unparse(node)}' has one value a seed: compare its mean(…), low(…) or high(…)"
        )
    return value


def _call(name: str, arguments: list[ast.expr], records: Records, node: ast.expr) -> float:
    if name in NUMBERS:
        if not arguments or (name == "abs") != (len(arguments) == 1):
            raise ConditionError(f"'{ast.unparse(node)}': {name} takes another number of values")
        return NUMBERS[name](*(_scalar(each, records) for each in arguments))
    if name not in SAMPLES:
        raise ConditionError(
            f"unknown function '{name}' in a condition (one of {', '.join(FUNCTIONS)})"
        )
    sample = evaluate(arguments[0], records) if len(arguments) == 1 else None
    if not isinstance(sample, dict):
        raise ConditionError(f"'{ast.unparse(node)}': {name} takes one recorded measure")
    value = SAMPLES[name](sample)
    if math.isnan(value):
        raise ConditionError(f"'{ast.unparse(node)}': of one seed there is no interval")
    records.names[ast.unparse(node)] = value
    return value


def _arithmetic(operation: Callable, a: Value, b: Value, node: ast.expr) -> Value:
    """Sums of numbers, and of measures seed by seed: differences are paired."""
    if isinstance(a, bool) or isinstance(b, bool):
        raise ConditionError(f"'{ast.unparse(node)}' calculates with a comparison")
    try:
        if isinstance(a, dict) and isinstance(b, dict):
            if a.keys() != b.keys():
                raise ConditionError(f"'{ast.unparse(node)}': the two have other seeds")
            return {seed: operation(a[seed], b[seed]) for seed in a}
        if isinstance(a, dict):
            return {seed: operation(value, b) for seed, value in a.items()}
        if isinstance(b, dict):
            return {seed: operation(a, value) for seed, value in b.items()}
        return operation(a, b)
    except ZeroDivisionError:
        raise ConditionError(f"'{ast.unparse(node)}' divides by zero") from None


def margins(condition: str) -> list[ast.Constant]:
    """The numbers of a condition, in their order, but for those that something must equal."""
    tree = parse(condition)
    equal = {
        id(side)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        for side in (node.left, *node.comparators)
    }
    found = [
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in equal
    ]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def with_margin(condition: str, which: int, value: float) -> str:
    """The condition with its number `which` replaced."""
    text = " ".join(str(condition).split())
    node = margins(text)[which]
    return f"{text[: node.col_offset]}{value!r}{text[node.end_col_offset :]}"
