"""What became of a former municipality: each ends in one of the frame, or is split."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError
from monitor.study.municipalities import Municipalities, read_municipalities


def _read(folder: Path, *lines: str) -> Municipalities:
    frame, mergers = folder / "frame.csv", folder / "mergers.csv"
    frame.write_text("code,name\nGM1,Een\nGM2,Twee\n", encoding="utf-8")
    mergers.write_text("\n".join(("old_code,new_code", *lines, "")), encoding="utf-8")
    return read_municipalities(frame, mergers=mergers)


@pytest.mark.parametrize(
    "lines", [("GM9,GM9",), ("GM1,GM2", "GM9,GM8", "GM8,GM9"), ("GM9,GM8", "GM9,GM1", "GM7,GM6", "GM6,GM7")]
)
def test_mergers_in_a_circle_are_refused(lines: tuple[str, ...], tmp_path: Path) -> None:
    """What is counted in them would be in no municipality, and nobody would hear of it."""
    with pytest.raises(DeclarationError) as caught:
        _read(tmp_path, *lines)
    assert caught.value.code == "declared.merges_into_which_is_no_municipality"


def test_the_line_of_an_unknown_municipality_is_named_and_not_one_before_it(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="mergers.csv:3: .*GM7"):
        _read(tmp_path, "GM9,GM8", "GM8,GM7")


def test_mergers_are_followed_to_their_end(tmp_path: Path) -> None:
    read = _read(tmp_path, "GM9,GM8", "GM8,GM1", "GM7,GM6", "GM6,GM1", "GM6,GM2")
    assert [read.recode(code) for code in ("GM9", "GM8", "GM7", "GM1")] == ["GM1", "GM1", "GM6", "GM1"]
