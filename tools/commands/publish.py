"""After a build, by MkDocs or another: put beside the pages what is no page.

`python -m tools.commands.publish SITE` adds to a built site the sources of listings to which its
pages link, and the checkpoints that a browser reads; `--serve ADDRESS` serves the site with MkDocs
and does so after each of its builds.
"""

import argparse
import posixpath
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.commands import serve

SOURCE = re.compile(r'href="?((?:\.\./|/)*(?:\./)?snippets/[\w./-]+\.py)"?')
CHECKPOINTS = ("gpt", "bert")  # those that the browser reads
FILES = ("config.json", "model.safetensors", "tokenizer.json")


def sources(site: Path) -> set[str]:
    """The files of `snippets` to which the pages of a built site link."""
    found = set()
    for page in site.rglob("*.html"):
        url = "/" + page.relative_to(site).as_posix()
        for link in SOURCE.findall(page.read_text("utf-8")):
            found.add(posixpath.relpath(urljoin(url, link), "/"))
    return found


def publish(site: Path, root: Path = Path()) -> None:
    """Copy into `site` what its pages need; a link to no file stays dead, for the tests to tell."""
    files = {name: root / name for name in sources(site)}
    folder = root / "snippets" / "lab" / "checkpoints"
    files |= {f"checkpoints/{n}/{f}": folder / n / f for n in CHECKPOINTS for f in FILES}
    for name, file in files.items():
        if file.is_file():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, site / name)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.commands.publish", description=__doc__)
    parser.add_argument("site", nargs="?", type=Path, help="folder of the built site")
    parser.add_argument("--serve", metavar="ADDRESS", help="serve the site, such as 127.0.0.1:8000")
    options = parser.parse_args()
    if not options.serve:
        if not options.site or not (options.site / "index.html").is_file():
            parser.error(f"{options.site} holds no built site: run `make site`.")
        return publish(options.site)
    build = serve.build

    def build_and_publish(config, **more):
        build(config, **more)
        publish(Path(config.site_dir))

    serve.build = build_and_publish
    serve.serve(dev_addr=options.serve, strict=True)


if __name__ == "__main__":
    main()
