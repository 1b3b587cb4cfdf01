"""Truth: a study without a file of answers: what stops `check` and `run` then was looked at before any answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import MonitorError
from monitor.pipeline import check_study, run_study
from monitor.stages.options import RunOptions
from tests.publication.conftest import QUESTIONNAIRE, STUDY


@pytest.mark.parametrize("command", [check_study, run_study])
def test_a_claim_without_conditions_stops_before_any_answer_is_read(
    tmp_path: Path, command: Callable[..., object]
) -> None:
    (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    study = tmp_path / "study.yaml"
    study.write_text(STUDY.replace("[inspectorate]", "[{id: own, template: own}]"), encoding="utf-8")
    (tmp_path / "own").mkdir()
    report = tmp_path / "own" / "report.qmd"
    for text, code in (
        ("[Zo is het.]{.claim}", "claims.has_no_guard"),
        ('[Zo is het.]{.claim holds="use_app.c1.now > 0.5"}', None),
    ):
        report.write_text(f"# Kop\n\n{text}\n", encoding="utf-8")
        with pytest.raises(MonitorError) as failure:
            command(study, RunOptions(out=tmp_path / "build"), lambda *_: None)
        assert (failure.value.code == code) is (code is not None)
        assert "huurders_2022.csv" in str(failure.value) or code
