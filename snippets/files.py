"""Write a file whole or not at all, and say so in a sentence when the disk is full."""

import errno
import os
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


def no_room(error: OSError, file: Path) -> OSError:
    """Return a clear sentence in place of a full disk's error, and any other error as it is."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return error
    return DiskFullError(
        errno.ENOSPC,
        f"no room on the disk to write {file}: make some and start the same command again; "
        "what was saved before is intact",
    )
