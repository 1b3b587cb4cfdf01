"""Truth: docs/privacy.md. Who lowers a floor says so by name, in full, for studies that are named."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from monitor.errors import DeclarationError
from monitor.study.house_policy import house_floors
from monitor.study.organisation_policy import LoweredFloors, read_policy
from monitor.study.study import Study
from monitor.study.study_reader import read_study

from .conftest import Writer

POLICY = """\
name: Gemeente Voorbeeld
function: functionaris gegevensbescherming
date: 2024-06-01
reason: De deelnemers hebben hier vooraf mee ingestemd.
studies: [mini, other]
floors: {minimum_base: 5, minimum_count: 3, width: 3, reaches: 2}
"""
LOOSE = "disclosure: {anonymous: {minimum_base: 5}, identifiable: {minimum_base: 6, minimum_count: 3}, protection: {width: 3, reaches: 2}}"


def _policy(folder: Path, *changes: tuple[str, str]) -> Path:
    text = POLICY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _study(write: Writer, lines: str, policy: Path) -> Study:
    return read_study(write.study(("reports:", f"{lines}\nreports:")), read_policy(policy))


def test_the_floors_of_an_organisation_are_those_of_the_house() -> None:
    assert {one.name for one in fields(LoweredFloors)} == set(house_floors())


def test_a_study_may_go_down_to_the_lowered_floor(write: Writer, tmp_path: Path) -> None:
    study = _study(write, LOOSE, _policy(tmp_path))
    rules = study.disclosure
    assert (rules.anonymous.minimum_base, rules.identifiable.minimum_base) == (5, 6)
    assert (rules.identifiable.minimum_count, rules.width, rules.reaches) == (3, 3, 2)
    assert study.policy is not None
    assert study.policy.name == "Gemeente Voorbeeld"
    assert study.until("2020").without(()).policy == study.policy


def test_a_lowered_floor_changes_nothing_by_itself(write: Writer, tmp_path: Path) -> None:
    study = _study(write, "", _policy(tmp_path))
    assert study.disclosure == read_study(write.study()).disclosure


@pytest.mark.parametrize(
    ("lines", "floor"),
    [
        ("disclosure: {anonymous: {minimum_base: 4}}", 5),
        ("disclosure: {identifiable: {minimum_count: 2}}", 3),
        ("disclosure: {protection: {width: 2.9}}", 3),
    ],
)
def test_and_no_further(write: Writer, tmp_path: Path, lines: str, floor: int) -> None:
    with pytest.raises(DeclarationError, match=f"its floor is {floor}"):
        _study(write, lines, _policy(tmp_path))


def test_what_is_not_lowered_keeps_the_floor_of_the_house(write: Writer, tmp_path: Path) -> None:
    policy = _policy(tmp_path, ("minimum_base: 5, minimum_count: 3, width: 3, reaches: 2", "width: 3"))
    with pytest.raises(DeclarationError, match="its floor is 10"):
        _study(write, LOOSE, policy)


def test_a_study_that_is_not_named_is_refused_by_its_name(write: Writer, tmp_path: Path) -> None:
    policy = _policy(tmp_path, ("[mini, other]", "[minimaal, min]"))
    for lines in (LOOSE, ""):
        with pytest.raises(
            DeclarationError, match='policy.yaml:5: this policy does not hold for the study "mini"'
        ):
            _study(write, lines, policy)


def test_a_companion_that_is_not_named_keeps_the_floor(write: Writer, tmp_path: Path) -> None:
    third = tmp_path / "third.yaml"
    text = write.study(("reports:", f"{LOOSE}\nreports:")).read_text(encoding="utf-8")
    third.write_text(text.replace("study: mini", "study: third"), encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"third\.yaml:9: .* its floor is 10"):
        _study(write, "companions: {third: third.yaml}", _policy(tmp_path))
    third.write_text(text.replace("study: mini", "study: other"), encoding="utf-8")
    assert (
        _study(write, "companions: {other: third.yaml}", _policy(tmp_path)).companions["other"].study.policy
    )


INCOMPLETE = (
    *((line + "\n", "") for line in POLICY.splitlines()),
    ("Gemeente Voorbeeld", ""),
    ("Gemeente Voorbeeld", '" "'),
    ("Gemeente Voorbeeld", "TODO"),
    ("functionaris gegevensbescherming", "-"),
    ("De deelnemers hebben hier vooraf mee ingestemd.", "todo: reden"),
    ("De deelnemers hebben hier vooraf mee ingestemd.", "..."),
    ("2024-06-01", "binnenkort"),
    ("2024-06-01", "2024-13-01"),
    ("[mini, other]", "[]"),
    ("[mini, other]", "mini"),
    ("[mini, other]", '["*"]'),
    ("[mini, other]", "all"),
    ("{minimum_base: 5, minimum_count: 3, width: 3, reaches: 2}", "{}"),
    ("{minimum_base: 5, minimum_count: 3, width: 3, reaches: 2}", "{minimum_base: }"),
    ("minimum_base: 5", "minimum_base: 0"),
    ("minimum_base: 5", "minimum_base: -5"),
    ("minimum_base: 5", "minimum_base: 10"),
    ("minimum_count: 3", "minimum_count: 0"),
    ("width: 3", "width: 0"),
    ("width: 3", "width: nan"),
    ("reaches: 2", "reaches: 5"),
    ("width: 3", "rounds: 3"),
    ("floors:", "disclosure:"),
)


@pytest.mark.parametrize("change", INCOMPLETE)
def test_an_incomplete_policy_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    with pytest.raises(DeclarationError, match=r"^policy\.yaml:\d"):
        read_policy(_policy(tmp_path, change))
