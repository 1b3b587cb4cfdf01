"""A response file as bytes: what kind it is, its hash, plain or gzipped."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from monitor.errors import IntakeError, reason
from monitor.intake.limits import Limits

CHUNK = 1 << 24
_MAGIC = (
    (b"PK\x03\x04", "excel"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "old office"),
    (b"%PDF", "PDF"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_UNREADABLE = {
    "old office": ("this is an old Excel or Word file", "Save it as .xlsx or as CSV in UTF-8"),
    "PDF": ("this is a PDF", "Name the file with responses in the study file"),
    "UTF-16": ("this text is saved as UTF-16", "Save it as CSV in UTF-8"),
}


def file_kind(path: Path, limits: Limits) -> str:
    """What a file holds by its first bytes: text, gzip, excel or spss.

    **Raises** IntakeError for a missing, empty or too large file and for kinds nobody reads here.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(8)
    except FileNotFoundError:
        raise IntakeError(
            "this file does not exist", where=path, hint="Check the name in the study file and the folder"
        ) from None
    except (OSError, ValueError) as failure:
        raise IntakeError("this file cannot be opened", where=path, got=reason(failure)) from None
    if not start:
        raise IntakeError("this file is empty", where=path.name, hint="Export the responses again")
    if size > limits.file_bytes:
        raise too_large(path, limits.file_bytes)
    kind = next((kind for magic, kind in _MAGIC if start.startswith(magic)), "text")
    if kind in _UNREADABLE:
        what, hint = _UNREADABLE[kind]
        raise IntakeError(what, where=path.name, expected="CSV, .xlsx or .sav", hint=hint)
    return kind


def too_large(path: Path, most: int, unpacked: bool = False) -> IntakeError:
    return IntakeError(
        f"this file {'unpacks to' if unpacked else 'has'} more than {most:,} bytes",
        where=path.name,
        hint="Is this the file with responses?",
    )


@contextmanager
def open_bytes(path: Path, kind: str) -> Iterator[IO[bytes]]:
    """The text of a plain or gzipped file, as bytes.

    **Raises** IntakeError when a compressed file ends early or is damaged.
    """
    opener = gzip.open if kind == "gzip" else open
    try:
        with opener(path, "rb") as stream:
            yield stream  # type: ignore[misc]
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise IntakeError(
            "this compressed file is damaged or ends too early",
            where=path.name,
            hint="Copy or export it again",
        ) from None
    except OSError as failure:
        raise IntakeError("reading this file failed", where=path.name, got=reason(failure)) from None


def chunks(stream: IO[bytes], path: Path, limits: Limits) -> Iterator[bytes]:
    """Pieces of at most CHUNK bytes; stops a file that keeps unpacking."""
    total = 0
    while piece := stream.read(CHUNK):
        total += len(piece)
        if total > limits.text_bytes:
            raise too_large(path, limits.text_bytes, unpacked=True)
        yield piece


def file_sha256(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
