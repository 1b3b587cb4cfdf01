"""Attack: what is told of vignettes, added and subtracted, tells of nobody and of no municipality what was decided."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from monitor.pipeline import voice_of
from monitor.publication.vignettes.counted import CountedVignettes
from monitor.publication.vignettes.sentences import VignetteSentences
from monitor.release.door.pairs_apart import tells_of_colleagues
from monitor.release.results.method import Crossed, Expected
from tests.pipeline.test_file_check import released, row
from tests.pipeline.test_vignettes import vignette, without_rule
from tests.vignettes import answers, write_vignettes

OF_UNITS = ["se", "ci_low", "ci_high", "n_effective", "deff"]


def run(folder: Path, given: Callable[[pd.DataFrame], pd.DataFrame], **changed: tuple[str, str]) -> Any:
    files = {f"{name}.yaml": change for name, change in changed.items()}
    return released(write_vignettes(folder, files, lambda frame: given(without_rule(frame))))


def decided(long: str, short: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """By municipality what the two decide: d(eviate) or a(pply)."""
    words = {"d": "deviate", "a": "apply"}

    def planted(frame: pd.DataFrame) -> pd.DataFrame:
        for side, given in (("long", long), ("short", short)):
            frame.loc[frame["experience"] == side, "w_decides"] = [words[letter] for letter in given]
        return frame

    return planted


def in_teams(size: int, answers: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Teams of one size: by caseworker what they decide."""

    def planted(frame: pd.DataFrame) -> pd.DataFrame:
        people = frame.iloc[[place % len(frame) for place in range(len(answers))]].reset_index(drop=True)
        words = {"d": "deviate", "a": "apply"}
        return people.assign(
            respondent_id=[f"c{place}" for place in range(len(people))],
            municipality=[f"g{place // size}" for place in range(len(people))],
            w_decides=[words[letter] for letter in answers],
        )

    return planted


# standard errors with municipalities as sampled units


@pytest.mark.parametrize(
    ("long", "short", "kept"),
    [
        ("dddaaaada", "dddaaaaad", True),  # three and four pairs alike
        ("dddaaaaaa", "dddaaaaaa", False),  # every pair
        ("dddaaaaad", "aaadddddd", False),  # one pair
        ("dddddddaa", "daaaddddd", False),  # no municipality where both follow the standard
        ("daaaadddd", "daaaaaaaa", False),  # one municipality where both depart
    ],
)
def test_no_standard_error_tells_how_often_both_said_so(
    long: str, short: str, kept: bool, tmp_path: Path
) -> None:
    found = run(tmp_path, decided(long, short)).public.estimates
    for code in ("deviate", "apply"):
        mine = row(found, "w_decides", code)
        assert mine["count"] == (long + short).count(code[0])
        assert mine[OF_UNITS].notna().all() == kept
        assert mine[OF_UNITS].isna().all() != kept


def test_no_standard_error_tells_what_somebody_without_a_colleague_decided(tmp_path: Path) -> None:
    def unanswered(frame: pd.DataFrame) -> pd.DataFrame:
        frame = decided("dddaaaada", "dddaaaaad")(frame)
        frame.loc[0, "w_decides"] = ""
        return frame

    told = run(tmp_path, unanswered)
    assert row(told.public.estimates, "w_decides", "apply")[OF_UNITS].isna().all()
    assert row(told.public.estimates, "w_decides", "apply")["count"] == 10


def test_no_standard_error_tells_what_the_municipality_with_a_rule_decided(tmp_path: Path) -> None:
    told = released(write_vignettes(tmp_path, given=decided("dddaaaada", "dddaaaaad")))
    assert vignette(told).pairs.with_rule == 1
    assert row(told.public.estimates, "w_decides", "apply")[OF_UNITS].isna().all()


def test_a_change_from_a_figure_without_its_error_has_none(tmp_path: Path) -> None:
    questions = ('waves: ["2025"]', 'waves: ["2024", "2025"]')
    waves = (
        'waves: {"2025": {responses: responses.csv}}',
        'design: {stable_ids: "off"}\nwaves: {"2024": {responses: earlier.csv}, "2025": {responses: responses.csv}}',
    )
    decided("dddaaaada", "dddaaaaad")(answers()).to_csv(tmp_path / "earlier.csv", index=False)
    found = run(tmp_path, decided("dddaaaaaa", "dddaaaaaa"), casussen=questions, study=waves).public.changes
    mine = found[(found["item"] == "w_decides") & (found["category"] == "deviate")]
    assert len(mine)
    assert set(mine["reason"]) == {"estimate_suppressed"}
    assert mine["se"].isna().all()


# how many pairs are alike, beside how many gave each answer


