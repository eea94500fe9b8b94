"""Who may import whom: arrows point one way, and a line that breaks them is named."""

import ast
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

LAB, STUDIES = "snippets.lab", "snippets.studies"


def tracked(root: Path) -> list[Path]:
    """The Python files of the project's four rooms."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=root, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return [Path(name) for name in done.stdout.split() if (root / name).is_file()]


def module_of(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path, known: set[str], root: Path) -> list[tuple[str, int]]:
    """The modules of the project that a file imports, with the line; within functions too."""
    found = []
    for node in ast.walk(ast.parse((root / file).read_bytes())):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.append((inner if inner in known else node.module, node.lineno))
    return [(name, line) for name, line in found if name.split(".")[0] in ("snippets", "tools")]


def page_of(module: str) -> str | None:
    """The folder of a page's module; None of the two rooms and of all else."""
    parts = module.split(".")
    if parts[0] != "snippets" or len(parts) < 3 or parts[1] in ("lab", "studies"):
        return None
    return parts[1]


def forbidden(module: str, used: str) -> str | None:
    """Why a module may not import another, if it may not."""
    if module.startswith("snippets.") and used.startswith("tools"):
        return "nothing in snippets/ knows tools/"
    if module.startswith(LAB) and not used.startswith(LAB):
        return "the lab knows no page and no study: move what it needs into snippets/lab/"
    if module.startswith(f"{LAB}.world") and not used.startswith(f"{LAB}.world"):
        return "the world stands on nothing: move what it needs into snippets/lab/world/"
    if module.startswith(STUDIES) and (page := page_of(used)):
        return f"a study runs the listings of {page} as programs: move the module to snippets/lab/"
    if (page := page_of(module)) and (other := page_of(used)) and page != other:
        return f"no page imports a page: move the module of {other} to snippets/lab/"
    if module.startswith("tools.") and page_of(used):
        return "tools know no page by name"
    if module.startswith("tools.markdown") and used.startswith(("tools.engine", "tools.commands")):
        return "the Markdown extensions know neither the engine nor the commands"
    if module.startswith("tools.engine") and used.startswith("tools.commands"):
        return "the engine knows no command"
    return None


def reached(module: str, uses: dict[str, list[tuple[str, int]]]) -> set[str]:
    """The modules that one imports, and that these import."""
    seen, todo = set(), [module]
    while todo:
        new = {used for used, _ in uses.get(todo.pop(), ()) if used in uses} - seen
        seen |= new
        todo += new
    return seen


def broken(root: Path) -> list[str]:
    """Each import that breaks an arrow, by file and line, and each circle."""
    files = {module_of(file): file for file in tracked(root) if file.parts[0] != "tests"}
    uses = {module: imports(file, set(files), root) for module, file in files.items()}
    found = [
        f"{files[module]}:{line}: imports {used}, but {why}."
        for module, rows in uses.items()
        for used, line in rows
        if (why := forbidden(module, used))
    ]
    for module, rows in uses.items():
        found += [
            f"{files[module]}:{line}: imports {used}, which imports {module} in turn."
            for used, line in rows
            if used != module and module in reached(used, uses)
        ]
    return found


def test_arrows_point_one_way():
    assert broken(ROOT) == []


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("snippets/a/x.py", "from snippets.b import y\n", "1: imports snippets.b.y, but no page"),
        ("snippets/a/x.py", "def f():\n    import snippets.b.y\n", "2: imports snippets.b.y"),
        ("snippets/lab/x.py", "from snippets.b.y import z\n", "the lab knows no page"),
        ("snippets/lab/x.py", "import snippets.studies.results\n", "the lab knows no page"),
        (
            "snippets/lab/world/x.py",
            "from snippets.lab import bpe\n",
            "the world stands on nothing",
        ),
        ("snippets/studies/x.py", "from snippets.b.y import z\n", "runs the listings of b"),
        ("snippets/a/x.py", "import tools.engine.run\n", "nothing in snippets/ knows tools/"),
        ("tools/engine/x.py", "from snippets.b import y\n", "tools know no page"),
        ("tools/markdown/x.py", "from tools.engine import run\n", "know neither the engine"),
        ("tools/engine/x.py", "from tools.commands import y\n", "the engine knows no command"),
        ("snippets/b/y.py", "from snippets.b.w import z\n", "which imports snippets.b.y in turn"),
    ],
)
def test_a_broken_arrow_is_named(tmp_path, file, text, words):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    files = {
        "snippets/b/y.py": "z = 1\n",
        "snippets/b/w.py": "from snippets.b import y\nz = y.z\n",
        "snippets/lab/bpe.py": "",
        "snippets/studies/results.py": "",
        "tools/engine/run.py": "",
    }
    for name, content in (files | {file: text}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    told = broken(tmp_path)
    assert any(line.startswith(f"{file}:") and words in line for line in told), told
