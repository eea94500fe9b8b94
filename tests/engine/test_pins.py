"""Packages are named in pyproject.toml and pinned in constraints.txt, in that place alone."""

import re
import tomllib

from conftest import ROOT


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def test_every_package_is_pinned_once_and_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    assert needed
    assert [text for text in needed if re.search(r"[=<>~!]", text)] == []
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.+]+", pin)] == []
    pinned = [name_of(pin) for pin in pins]
    assert len(pinned) == len({*pinned})
    assert {name_of(text) for text in needed} <= {*pinned}
