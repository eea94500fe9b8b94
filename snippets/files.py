"""Write a file or a folder whole or not at all; a full disk is told in a sentence."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path


class DiskFullError(OSError):
    """A file could not be written, for want of room; what was saved before is intact."""


def write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises `DiskFullError` where there is no room."""
    partial = file.with_name(file.name + ".partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(partial, file)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise no_room(error, file) from error


@contextlib.contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Yield a new folder to write into, which takes the place of `folder` when all is written.

    Raises `DiskFullError` where there is no room; what stood there before is then intact.
    """
    partial, former = (folder.with_name(f"{folder.name}.{end}") for end in ("partial", "former"))
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        yield partial
        shutil.rmtree(former, ignore_errors=True)
        if folder.exists():
            os.replace(folder, former)
        os.replace(partial, folder)
        shutil.rmtree(former, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise no_room(error, folder) from error


def no_room(error: OSError, file: Path) -> OSError:
    """Return a clear sentence in place of a full disk's error, and any other error as it is."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return error
    return DiskFullError(
        errno.ENOSPC,
        f"no room on the disk to write {file}: make some and start the same command again; "
        "what was saved before is intact",
    )
