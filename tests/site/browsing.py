"""What the tests in a real browser share: the built site, served, and a browser without network."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tools.commands.screenshot import served

SCHEMES = {"light": "default", "dark": "slate"}


@pytest.fixture(scope="module")
def server(site):
    """The built site on a free port of this machine."""

    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def launch(chromium):
    """Start a browser, with more in its environment if told."""
    with sync_playwright() as playwright:

        def start(**environment):
            return playwright.chromium.launch(
                executable_path=chromium,
                args=[
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    # whatever is not this machine cannot be found
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                ],
                env=os.environ | environment,
            )

        yield start


@pytest.fixture(scope="module")
def browser(launch):
    browser = launch()
    yield browser
    browser.close()
