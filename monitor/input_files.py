"""Files that come from outside: regular ones of a known size, refused before they are opened where they are not."""

from __future__ import annotations

import errno
import os
import stat
from itertools import islice
from pathlib import Path

from monitor.errors import MonitorError, nearest

_LONGEST_NAME = 60
_MOST_LOOKED_AT = 1000
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)
"""Names that Windows keeps for devices, whatever ending they have."""
_NO_PATH = {errno.ELOOP: "inputs.loop", errno.ENAMETOOLONG: "inputs.long_path"}


def size_of(path: Path, failure: type[MonitorError], most: int) -> int:
    """The size of a regular file in bytes, links followed.

    **Raises** `failure` for a pipe, a device, a socket, a link that leads back to itself, a path that is too long and a
    file of more than `most` bytes; OSError as the system does for a file that is missing, a folder or closed to the user,
    because only the caller knows what the file is for.
    """
    try:
        found = path.stat()
    except OSError as refused:
        if refused.errno in _NO_PATH:
            raise failure(_NO_PATH[refused.errno], where=shortened(path)) from None
        raise
    except ValueError:  # a NUL in its name
        raise failure("inputs.long_path", where=shortened(path)) from None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "a folder", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise failure("inputs.no_file", where=shortened(path))
    if found.st_size > most:
        raise failure("inputs.too_large", where=shortened(path), size=found.st_size, most=most)
    return found.st_size


def read_bytes(path: Path, failure: type[MonitorError], most: int) -> bytes:
    """The bytes of a file, never more than it said it has. **Raises** as `size_of` does."""
    size = size_of(path, failure, most)
    with path.open("rb") as stream:
        return stream.read(size)


def read_text(path: Path, failure: type[MonitorError], most: int) -> str:
    """The text of a file in UTF-8, a mark at its start left out. **Raises** as `size_of` does, and UnicodeDecodeError."""
    text = read_bytes(path, failure, most).decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_file(path: Path) -> bool:
    """Whether a regular file stands there; False, never an error, for a path that no file can have."""
    return os.path.isfile(path)


def similar_beside(path: Path) -> str | None:
    """A hint that names the file in the same folder whose name is most like one that is not there, or None."""
    try:
        with os.scandir(path.parent) as found:
            names = [one.name for one in islice(found, _MOST_LOOKED_AT)]
    except (OSError, ValueError):
        return None
    return nearest(path.name, names)


def is_folder(path: Path) -> bool:
    """Whether a folder stands there; False, never an error, for a path that no folder can have."""
    return os.path.isdir(path)


def is_there(path: Path) -> bool:
    """Whether a regular file or a folder of parts stands there."""
    return is_file(path) or is_folder(path)


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a path ends inside a folder once all links are followed; a link to itself stands where it stands."""
    try:
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    except ValueError:  # a NUL in its name
        return False


def shortened(path: Path) -> str:
    """A path that fits in a sentence, without signs that nobody can print."""
    text = "".join(sign if sign.isprintable() else "?" for sign in str(path))
    return text if len(text) <= 4 * _LONGEST_NAME else f"...{text[-_LONGEST_NAME:]}"
