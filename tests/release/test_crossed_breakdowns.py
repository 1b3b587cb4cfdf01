"""Truth: regions and ages are read together where the ages of a region are told, by an attacker that shares no code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from monitor.release.attack import crossed_breakdowns
from monitor.release.attack.crossed_breakdowns import with_answered_crossings
from monitor.release.attack.group_sizes import group_sizes
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.released_rows import ReleasedRows, released_rows
from monitor.release.door.audit import audit
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study

from .designs import TOTALS, Design, run, run_without_crossings
from .second_attacker import SecondAttacker

TOLD = Design(3004, size=60, municipalities=4, waves=1, breakdowns=("band", "region"), seldom=0.1)
DESIGNS = [
    TOLD,
    replace(TOLD, seed=3005),
    replace(TOLD, seed=3009, size=90),
    replace(TOLD, seed=3022, size=90),
]


@pytest.mark.parametrize(
    "design",
    [pytest.param(one, marks=() if one is TOLD else pytest.mark.slow) for one in DESIGNS],
    ids=lambda design: str(design.seed),
)
def test_ages_by_region_narrow_no_count_of_an_age(design: Design, tmp_path: Path) -> None:
    study, released = run(design, tmp_path)
    assert SecondAttacker(tmp_path / "results", design).findings(most=40) == []
    assert audit([released], [study]).passed
    hidden = released.estimates.query("breakdown == 'band' and reason == 'small_group'")
    assert len(hidden)


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, ReleasedSet, Path]:
    """Released by a door that reads each breakdown apart."""
    return run_without_crossings(TOLD, tmp_path_factory.mktemp("careless"), crossed_breakdowns)


def test_the_audit_finds_what_a_door_without_crossings_lets_out(
    careless: tuple[Study, ReleasedSet, Path],
) -> None:
    study, released, results = careless
    found = audit([released], [study]).findings.query("kind == 'inferred'")
    by_audit = set(found[["item", "category", "group"]].itertuples(index=False, name=None))
    assert {
        ("content", "sa", "young"),
        ("clear", "n", "young"),
        ("clear", "sd", "young"),
    } <= by_audit
    told = SecondAttacker(results, TOLD).findings(most=40)
    assert {text.split()[2] for text in told} >= {"content.sa", "clear.n", "clear.sd"}


def _read(study: Study, released: ReleasedSet, hidden: str = "") -> ReleasedRows:
    """The rows as a reader takes them; those of an item by region may be hidden."""
    frame = released.estimates.reset_index(drop=True)
    published = frame["estimate"].notna() | frame["status"].isin(["few", "nearly_all"])
    published &= ~(frame["item"].eq(hidden) & frame["breakdown"].eq("region"))
    nothing = np.zeros(len(frame), bool)
    rows = released_rows(frame, np.arange(len(frame)), nothing, Nesting(study), False, nothing)
    return rows.with_states(published.to_numpy(), ~published.to_numpy(), nothing)


def test_groups_of_a_crossing_are_as_large_as_the_answers_tell(
    careless: tuple[Study, ReleasedSet, Path],
) -> None:
    study, released, _ = careless
    sizes = group_sizes(_read(study, released), "2025", Nesting(study))
    assert sizes.nesting.crossings == {"region*band"}
    groups = list(sizes.nesting.breakdowns["region*band"].groups)
    assert groups == [f"{region}|{band}" for region in ("noord", "zuid") for band in TOTALS]
    told = released.estimates.query("item == 'band' and breakdown == 'region' and measure == 'share'")
    told = told[told["count"].notna()]
    names = told["group"] + "|" + told["category"]
    counts = dict(zip(names, told["count"], strict=True))
    low, high = sizes.by_breakdown["region*band"]
    assert len(counts) >= 4
    for group, count in counts.items():
        assert low[groups.index(group)] == high[groups.index(group)] == count


def test_nothing_is_crossed_where_no_ages_of_a_region_are_told(
    careless: tuple[Study, ReleasedSet, Path],
) -> None:
    study, released, _ = careless
    nesting = Nesting(study)
    assert with_answered_crossings(nesting, _read(study, released, hidden="band"), "2025") is nesting


def test_crossings_of_too_many_groups_are_left_out(
    careless: tuple[Study, ReleasedSet, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    study, released, _ = careless
    for most, expected in ((6, {"region*band"}), (5, set())):
        monkeypatch.setattr(crossed_breakdowns, "MAX_CROSSED", most)
        nesting = with_answered_crossings(Nesting(study), _read(study, released), "2025")
        assert nesting.crossings == expected
