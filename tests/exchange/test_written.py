"""Truth: the folder as it stood before a check that failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import IntakeError
from monitor.exchange.written import refuse_existing, written


def _refuses(study: Path) -> tuple[str, ...]:
    assert study.read_text(encoding="utf-8") == "nieuw"
    raise IntakeError("exchange.no_questions", where=study)


def test_what_a_check_refuses_is_put_back_as_it_was(tmp_path: Path) -> None:
    study, beside = tmp_path / "o" / "study.yaml", tmp_path / "o" / "columns" / "2025.yaml"
    with pytest.raises(IntakeError):
        written({study: "nieuw", beside: "kaart"}, study, _refuses)
    assert list(tmp_path.iterdir()) == []
    study.parent.mkdir()
    study.write_text("oud", encoding="utf-8")
    with pytest.raises(IntakeError):
        written({beside: "kaart", study: "nieuw"}, study, _refuses)
    assert [path.name for path in tmp_path.rglob("*")] == ["o", "study.yaml"]
    assert study.read_text(encoding="utf-8") == "oud"


def test_a_file_is_copied_with_its_rights_and_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "bron.csv").write_text("a\n", encoding="utf-8")
    (tmp_path / "bron.csv").chmod(0o600)
    study = tmp_path / "o" / "study.yaml"
    said = written({study: "x", tmp_path / "o" / "b.csv": tmp_path / "bron.csv"}, study, lambda _: ("goed",))
    assert said == ("goed",)
    assert (tmp_path / "o" / "b.csv").stat().st_mode & 0o777 == 0o600
    with pytest.raises(IntakeError, match="overwritten"):
        refuse_existing([study])
