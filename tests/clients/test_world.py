"""Truth: hand calculation on one or two cells; the plan itself, for what stays and what moves."""

from __future__ import annotations

import numpy as np
import pytest
from clients_demo.chance import category_chances, cut_points, mixed, stream
from clients_demo.country import CELLS
from clients_demo.files import WaveFiles, asked_columns
from clients_demo.option_sets import _count, read_set, set_distribution
from clients_demo.questions import read_question
from clients_demo.sampling import response_chance, sample_sizes
from clients_demo.truth import planted_changes
from clients_demo.world import World, _check_routes, read_world

WAVES = ["2021", "2023", "2025"]
HALVES = {"start": {"a": 50, "b": 50}}


@pytest.fixture(scope="module")
def world() -> World:
    return read_world()


def test_half_of_one_cell_lies_under_its_shift():
    assert cut_points(np.array([30]), np.array([7.0]), np.array([0.5])) == pytest.approx([0.30])


def test_two_cells_are_cut_so_that_together_they_have_the_share():
    shift, people = np.array([-50, 100]), np.array([300.0, 100.0])
    cuts = cut_points(shift, people, np.array([0.2, 0.7]))
    chances = category_chances(cuts, shift)
    assert (people @ chances / 400) == pytest.approx([0.2, 0.5, 0.3])
    assert chances[0, 0] > 0.2 > chances[1, 0]


def test_a_mixed_score_has_variance_one_and_the_loading_as_correlation():
    random = np.random.default_rng(1)
    trait, noise = random.standard_normal((2, 200_000))
    score = mixed(trait, 0.6, noise)
    assert score.std() == pytest.approx(1.0, abs=0.01)
    assert np.corrcoef(trait, score)[0, 1] == pytest.approx(0.6, abs=0.01)


def test_every_use_has_a_stream_of_its_own():
    assert stream(1, "a", "b").random() == stream(1, "a", "b").random()
    assert stream(1, "a", "b").random() != stream(1, "a", "c").random()


def test_a_move_takes_from_one_code_what_it_gives_to_another():
    plan = {"start": {"a": 40, "b": 35, "c": 25}, "moves": {"2023": {"a>c": 10}}}
    shares = read_question("x", plan, WAVES).shares
    assert [list(shares[wave].round(2)) for wave in WAVES] == [
        [0.40, 0.35, 0.25],
        [0.30, 0.35, 0.35],
        [0.30, 0.35, 0.35],
    ]


def test_a_restart_replaces_the_distribution_and_adds_its_codes_in_order():
    plan = {"start": {1: 60, 2: 40}, "restart": {"2023": {0: 20, 1: 50, 2: 30}}}
    question = read_question("x", plan, WAVES)
    assert question.codes == ("0", "1", "2")
    assert list(question.shares["2021"]) == [0.0, 0.6, 0.4]
    assert list(question.shares["2023"]) == [0.2, 0.5, 0.3]


def test_a_question_of_later_waves_is_not_asked_before():
    assert read_question("x", {**HALVES, "from": "2023"}, WAVES).waves == ("2023", "2025")


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"start": {"a": 50, "b": 40}}, "x: percentages add up to 90, not to 100"),
        ({**HALVES, "moves": {"2023": {"a>b": 60}}}, "x: a move of 2023 takes more than there is"),
    ],
)
def test_a_plan_that_cannot_be_stops_the_generator(plan, message):
    with pytest.raises(SystemExit, match=message):
        read_question("x", plan, WAVES)


def test_a_filter_that_hangs_on_hidden_traits_stops_the_generator():
    filter_ = read_question("filter", {**HALVES, "follows": {"trust": 0.5}}, WAVES)
    routed = read_question("routed", {**HALVES, "asked_if": {"filter": ["a"]}}, WAVES)
    with pytest.raises(SystemExit, match="routed: filter follows traits"):
        _check_routes({"filter": filter_, "routed": routed}, {})


def small_set(**changes):
    plan = {
        "none": {"option": "nothing", "percentage": 20},
        "together": 0.5,
        "wns": 0,
        "start": {"p": 50, "q": 40},
    }
    return read_set("set", {**plan, **changes}, WAVES)


def test_options_have_their_shares_whatever_shifts_them():
    options = small_set(age={"p": [80, 40, 0, -40, -80]})
    people = np.arange(1.0, CELLS + 1)
    found = set_distribution(options, "2021", people)
    assert people @ found.chances / people.sum() == pytest.approx([0.5, 0.4, 0.2])


def test_changing_one_option_leaves_the_others_as_they_were():
    people = np.ones(CELLS)
    before, after = (
        set_distribution(small_set(moves={"2023": {"p": 10}}), wave, people) for wave in ("2021", "2023")
    )
    assert (after.chances - before.chances).mean(axis=0) == pytest.approx([0.1, 0.0, 0.0])


