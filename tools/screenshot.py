"""The README's picture, taken from the built site: `make screenshot`.

`python -m tools.screenshot PATH FOLDER` takes one page in light, dark and at 360 px instead.
"""

import functools
import http.server
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

README = "ideas/attention-masks/#causal", "docs/assets/screenshot.png"
SHOTS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
}


def main(paths: list[str], folder: str | None) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(temporary, "site")
        build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
        subprocess.run(build, check=True, stderr=subprocess.DEVNULL)

        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        handler = functools.partial(Quiet, directory=str(site))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
            threading.Thread(target=httpd.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{httpd.server_port}/"
            with sync_playwright() as playwright:
                chromium = shutil.which("chromium") or shutil.which("google-chrome")
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
                )
                if folder is None:
                    page = browser.new_page(viewport={"width": 1280, "height": 1560})
                    page.goto(address + README[0])
                    page.wait_for_timeout(1000)  # until the header's tabs have faded in
                    page.screenshot(path=README[1])
                for path in paths:
                    for name, options in SHOTS.items():
                        page = browser.new_page(**options)
                        page.goto(address + path)
                        stem = path.strip("/").replace("/", "-") or "home"
                        page.screenshot(path=f"{folder}/{stem}-{name}.png", full_page=True)
                        page.close()
                browser.close()


if __name__ == "__main__":
    main(sys.argv[1:-1], sys.argv[-1]) if len(sys.argv) > 2 else main([], None)
