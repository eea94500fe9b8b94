"""Dead links: MkDocs finds them, and this adds the line on which they stand."""

import logging
import re
from pathlib import Path

from markdown.extensions import Extension

from tools.errors import line_of, relative

DEAD = re.compile(r"Doc file '(?P<page>[^']+)' contains an? (?:\w+ )*link '(?P<link>[^']+)'")


class LinkLines(logging.Filter):
    """Puts `docs/page.md:12: ` in front of what MkDocs says about a link."""

    def __init__(self, docs: Path):
        super().__init__()
        self.docs = docs

    def filter(self, record):
        match = DEAD.match(record.getMessage())
        if match and (file := self.docs / match["page"]).is_file():
            line = line_of(file.read_text("utf-8"), f"({match['link']}")
            record.msg = f"{relative(file)}:{line}: {record.getMessage()} Mend the link."
            record.args = ()
        return True


class LinksExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {"docs": ["docs", "folder of the pages"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md):
        logger = logging.getLogger("mkdocs.structure.pages")
        for old in [f for f in logger.filters if isinstance(f, LinkLines)]:
            logger.removeFilter(old)
        logger.addFilter(LinkLines(Path(self.getConfig("docs"))))


def makeExtension(**kwargs):
    return LinksExtension(**kwargs)
