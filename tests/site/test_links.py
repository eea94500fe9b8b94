"""Every link of every page of the built site leads somewhere; each kind of dead one is found."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from tools.commands.publish import publish

PAGES = [*(ROOT / "docs").rglob("*.md")]


def targets(soup: BeautifulSoup) -> list[str]:
    """All that the elements of a page lead to or load."""
    found = [
        element[name]
        for element in soup.find_all(True)
        for name in ("href", "src", "poster", "data", "action", "xlink:href")
        if element.get(name) is not None
    ]
    for element in soup.find_all(srcset=True):
        found += [source.split()[0] for source in element["srcset"].split(",")]
    return found


def dead(site: Path, address: str) -> tuple[int, list[str]]:
    """How many targets the pages and stylesheets of a built site have on it, and the dead ones."""
    files = {
        file: file.relative_to(site).as_posix() for file in site.rglob("*.*") if file.is_file()
    }
    pages = {
        file: BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in files
        if file.suffix == ".html"
    }
    anchors = {
        file: {element.get("id") or element["name"] for element in soup.select("[id], a[name]")}
        for file, soup in pages.items()
    }
    wanted = [(file, target) for file, soup in pages.items() for target in targets(soup)]
    for file in files:
        if file.suffix == ".css":
            urls = re.findall(r"url\((?!['\"]?data:)['\"]?([^'\")]+)", file.read_text("utf-8"))
            wanted += [(file, url) for url in urls]
    home, count, found = urlsplit(address), 0, []
    for file, target in wanted:
        url, anchor = urldefrag(urljoin(urljoin(address, files[file]), target.strip()))
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.netloc != home.netloc:
            continue
        count += 1
        path = unquote(parts.path)
        there = site / path.removeprefix(home.path)
        there = there / "index.html" if path.endswith("/") else there
        if not path.startswith(home.path) or not there.is_file():
            found.append(f"{files[file]}: {target}")
        elif anchor and there in pages and unquote(anchor) not in anchors[there]:
            found.append(f"{files[file]}: {target} (no such anchor)")
    return count, found


@pytest.fixture(scope="module")
def below(tmp_path_factory) -> Path:
    """The real site, built for a path below its host's root."""
    folder = tmp_path_factory.mktemp("below") / "site"
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "--site-dir", str(folder)],
        cwd=ROOT, check=True, timeout=600,
        env=os.environ | {"SITE_URL": "https://example.org/repo/"},
    )  # fmt: skip
    publish(folder, ROOT)
    return folder


@pytest.mark.parametrize(
    ("built", "address"),
    [
        ("site", os.environ.get("SITE_URL", "http://127.0.0.1:8000/")),
        ("below", "https://example.org/repo/"),
    ],
    ids=["root", "below"],
)
def test_every_link_of_every_built_page_answers(request, built, address):
    """Pages, the blog's index, categories, archives and excerpts, tags, and the page for errors."""
    site = request.getfixturevalue(built)
    names = {file.relative_to(site).as_posix() for file in site.rglob("*.html")}
    assert {"404.html", "blog/index.html", "reference/tags/index.html"} <= names
    assert any(name.startswith("blog/category/") for name in names)
    assert any(name.startswith("blog/archive/") for name in names)
    count, found = dead(site, address)
    assert found == []
    assert count > len(PAGES) * len(names), "the navigation of each page leads to all"


def test_excerpts_of_the_blog_lead_into_the_site(site):
    soup = BeautifulSoup((site / "blog/index.html").read_text("utf-8"), "html.parser")
    links = [link["href"] for link in soup.select(".md-post__content a[href]")]
    assert any("reference/glossary/#" in link for link in links)
    assert not any(".md" in link or link.startswith("/") for link in links)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<a href="no/">x</a>', "page/index.html: no/"),
        ('<a href="../#no">x</a>', "page/index.html: ../#no (no such anchor)"),
        ('<a href="/page/">x</a>', "page/index.html: /page/"),
        ('<img src="no.png">', "page/index.html: no.png"),
        ('<img srcset="../a.css 1x, no.png 2x">', "page/index.html: no.png"),
        ('<script src="../no.js"></script>', "page/index.html: ../no.js"),
        ('<link rel="stylesheet" href="../no.css">', "page/index.html: ../no.css"),
        ("<p>x</p>", None),
        ('<a href="/repo/page/#here"></a> <a id="here" href="https://other.org/no/">x</a>', None),
        ('<a href="..">x</a> <a href="?a=1#home">x</a>', "page/index.html: ?a=1#home (no such"),
    ],
)
def test_each_kind_of_dead_target_is_found(tmp_path, html, told):
    (tmp_path / "page").mkdir()
    (tmp_path / "index.html").write_text('<h1 id="home">Home</h1>')
    (tmp_path / "a.css").write_text("a { background: url(data:image/png;base64,xx) }")
    (tmp_path / "page" / "index.html").write_text(html)
    _, found = dead(tmp_path, "https://example.org/repo/")
    assert [line[: len(told or "")] for line in found] == ([told] if told else [])


def test_a_picture_that_a_stylesheet_lacks_is_found(tmp_path):
    (tmp_path / "a.css").write_text('a { background: url("no.png") }')
    assert dead(tmp_path, "https://example.org/")[1] == ["a.css: no.png"]
