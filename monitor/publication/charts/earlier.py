"""Pictures of an earlier rendering, which need not be drawn again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Earlier:
    """A folder of figures that the same version of all that draws has written; `hashes` is the SHA-256 of each file then."""

    folder: Path
    hashes: Mapping[str, str]

    def taken(self, name: str, of: str, specification: bytes) -> bytes | None:
        """The picture of this name, drawn from this specification, which stands beside it in the file `of`.

        None where it was drawn from another specification, where one of the two was changed by hand since, or where
        there is none. A specification holds all that is drawn: rows, texts, colours, sizes and the description.
        """
        return self._as_written(name) if self._as_written(of) == specification else None

    def _as_written(self, name: str) -> bytes | None:
        try:
            content = (self.folder / name).read_bytes() if name in self.hashes else None
        except OSError:
            return None
        kept = content is not None and hashlib.sha256(content).hexdigest() == self.hashes[name]
        return content if kept else None


NOTHING_EARLIER = Earlier(Path(), {})
