"""The passes over respondents that a design is made of: what a batch of them adds to its counts and its margins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from monitor.statistics.design.combinations import Rows, Tables, first_of_each, places_of
from monitor.statistics.design.pair_sums import auxiliary_pair_squares

if TYPE_CHECKING:
    from monitor.statistics.design.sampling_design import SurveyDesign


def unit_counts(design: SurveyDesign, rows: Rows = None) -> Tables:
    """The first pass: sampled units by what they were drawn from.

    **Tables**: `alone` [parent, wave] units with one row; of units with a row in each of several waves `people` [parent]
    and `both` [parent, wave, wave] those in two waves; `shared` [shared unit, wave] rows of the other units; with a second
    stage `psus` [PSU, wave] rows.
    """
    waves, parents = len(design.waves), design.frame.n_parents
    people, both = _people(design, parents, rows)
    number = np.full(len(design.rows_by_unit), -1)
    number[design.shared_units] = np.arange(len(design.shared_units))
    tables = {
        "alone": _counted(design.parent, design.wave, (parents, waves), places_of(design.element, rows)),
        "people": people,
        "both": both,
        "shared": _counted(
            number[design.unit],
            design.wave,
            (len(design.shared_units), waves),
            places_of(~design.in_parent, rows),
        ),
    }
    if design.second is not None:
        everybody = np.ones(len(design), dtype=bool)
        shape = (len(design.psu_stratum), waves)
        tables["psus"] = _counted(design.psu, design.wave, shape, places_of(everybody, rows))
    return tables


def _counted(outer: np.ndarray, wave: np.ndarray, shape: tuple[int, int], mine: np.ndarray) -> np.ndarray:
    key = outer[mine] * np.int64(shape[1]) + wave[mine]
    return np.bincount(key, minlength=shape[0] * shape[1]).reshape(shape)


def _people(design: SurveyDesign, parents: int, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Units with a row in each of several waves, and those in two waves, by parent."""
    waves, mine = len(design.waves), places_of(design.paired, rows)
    mine = mine[np.argsort(design.unit[mine], kind="stable")]
    start, person = first_of_each(design.unit[mine])
    present = np.zeros((len(start), waves), dtype=bool)
    present[person, design.wave[mine]] = True
    parent = design.parent[mine][start]
    both = np.zeros((parents, waves, waves), dtype=np.int64)
    for one in range(waves):
        for other in range(waves) if len(start) else ():
            common = parent[present[:, one] & present[:, other]]
            both[:, one, other] = np.bincount(common, minlength=parents)
    return np.bincount(parent, minlength=parents), both


def design_tables(design: SurveyDesign, rows: Rows = None) -> Tables:
    """The second pass: weights by wave, and with calibration the margins.

    **Tables**: `rows` and `counted` [wave] respondents, and those with a weight; `weight` [wave]; with calibration
    `bases` [cell] of the weights before it, `totals` [block, auxiliary] (with one stage times the FPC root) and `squares`
    [auxiliary, auxiliary] with the squared weights.
    """
    waves, weights = len(design.waves), design.weights
    everybody, used = np.ones(len(design), dtype=bool), places_of(weights > 0, rows)
    mine = places_of(everybody, rows)
    tables = {
        "rows": np.bincount(design.wave[mine], minlength=waves),
        "counted": np.bincount(design.wave[used], minlength=waves),
        "weight": np.bincount(design.wave[mine], weights[mine], minlength=waves),
    }
    if design.calibration is None:
        return tables
    cell, cells = design.calibration.cell[mine], len(design.calibration.cell_wave)
    return tables | {
        "bases": np.bincount(cell, design.calibration.base[mine], minlength=cells),
        "totals": _auxiliary_totals(design, mine),
        "squares": _auxiliary_squares(design, mine, rows),
    }


def _auxiliary_totals(design: SurveyDesign, mine: np.ndarray) -> np.ndarray:
    calibration, block, scaled = design.auxiliaries, design.block[mine], design.weights[mine]
    if design.second is None:
        scaled = scaled * design.units.fpc_root[design.strata[mine], design.wave[mine]]
    cell, cells, blocks = calibration.cell[mine], len(calibration.cell_wave), len(design.units.block_parent)
    if cells * blocks <= 4 * len(mine) + 100_000:
        table = np.bincount(block * cells + cell, scaled, minlength=blocks * cells).reshape(blocks, cells)
        return table @ calibration.values
    columns = (scaled * column[cell] for column in calibration.values.T)
    return np.stack([np.bincount(block, column, minlength=blocks) for column in columns], axis=1)


def _auxiliary_squares(design: SurveyDesign, mine: np.ndarray, rows: Rows) -> np.ndarray:
    calibration = design.auxiliaries
    cells = np.bincount(
        calibration.cell[mine], design.squared_weights[mine], minlength=len(calibration.cell_wave)
    )
    squares = calibration.values.T @ (calibration.values * cells[:, None])
    return squares + auxiliary_pair_squares(design, rows) if design.any_paired else squares
