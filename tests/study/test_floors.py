"""Truth: docs/privacy.md. A study file may be stricter than the floors of policy.yaml, never looser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import DeclarationError, MonitorError
from monitor.intake.rules import read_rule_file
from monitor.publication.theme.theme import load_theme
from monitor.study.house_policy import house_floors, study_defaults
from monitor.study.policy import DisclosureRules
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study import Study
from monitor.study.study_reader import read_study

from .conftest import Writer

LIMITS: dict[str, tuple[str, Callable[[DisclosureRules], float | None]]] = {
    "anonymous base": ("anonymous: {minimum_base: VALUE}", lambda rules: rules.anonymous.minimum_base),
    "identifiable base": ("identifiable: {minimum_base: VALUE}", lambda rules: rules.identifiable.minimum_base),
    "count": ("identifiable: {minimum_count: VALUE}", lambda rules: rules.identifiable.minimum_count),
    "width": ("protection: {width: VALUE}", lambda rules: rules.width),
    "reaches": ("protection: {reaches: VALUE}", lambda rules: rules.reaches),
}  # fmt: skip
FLOORS = {"anonymous base": 10, "identifiable base": 10, "count": 5, "width": 5, "reaches": 5}
LOOSER = (
    "0", "1", "-1", "-1e9", "4.999999999", "4", "", "null", "~", "Null", '""', "geen", '"4"', "'-5'", "0x64", "٩", "1_", "nan",
    ".nan", "inf", "-inf", ".inf", "1e400", "1/0", "[10]", "{value: 10}", "true", "no", "&a 3", "!!int 3", "1e0", "+4", "0b11",
)  # fmt: skip


def _with(write: Writer, lines: str) -> Study:
    return read_study(write.study(("reports:", f"{lines}\nreports:")))


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("value", LOOSER)
def test_no_writing_of_a_value_gets_below_its_floor(write: Writer, limit: str, value: str) -> None:
    text, _ = LIMITS[limit]
    with pytest.raises(DeclarationError, match=r"^study\.yaml:9: "):
        _with(write, f"disclosure: {{{text.replace('VALUE', value)}}}")


@pytest.mark.parametrize("limit", LIMITS)
def test_the_error_says_where_what_the_floor_and_what_to_do(write: Writer, limit: str) -> None:
    text, _ = LIMITS[limit]
    with pytest.raises(DeclarationError) as failure:
        _with(write, f"disclosure:\n  {text.replace('VALUE', '1')}")
    said = str(failure.value)
    assert said.startswith("study.yaml:10: ")
    assert 'got "1"' in said
    assert f"floor is {FLOORS[limit]}" in said
    assert "--policy FILE" in said


@pytest.mark.parametrize("limit", LIMITS)
def test_a_study_file_may_be_stricter(write: Writer, limit: str) -> None:
    text, read = LIMITS[limit]
    for value in (FLOORS[limit], 25):
        study = _with(write, f"disclosure: {{{text.replace('VALUE', str(value))}}}")
        assert read(study.disclosure) == value


def test_the_defaults_of_the_house_lie_on_or_above_its_floors(write: Writer) -> None:
    rules = read_study(write.study()).disclosure
    assert {name: read(rules) for name, (_, read) in LIMITS.items()} == FLOORS
    assert set(house_floors().values()) == {5, 10}
    assert "floors" not in study_defaults()


OTHER_NAMES = (
    "floors: {minimum_base: 1}",
    "Disclosure: {anonymous: {minimum_base: 1}}",
    "thresholds: {anonymous: {minimum_base: 1}}",
    "suppression: {minimum_base: 1}",
    "minimum_base: 1",
    "disclosure: {minimum_base: 1}",
    "disclosure: {minimum-base: 1}",
    "disclosure: {floors: {minimum_base: 1}}",
    "disclosure: {anonymous: {minimum base: 1}}",
    "disclosure: {anonymous: {minimum_base: 10, minimum_count: 0}}",
    "disclosure: {anonymous: {base: 1}}",
    "disclosure: {default: {minimum_base: 1}}",
    "disclosure: {all: {minimum_base: 1}, anonymous: {minimum_base: 10}}",
    "disclosure: {<<: {anonymous: {minimum_base: 1}}}",
    "disclosure: {width: 1}",
    "disclosure: off",
    "disclosure: none",
    "disclosure:",
    "disclosure: {anonymous: }",
    "disclosure: {protection: off}",
    "comparison: {minimum_base: 1}",
    "design: {minimum_base: 1}",
)


@pytest.mark.parametrize("lines", OTHER_NAMES)
def test_a_limit_has_one_name_and_no_other_door(write: Writer, lines: str) -> None:
    with pytest.raises(DeclarationError, match=r"^study\.yaml:(9|10): "):
        _with(write, lines)


@pytest.mark.parametrize(
    "keys", ["minimum_base: 1", "disclosure: {anonymous: {minimum_base: 1}}", "minimum_count: 0"]
)
def test_a_breakdown_an_indicator_a_wave_or_a_report_has_no_limits_of_its_own(
    write: Writer, keys: str
) -> None:
    for old, new in (
        ("breakdowns: [clear]", f"breakdowns: [{{id: clear, {keys}}}]"),
        ("reports:", f"indicators: [{{id: clear, {keys}}}]\nreports:"),
        ("invited: 10", f"invited: 10, {keys}"),
        ("reports: [inspectorate]", f"reports: [{{id: inspectorate, {keys}}}]"),
    ):
        with pytest.raises(DeclarationError, match="the key .* is not known"):
            read_study(write.study((old, new)))


def test_the_files_that_a_study_names_set_no_limits(write: Writer, tmp_path: Path) -> None:
    block = "disclosure: {anonymous: {minimum_base: 1}}\n"
    rules, theme = tmp_path / "rules.yaml", tmp_path / "theme.yaml"
    rule = "{name: r, label: R, description: D, severity: soft, origin: O, rule: clear == sa}"
    rules.write_text(f"{block}rules: [{rule}]\n", encoding="utf-8")
    theme.write_text(block, encoding="utf-8")
    questionnaire = write.questionnaire(("themes:", f"{block}themes:"))
    for read in (
        lambda: read_questionnaire(questionnaire),
        lambda: read_rule_file(rules),
        lambda: load_theme(theme),
    ):
        with pytest.raises(MonitorError, match="the key .* is not known"):
            read()


def test_a_companion_is_held_to_the_floors_too(write: Writer, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        write.study(("reports:", "disclosure: {anonymous: {minimum_base: 2}}\nreports:"))
        .read_text(encoding="utf-8")
        .replace("study: mini", "study: other"),
        encoding="utf-8",
    )
    with pytest.raises(DeclarationError, match=r"other\.yaml:9: .* its floor is 10"):
        _with(write, "companions: {other: other.yaml}")
