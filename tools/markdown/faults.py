"""What is wrong with a page and its listings, as far as it shows without running them.

The last of the Markdown extensions: it raises one error with all faults of a page, those that the
others have noted and those that it finds itself.
"""

import ast
import re
import textwrap
import warnings
from pathlib import Path

import yaml
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from tools.markdown.errors import SiteError, masked, page_path, read_yaml, relative
from tools.markdown.fences import Fence, lexer, normalise
from tools.markdown.site import (
    FRONT_MATTER,
    records_folder,
    settings,
    snippets_folder,
    without_front_matter,
)

MOST_LINES = 40  # of code, in a listing
HEAVY = 500_000  # bytes of a picture


class FaultsTreeprocessor(Treeprocessor):
    """After all others: one `SiteError` with all faults, in the page's order."""

    def run(self, root):
        page = page_path(self.md)
        built = getattr(self.md, "page_path", None) is None  # by the site, not by a test
        excerpt = "excerpt" in self.md.treeprocessors  # the post itself is looked at
        if built and not excerpt and page and page.suffix == ".md":
            self.md.faults += faults(Path.cwd(), page, self.md)
        if self.md.faults:
            raise SiteError("\n".join(message for _, message in sorted({*self.md.faults})))


class FaultsExtension(Extension):
    def extendMarkdown(self, md):
        md.treeprocessors.register(FaultsTreeprocessor(md), "faults", -20)


def makeExtension(**kwargs):
    return FaultsExtension(**kwargs)


def problems(root: Path, page: Path, md: Markdown) -> list[str]:
    """What is wrong with a page and its listings, as far as it shows without running them.

    `md` has converted the page.
    """
    return [message for _, message in sorted(faults(root, page, md))]


def faults(root: Path, page: Path, md: Markdown) -> list[tuple[int, str]]:
    """Line and message of each problem; the build refuses the page with these too."""
    text, snippets, fences = page.read_text("utf-8-sig"), snippets_folder(root), md.fences
    records = records_folder(root)
    lines = without_front_matter(text).split("\n")
    for fence in (f for f in fences if not f.block):  # what stands in a fence is no prose
        lines[fence.line - 2 : fence.end] = [""] * (fence.end - fence.line + 2)
    prose = masked("\n".join(lines))
    embedded = {embed.path for fence in fences for embed in fence.embeds}
    embedded |= {f"{fence.output_of}.out" for fence in fences if fence.output_of}
    found, above = [], None
    if page.is_relative_to(root / "docs"):
        found += front_matter(text) + headings(prose) + unlisted(root, page)
    for fence in fences:
        found += [(fence.line, wrong) for wrong in fence_faults(root, page, fence)]
        outputs = [embed.path for embed in fence.embeds if embed.path.endswith(".out")]
        of = {path.removesuffix(".out").removesuffix(".full") for path in outputs}
        if fence.title.strip().lower() == "output" and of - {above}:
            wrong = f"{min(of - {above})}.out is not of the listing above: put it below its own"
            found.append((fence.line, f"{wrong}, or title it 'Output of …'."))
        if fence.listing and not fence.section:
            name = above = fence.listing
            drawn = name in md.pictures or re.search(rf"(snippets|recorded)/{name}\.svg", prose)
            for suffix, shown, write in (
                (".out", f"{name}.out" in embedded, "output"),
                (".svg", drawn, "picture"),
            ):
                if (records / f"{name}{suffix}").exists() and not shown:
                    wrong = (
                        f"the page shows the listing but not its {suffix}: show it in a block "
                        f"'/// listing | {name}' with 'show: {write}'."
                    )
                    found.append((fence.line, wrong))
            file = snippets / f"{name}.py"
            found += [(fence.line, wrong) for wrong in listing_faults(file, records)]
    found = [(line, f"{relative(page)}:{line}: {wrong}") for line, wrong in found]
    pages = [*(root / "docs").rglob(page.name)]
    if pages and page == min(pages, key=lambda file: (len(file.parts), file)):
        folder = snippets / page.stem.replace("-", "_")
        whole = {fence.listing for fence in fences if fence.is_python and not fence.section}
        parts = {fence.listing for fence in fences if fence.is_python and fence.section}
        lost = orphans(root, folder, whole, parts)
        found += [(len(lines), f"{relative(page)}: {wrong}") for wrong in lost]
    return found


