"""Truth: a next wave whose columns go by the ids of the questionnaire is joined as it is, items that come and go told."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.exchange.add_wave import add_wave
from monitor.study.study_reader import read_study
from tests.declared import plain_yaml

QUESTIONNAIRE = """\
survey: hulp
title: Hulp
respondents: {singular: lid, plural: leden}
waves: ["2021", "2023"]
themes: {hulp: Hulp}
scales:
  eens: {kind: ordinal, categories: {"1": oneens, "2": neutraal, "3": eens}}
  janee: {kind: nominal, categories: {j: Ja, n: Nee}}
questions:
  - {id: letters, scale: eens, theme: hulp, text: De brieven zijn duidelijk}
  - {id: again, asked: ["2021"], scale: janee, theme: hulp, text: Kreeg u hulp?}
  - {id: past, scale: janee, theme: hulp, text: Werkt u?}
  - {id: other, scale: janee, theme: hulp, text: Hebt u een tuin?}
  - {id: rows, kind: grid, scale: eens, theme: hulp, text: Wat vindt u?, rows: {row_a: Een, row_b: Twee}}
  - {id: sort, kind: multi, theme: hulp, text: Welke hulp?, options: {s_a: Geld, s_b: Werk, s_c: Zorg}}
derived:
  many: {label: Veel hulp, kind: yes_no, theme: hulp, value: "count_of(s_*, 1) >= 2"}
"""
STUDY = """\
study: hulp
title: Hulp
published: 2025-11-01
questionnaire: questionnaire.yaml
waves:
  "2021": {responses: r2021.csv}
  "2023": {responses: r2023.csv}
reports: [inspectorate]
"""
ROWS = ["1,j,rood,2,1,0,1", "2,n,groen,3,0,1,0", "3,j,rood,1,,,", "3,n,blauw,2,1,1,0"]


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2025 asks `again` again, not `past` nor `row_b`, and something else by the name of `other`."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    lines = [f"i{n},{ROWS[n % len(ROWS)]}" for n in range(40)]
    header = "respondent_id,letters,again,other,row_a,s_a,s_b,s_c"
    (folder / "r2025.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    add_wave(folder / "study.yaml", [f"2025={folder / 'r2025.csv'}"], False, lambda *_: None)
    return folder


def test_columns_with_the_id_of_an_item_answer_that_item(joined: Path) -> None:
    asked = {
        name: item.asked
        for name, item in read_study(joined / "study.yaml").questionnaire.items.items()
        if not item.derived
    }
    every = ("2021", "2023", "2025")
    assert asked == {
        "letters": every, "again": ("2021", "2025"), "past": every[:2], "other": every[:2],
        "row_a": every, "row_b": every[:2], "s_a": every, "s_b": every, "s_c": every, "other_2": ("2025",),
    }  # fmt: skip


def test_they_need_no_map_and_other_answers_are_another_question(joined: Path) -> None:
    assert plain_yaml(joined / "columns" / "2025.yaml")["columns"] == {"other_2": "other"}
