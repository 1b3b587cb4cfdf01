"""Truth: a study with a single wave has nothing to compare, and says nothing of waves before or of tests."""

from __future__ import annotations

import re

from ruamel.yaml.comments import CommentedMap

SPEAKS_OF_MORE = re.compile(
    r"(?i)toets|losse steekproef|losse steekproeven|vorige meting|eerdere meting|gestegen|gedaald|vrijwel gelijk"
)


def grouped(study: CommentedMap) -> None:
    study["breakdowns"] = [{"id": "age"}]


def test_the_annex_of_one_wave_with_recognisable_groups_tells_of_margins_only(run_case):
    run = run_case("05-codes-written-as-floats", grouped)
    assert run.code == 0, run.said
    text = run.text
    assert (
        "In groepen met kans op herkenning zijn aantallen, percentages en gemiddelden eerst afgerond." in text
    )
    assert "Marges zijn uit die afgeronde cijfers berekend" in text
    assert SPEAKS_OF_MORE.findall(text) == []


def test_where_groups_are_tested_the_annex_tells_of_tests(run_case):
    def tested(study: CommentedMap) -> None:
        grouped(study)
        study["comparison"] = {"breakdown_families": ["age"]}

    run = run_case("30-shift-inside-the-net", tested)
    assert run.code == 0, run.said
    assert run.table("changes").query("breakdown == 'age'")["p"].notna().any()
    assert "Marges en toetsen zijn uit die afgeronde cijfers berekend" in run.text
