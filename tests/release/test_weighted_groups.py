"""Truth: in a study weighted by age, shares of regions tell of ages. The second attacker reads both, by region and age."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.release.attack import known_weights
from monitor.release.attack.known_weights import KnownMargin, known_margins
from monitor.release.attack.nesting import Nesting
from monitor.release.door.audit import audit
from monitor.release.door.blocks import identifiable_breakdowns
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study

from .designs import TOTALS, Design, run, run_without_crossings
from .second_attacker import SecondAttacker

LOCAL = ("region", "region*size_class", "municipality")
QUICK = Design(
    2039,
    size=200,
    municipalities=6,
    waves=1,
    weights="raked",
    breakdowns=("region", "region*size_class"),
    seldom=0.3,
)
TOLD = Design(
    2117,
    size=90,
    municipalities=6,
    waves=1,
    weights="raked",
    breakdowns=("band", "years_four", "region"),
    seldom=0.3,
)
DESIGNS = [
    QUICK,
    Design(2000, size=60, municipalities=4, waves=1, weights="raked", breakdowns=("band", "region"), seldom=0.1),
    Design(2013, size=90, municipalities=6, waves=1, weights="raked", breakdowns=("band", *LOCAL), seldom=0.3),
    Design(2026, size=140, municipalities=4, waves=1, weights="raked", breakdowns=("band", "years_two", "region"), seldom=0.1),
    Design(2065, size=90, municipalities=6, waves=1, weights="raked", breakdowns=("band", "region"), seldom=0.3),
    TOLD,
    Design(2143, size=200, municipalities=6, waves=1, weights="raked", breakdowns=("band", *LOCAL), seldom=0.3),
    Design(2208, size=60, municipalities=4, waves=1, weights="raked", breakdowns=("band", *LOCAL), seldom=0.1),
]  # fmt: skip


@pytest.mark.parametrize(
    "design",
    [pytest.param(one, marks=() if one is QUICK else pytest.mark.slow) for one in DESIGNS],
    ids=lambda design: str(design.seed),
)
def test_shares_of_regions_narrow_no_count_of_an_age(design: Design, tmp_path: Path) -> None:
    run(design, tmp_path)
    assert SecondAttacker(tmp_path / "results", design).findings(most=40) == []


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, ReleasedSet, Path]:
    """Released by a door that reads weighted shares of everybody and of ages only."""
    return run_without_crossings(TOLD, tmp_path_factory.mktemp("careless"), known_weights)


def test_the_audit_finds_what_a_door_without_crossings_lets_out(
    careless: tuple[Study, ReleasedSet, Path],
) -> None:
    study, released, _ = careless
    found = audit([released], [study]).findings.query("kind == 'inferred'")
    assert "years_four" in set(found["breakdown"])


@pytest.mark.slow
def test_the_second_attacker_finds_it_too(careless: tuple[Study, ReleasedSet, Path]) -> None:
    found = SecondAttacker(careless[2], TOLD).findings(most=40)
    assert any(text.startswith("inferred") and "years_four" in text for text in found)


def _margin(study: Study, released: ReleasedSet) -> KnownMargin:
    return known_margins(released.method, Nesting(study), study, identifiable_breakdowns(study))["2025"]


def test_regions_and_years_are_crossed_with_the_ages(careless: tuple[Study, ReleasedSet, Path]) -> None:
    study, released, _ = careless
    known = _margin(study, released)
    assert known.nesting.crossings == {"region*band", "years_four*band"}
    assert list(known.nesting.breakdowns["region*band"].groups) == [
        f"{region}|{band}" for region in ("noord", "zuid") for band in TOTALS
    ]
    assert [known.tells(name) for name in ("", "band", "region")] == [
        ["band", "region*band"], ["band", "region*band"], ["region*band"],
    ]  # fmt: skip
    least, most = known.weights["region*band"]
    sizes = dict(zip(TOTALS, known.sizes[0], strict=True))
    expected = [TOTALS[band] / sizes[band] for _ in range(2) for band in TOTALS]
    assert least.tolist() == most.tolist() == pytest.approx([one / sum(expected) * 6 for one in expected])


def test_a_margin_that_is_no_breakdown_is_known_all_the_same(
    careless: tuple[Study, ReleasedSet, Path],
) -> None:
    study, released, _ = careless
    only = tuple(one for one in study.breakdowns if one.id == "region")
    known = _margin(replace(study, breakdowns=only), released)
    assert known.nesting.crossings == {known.id, f"region*{known.id}"}
    assert known.tells("") == [known.id, f"region*{known.id}"]


def test_weights_of_a_rounded_margin_are_known_as_far_as_it_is_told(
    careless: tuple[Study, ReleasedSet, Path],
) -> None:
    study, released, _ = careless
    recognised = tuple(replace(one, identifiable=one.id == "band") for one in study.breakdowns)
    known = _margin(replace(study, breakdowns=recognised), released)
    exact = _margin(study, released)
    for (least, most), (weight, _) in zip(known.weights.values(), exact.weights.values(), strict=True):
        assert (least <= weight + 1e-12).all()
        assert (weight <= most + 1e-12).all()
        assert (least < most).any()
