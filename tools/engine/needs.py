"""What listings import, and which code they run."""

import ast
import functools
import re
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

PUBLIC = "snippets.lab.public"  # what loads the public models, which may not be there
TOLERANCE_LINE = re.compile(rb"^# tolerance.*\n", re.MULTILINE)


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(module, statement) of each import at a module's top."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((alias.name, f"import {alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield node.module, f"from {node.module} import {alias.name}"


@functools.cache
def imports_first(source: bytes) -> bool:
    """Whether nothing that an import could notice comes before a listing's imports."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return False
    kinds = [isinstance(node, ast.Import | ast.ImportFrom) for node in body]
    docstring = bool(body) and isinstance(getattr(body[0], "value", None), ast.Constant)
    return kinds[docstring:] == sorted(kinds[docstring:], reverse=True)


def needs(files: Iterable[Path], root: Path) -> tuple[list[str], list[str], set[str]]:
    """What files import: statements of other people's packages, of ours, and our modules' names.

    Modules of `snippets` are followed. A file that is no Python is passed over: to run it tells.
    """
    statements: dict[str, None] = {}
    own: dict[str, None] = {}
    seen: set[str] = set()
    todo = list(files)
    first = set(todo)
    while todo:
        file = todo.pop()
        try:
            tree = ast.parse(file.read_bytes())
        except (SyntaxError, ValueError, OSError):
            continue
        for package, statement in imported(tree):
            top = package.partition(".")[0]
            if top == "snippets":
                if file in first:
                    own[statement] = None
                name = statement.removeprefix("from ").replace(" import ", ".")
                for candidate in (package, name):
                    place = root.joinpath(*candidate.split("."))
                    for module in (place.with_suffix(".py"), place / "__init__.py"):
                        if candidate not in seen and module.is_file():
                            seen.add(candidate)
                            todo.append(module)
            elif top not in sys.stdlib_module_names:
                statements[statement] = None
    return list(statements), list(own), seen


def needs_models(name: str, root: Path) -> bool:
    """Whether a listing runs the public models, itself or in a module that it imports."""
    return PUBLIC in needs([root / "snippets" / f"{name}.py"], root)[2]


def code_of(name: str, root: Path) -> list[Path]:
    """The files whose code a listing runs: its own, and modules of `snippets`."""
    file = root / "snippets" / f"{name}.py"
    modules = [root.joinpath(*module.split(".")) for module in needs([file], root)[2]]
    return [file, *sorted(place.with_suffix(".py") for place in modules if not place.is_dir())]


def code_digest(name: str, root: Path) -> str:
    """A digest of a listing's code and of the records it reads; its tolerance does not count."""
    files = code_of(name, root)
    if any(file.parent.name == "studies" and file.stem == "results" for file in files):
        files += sorted((root / "snippets" / "studies" / "results").rglob("*.json"))
    return sha256(
        b"\0".join(TOLERANCE_LINE.sub(b"", file.read_bytes()) for file in files)
    ).hexdigest()
