"""Truth: the tables of respondents in several batches add up to those of all of them, and give the same sums and design."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from monitor.statistics.design.combinations import added
from monitor.statistics.design.design_tables import DesignTables
from monitor.statistics.design.group_sums import CodedSums, NumberSums, coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents
from monitor.statistics.design.kernels import (
    coded_tables,
    means_of,
    number_tables,
    number_totals,
)
from monitor.statistics.design.replicate_weights import Replicates, ReplicateWeights
from monitor.statistics.design.sampled_units import SampledUnits
from monitor.statistics.design.unit_kernels import design_tables, unit_counts
from monitor.statistics.estimates.moments import degrees_of_freedom, mean_moments, share_moments
from tests.statistics.conftest import bare_design
from tests.statistics.test_pair_sums import SIZE, panel  # noqa: F401
from tests.statistics.test_second_stage import panel as two_stages  # noqa: F401


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
            replicates=ReplicateWeights(weights, Replicates(scale, linked=True)),
            calibration=None,
            population=None,
        )
    grouped = GroupedRespondents(design, Domains("b", ("one", "two")[: group.max() + 1], group))
    return grouped, codes, numbers, state


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
    grouped, codes, _, state = surveyed
    tables = [coded_tables(grouped, codes, state, SIZE, rows) for rows in batches(grouped.design.psu, parts)]
    assert all(set(each) == set(tables[0]) for each in tables)
    same(CodedSums.from_tables(grouped.layout, added(tables)), coded_sums(grouped, codes, state, SIZE))


@pytest.mark.parametrize("parts", [1, 3, 7])
def test_numbers_in_batches_are_those_in_one(surveyed, parts: int) -> None:
    grouped, _, numbers, state = surveyed
    cut = batches(grouped.design.psu, parts)
    totals = added(number_totals(grouped, numbers, state, rows) for rows in cut)
    means = means_of(totals)
    tables = [number_tables(grouped, numbers, state, means, rows) for rows in cut]
    same(NumberSums.from_tables(grouped.layout, totals, added(tables)), number_sums(grouped, numbers, state))


def test_one_batch_keeps_every_bit(surveyed) -> None:
    grouped, codes, numbers, state = surveyed
    everybody = np.arange(len(grouped.design))
    for one, other in zip(
        (
            coded_tables(grouped, codes, state, SIZE, everybody),
            number_totals(grouped, numbers, state, everybody),
        ),
        (coded_tables(grouped, codes, state, SIZE), number_totals(grouped, numbers, state)),
        strict=True,
    ):
        assert {name: table.tobytes() for name, table in one.items()} == {
            name: table.tobytes() for name, table in other.items()
        }


# the design


def from_batches(design, parts: list[np.ndarray]) -> DesignTables:
    """The design of the tables of batches, nothing of it made of all respondents but its frame."""
    units = SampledUnits.from_tables(design.units.frame, added(unit_counts(design, rows) for rows in parts))
    calibration = design.calibration
    return DesignTables.from_tables(
        design.waves, units, added(design_tables(design, rows) for rows in parts),
        None if calibration is None else (calibration.values, calibration.cell_wave),
        None if design.replicates is None else design.replicates.known,
    )  # fmt: skip


def same_design(one, other) -> None:
    """Every table of two designs, counts exactly."""
    for column in fields(one):
        mine, theirs = getattr(one, column.name), getattr(other, column.name)
        if is_dataclass(mine):
            same_design(mine, theirs)
        elif isinstance(mine, np.ndarray) and mine.dtype.kind == "f":
            np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-10, err_msg=column.name)
        else:
            np.testing.assert_array_equal(mine, theirs, err_msg=column.name)


def cut(design, parts: int, random) -> list[np.ndarray]:
    """Batches that hold all rows of a person, and split the units that many people share."""
    part = np.where(design.in_parent, design.unit % parts, random.integers(0, parts, len(design)))
    return [np.flatnonzero(part == one) for one in range(parts)]


@pytest.mark.parametrize("parts", [1, 3, 7])
def test_the_design_of_batches_is_that_of_one(surveyed, two_stages, random, parts: int) -> None:  # noqa: F811
    for design in (surveyed[0].design, two_stages[0], clustered(400, random)):
        same_design(from_batches(design, cut(design, parts, random)), design.tables)


def clustered(rows: int, random):
    """Towns with many people, and people who are drawn by themselves, in two strata and two waves."""
    psu = np.where(np.arange(rows) % 5 > 0, random.integers(0, 20, rows), 20 + np.arange(rows))
    psu = np.unique(psu, return_inverse=True)[1]
    return bare_design(random.uniform(0, 2, rows), psu % 2, psu, random.integers(0, 2, rows))


def arrays_of(found) -> list[np.ndarray]:
    """Every array within an object of the product, at any depth."""
    if isinstance(found, np.ndarray):
        return [found]
    inside = found.values() if isinstance(found, dict) else getattr(found, "__dict__", {}).values()
    inside = found if isinstance(found, tuple | list) else inside
    return [array for one in inside for array in arrays_of(one)]


def test_what_is_made_of_tables_holds_no_respondents(random) -> None:
    shapes = []
    for rows in (3000, 6000):
        psu = np.arange(rows) % 40
        design = bare_design(random.uniform(1, 2, rows), psu % 2, psu, psu % 3 // 2)
        grouped = GroupedRespondents(design, Domains("b", ("one", "two"), random.integers(0, 2, rows)))
        state, numbers = np.zeros(rows, np.int8), random.normal(size=(rows, 1))
        shares = share_moments(coded_sums(grouped, random.integers(0, 3, rows), state, 3))
        means = mean_moments(number_sums(grouped, numbers, state))
        df = [degrees_of_freedom(moments.sums, [0, 1]) for moments in (shares, means)]
        shapes.append([array.shape for array in arrays_of([shares, means, df])])
        assert all(size < rows for shape in shapes[-1] for size in shape)
    assert shapes[0] == shapes[1]
