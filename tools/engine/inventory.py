"""The inventory: every Python block of the built HTML ran in this test run, or is exempt."""

from pathlib import Path

from bs4 import BeautifulSoup

from tools.markdown.fences import is_python, normalise


def blocks(html: str) -> list[tuple[str | None, str, str | None]]:
    """Language, code and listing of each `<pre>` that shows code; None where it has none.


    Outputs inside notebooks and the numbers of lines are no code and are left out.
    """
    soup = BeautifulSoup(html, "html.parser")
    found = []
    for pre in soup.find_all("pre"):
        if pre.find_parent(class_=["jp-OutputArea", "linenodiv"]):  # the latter numbers lines
            continue
        for number in pre.find_all(class_="linenos"):
            number.decompose()
        classes = set(pre.get("class", []))
        for element in [*pre.find_all("code", limit=1), *list(pre.parents)[:6]]:
            classes.update(element.get("class") or [])
        languages = [
            name.removeprefix(prefix)
            for name in sorted(classes)
            for prefix in ("language-", "lang-", "hl-", "highlight-")
            if name.startswith(prefix)
        ]
        known = languages and languages[0] != "output"  # mkdocs.yml's mark for none
        listing = pre.find_parent(attrs={"data-listing": True})
        name = listing["data-listing"] if listing else None
        found.append((languages[0] if known else None, normalise(pre.get_text()), name))
    return found


def unaccounted(site: Path, ran: set[str], exempt: set[str] = frozenset()) -> list[str]:
    """Blocks of the built pages under `site` that nobody ran, each told in a sentence."""
    missing = []
    for file in sorted(site.rglob("*.html")):
        for language, code, name in blocks(file.read_text("utf-8")):
            page, first = file.relative_to(site), code.splitlines()[0] if code else ""
            if language is None:
                missing.append(f"{page}: a code block without a language: '{first}'.")
            elif not (is_python(language) or language == "ipynb"):
                continue
            elif (name or code) not in ran | exempt:
                missing.append(f"{page}: this Python block did not run: '{first}'.")
    return missing


def unused_exemptions(entries: list[dict], exempt: set[str]) -> list[str]:
    """Exemptions that exempt nothing any more."""
    firsts = {code.splitlines()[0] for code in exempt if code}
    return [
        f"docs/evidence/exemptions.yml: no block of {entry['page']} begins with "
        f"'{entry['begins']}': delete the entry."
        for entry in entries
        if entry["begins"] not in firsts
    ]
