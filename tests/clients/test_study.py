"""Truth: the plans of the demonstration; hand counts on the frame and the control totals."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from clients_demo.world import World, read_world

from monitor.statistics.quality.response import read_dispositions
from monitor.study.control_totals import read_control_totals
from monitor.study.study import Study


@pytest.fixture(scope="module")
def world() -> World:
    return read_world()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_study_is_marked_as_a_demonstration_and_has_a_fixed_date(study: Study):
    assert study.demonstration
    assert study.published.isoformat() == "2025-11-03"


def test_the_frame_has_342_municipalities_and_the_first_240_are_those_of_the_klantmanagers(study: Study):
    other = rows_of(
        Path(__file__).resolve().parents[2] / "responses_demo" / "klantmanagers" / "municipalities.csv"
    )
    assert len(study.municipalities.rows) == 342
    mine = [{name: row[name] for name in other[0]} for row in list(study.municipalities.rows.values())[:240]]
    assert mine == other


def test_no_two_municipalities_of_any_year_have_one_name(study: Study, folder: Path):
    names = [*study.municipalities.names, *(row["name"] for row in rows_of(folder / "mergers.csv"))]
    assert len(set(names)) == len(names) == 342 + 10


def test_every_municipality_takes_part_in_every_wave_under_the_code_it_had(
    study: Study, splits, world: World
):
    for wave, found in splits.items():
        codes = set(found.accepted.answers.design["municipality"])
        assert codes == set(world.country.code_in(wave))
        assert {study.municipalities.recode(code) for code in codes} == set(study.municipalities.rows)


def test_nine_municipalities_of_2021_ended_and_one_came_and_went_between(world: World):
    waves = {wave: set(world.country.code_in(wave)) for wave in world.waves}
    assert [len(waves[wave]) for wave in world.waves] == [351, 345, 342]
    assert "GMX910" in waves["2023"] - waves["2021"] - waves["2025"]


def test_people_on_assistance_are_about_400_000_and_half_of_them_live_in_few_places(study: Study):
    people = sorted((int(row["people"]) for row in study.municipalities.rows.values()), reverse=True)
    assert 390_000 < sum(people) < 410_000
    assert sum(people[:30]) > sum(people) / 2
    assert people[171] < 400


def test_control_totals_count_one_population_and_name_their_source(study: Study):
    for wave in study.waves:
        controls = read_control_totals(wave.controls)
        controls.check_agreement(("age_class*sex", "region*size_class", "years_on_assistance"))
        assert {len(found) for found in controls.totals.values()} == {10, 12, 4}
        assert set(controls.dates.values()) == {f"{wave.id}-01-01"}
        assert all("Fictieve" in source for source in controls.sources.values())


def test_the_response_chain_in_the_study_file_is_that_of_the_dispositions(study: Study):
    for wave in study.waves:
        count = Counter(read_dispositions(wave.dispositions)["disposition"])
        invited = count.total() - count["not_eligible"]
        assert wave.sampled == count.total()
        assert (wave.invited, wave.reached) == (invited, invited - count["non_contact"])
        assert wave.started == count["complete"] + count["partial"]


def test_everybody_who_completed_is_accepted(study: Study, splits):
    for wave in study.waves:
        units = read_dispositions(wave.dispositions)
        completed = set(units.loc[units["disposition"] == "complete", "respondent_id"])
        assert set(splits[wave.id].accepted.answers.respondent_id) == completed


def test_all_declared_breakdowns_and_at_most_ten_headlines(study: Study):
    assert [(found.id, found.identifiable) for found in study.breakdowns] == [
        ("age_class", False),
        ("years_on_assistance", False),
        ("region", False),
        ("size_class", False),
        ("region*size_class", True),
        ("municipality", True),
    ]
    assert len(study.comparison.headlines) == 10
    assert study.comparison.against == ("previous", "first", "trend")
