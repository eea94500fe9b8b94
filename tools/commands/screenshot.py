"""Pictures of the built site.

`python -m tools.commands.screenshot PATH FILE.png` takes one screen of a page, as `make screenshot`
does for the README; with `PATH … FOLDER` it takes whole pages, light, dark and at 360 px.
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


def main(paths: list[str], target: str) -> None:
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        site = Path(temporary, "site")
        build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
        subprocess.run(build, check=True, stderr=subprocess.DEVNULL)
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        with served(site) as address:
            for path in paths:
                if target.endswith(".png"):
                    page = browser.new_page(viewport={"width": 1280, "height": 1560})
                    page.goto(f"{address}/{path}")
                    page.wait_for_timeout(1000)  # until the header's tabs have faded in
                    page.screenshot(path=target)
                    continue
                for name, options in SHOTS.items():
                    page = browser.new_page(**options)
                    page.goto(f"{address}/{path}")
                    stem = path.strip("/").replace("/", "-") or "home"
                    page.screenshot(path=f"{target}/{stem}-{name}.png", full_page=True)
                    page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:-1], sys.argv[-1])
