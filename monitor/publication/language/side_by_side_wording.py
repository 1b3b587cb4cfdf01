"""The Dutch words of two surveys side by side, from side_by_side.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from monitor.publication.language.annex_wording import TableWording
from monitor.study.declarations import Declared, load

WORDING = Path(__file__).with_name("words") / "side_by_side.yaml"


class SideBySideWording(Declared):
    """Wordings by name; see the file for what each is for."""

    sides: dict[str, str]
    bases: dict[str, str]
    table: dict[str, str]
    notes: dict[str, str]
    chapter: dict[str, str]
    limits: str
    annex: TableWording


@lru_cache(maxsize=1)
def side_by_side_wording() -> SideBySideWording:
    """Read the wording. **Raises** DeclarationError for a wrong file."""
    return load(WORDING, SideBySideWording)[0]
