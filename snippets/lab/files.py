"""Text read as UTF-8 or refused by line; files and folders written whole or not at all."""

import codecs
import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

MARKS = {  # what a file in another encoding begins with; the longer mark comes first
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


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
    except BaseException as error:
        shutil.rmtree(partial, ignore_errors=True)
        if isinstance(error, OSError):
            raise no_room(error, folder) from error
        raise


def no_room(error: OSError, file: Path) -> OSError:
    """Return a clear sentence in place of a full disk's error, and any other error as it is."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return error
    return DiskFullError(
        errno.ENOSPC,
        f"no room on the disk to write {file}: make some and start the same command again; "
        "what was saved before is intact",
    )


class DataError(ValueError):
    """The data cannot be used. The text says which file and line, and how to mend it."""


def lines_of(file: Path) -> list[str]:
    """Return the lines of a text file, without the blank ones at its end.

    It is UTF-8, unless a byte-order mark at its head says UTF-16 or UTF-32. Raises `DataError` for
    bytes that are not, by line.
    """
    try:
        content = as_utf8(file, file.read_bytes())
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}.") from error
    lines = []
    for number, line in enumerate(content.splitlines(), 1):
        if b"\0" in line:
            raise DataError(
                f"{file}:{number}: the line has a NUL byte, so the file is binary, or UTF-16 "
                "without a byte-order mark: save it as UTF-8."
            )
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise DataError(
                f"{file}:{number}: byte {error.start + 1} of the line is not UTF-8: "
                "save the file in that encoding."
            ) from None
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def as_utf8(file: Path, content: bytes) -> bytes:
    """Return what a file holds without its byte-order mark, in UTF-8 if that says what it is."""
    encoding = next((MARKS[mark] for mark in MARKS if content.startswith(mark)), None)
    if not encoding:
        return content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode(encoding).encode()
    except UnicodeError:
        raise DataError(
            f"{file}: its byte-order mark says {encoding}, but it is not: save it as UTF-8."
        ) from None
