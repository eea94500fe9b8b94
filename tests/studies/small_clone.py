"""What the tests of recorded results share: a clone with two small systems, and its studies."""

import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

TINY = """\
import random
import sys
import time

from snippets.page.helper import scale

seed, n, pause = map(int, sys.argv[1:] or (0, 3, 0))
time.sleep(pause / 10)
excess_bits = scale(random.Random(seed).random())
parameters = n
print(f"excess_bits = {excess_bits:.3f}")
"""
HELPER = "def scale(x):\n    return 2 * x\n"
REGISTRY = """\
from snippets.studies.results import System

SYSTEMS = [
    System("tiny", "page/tiny", (7, {pause})),
    System("other", "page/other", (7, 0), seeds=2),
]
"""


@pytest.fixture
def project(tmp_path):
    """A clone with two small systems in place of the timeline's."""
    snippets = tmp_path / "snippets"
    for part in ("studies", "lab"):
        shutil.copytree(
            ROOT / "snippets" / part,
            snippets / part,
            ignore=shutil.ignore_patterns("results", "checkpoints", "__pycache__"),
        )
    (snippets / "page").mkdir()
    (snippets / "page" / "tiny.py").write_text(TINY)
    (snippets / "page" / "other.py").write_text(TINY)
    (snippets / "page" / "helper.py").write_text(HELPER)
    (snippets / "studies" / "timeline.py").write_text(REGISTRY.format(pause=0))
    return tmp_path


def study(project, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "snippets.studies", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
    )
