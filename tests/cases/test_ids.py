"""Truth: row numbers from 1 in both waves are nobody's panel until the study says so."""

from __future__ import annotations

import random

import pandas as pd
import pytest

pytestmark = pytest.mark.ci

CASE = "31-ids-restart-in-every-wave"


def declared(value):
    return lambda study: study.update(design={"stable_ids": value})


def test_the_run_stops_and_asks(run_case):
    run = run_case(CASE)
    assert run.code == 1
    assert "stable_ids" in run.said
    assert "90 of the 90 of wave 2025 also in wave 2023" in run.said


def test_numbers_of_their_own_are_tested_as_other_people(run_case):
    run = run_case(CASE, declared(False))
    changes = run.table("changes")
    assert set(changes.loc[changes["item"] == "age", "verdict"]) == {"undecided"}
    assert 178 in set(changes["df"])
    assert "other people in every wave" in run.said


def test_a_panel_is_told_with_its_size(run_case):
    run = run_case(CASE, declared(True))
    assert run.code == 0
    assert "90 deden mee in 2023 en in 2025" in run.text
    assert "the same people" in run.said


def test_people_who_change_their_sex_or_year_of_birth_are_warned_of(run_case):
    def as_fixed(study):
        study["design"] = {"stable_ids": True, "fixed_facts": ["age"]}

    run = run_case(CASE, as_fixed)
    assert 'warning: "age" of' in run.said
    assert "Vaste gegevens die tussen metingen verschillen" in run.text


def test_shuffled_ids_change_no_figure_where_they_are_off(run_case, tmp_path):
    plain = run_case(CASE, declared(False))
    before = {name: plain.table(name) for name in ("estimates", "changes")}

    def shuffled(study):
        study["design"] = {"stable_ids": False}
        for wave in ("2023", "2025"):
            file = tmp_path / CASE / f"r{wave}.csv"
            frame = pd.read_csv(file)
            ids = frame["respondent_id"].tolist()
            random.Random(wave).shuffle(ids)
            frame.assign(respondent_id=ids).to_csv(file, index=False)

    other = run_case(CASE, shuffled)
    for name, table in before.items():
        pd.testing.assert_frame_equal(other.table(name), table, check_exact=True)


@pytest.mark.parametrize("value", [True, False])
def test_a_fixed_fact_that_nobody_asked_is_named(run_case, value):
    def unknown(study):
        study["design"] = {"stable_ids": value, "fixed_facts": ["aeg"]}

    run = run_case(CASE, unknown)
    assert run.code == 1
    assert 'there is no item "aeg"' in run.said
    assert "age" in run.said
