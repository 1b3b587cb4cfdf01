from __future__ import annotations

from pathlib import Path

import pytest

QUESTIONNAIRE = """\
survey: mini
title: Kleine vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2020", "2022"]
themes: {work: Werk, care: {label: Zorg}}
scales:
  agree5:
    kind: likert
    categories: {sa: helemaal eens, a: eens, n: neutraal, d: oneens, sd: helemaal oneens}
    nets: {agree_net: {label: (helemaal) eens, of: [sa, a]}, disagree_net: [d, sd]}
    special: {dk: {label: weet ik niet, means: dont_know}}
  size2: {kind: ordinal, categories: {yes: ja, no: nee}}
  grade10: {kind: grade, range: [1, 10], special: {na: {label: n.v.t., means: not_applicable}}}
questions:
  - {id: clear, nr: "1", scale: agree5, theme: work, text: "Brieven zijn duidelijk"}
  - id: help
    theme: care
    asked: ["2022"]
    text: "Hulp"
    kind: multi
    options: {help_a: "A", help_none: {text: "Geen", short: "geen hulp"}}
    exclusive: [help_none]
  - {id: time, kind: parts_of_100, theme: work, text: "Verdeel", parts: {time_a: "A", time_b: "B"}}
  - {id: marks, kind: grade, scale: grade10, theme: care, text: "Cijfers", rows: {mark_a: "A"}}
  - {id: why, kind: open, theme: work, text: "Waarom?", asked_if: "clear in [d, sd]"}
derived:
  unclear: {label: Onduidelijk, kind: yes_no, theme: work, value: "clear in [d, sd]"}
  rest: {label: Rest, kind: percentage, theme: work, value: 100 - time_a}
"""

STUDY = """\
study: mini
title: Kleine studie
published: 2024-09-01
questionnaire: questionnaire.yaml
waves:
  "2022": {responses: r22.csv, invited: 10}
  "2020": {responses: r20.csv}
breakdowns: [clear]
reports: [inspectorate]
"""

FRAME = "code,name,region\nGM1,Aa,noord\nGM2,Bee,zuid\n"


class Writer:
    """Writes the small questionnaire or study with pieces of text replaced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def questionnaire(self, *replacements: tuple[str, str]) -> Path:
        return self._file("questionnaire.yaml", QUESTIONNAIRE, replacements)

    def study(self, *replacements: tuple[str, str]) -> Path:
        self.questionnaire()
        return self._file("study.yaml", STUDY, replacements)

    def _file(self, name: str, text: str, replacements: tuple[tuple[str, str], ...]) -> Path:
        for old, new in replacements:
            assert old in text, f"nothing to replace: {old}"
            text = text.replace(old, new, 1)
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    return Writer(tmp_path)