def unlisted(root: Path, page: Path) -> list[tuple[int, str]]:
    """A page stands in the navigation; posts of the blog are listed by the blog itself."""
    nav, name = settings(root)["nav"], page.relative_to(root / "docs").as_posix()
    if nav is None or "posts" in page.parts or repr(name) in str(nav):
        return []
    return [(1, f"the page is not in the navigation: add '- {name}' to nav in mkdocs.yml.")]


def front_matter(text: str) -> list[tuple[int, str]]:
    """A page begins with a title and a description."""
    match = FRONT_MATTER.match(text)
    if not match:
        return [(1, "no front matter: begin with '---', a title, a description, and '---'.")]
    try:
        meta = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        marks = (getattr(error, f"{name}_mark", None) for name in ("context", "problem"))
        line = next((mark.line for mark in marks if mark), 0) + 2
        why = getattr(error, "problem", None) or "it holds a character that YAML does not allow"
        return [(line, f"front matter is no YAML ({why}): put the value in quotes.")]
    if not isinstance(meta, dict):
        return [(2, "front matter is no list of 'name: value': write title and description so.")]
    return [
        (2, f"front matter without a {key} in words: add '{key}: …'.")
        for key in ("title", "description")
        if not isinstance(meta.get(key), str) or not meta[key].strip()
    ]


def headings(prose: str) -> list[tuple[int, str]]:
    """A page has one heading of the first level."""
    lines = prose.splitlines()
    first = [number for number, line in enumerate(lines, 1) if re.match(r"#\s+\S", line)]
    first += [
        n for n, line in enumerate(lines) if n and re.fullmatch(r"=+\s*", line) and lines[n - 1]
    ]
    if not first:
        return [(1, "no heading: give the page one, '# What it is about'.")]
    return [(line, "a second heading of the first level: make it '## …'.") for line in first[1:]]


def fence_faults(root: Path, page: Path, fence: Fence) -> list[str]:
    """What is wrong with one fence."""
    if not fence.language:
        return ["a fence without a language: give it one (text, bash, …)."]
    name = lexer(fence.language)
    if name is None:
        return [f"a fence in '{fence.language}', a language that Pygments does not know: mend it."]
    files = {Path(embed.path).suffix for embed in fence.embeds}
    typed = fence.typed or files != {".out"}
    if fence.title.strip().lower().startswith("output") and typed and not fence.block:
        return ["an output typed by hand: show the recorded one with '/// listing | page/listing'."]
    if fence.is_python and name in ("python", "numpy"):
        return []
    if fence.is_python:
        wrong = f"a fence in '{fence.language}' ({name}) is not run: make it a listing"
    elif ".py" in files:
        wrong = f"a '{fence.language}' fence that embeds {fence.listing}.py: make it a python fence"
    elif fence.typed and looks_like_python(fence.source):
        wrong = f"Python in a '{fence.language}' fence, which is not run: make it a python fence"
    else:
        return []
    if is_exempt(root, page, fence.source):
        return []
    return [f"{wrong}, or give the reason in docs/evidence/exemptions.yml."]


def looks_like_python(source: str) -> bool:
    """Whether text is statements of Python: more than words, values and names that get them."""
    session = [line[4:] for line in source.splitlines() if line.startswith((">>> ", "... "))]
    try:
        with warnings.catch_warnings(action="ignore"):  # of escapes that are none in strings
            body = ast.parse("\n".join(session) or textwrap.dedent(source)).body
    except (SyntaxError, ValueError, RecursionError):
        return False
    return bool(session) or any(map(is_statement, body))