def test_an_option_beyond_what_is_left_stops_the_generator():
    with pytest.raises(SystemExit, match="set: p cannot have its share in 2021"):
        set_distribution(small_set(start={"p": 95, "q": 4}), "2021", np.ones(CELLS))


def test_two_events_of_one_half_happen_0_1_or_2_times_as_with_coins():
    assert list(_count(np.array([0.5, 0.5]))) == [0.25, 0.5, 0.25]


def test_counts_of_options_add_to_one_and_have_the_sum_of_shares_as_mean():
    found = set_distribution(small_set(), "2021", np.ones(CELLS))
    counts = found.count_chances()
    assert counts.sum(axis=1) == pytest.approx(np.ones(CELLS))
    assert counts @ [0, 1, 2] == pytest.approx(np.full(CELLS, 0.9))


def test_drawn_options_follow_their_chances_and_the_exclusive_one_stands_alone():
    found = set_distribution(small_set(), "2021", np.ones(CELLS))
    chosen = found.draw(np.random.default_rng(3), np.zeros(100_000, int))
    assert chosen.mean(axis=0) == pytest.approx(found.chances[0], abs=0.006)
    assert set(chosen[:, :2].sum(axis=1)[chosen[:, 2] == 1]) == {0}
    assert np.bincount(chosen[:, :2].sum(axis=1)) / 100_000 == pytest.approx(
        found.count_chances()[0], abs=0.006
    )


def test_all_items_have_their_planned_shares_in_the_population(world: World):
    for name in ("heard", "letters_clear", "coop_grade"):
        question = world.questions[name]
        for wave in WAVES:
            base = world.about(question.about, wave)
            found = (base[..., None] * world.distribution(name, wave).chances).sum(axis=(0, 1)) / base.sum()
            assert found == pytest.approx(question.shares[wave], abs=1e-12), (name, wave)


def test_municipalities_differ_by_the_planned_spread(world: World):
    question = world.questions["heard"]
    shifts = question.effects.by_municipality("heard", world.country)
    assert shifts.std() == pytest.approx(question.effects.municipal, rel=0.15)


def test_response_goes_with_age_and_with_years(world: World):
    chance = response_chance(world.country).reshape(5, 2, 4)
    assert (np.diff(chance, axis=0) > 0).all()
    assert (np.diff(chance, axis=2) > 0).all()


def test_small_municipalities_are_sampled_whole_and_no_sample_exceeds_its_municipality(world: World):
    people = np.array([40, 100, *[3000] * 340])
    sizes = sample_sizes(world.country, people)
    assert sizes[0] == 40
    assert sizes[1] == world.country.plan["sample"]["least"]
    assert (sizes <= people).all()


def row(item: str, wave: str, truth: float) -> dict:
    return {
        "item": item,
        "category": "a",
        "measure": "share",
        "wave": wave,
        "truth": truth,
        "unweighted": truth,
    }


def test_only_what_changed_and_can_be_compared_is_listed():
    rows = [
        *(row("same", wave, 0.3) for wave in WAVES),
        *(row("up", wave, share) for wave, share in zip(WAVES, (0.3, 0.3, 0.4), strict=True)),
        *(row("broken", wave, share) for wave, share in zip(WAVES, (0.1, 0.3, 0.4), strict=True)),
        *(row("new", wave, share) for wave, share in zip(WAVES[1:], (0.3, 0.3), strict=True)),
    ]
    found = planted_changes(rows, {"broken": "2023"}, WAVES)
    assert [(entry["comparison"], entry["item"], round(entry["change"], 3)) for entry in found] == [
        ("previous", "broken", 0.1),
        ("previous", "up", 0.1),
        ("first", "up", 0.1),
    ]


def test_columns_follow_the_questionnaire_and_skip_what_a_wave_did_not_ask():
    questionnaire = {
        "questions": [
            {"id": "q"},
            {"id": "g", "rows": {"g1": {}, "g2": {}}},
            {"id": "late", "asked": ["2025"]},
        ]
    }
    assert asked_columns(questionnaire, "2021") == ["q", "g1", "g2"]
    assert asked_columns(questionnaire, "2025") == ["q", "g1", "g2", "late"]


def test_a_planted_fault_that_fits_nobody_stops_the_generator(world: World):
    files = WaveFiles.__new__(WaveFiles)
    files.world, files.wave, files.seed = world, "2021", 1
    files.columns = {"respondent_id": np.array(["C21-1"], object), "heard": np.array(["a"], object)}
    with pytest.raises(SystemExit, match="planted faults of 2021: no respondent meets"):
        files._donor({"heard": "sd"}, 0)
