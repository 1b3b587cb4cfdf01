"""Truth: the golden answers about vignettes through a whole run: counts and pairs of R, and what is kept back of them."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from monitor.release.door.audit import audit
from monitor.release.door.told_vignettes import with_told_vignettes
from monitor.release.results.method import Crossed, Method
from tests.pipeline.test_file_check import released, row
from tests.vignettes import write_vignettes

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "reference/golden_instruments.json").read_text(encoding="utf-8")
)["vignettes"]


def close(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return released(write_vignettes(tmp_path_factory.mktemp("vignettes")))


def vignette(told: SimpleNamespace, name: str = "w") -> Any:
    method: Method = told.public.method
    assert method.vignettes is not None
    return next(one for one in method.vignettes.waves["2025"].vignettes if one.vignette == name)


def without_rule(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(w_rule="no")


# golden


def test_counts_have_the_limits_of_municipalities_as_sampled_units(told, tmp_path: Path) -> None:
    """In one municipality both see no room: limits of that question are worked out, and stay inside."""
    public = released(write_vignettes(tmp_path, given=without_rule)).public.estimates
    inside = told.estimates
    for frame, item, category, name in (
        (inside, "w_room", "yes", "sees_room"),
        (public, "w_decides", "deviate", "deviates"),
    ):
        golden, found = GOLDEN["clustered_shares"][name], row(frame, item, category)
        assert (found["count"], found["n"], found["df"]) == (golden["count"], golden["n"], golden["df"])
        assert (found["estimate"], found["se"]) == (close(golden["share"]), close(golden["se"]))
        low, high = golden["limits_n_star_at_most_n"]
        assert (found["ci_low"], found["ci_high"]) == (close(low), close(high))
        assert found["status"] == "unreliable"


def test_pairs_of_a_run_are_those_of_r(tmp_path: Path) -> None:
    found = vignette(released(write_vignettes(tmp_path, given=without_rule))).pairs
    golden = GOLDEN["w_decides"]
    assert (found.alike, found.pairs) == (golden["within_alike"], golden["within_pairs"])
    assert (found.between_alike, found.between_pairs) == (golden["between_alike"], golden["between_pairs"])
    assert (found.difference, found.alpha) == (
        close(golden["difference"]),
        close(golden["alpha_municipality"]),
    )
    exact = GOLDEN["exact_within_experience"]["w_decides"]
    assert (found.p, found.smallest) == (
        round(exact["p_at_least"], 2),
        round(exact["smallest_p_possible"], 2),
    )
    assert found.verdict == "undecided"
    assert [round(100 * power) for power in found.power.values()] == [12, 66]


def test_a_municipality_with_a_rule_of_its_own_is_left_out_and_counted(told) -> None:
    found, golden = vignette(told).pairs, GOLDEN["w_decides_where_free"]
    assert (found.alike, found.pairs, found.with_rule) == (golden["within_alike"], golden["within_pairs"], 1)


def test_room_decision_and_expectation_are_crossed_in_counts(told) -> None:
    one = vignette(told)
    by_expectation = {
        (cell["decides"], cell["expects"]): cell["Freq"] for cell in GOLDEN["decision_by_expectation"]
    }
    same = by_expectation["deviate", "same"]
    assert one.departing_by_same.both == (same, same)
    golden = GOLDEN["expectation_came_true"]
    assert (one.expectation.asked, one.expectation.came_true) == (
        golden["expects_same"], golden["colleague_did_the_same"],
    )  # fmt: skip


def test_a_released_set_is_read_as_it_was_written(told) -> None:
    assert told.public.method.as_written() == told.public.method


# what is set apart


def test_a_decision_outside_its_options_is_counted_as_no_answer(tmp_path: Path) -> None:
    def other_case(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[0, "w_decides"] = "grant"
        return frame

    found = released(write_vignettes(tmp_path, given=other_case))
    assert found.taken_in.ledgers["2025"].flags["unknown_code"] == 1
    pairs = vignette(found).pairs
    assert (pairs.pairs, pairs.single) == (7, 1)


def test_with_a_hard_question_such_a_row_goes_to_the_quarantine(tmp_path: Path) -> None:
    def other_case(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[0, "j_decides"] = "deviate"
        return frame

    hard = {"casussen.yaml": ("role: decision,", "role: decision, severity: hard,")}
    found = released(write_vignettes(tmp_path, hard, other_case))
    assert found.taken_in.ledgers["2025"].reasons == {"unknown_code": 1}


def test_one_answer_of_a_pair_counts_as_an_answer_and_makes_no_pair(tmp_path: Path) -> None:
    def unanswered(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[0, "j_decides"] = ""
        return frame

    found = released(write_vignettes(tmp_path, given=unanswered))
    pairs = vignette(found, "j").pairs
    assert (pairs.municipalities, pairs.pairs, pairs.single) == (8, 8, 1)
    assert row(found.public.estimates, "j_decides", "grant")["n"] == 17


def test_who_departs_without_seeing_room_is_marked_and_told_nowhere(tmp_path: Path) -> None:
    def without_room(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame["w_decides"] == "deviate", "w_room"] = "no"
        return frame

    found = released(write_vignettes(tmp_path, given=without_room))
    assert found.taken_in.ledgers["2025"].flags["departs_without_room"] == 8
    wave = found.public.method.waves["2025"]
    assert "departs_without_room" not in wave.flags
    assert "departs_without_room" not in {rule.rule for rule in wave.rules}
    assert wave.n_flagged is None


def test_a_wave_that_does_not_say_who_are_colleagues_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="municipality"):
        released(write_vignettes(tmp_path, given=lambda frame: frame.drop(columns="municipality")))


# what is kept back


def test_the_audit_works_nothing_out(told) -> None:
    assert audit([told.public], [told.study]).passed


def test_a_class_makes_the_counts_beside_it_as_wide(told) -> None:
    """Eight depart, all of them see room: that nobody else departs is told as nobody or one."""
    found = vignette(told)
    assert found.room_by_departing == Crossed(18, (7, 8), (4, 5), (0, 1), (5, 6))
    assert found.room_by_decision == ()


def test_no_told_count_of_two_facts_gives_a_class_away() -> None:
    """An attacker who knows both margins and every range finds at least two tables, and in these both values of a class."""
    from monitor.release.door.told_vignettes import _crossed

    for counts in product(range(9), repeat=4):
        n = sum(counts)
        told = _crossed(Crossed(n, *((count, count) for count in counts)))
        assert told is not None
        cells = (told.both, told.first_only, told.second_only, told.neither)
        small = [place for place, count in enumerate(counts) if count <= 1]
        if not small:
            assert cells == tuple((count, count) for count in counts)
            continue
        first, second = counts[0] + counts[1], counts[0] + counts[2]
        known = {
            table
            for both in range(n + 1)
            if min(table := (both, first - both, second - both, n - first - second + both)) >= 0
            and all(
                cell is None or cell[0] <= value <= cell[1] for cell, value in zip(cells, table, strict=True)
            )
        }
        if len(small) == 1:
            assert {table[small[0]] for table in known} == {0, 1}, counts
        else:
            assert cells == (None, None, None, None)


@pytest.mark.parametrize("alike", [0, 1, 8, 9])
def test_no_pair_and_all_pairs_are_told_as_classes_with_nothing_that_follows(
    alike: int, tmp_path: Path
) -> None:
    def planted(frame: pd.DataFrame) -> pd.DataFrame:
        long = ["deviate", "apply"] * 4 + ["deviate"]
        short = [
            one if place < alike else "apply" if one == "deviate" else "deviate"
            for place, one in enumerate(long)
        ]
        frame.loc[frame["experience"] == "long", "w_decides"] = long
        frame.loc[frame["experience"] == "short", "w_decides"] = short
        return without_rule(frame)

    found = vignette(released(write_vignettes(tmp_path, given=planted))).pairs
    assert found.told == ("few" if alike < 2 else "nearly_all")
    numbers = (
        found.alike,
        found.expected,
        found.between_alike,
        found.difference,
        found.alpha,
        found.p,
        found.smallest,
    )
    assert set(numbers) == {None}
    assert found.verdict == ""


def test_fewer_than_five_free_pairs_have_no_count(tmp_path: Path) -> None:
    def ruled(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame["municipality"].isin(["g1", "g2", "g3", "g5", "g6"]), "w_rule"] = "yes"
        return frame

    found = vignette(released(write_vignettes(tmp_path, given=ruled))).pairs
    assert (found.told, found.alike, found.with_rule) == ("too_few", None, 6)


def test_where_few_municipalities_are_left_out_nothing_tells_what_those_decided(told) -> None:
    found = vignette(told).pairs
    assert found.told == "kept_back"
    assert {found.between_alike, found.between_pairs, found.difference, found.alpha, found.p} == {None}
    assert found.verdict == "undecided"


def test_an_expectation_of_fewer_than_ten_is_not_told(tmp_path: Path) -> None:
    def unsure(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame.index[:8], "w_expects"] = "unknown"
        return frame

    found = vignette(released(write_vignettes(tmp_path, given=unsure))).expectation
    assert (found.told, found.came_true) == ("too_few", None)


def test_p_is_kept_back_where_one_caseworker_of_a_side_stands_alone(tmp_path: Path) -> None:
    def planted(frame: pd.DataFrame) -> pd.DataFrame:
        words = {"g": "grant", "r": "refer", "c": "check"}
        for side, given in (("long", "gggggrccc"), ("short", "gggrrrccg")):
            frame.loc[frame["experience"] == side, "j_decides"] = [words[letter] for letter in given]
        return frame

    found = vignette(released(write_vignettes(tmp_path, given=planted)), "j").pairs
    assert found.alike == 6
    assert (found.p, found.smallest, found.least_by_side) == (None, None, None)
    assert found.alpha is not None


def test_a_breakdown_of_nine_caseworkers_is_not_told(tmp_path: Path) -> None:
    many = {
        "study.yaml": (
            "reports:",
            "breakdowns: [{id: experience, population_at_least: {n: 100, source: de gemeenten}}]\nreports:",
        )
    }
    rows = released(write_vignettes(tmp_path, many)).public.estimates
    assert set(rows[rows["breakdown"] == "experience"]["status"]) == {"suppressed"}


@pytest.mark.parametrize(("towns", "shown"), [(5, True), (4, False)])
def test_a_group_needs_ten_caseworkers_of_five_municipalities(
    towns: int, shown: bool, tmp_path: Path
) -> None:
    def larger(frame: pd.DataFrame) -> pd.DataFrame:
        again = [frame.assign(respondent_id=frame["respondent_id"] + f"_{copy}") for copy in range(2)]
        all_of_them = pd.concat(again, ignore_index=True)
        long = all_of_them["experience"] == "long"
        all_of_them.loc[long, "municipality"] = [f"g{place % towns + 1}" for place in range(int(long.sum()))]
        return all_of_them

    by_experience = {
        "study.yaml": (
            "reports:",
            "breakdowns: [{id: experience, population_at_least: {n: 100, source: de gemeenten}}]\nreports:",
        )
    }
    rows = released(write_vignettes(tmp_path, by_experience, larger)).public.estimates
    mine = rows[(rows["breakdown"] == "experience") & (rows["group"] == "long") & (rows["item"] == "w_room")]
    assert ("suppressed" not in set(mine["status"])) is shown


def test_a_study_without_vignettes_is_as_it_was(told) -> None:
    from dataclasses import replace

    plain = replace(told.public, method=replace(told.public.method, vignettes=None))
    assert with_told_vignettes(plain, told.study) is plain
    assert "vignettes" not in plain.method.to_json()
