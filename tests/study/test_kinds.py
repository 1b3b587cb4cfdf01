"""Truth: every kind of item is described whole, and every kind can be told."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from monitor.release.results.rounding import decimals
from monitor.study.kinds import DERIVED_KINDS, IMPLIED, KINDS, MARGINS, QUESTION_KINDS, SCALE_KINDS, ItemKind
from monitor.study.questionnaire_file import DerivedKind, QuestionKind
from monitor.study.scale import OfKind, own_scale
from tests.words import WORDS

MEASURED = [kind for kind in KINDS.values() if kind.categorical or kind.numeric]


def test_a_file_may_name_the_kinds_that_there_are_and_no_other() -> None:
    declared = {QuestionKind: QUESTION_KINDS, DerivedKind: DERIVED_KINDS, OfKind: tuple(SCALE_KINDS)}
    for of_file, names in declared.items():
        adapter = TypeAdapter(of_file)
        assert adapter.json_schema()["enum"] == list(names)
        assert [adapter.validate_python(name) for name in names] == list(names)
        with pytest.raises(ValidationError, match="Input should be '"):
            adapter.validate_python("scale")


def test_what_a_kind_refers_to_exists() -> None:
    assert set(IMPLIED.values()) <= set(QUESTION_KINDS)
    assert {kind.item for kind in SCALE_KINDS.values()} <= set(KINDS)
    for name, kind in KINDS.items():
        assert kind.id == name
        assert set(kind.scales) <= set(SCALE_KINDS)
        assert not (kind.scales and kind.own_answers)
        assert {kind.positive, kind.negative} - {""} <= dict(kind.own_answers).keys()


@pytest.mark.parametrize("kind", MEASURED, ids=lambda kind: kind.id)
def test_what_is_measured_has_a_test_a_unit_and_decimals(kind: ItemKind) -> None:
    assert kind.item_test
    assert kind.unit or kind.dichotomous
    assert not kind.unit or {kind.unit} <= set(decimals()) & set(MARGINS)


@pytest.mark.parametrize("kind", MEASURED, ids=lambda kind: kind.id)
def test_what_is_measured_can_be_told(kind: ItemKind) -> None:
    words = WORDS.sentences
    if kind.unit:
        assert f"mean_{kind.mean_form}" in words.estimates.keys() & words.subjects.keys()
    if kind.categorical:
        assert kind.id in words.estimates
    if kind.dichotomous:
        assert {kind.id, f"{kind.id}_no"} <= words.estimates.keys() & words.subjects.keys()


def test_a_kind_that_brings_its_answers_has_a_scale_of_its_own() -> None:
    scale = own_scale(KINDS[IMPLIED["options"]])
    assert scale is not None
    assert scale.codes == ("0", "1")
    assert not scale.traits.ordered
    assert own_scale(KINDS[IMPLIED["scale"]]) is None


@pytest.mark.parametrize(
    ("kind", "affirmed", "denied"), [("multi", "1", "0"), ("yes_no", "yes", "no"), ("single", None, None)]
)
def test_only_a_dichotomous_kind_is_affirmed_or_denied(kind, affirmed, denied) -> None:
    traits = KINDS[kind]
    assert [code for code in ("", "0", "1", "yes", "no") if traits.affirms(code)] == [affirmed][
        : bool(affirmed)
    ]
    assert [code for code in ("", "0", "1", "yes", "no") if traits.denies(code)] == [denied][: bool(denied)]
