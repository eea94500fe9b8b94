"""The README's picture, taken from the built site: `make screenshot`.

`python -m tools.screenshot PATH … FOLDER` takes pages in light, dark and at 360 px instead.
"""

import contextlib
import functools
import http.server
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

README = "ideas/attention-masks/#causal", "docs/assets/screenshot.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHOTS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
}


def browser_path() -> str | None:
    """Path of an installed Chromium or Chrome, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve `folder` on a free port of this machine; yields the address, without a slash."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


def main(paths: list[str], folder: str | None) -> None:
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        site = Path(temporary, "site")
        build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
        subprocess.run(build, check=True, stderr=subprocess.DEVNULL)
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        with served(site) as address:
            if folder is None:
                page = browser.new_page(viewport={"width": 1280, "height": 1560})
                page.goto(f"{address}/{README[0]}")
                page.wait_for_timeout(1000)  # until the header's tabs have faded in
                page.screenshot(path=README[1])
            for path in paths:
                for name, options in SHOTS.items():
                    page = browser.new_page(**options)
                    page.goto(f"{address}/{path}")
                    stem = path.strip("/").replace("/", "-") or "home"
                    page.screenshot(path=f"{folder}/{stem}-{name}.png", full_page=True)
                    page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:-1], sys.argv[-1]) if len(sys.argv) > 2 else main([], None)
