"""What a case gets to provoke an error with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

Case = Callable[["Desk"], object]
Cases = Mapping[str, Case]


@dataclass
class Desk:
    """An empty folder of one's own, and a way to change the program for the length of one case."""

    folder: Path
    patch: pytest.MonkeyPatch

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


def in_place_of(old: str, new: str) -> str:
    """The name of a case that replaces one piece of a good file: both sides, on one line."""
    return f"{_one_line(new) or 'nothing'}   (in place of {_one_line(old)})"


def _one_line(text: str) -> str:
    shown = " / ".join(part.strip() for part in text.strip().splitlines())
    return shown if len(shown) <= 100 else f"{shown[:60]} ... ({len(text):,} characters)"
