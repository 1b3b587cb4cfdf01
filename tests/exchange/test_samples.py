"""Truth: tests/exchange/samples/*/expected.yaml, written by hand beside made-up exports of each program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monitor.exchange.add_wave import add_wave
from monitor.exchange.begin import begin
from monitor.intake.answers.typed_answers import DONT_KNOW, NO_ANSWER, NOT_ASKED, VALID, Variable
from monitor.pipeline import check_study, declared_study
from monitor.stages.options import RunOptions
from monitor.stages.taking_in import take_in
from monitor.study.declarations import read_declaration
from monitor.study.questionnaire_reader import read_questionnaire
from tests.declared import plain_yaml

pytestmark = pytest.mark.ci

SAMPLES = Path(__file__).with_name("samples")
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.name != "waves")
ROLES = {
    "weight": "weight_column",
    "municipality": "municipality_column",
    "completed": "completed_column",
}


@dataclass(frozen=True)
class Made:
    """What `monitor init` made of a sample, and what it should be."""

    folder: Path
    expected: dict[str, Any]

    @property
    def wave(self) -> str:
        return self.expected["questionnaire"]["waves"][0]

    @property
    def columns(self) -> dict[str, Any]:
        return plain_yaml(self.folder / "columns" / f"{self.wave}.yaml")


@pytest.fixture(scope="module", params=NAMES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    sample = SAMPLES / request.param
    expected = plain_yaml(sample / "expected.yaml")
    files = [str(sample / file) for file in expected["files"]]
    if request.param == "googleforms":  # neither cells nor name tell the year
        files[-1] = f"{expected['questionnaire']['waves'][0]}={files[-1]}"
    to = tmp_path_factory.mktemp(request.param) / "onderzoek"
    begin(files, to, lambda *_: None)
    return Made(to, expected)


def _signature(path: Path) -> dict[str, tuple]:
    """By item, what can be asked of it: kind, text, answers in their order where that matters, special codes, route."""
    questionnaire = read_questionnaire(path)
    found = {}
    for item in questionnaire.items.values():
        group = questionnaire.groups[item.group]
        labels = (
            [(one.code, one.label) for one in item.scale.categories]
            if item.scale and not item.traits.is_option
            else []
        )
        ordered = item.scale is not None and item.scale.kind in ("likert", "ordinal")
        nets = (
            sorted((net.id, net.of) for net in item.scale.nets)
            if item.scale and item.scale.kind == "likert"
            else []
        )
        route = str(item.asked_if or "").replace('"', "")
        found[item.id] = (
            item.kind, item.text, tuple(labels if ordered else sorted(labels)), tuple(nets), route,
            tuple(sorted((one.code, one.label, one.means) for one in item.special)),
            (group.stem, tuple(sorted(group.items)), group.exclusive) if len(group.items) > 1 else (),
            item.required, item.theme,
        )  # fmt: skip
    return found


def test_the_questionnaire_is_the_expected_one(made: Made, tmp_path: Path) -> None:
    wanted = tmp_path / "expected.yaml"
    text = (SAMPLES / _sample(made) / "expected.yaml").read_text(encoding="utf-8")
    part = re.search(r"(?m)^questionnaire:\n((?:  .*\n)+)", text)
    assert part
    wanted.write_text(re.sub(r"(?m)^  ", "", part[1]), encoding="utf-8")
    assert _signature(made.folder / "questionnaire.yaml") == _signature(wanted)


def _sample(made: Made) -> str:
    return str(made.expected["format"])


def test_roles_and_ignored_columns_are_found(made: Made) -> None:
    columns = made.columns
    for role, named in ROLES.items():
        if named in made.expected:
            assert columns.get(role) == made.expected[named], role
    assert set(columns["ignored"]) == set(made.expected["ignored_columns"])


def test_each_item_has_its_column_and_every_answer_its_code(made: Made) -> None:
    columns = made.columns["columns"]
    for item, wanted in made.expected["columns"].items():
        assert _readable(columns[item]) == _readable(wanted), item


def _readable(entry: Any) -> dict[str, Any]:
    """An entry with its heading in plain signs; marks of a program that no cell of this column has may be left out."""
    said = dict(entry) if isinstance(entry, dict) else {"column": entry}
    said["column"] = re.sub(r"\s+", " ", str(said["column"])).strip()
    said.pop("no_answer", None)
    return said


def test_everybody_who_answered_is_kept(made: Made, tmp_path: Path) -> None:
    told: list[str] = []
    check_study(
        made.folder / "study.yaml",
        RunOptions(out=tmp_path / "build"),
        lambda stage, detail: told.append(detail),
    )
    read, kept = (made.expected["respondents"][key] for key in ("read", "kept"))
    line = next(line for line in told if "accepted" in line)
    assert f"{read} rows = {kept} accepted + 0 quarantined" in line
    for reason, count in made.expected["respondents"]["left_out"].items():
        assert f"{count} left out ({reason})" in line


def test_the_counts_of_the_sample_are_found_again(made: Made) -> None:
    """Counted once from the file itself, by another program than the one that made it."""
    study = declared_study(made.folder / "study.yaml", RunOptions(out=Path("build")))
    answers = take_in(study, lambda *_: None, {}).answers
    for wanted in made.expected["counts"]:
        if "weight_total" in wanted:
            assert round(float(answers.design["weight"].sum()), 2) == wanted["weight_total"]
            assert len(answers) == wanted["base"]
        else:
            assert _found(answers.variables[wanted["item"]], wanted) == wanted


def _found(variable: Variable, wanted: dict[str, Any]) -> dict[str, Any]:
    """What is counted of an item, under the names of expected.yaml."""
    valid = variable.state == VALID
    numbers = variable.values[valid] if variable.values is not None else np.zeros(0)
    texts = (
        np.array([*variable.categories, ""], object)[variable.codes] if variable.codes is not None else None
    )
    states = {"dont_know": DONT_KNOW, "no_answer": NO_ANSWER, "not_asked": NOT_ASKED}
    counted: dict[str, Any] = {
        "item": wanted["item"], "code": wanted.get("code"), "base": int(valid.sum()), "answered": int(valid.sum()),
        "n": 0 if texts is None else int((valid & (texts == wanted.get("code"))).sum()),
        "sum": round(float(numbers.sum()), 2),
        **{name: int((variable.state == state).sum()) for name, state in states.items()},
    }  # fmt: skip
    return {name: counted.get(name, value) for name, value in wanted.items()}


def test_no_answer_stands_in_any_file(made: Made) -> None:
    for path in made.folder.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert [
                secret for secret in made.expected.get("never_in_yaml", ()) if str(secret) in text
            ] == [], path.name


def test_what_is_written_is_written_the_same_again(made: Made, tmp_path: Path) -> None:
    sample = SAMPLES / _sample(made)
    files = [str(sample / file) for file in made.expected["files"]]
    files[-1] = f"{made.wave}={files[-1]}"
    begin(files, tmp_path / "onderzoek", lambda *_: None)
    for path in sorted(made.folder.rglob("*.yaml")):
        again = tmp_path / "onderzoek" / path.relative_to(made.folder)
        assert "data:" in path.read_text(encoding="utf-8") or again.read_bytes() == path.read_bytes()


def test_every_remark_says_what_to_look_at(made: Made) -> None:
    marks = [
        line.partition("TODO: ")[2]
        for path in made.folder.rglob("*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "TODO" in line and not line.startswith("# Gemaakt")
    ]
    assert marks
    assert all(len(mark) > 15 for mark in marks)
    assert read_declaration(made.folder / "study.yaml").data["study"]


def test_a_breakdown_asks_how_many_people_its_smallest_group_has(made: Made) -> None:
    study = made.folder / "study.yaml"
    said = re.search(
        r"(?m)^breakdowns: \[(\w+).*# TODO: .*\{id: (\w+), population_at_least: ", study.read_text("utf-8")
    )
    declared = plain_yaml(study).get("breakdowns", [])
    assert declared[:1] == ([said[1]] if said else [])
    assert not said or said[1] == said[2]


def test_no_answer_stands_in_any_file_of_a_next_wave(made: Made, tmp_path: Path) -> None:
    """The same answers as another wave of a study that asks nothing of them yet: rule 10 holds there too."""
    sample = SAMPLES / _sample(made)
    study = begun_without_questions(tmp_path)
    files = [str(sample / file) for file in made.expected["files"]]
    files[-1] = f"2031={files[-1]}"
    said = add_wave(study, files, True, lambda *_: None)
    add_wave(study, files, False, lambda *_: None)
    texts = [path.read_text(encoding="utf-8") for path in study.parent.rglob("*") if path.is_file()]
    secrets = [str(one) for one in made.expected.get("never_in_yaml", ())]
    assert [one for one in secrets if any(one in text for text in (*said, *texts))] == []


def begun_without_questions(folder: Path) -> Path:
    """A study of one wave with one question that no sample has."""
    table = folder / "begin 2029.csv"
    table.write_text(
        "nr;Reed u op een kameel\n" + "".join(f"{n};{'Ja' if n % 2 else 'Nee'}\n" for n in range(12))
    )
    begin([str(table)], folder / "onderzoek", lambda *_: None)
    return folder / "onderzoek" / "study.yaml"