def is_statement(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        value = node.value or ast.Constant(None)
        made = (ast.Call, ast.Subscript, ast.Attribute, ast.comprehension, ast.MatMult, ast.Lambda)
        return any(isinstance(part, made) for part in ast.walk(value))
    plain = (ast.Expr, ast.Pass, ast.Return, ast.Raise, ast.Delete, ast.Global, ast.Nonlocal)
    return prints(node) or not isinstance(node, (*plain, ast.Break, ast.Continue))


def prints(node: ast.AST, *own: str) -> bool:
    """Whether `node` calls `print`, or one of the functions named in `own`."""
    calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    return any(isinstance(call, ast.Name) and call.id in ("print", *own) for call in calls)


def listing_faults(file: Path, records: Path) -> list[str]:
    """A listing has at most 40 lines of code, ends in a print (or in a function of its own that
    prints) or in `plt.show()`, and its picture is no heavy one."""
    found, name = [], relative(file)
    source = normalise(file.read_text("utf-8-sig"))
    lines = [line for line in source.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("# tolerance:")]
    if len(lines) > MOST_LINES:
        found.append(
            f"{name}: {len(lines)} lines of code, and a listing has at most {MOST_LINES}: show "
            "sections of a module."
        )
    try:
        body = ast.parse(source).body
    except SyntaxError:
        body = []  # running it tells where
    own = [node.name for node in body if isinstance(node, ast.FunctionDef) and prints(node)]
    if body and not prints(body[-1], *own) and ast.unparse(body[-1]) != "plt.show()":
        found.append(f"{name}: ends in '{lines[-1]}': end it in print(…) or plt.show().")
    picture = records / file.parent.name / f"{file.stem}.svg"
    if picture.is_file() and (size := picture.stat().st_size) > HEAVY:
        found.append(
            f"{relative(picture)}: {size // 1000} kB, and a picture has at most {HEAVY // 1000}: "
            "draw its many points with rasterized=True."
        )
    return found


def orphans(root: Path, folder: Path, whole: set, parts: set) -> list[str]:
    """Files of a page's folder that the page does not show and no program imports.

    `whole` and `parts` are the listings that it shows, and those of which it shows sections. What
    has a record is a listing, and is shown whole.
    """
    found, records = [], records_folder(root) / folder.name
    for file in sorted(folder.glob("[!_]*.py")):
        name = f"{folder.name}/{file.stem}"
        kinds = (".out", ".fig", ".svg")
        recorded = any((records / f"{file.stem}{suffix}").exists() for suffix in kinds)
        if name not in whole and (recorded or (name not in parts and not imported(root, file))):
            found.append(
                f"{relative(file)}: no page shows this listing: write '/// listing | {name}', or "
                "delete it with its record."
            )
    for file in sorted(f for kind in ("out", "svg", "fig") for f in records.glob(f"*.{kind}")):
        if not (folder / f"{file.name.split('.')[0]}.py").is_file():
            found.append(f"{relative(file)}: the record of no listing: delete it.")
    return found


def imported(root: Path, file: Path) -> bool:
    """Whether a program or a test imports a module of snippets/."""
    package = f"snippets.{file.parent.name}"
    named = re.compile(
        rf"(?:from|import) {package}\.{file.stem}\b"
        rf"|from {package} import (?:\([^)]*|[^\n]*)\b{file.stem}\b"
    )
    files = [*(root / "snippets").rglob("*.py"), *(root / "tests").rglob("*.py")]
    return any(named.search(other.read_text("utf-8")) for other in files if other != file)


def exemptions(root: Path) -> list[dict[str, str]]:
    """Python blocks that must not run: `page`, `begins` (their first line) and `reason`."""
    file = root / "docs" / "evidence" / "exemptions.yml"
    if not file.is_file():
        return []
    entries = read_yaml(file) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SiteError(f"{relative(file)}:1: this is no list of page, begins and reason.")
    for entry in entries:
        if missing := {"page", "begins", "reason"} - {k for k, v in entry.items() if v}:
            raise SiteError(f"{relative(file)}: an exemption lacks {', '.join(sorted(missing))}.")
    return entries


def is_exempt(root: Path, page: Path, source: str) -> str | None:
    """The written reason why this block does not run, or None."""
    first = normalise(source).splitlines()[0] if source.strip() else ""
    for entry in exemptions(root):
        if (root / entry["page"]) == page and entry["begins"] == first:
            return entry["reason"]
    return None
