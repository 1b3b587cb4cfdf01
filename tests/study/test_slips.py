"""Truth: slips that people make in YAML, and what each of them means, written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError, nearest_word
from monitor.publication.drafts import editors_texts
from monitor.study.declarations import load
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.slips import cut_at_a_comma, slip_in_value, slip_in_yaml
from monitor.study.study_reader import read_study
from tests.study.conftest import Writer


@pytest.mark.parametrize(
    ("said", "line", "hint"),
    [
        ("found character '\\t' that cannot start any token", "\tkind: likert", "Use spaces"),
        ("mapping values are not allowed here", "title: Klein: de studie", "Put quotation marks around"),
        (
            "mapping values are not allowed here",
            "title: \u201cKlein: de studie\u201d",
            "straight quotation marks",
        ),
        ("found unknown escape character 'o'", 'responses: "data\\ouders.csv"', "Write / instead"),
        ("expected ',' or ']', but got ':'", "a: [1", None),
        ("expected ',' or ']', but got ':'", 'title: "de \u2018oude\u2019 wet"', None),
    ],
)
def test_a_line_that_cannot_be_read_gets_the_hint_of_its_slip(said: str, line: str, hint: str | None) -> None:
    told = slip_in_yaml(said, line)
    assert told is None if hint is None else hint in str(told)


@pytest.mark.parametrize(
    ("value", "wanted", "hint"),
    [
        ("0,05", "float_parsing", "0.05"),
        ("-1,5", "float_parsing", "-1.5"),
        ("5%", "float_parsing", "0.05"),
        ("2,5 %", "float_parsing", "0.025"),
        ("veel", "float_parsing", None),
        ("1,5", "string_type", None),
        ("inspectorate", "tuple_type", "[inspectorate]"),
    ],
)
def test_a_value_gets_the_hint_of_its_slip(value: str, wanted: str, hint: str | None) -> None:
    told = slip_in_value(value, wanted)
    assert told is None if hint is None else str(told).endswith(hint)


def test_a_decimal_comma_between_braces_is_seen_by_what_is_left_of_it() -> None:
    assert str(cut_at_a_comma("05", {"alpha": "0", "05": None})).endswith("0.05")
    assert cut_at_a_comma("05", {"05": None}) is None
    assert cut_at_a_comma("power", {"alpha": "0", "power": "1"}) is None


def test_a_no_break_space_is_seen_in_the_line_above_too(write: Writer) -> None:
    with pytest.raises(DeclarationError, match="no-break space"):
        read_study(write.study(("study: mini", "study:\u00a0mini")))


def test_a_key_that_is_not_known_is_told_before_the_one_that_is_missing_for_it(write: Writer) -> None:
    with pytest.raises(DeclarationError, match=r'^study\.yaml:3: the key "gepubliceerd" is not known'):
        read_study(write.study(("published:", "gepubliceerd:")))


def test_places_in_a_list_are_counted_from_1(write: Writer) -> None:
    with pytest.raises(DeclarationError, match='"reports > 2 > audience" cannot be used'):
        read_study(write.study(("[inspectorate]", "[inspectorate, {id: x, audience: intern}]")))


def test_the_nearest_word_is_found_whatever_its_capitals() -> None:
    assert nearest_word("STUDY.YML", ["study.yaml", "frame.csv"]) == "study.yaml"
    assert nearest_word("Inspectorate", ["inspectorate", "parliament"]) == "inspectorate"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("lead: []\n'in[brief': x\n", 'teksten.yaml:2: the key "in[brief" is not known here'),
        ("'function-lead': x\n", 'teksten.yaml:1: the key "function-lead" is not known here'),
        ("in_brief: {'wo[on': [[]]}\n", '"in_brief > wo[on > 1" cannot be used; got nothing'),
    ],
)
def test_a_key_with_signs_of_its_own_is_named_with_its_line(
    tmp_path: Path, written: str, expected: str
) -> None:
    """As a library names places in a file, such signs tell a type that was tried."""
    path = tmp_path / "teksten.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(DeclarationError) as refused:
        load(path, editors_texts.TextsFile)
    assert expected in str(refused.value)


def test_a_list_where_one_text_of_a_net_stands_is_named(tmp_path: Path) -> None:
    path = tmp_path / "questionnaire.yaml"
    path.write_text(QUESTIONNAIRE, encoding="utf-8")
    with pytest.raises(DeclarationError) as refused:
        read_questionnaire(path)
    assert 'questionnaire.yaml:6: "scales > eens > nets > net > 1" cannot be used; got nothing' in str(
        refused.value
    )


QUESTIONNAIRE = """\
survey: klein
title: Klein
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {werk: Werk}
scales: {eens: {kind: ordinal, categories: {a: eens, b: oneens}, nets: {net: [[]]}}}
questions:
  - {id: clear, nr: "1", scale: eens, theme: werk, text: "Duidelijk"}
"""
