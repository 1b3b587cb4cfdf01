"""A response file as bytes: its hash, plain, gzipped or UTF-16."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from monitor.errors import IntakeError, reason
from monitor.input_files import is_folder
from monitor.intake.files.limits import Limits

CHUNK = 1 << 24
UTF_16 = "utf-16"
READABLE = "response_files.readable"


def too_large(path: Path, most: int) -> IntakeError:
    """A compressed file that holds more than it may."""
    return IntakeError("response_files.file_unpacks_to_more_than_bytes", where=path.name, most=most)


@contextmanager
def open_bytes(path: Path, file_format: str) -> Iterator[io.BufferedIOBase]:
    """The text of a plain or gzipped file, as bytes; UTF-16, which Excel calls Unicode text, comes as UTF-8.

    **Raises** IntakeError when a compressed or UTF-16 file ends early or is damaged.
    """
    opener = gzip.open if file_format == "gzip" else open
    try:
        with opener(path, "rb") as stream:
            yield io.BufferedReader(_AsUtf8(stream), CHUNK) if file_format == UTF_16 else stream
    except UnicodeDecodeError:
        raise IntakeError("response_files.utf_text_is_damaged_or_ends", where=path.name) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise IntakeError("response_files.compressed_file_is_damaged_or_ends", where=path.name) from None
    except OSError as failure:
        raise IntakeError(
            "response_files.reading_file_failed", where=path.name, got=reason(failure)
        ) from None


class _AsUtf8(io.RawIOBase):
    """The bytes of a UTF-16 file as those of UTF-8, piece by piece."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder(UTF_16)()
        self.rest = b""
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        while not self.rest and not self.ended:
            piece = self.stream.read(CHUNK)
            self.ended = not piece
            self.rest = self.decoder.decode(piece, final=self.ended).encode("utf-8")
        size = min(len(target), len(self.rest))
        target[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def chunks(stream: io.BufferedIOBase, path: Path, limits: Limits) -> Iterator[bytes]:
    """Pieces of at most CHUNK bytes; stops a file that keeps unpacking."""
    total = 0
    while piece := stream.read(CHUNK):
        total += len(piece)
        if total > limits.text_bytes:
            raise too_large(path, limits.text_bytes)
        yield piece


def parts_of(path: Path) -> list[Path]:
    """A file by itself, or the Parquet files in a folder by name: what Spark and others write beside them begins with _ or a dot."""
    if not is_folder(path):
        return [path]
    return sorted(part for part in path.glob("*.parquet") if not part.name.startswith(("_", ".")))


def parts_sha256(path: Path) -> str:
    """SHA-256 of a file; of a folder that of the names and hashes of its parts."""
    if not is_folder(path):
        return file_sha256(path)
    lines = "".join(f"{file_sha256(part)}  {part.name}\n" for part in parts_of(path))
    return hashlib.sha256(lines.encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
