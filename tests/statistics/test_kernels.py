"""Truth: the tables of respondents in several batches add up to those of all of them, and give the same sums."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from monitor.statistics.design.group_sums import CodedSums, NumberSums, coded_sums, number_sums
from monitor.statistics.design.kernels import (
    added,
    coded_tables,
    means_of,
    number_tables,
    number_totals,
)
from monitor.statistics.design.layout import Domains, Layout
from monitor.statistics.design.replicate_weights import ReplicateWeights
from tests.statistics.test_pair_sums import SIZE, panel  # noqa: F401


def batches(person: np.ndarray, parts: int) -> list[np.ndarray]:
    """Respondents in batches, all rows of a person in one; of seven one has nobody."""
    return [np.flatnonzero(person % (parts - (parts > 3)) == part) for part in range(parts)]


@pytest.fixture(params=["plain", "replicates"])
def surveyed(request, panel):  # noqa: F811
    design, codes, numbers, state, group = panel
    if request.param == "replicates":
        random = np.random.default_rng(1)
        weights = design.weights[:, None] * random.uniform(0.5, 1.5, (len(design), 20))
        scale = np.full((len(design.waves), 20), 0.05)
        design = replace(
            design,
            replicates=ReplicateWeights(weights, scale, linked=True),
            calibration=None,
            population=None,
        )
    layout = Layout(design, Domains("b", ("one", "two")[: group.max() + 1], group))
    return layout, codes, numbers, state


def same(one, other) -> None:
    """Every table of two sums, to the last digits."""
    for column in fields(one):
        mine, theirs = getattr(one, column.name), getattr(other, column.name)
        if isinstance(mine, np.ndarray):
            np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-11, err_msg=column.name)
        elif column.name != "layout":
            assert mine is theirs is None


@pytest.mark.parametrize("parts", [1, 3, 7])
def test_categories_in_batches_are_those_in_one(surveyed, parts: int) -> None:
    layout, codes, _, state = surveyed
    tables = [coded_tables(layout, codes, state, SIZE, rows) for rows in batches(layout.design.psu, parts)]
    assert all(set(each) == set(tables[0]) for each in tables)
    same(CodedSums.from_tables(layout, added(tables)), coded_sums(layout, codes, state, SIZE))


@pytest.mark.parametrize("parts", [1, 3, 7])
def test_numbers_in_batches_are_those_in_one(surveyed, parts: int) -> None:
    layout, _, numbers, state = surveyed
    cut = batches(layout.design.psu, parts)
    totals = added(number_totals(layout, numbers, state, rows) for rows in cut)
    means = means_of(totals)
    tables = [number_tables(layout, numbers, state, means, rows) for rows in cut]
    same(NumberSums.from_tables(layout, totals, added(tables)), number_sums(layout, numbers, state))


def test_one_batch_keeps_every_bit(surveyed) -> None:
    layout, codes, numbers, state = surveyed
    everybody = np.arange(len(layout.design))
    for one, other in zip(
        (
            coded_tables(layout, codes, state, SIZE, everybody),
            number_totals(layout, numbers, state, everybody),
        ),
        (coded_tables(layout, codes, state, SIZE), number_totals(layout, numbers, state)),
        strict=True,
    ):
        assert {name: table.tobytes() for name, table in one.items()} == {
            name: table.tobytes() for name, table in other.items()
        }
