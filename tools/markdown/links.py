"""Links and pictures: dead links are told with their line, those of the blog's excerpts lead
somewhere, and a picture has words beside it."""

import logging
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from tools.markdown.errors import fault, page_path, relative, to_root
from tools.markdown.fences import SOURCES

RECORD = re.compile(r"/snippets/(\w+/\w+\.svg)")
DEAD = re.compile(r"Doc file '(?P<page>[^']+)' contains an? (?:\w+ )*link '(?P<link>[^']+)'")


class LinkLines(logging.Filter):
    """Puts `docs/page.md:12: ` in front of what MkDocs says about a link."""

    def __init__(self, docs: Path):
        super().__init__()
        self.docs = docs
        self.lines: dict[tuple[str, str], list[int]] = {}  # where each link of a page stands

    def filter(self, record):
        match = DEAD.match(record.getMessage())
        if match and (file := self.docs / match["page"]).is_file():
            lines = self.lines.get((match["page"], match["link"]), [])
            line = lines.pop(0) if lines else None  # MkDocs tells them in the page's order
            where = f"{relative(file)}:{line}" if line else relative(file)
            record.msg = f"{where}: {record.getMessage()} Mend the link."
            record.args = ()
        return True


class LinksTreeprocessor(Treeprocessor):
    """Before MkDocs resolves the links: note their lines; mend what it would leave as it is."""

    def __init__(self, md, docs: Path, told: LinkLines):
        super().__init__(md)
        self.docs, self.told = docs, told

    def run(self, root):
        page = page_path(self.md)
        if page is None or not page.is_relative_to(self.docs):
            return
        name = page.relative_to(self.docs).as_posix()
        for image in root.iter("img"):  # a record is no file of snippets/, as it once was
            if match := RECORD.fullmatch(image.get("src", "")):
                image.set("src", to_root(self.md, f"recorded/{match[1]}"))
        links = [(element, key) for element in root.iter() for key in ("href", "src")]
        links = [(element, key, element.get(key)) for element, key in links if element.get(key)]
        places = {}
        for element, key, link in links:
            places.setdefault(link, self.places(link))
            self.told.lines[name, link] = list(places[link])
            if link.startswith("/") and not link.startswith("//"):  # what tools and tables write
                element.set(key, to_root(self.md, link[1:]))
                self.told.lines[name, to_root(self.md, link[1:])] = list(places[link])
        if "excerpt" in self.md.treeprocessors:
            return
        if getattr(self.md, "page_path", None) is None or self.md.lenient:
            return  # MkDocs looks at the links itself
        anchors = {element.get("id") or element.get("name") for element in root.iter()}
        raw = "".join(map(str, self.md.htmlStash.rawHtmlBlocks))
        anchors.update(re.findall(r"""\b(?:id|name)=["']([^"']+)""", raw))
        for link, lines in places.items():
            url = urlsplit(link)
            if url.scheme or url.netloc:
                continue
            target = (self.docs if url.path.startswith("/") else page.parent) / unquote(
                url.path.lstrip("/")
            )
            wrong = "no such file" if not target.exists() else ""
            if not url.path and url.fragment and url.fragment not in anchors:
                wrong = "no such anchor on this page"
            for line in (lines or [None]) if wrong else ():
                fault(self.md, f"the link '{link}' is dead, there is {wrong}: mend it.", line)

    def places(self, link: str) -> list[int]:
        """The page's lines on which a link stands."""
        link = rf"(?:\]\(\s*<?|\]:\s*<?|=[\"']?){re.escape(link)}(?=[\s)>\"'])"
        return [
            self.md.numbers[self.md.prose.count("\n", 0, match.start())]
            for match in re.finditer(link, self.md.prose)
        ]


class SourcesTreeprocessor(Treeprocessor):
    """After MkDocs has resolved the links: those to the files of listings, which are no pages."""

    def run(self, root):
        url = ""
        if "relpath" in self.md.treeprocessors:
            url = self.md.treeprocessors["relpath"].file.url
        for link in root.iter("a"):
            if (href := link.get("href", "")).startswith(SOURCES):
                file = f"snippets/{href.removeprefix(SOURCES)}"
                link.set("href", posixpath.relpath(file, url or "."))


class PicturesTreeprocessor(Treeprocessor):
    """A picture has words for who does not see it, and a figure has a caption."""

    def run(self, root):
        parents = {child: parent for parent in root.iter() for child in parent}
        for image in root.iter("img"):
            source, element = image.get("src", ""), image
            if source.partition("recorded/")[2].removesuffix(".svg") in self.md.pictures:
                continue  # its block has told
            if not image.get("alt", "").strip():
                wrong = f"the picture {source} has no words in place of it: ![what it shows](…)."
                fault(self.md, wrong, f"({source}")
            if "figure" not in image.get("class", "").split():
                continue
            while element is not None and element.tag != "figure":
                element = parents.get(element)
            caption = None if element is None else element.find(".//figcaption")
            if caption is None or not "".join(caption.itertext()).strip():
                wrong = (
                    f"the figure {source} has no caption: write '/// figure-caption', a sentence "
                    "and '///' below it."
                )
                fault(self.md, wrong, f"({source}")


class LinksExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {"docs": ["docs", "folder of the pages"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md):
        logger, docs = (
            logging.getLogger("mkdocs.structure.pages"),
            Path(self.getConfig("docs")).resolve(),
        )
        told = next((f for f in logger.filters if isinstance(f, LinkLines)), None)
        if told is None or told.docs != docs:
            logger.removeFilter(told)
            told = LinkLines(docs)
            logger.addFilter(told)
        md.treeprocessors.register(PicturesTreeprocessor(md), "pictures", 3)
        md.treeprocessors.register(LinksTreeprocessor(md, docs, told), "links", 2)
        md.treeprocessors.register(SourcesTreeprocessor(md), "sources", -1)


def makeExtension(**kwargs):
    return LinksExtension(**kwargs)
