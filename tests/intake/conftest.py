"""A small survey with one item of every kind, written as files, read through the real doors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.intake.files import limits
from monitor.intake.files.responses import Responses, read_responses
from monitor.intake.validation.quarantine import Split, split
from monitor.intake.validation.validate import Checked, validate
from monitor.study.study import Study
from monitor.study.study_reader import read_study

CANARY = "KANARIE7Q"

QUESTIONNAIRE = """\
survey: fietsers
title: Vragenlijst voor fietsers
respondents: {singular: fietser, plural: fietsers}
waves: ["2023", "2025"]
themes: {weg: Op weg}
severity: hard
scales:
  often3: {kind: ordinal, categories: {daily: elke dag, weekly: elke week, never: nooit}}
  agree5:
    kind: likert
    categories: {sa: helemaal eens, a: eens, n: neutraal, d: oneens, sd: helemaal oneens}
    nets: {agree_net: [sa, a]}
    special: {dk: {label: weet ik niet, means: dont_know}}
  grade10: {kind: grade, range: [1, 10], special: {na: {label: n.v.t., means: not_applicable}}}
  reach2: {kind: nominal, categories: {near: dichtbij, far: ver}}
questions:
  - {id: often, scale: often3, theme: weg, text: Hoe vaak fietst u?, required: true}
  - {id: safe, scale: agree5, theme: weg, text: Fietsen is veilig., asked_if: "often in [daily, weekly]"}
  - id: bike
    kind: multi
    theme: weg
    text: Welke fietsen hebt u?
    options: {bike_city: stadsfiets, bike_electric: e-bike, bike_none: geen}
    exclusive: [bike_none]
  - {id: travel, kind: parts_of_100, theme: weg, text: Verdeel uw ritten., parts: {part_work: werk, part_fun: plezier}}
  - {id: rating, kind: grade, scale: grade10, theme: weg, text: Welk cijfer geeft u de fietspaden?}
  - {id: rain, kind: percentage, theme: weg, text: Deel in de regen,
     special: {escape: {label: weet ik niet, means: dont_know}}}
  - {id: distance, kind: number, range: [0, 200], unit: km, theme: weg, text: Hoeveel kilometer?}
  - {id: old_item, scale: often3, theme: weg, text: Alleen toen, asked: ["2023"]}
  - {id: towns, kind: identifying, list: municipality, text: In welke gemeenten?, asked: ["2025"]}
  - {id: remark, kind: open, text: Wat wilt u nog kwijt?}
  - {id: again, scale: often3, theme: weg, text: Nog een keer?, asked_if: safe == dk}
  - id: contact
    kind: contact
    text: Hoe bereiken wij u?
    asked_if: again == daily
    rows: {contact_name: Naam, contact_mail: E-mail}
derived:
  feels_safe: {label: Voelt zich veilig, kind: yes_no, theme: weg, value: "safe in [sa, a]"}
  dry: {label: Deel droog, kind: percentage, theme: weg, value: 100 - rain}
  reach: {label: Bereik, kind: recode, scale: reach2, theme: weg, cases: {near: distance < 10, far: distance >= 10}}
"""

STUDY = """\
study: fietsers
title: Monitor fietsers
published: 2025-12-01
questionnaire: questionnaire.yaml
rules: fietsers.rules.yaml
municipalities:
  file: municipalities.csv
  mergers: mergers.csv
  column: home
  attributes: {region: {label: Landsdeel, categories: {north: noord, south: zuid}}}
waves:
  "2023": {responses: fietsers_2023.csv}
  "2025": {responses: fietsers_2025.csv, fieldwork: [2025-09, 2025-11]}
completed: done
design: {strata: region, weights: weight}
"""

MUNICIPALITIES = "code,name,region\nGM1,Best,north\nGM2,Fietsdorp,south\nGM3,Houten,south\n"
MERGERS = "old_code,new_code\nGM9,GM2\n"
RULES = """\
rules:
  - {name: far_every_day, label: Ver en elke dag, description: Dat is veel., severity: hard, origin: Eigen regel,
     applies_if: often == daily, rule: distance <= 100}
  - {name: remark_with_low_grade, label: Laag cijfer zonder uitleg, description: Vraag na., severity: soft,
     applies_if: rating < 4, rule: answered(remark)}
"""

# One good row: column to cell, in the order of the file of wave 2025.
GOOD = {
    "respondent_id": "F1",
    "often": "daily",
    "safe": "sa",
    "bike_city": "1",
    "bike_electric": "0",
    "bike_none": "0",
    "part_work": "40",
    "part_fun": "60",
    "rating": "7",
    "rain": "12,5",
    "distance": "8",
    "towns": "GM1|GM2",
    "remark": "",
    "again": "",
    "contact_name": "",
    "contact_mail": "",
    "weight": "1,2",
    "home": "GM1",
    "done": "2025-10-01",
}


@dataclass
class Survey:
    """The survey on disk; `write` makes its response file, the others take it through intake."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "fietsers_2025.csv"

    @property
    def study(self) -> Study:
        return read_study(self.folder / "study.yaml")

    def write(self, *rows: dict[str, str], separator: str = ";", encoding: str = "utf-8") -> None:
        """Rows as changes to the good row; ids F1, F2, ... where a row has none."""
        self.path.write_bytes(table(*rows, separator=separator).encode(encoding))

    def responses(self, wave: str = "2025") -> Responses:
        return read_responses(self.study, wave)

    def checked(self, *rows: dict[str, str]) -> Checked:
        self.write(*rows)
        return validate(self.responses(), self.study, "2025")

    def split(self, *rows: dict[str, str]) -> Split:
        return split(self.checked(*rows))


def table(*rows: dict[str, str], separator: str = ";") -> str:
    lines = [separator.join(GOOD)]
    for number, row in enumerate(rows, start=1):
        lines.append(separator.join({**GOOD, "respondent_id": f"F{number}", **row}.values()))
    return "\n".join(lines) + "\n"


def write_survey(folder: Path) -> Survey:
    """The questionnaire, study, frame and rules of the survey, without responses."""
    for name, text in (
        ("questionnaire.yaml", QUESTIONNAIRE),
        ("study.yaml", STUDY),
        ("municipalities.csv", MUNICIPALITIES),
        ("mergers.csv", MERGERS),
        ("fietsers.rules.yaml", RULES),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return Survey(folder)


@pytest.fixture
def survey(tmp_path: Path) -> Survey:
    return write_survey(tmp_path)


@pytest.fixture
def set_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Replace limits for one test; they are read from a file as always, processes of readers keep theirs."""

    def replace(**changes: object) -> None:
        folder = tmp_path / "policy"
        folder.mkdir()
        (folder / "limits.yaml").write_text(json.dumps({**json.loads(current), **changes}), encoding="utf-8")
        monkeypatch.setattr(limits, "LIMITS_FILE", folder / "limits.yaml")
        limits.read_limits.cache_clear()

    current = limits.read_limits().model_dump_json()
    yield replace
    monkeypatch.undo()
    limits.read_limits.cache_clear()
