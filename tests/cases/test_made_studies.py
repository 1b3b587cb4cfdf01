"""Truth: what holds of the released set of any study, however it was answered and numbered."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.cases.made_studies import (
    ASKED,
    MADE,
    WAVES,
    Row,
    Rows,
    drawn,
    ids_of,
    moved_waves,
    released_files,
    released_set,
    study_in,
    waves,
)

pytestmark = pytest.mark.ci

MOVED = ("increased", "decreased")


def test_the_made_studies_have_what_is_looked_for(tmp_path: Path) -> None:
    chance, found = np.random.default_rng(1), set()
    for shift in (0.0, 0.5):
        rows = {wave: drawn(chance, 250, shift * (wave == WAVES[-1])) for wave in WAVES}
        found |= set(released_set(study_in(tmp_path, rows, ids_of(rows))).changes["verdict"])
    assert found >= {"increased", "decreased", "changed", "equivalent", "undecided"}


@pytest.mark.slow
@settings(MADE, max_examples=25)
@given(moved_waves())
def test_the_released_interval_excludes_0_where_the_verdict_says_so_and_nowhere_else(
    tmp_path: Path, rows: Rows
) -> None:
    changes = released_set(study_in(tmp_path, rows, ids_of(rows))).changes
    assert set(changes["breakdown"]) == {"", "deel", "vast"}
    moved, up = changes["verdict"].isin(MOVED), changes["verdict"] == "increased"
    told = changes["told_low"].notna()
    assert (told | ~moved).all()
    assert (changes.loc[moved, "difference"].gt(0) == up[moved]).all()
    assert not (told & changes["verdict"].isin(["too_few", "not_comparable"])).any()
    ends = changes[
        ["told_low", "told_high"]
    ]  # rounded as displayed where people can be recognised, and by few weights
    exact = (changes["breakdown"] != "vast") & ~((ends - ends.round(2)).abs() < 1e-9).all(axis=1)
    excludes = (changes["told_low"] > 0) | (changes["told_high"] < 0)
    assert (excludes == moved)[exact].all()
    assert not (excludes & ~moved).any()
    equal = changes[changes["verdict"] == "equivalent"]
    room = np.minimum(equal["margin"] - equal["told_high"], equal["told_low"] + equal["margin"])
    assert ((room > 0) | ((room >= -1e-9) & ~exact[equal.index])).all()


@pytest.mark.slow
@settings(MADE, max_examples=12)
@given(waves, some.randoms(use_true_random=False))
def test_ids_that_restart_or_are_shuffled_change_nothing_where_they_are_nobodys(
    tmp_path: Path, rows: Rows, chance: random.Random
) -> None:
    restarted = {wave: [str(place + 1) for place in range(len(given_))] for wave, given_ in rows.items()}
    shuffled = {wave: chance.sample(ids, len(ids)) for wave, ids in restarted.items()}
    found = [
        released_files(study_in(tmp_path / str(place), rows, ids, design=", stable_ids: off"))
        for place, ids in enumerate((ids_of(rows), restarted, shuffled))
    ]
    for name, content in found[0].items():
        assert [files[name] == content for files in found] == [True] * 3, name


@pytest.mark.slow
@settings(MADE, max_examples=8)
@given(waves)
def test_the_order_of_the_rows_changes_nothing(tmp_path: Path, rows: Rows) -> None:
    ids = ids_of(rows)
    turned = {wave: list(reversed(given_)) for wave, given_ in rows.items()}
    back = {wave: list(reversed(ids[wave])) for wave in ids}
    one = released_files(study_in(tmp_path / "one", rows, ids))
    other = released_files(study_in(tmp_path / "other", turned, back))
    assert {name: other[name] == content for name, content in one.items()} == dict.fromkeys(one, True)


# What a study does not declare, where both demonstrations do.


@pytest.fixture
def blank_now_and_then() -> Rows:
    """One in eight leaves the whole set blank: too few to ask what that means."""
    chance = np.random.default_rng(8)
    return {wave: [_without_set(row) if place % 8 == 0 else row for place, row in enumerate(drawn(chance, 64, 0.0))]
            for wave in WAVES}  # fmt: skip


def _without_set(row: Row) -> Row:
    return (*row[:2], "", "", *row[4:])


@pytest.fixture
def tables(tmp_path: Path, blank_now_and_then: Rows) -> Callable[[str, str], list[bytes]]:
    """The released tables of a study that says this of its design and of the blanks of its set."""

    def run(design: str, blank: str) -> list[bytes]:
        asked = ASKED.replace("blank: no_answer, ", blank)
        rows = blank_now_and_then
        files = released_files(study_in(tmp_path, rows, ids_of(rows), design=design, asked=asked))
        return [files["estimates.csv"], files["changes.csv"]]

    return run


def test_undeclared_is_what_the_guides_say_that_it_is(tables: Callable[[str, str], list[bytes]]) -> None:
    undeclared = tables("", "")
    assert undeclared == tables(", stable_ids: off, sampling: probability", "blank: no_answer, ")
    assert undeclared != tables("", "blank: not_chosen, ")