def test_a_number_of_pairs_is_not_told_where_it_tells_what_the_colleague_decided(tmp_path: Path) -> None:
    """Six follow the standard and four pairs are alike: so nobody's colleague who does, does so too."""
    told = run(tmp_path, decided("dddddddaa", "daaaddddd"))
    found = vignette(told).pairs
    assert (found.told, found.alike, found.expected, found.between_alike) == ("hidden", None, None, None)
    say = VignetteSentences(CountedVignettes(told.public, voice_of(told.study)))
    assert list(say.pairs(say.counted.vignettes[0])) == [
        "Hoe vaak collega's hetzelfde besluiten, staat hier niet: daaruit zou af te leiden zijn wat een enkele collega besloot."
    ]


def test_what_follows_of_pairs_is_found_by_trying_every_table() -> None:
    """Each way to pair people of three answers, by hand: what follows is what is the same in all that fit."""
    people = "aaaabbcc"
    tables = {}
    for order in set(permutations(people)):
        pairs = [frozenset(order[place : place + 2]) for place in range(0, len(people), 2)]
        shared = tuple(pairs.count(frozenset(letter)) for letter in "abc")
        tables.setdefault(sum(shared), set()).add(shared)
    for alike, fits in tables.items():
        told = any(
            len({one[k] for one in fits}) == 1 and _few(next(iter(fits))[k], n)
            for k, n in enumerate((4, 2, 2))
        )
        assert tells_of_colleagues((4, 2, 2), alike) is told, (alike, fits)


def _few(shared: int, count: int) -> bool:
    return shared <= 1 or count - 2 * shared <= 1


# people without a colleague, or with an answer left open


def test_alpha_and_p_tell_nothing_of_who_has_no_colleague(tmp_path: Path) -> None:
    """With the counts of everybody, alpha of the pairs tells what the one who is in no pair decided."""

    def unanswered(frame: pd.DataFrame) -> pd.DataFrame:
        frame = decided("dddaaaada", "dddaaaaad")(frame)
        frame.loc[0, "w_decides"] = ""
        return frame

    found = vignette(run(tmp_path, unanswered)).pairs
    assert (found.single, found.alike, found.between_pairs) == (1, 6, 128)
    assert {found.alpha, found.p, found.smallest, found.least_alone} == {None}
    assert found.answers == ()


def test_two_facts_are_not_told_where_one_person_left_one_open(tmp_path: Path) -> None:
    """Who see room less those of them who decided would tell what the one who did not decide, sees."""

    def unanswered(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.assign(w_room=["yes", "yes", "yes", "no", "no", "no"] * 3)
        frame["w_decides"] = ["deviate", "apply"] * 9
        frame.loc[0, "w_room"] = ""
        return frame

    found = vignette(run(tmp_path, unanswered))
    assert found.room_by_departing == Crossed(17, None, None, None, None)
    assert found.room_by_decision == ()
    assert found.room_left_out is None


def test_an_expectation_is_not_told_where_one_has_no_colleague(tmp_path: Path) -> None:
    def unanswered(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[0, "w_decides"] = ""
        return frame

    assert vignette(run(tmp_path, unanswered)).expectation == Expected(None, None, "too_few")


@pytest.mark.parametrize("same", [17, 18])
def test_how_many_expect_the_same_is_not_told_beside_its_class(same: int, tmp_path: Path) -> None:
    def certain(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(w_expects=["same"] * same + ["unknown"] * (18 - same))

    assert vignette(run(tmp_path, certain)).expectation == Expected(None, None, "too_few")


# teams of more than two, and rules in many municipalities


def test_many_pairs_of_few_municipalities_have_no_count(tmp_path: Path) -> None:
    found = vignette(run(tmp_path, in_teams(6, "dddaaaddddaadadada"))).pairs
    assert (found.municipalities, found.pairs, found.told, found.alike) == (3, 45, "too_few", None)


@pytest.mark.parametrize(("answers", "told"), [("dddd" * 3 + "aaaa" * 3, "nearly_all"), ("ddaa" * 6, "")])
def test_pairs_are_classes_by_the_people_who_make_them(answers: str, told: str, tmp_path: Path) -> None:
    found = vignette(run(tmp_path, in_teams(4, answers))).pairs
    assert (found.pairs, found.told) == (36, told)


@pytest.mark.parametrize(("ruled", "between"), [("dddadd", True), ("dddddd", False)])
def test_where_many_have_a_rule_nothing_tells_that_those_decided_alike(
    ruled: str, between: bool, tmp_path: Path
) -> None:
    def planted(frame: pd.DataFrame) -> pd.DataFrame:
        people = pd.concat([frame, frame.iloc[:6].assign(respondent_id=[f"x{n}" for n in range(6)])])
        people["municipality"] = [f"g{place // 2}" for place in range(24)]
        people["w_decides"] = [
            {"d": "deviate", "a": "apply"}[letter] for letter in (ruled + ruled[::-1]) + "ddddadaaaada"
        ]
        people["experience"] = ["long", "short"] * 12
        return people.assign(w_rule=["yes"] * 12 + ["no"] * 12)

    found = vignette(released(write_vignettes(tmp_path, given=planted))).pairs
    assert (found.with_rule, found.pairs) == (6, 6)
    assert (found.between_pairs is not None) is between
