"""Truth: what a register file says, and what follows from it by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError
from monitor.study.register_reader import label_of_rate, unit_of_rate
from monitor.study.study_reader import read_study
from tests.registers import Changed, write_register

IN_REGISTER = {
    "declared.there_is_no_count": ("numerator: low,", "numerator: lo,"),
    "declared.there_is_no_rate": ("indicator: stock_rate", "indicator: stock_rat"),
    "declared.rate_is_a_count": ("id: low_share", "id: low"),
    "declared.moments_out_of_order": ("[2020-11, 2023-11]", "[2023-11, 2020-11]"),
    "declared.chosen_after_looking": ("declared_on: 2024-01-15", "declared_on: 2024-05-01"),
    "declared.cuts_are_no_rising_row": ('mid: "x < 60"', 'mid: "x < 20"'),
    "declared.event_names_no_group": ("group: large", "group: larg"),
    "declared.occurs_twice_in": ("of: [stock, low]", "of: [stock, stock]"),
}
OTHERS: dict[str, Changed] = {
    "declared.cannot_be_used": {"register.yaml": ("month: 2022-01", "month: januari 2022")},
    "declared.register_by_municipality": {"study.yaml": ("breakdowns: [size]", "breakdowns: [municipality]")},
    "declared.block_of_another_kind": {"study.yaml": ("breakdowns:", 'missing: ["-99"]\nbreakdowns:')},
    "declared.is_missing": {"study.yaml": ("panel: panel.csv\n", "")},
    "declared.nobody_knows_key_here": {
        "register.yaml": ("per: 10000, cuts:", "per: 10000, cuts_of_2023: {low: rest}, cuts:")
    },
}
WRONG: dict[str, Changed] = {code: {"register.yaml": change} for code, change in IN_REGISTER.items()} | OTHERS


@pytest.mark.parametrize("code", WRONG)
def test_what_a_register_may_not_say_is_an_error(code: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_study(write_register(tmp_path, WRONG[code]))
    assert caught.value.code == code


def test_a_panel_belongs_to_a_register(tmp_path: Path) -> None:
    path = write_register(tmp_path, {"study.yaml": ("kind: register", "kind: survey")})
    with pytest.raises(DeclarationError, match="panel"):
        read_study(path)


def test_internal_reports_are_of_other_studies(tmp_path: Path) -> None:
    inside = ("formats: [html]", "formats: [html], audience: internal, readers: [beleid]")
    with pytest.raises(DeclarationError, match="audience"):
        read_study(write_register(tmp_path, {"study.yaml": inside}))


def test_a_rate_is_an_item_and_a_moment_a_wave(tmp_path: Path) -> None:
    study = read_study(write_register(tmp_path))
    assert [wave.id for wave in study.waves] == ["2020-11", "2023-11"]
    assert study.current.label == "november 2023"
    assert list(study.questionnaire.items) == ["stock_rate", "low_share", "stock_rate_class"]
    assert study.design.sampling == "census"
    classes = study.questionnaire.items["stock_rate_class"].scale
    assert classes is not None
    assert [one.label for one in classes.categories] == ["lager dan 30", "30 tot 60", "60 of hoger"]
    assert [one.identifiable for one in study.breakdowns] == [False]


def test_the_label_names_the_denominator_in_full(tmp_path: Path) -> None:
    register = read_study(write_register(tmp_path)).register
    assert register is not None
    rate, share = register.indicators
    assert label_of_rate(register, rate) == "Lopende trajecten per 10.000 inwoners van 15 tot 65 jaar"
    assert (
        label_of_rate(register, share)
        == "Trajecten met een lage loonwaarde als percentage van lopende trajecten"
    )
    assert unit_of_rate(register, rate) == "per 10.000 inwoners van 15 tot 65 jaar"


def test_another_way_of_counting_breaks_the_rates_of_that_count(tmp_path: Path) -> None:
    broken = 'method_breaks: [{from: 2023-01, counts: [low], note: "Anders geteld."}]\nbalance:'
    study = read_study(write_register(tmp_path, {"register.yaml": ("balance:", broken)}))
    share, rate = (study.questionnaire.items[name] for name in ("low_share", "stock_rate"))
    assert (share.comparable_from, share.break_reason) == ("2023-11", "register")
    assert rate.comparable_from == "2020-11"
