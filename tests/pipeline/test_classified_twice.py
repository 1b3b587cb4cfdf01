"""Truth: docs/decisions/004-disclosure.md. Who breaks down by two classifications of one answer is told what it costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.conftest import in_this_process

QUESTIONNAIRE = """\
survey: werk
title: Werk
respondents: {singular: medewerker, plural: medewerkers}
waves: ["2025"]
themes: {a: Werk}
scales:
  drie: {kind: ordinal, categories: {few: weinig, some: enkele, many: veel}}
  twee: {kind: ordinal, categories: {less: minder, more: meer}}
questions:
  - {id: files, kind: number, range: [0, 300], theme: a, text: "Hoeveel dossiers hebt u?"}
  - {id: happy, scale: twee, theme: a, text: "Bent u tevreden?"}
derived:
  fine: {label: Fijn, kind: recode, scale: drie, theme: a, cases: {few: files < 50, some: files >= 50 and files < 100, many: files >= 100}}
  wide: {label: Grof, kind: recode, scale: twee, theme: a, cases: {less: files < 50, more: files >= 50}}
  other: {label: Anders, kind: recode, scale: twee, theme: a, cases: {less: files < 70, more: files >= 70}}
"""
STUDY = """\
study: werk
title: Werk
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: r.csv}}
"""
MANY = "population_at_least: {n: 1000, source: proef}"


@pytest.mark.parametrize(
    ("breakdowns", "many", "told"),
    [
        (("fine", "wide"), 6, True),
        (("fine", "wide"), 10, False),
        (("fine", "other"), 6, False),
        (("fine", "happy"), 6, False),
        (("fine",), 6, False),
    ],
    ids=["a group of six", "groups of ten", "classes that overlap", "another answer", "one classification"],
)
def test_two_classifications_of_which_one_has_a_small_group_are_warned_of(
    tmp_path: Path, breakdowns: tuple[str, ...], many: int, told: bool
) -> None:
    (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    lines = [f"  - {{id: {name}, {MANY}}}" for name in breakdowns]
    (tmp_path / "study.yaml").write_text("\n".join([STUDY + "breakdowns:", *lines, ""]), encoding="utf-8")
    rows = [f"r{place},{number},less" for place, number in enumerate([20] * 30 + [60] * 30 + [120] * many)]
    (tmp_path / "r.csv").write_text("\n".join(["respondent_id,files,happy", *rows, ""]), encoding="utf-8")
    done = in_this_process("check", str(tmp_path / "study.yaml"), "--out", str(tmp_path / "build"))
    assert done.returncode == 0, done.stderr
    line = "fine and wide classify the same answers, and 1 group of fine has too few respondents"
    assert (line in done.stderr) is told
