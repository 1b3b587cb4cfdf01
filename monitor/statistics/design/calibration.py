"""What calibrated weights do to a standard error: only the residual on the margins still varies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from monitor.statistics.design.combinations import cells_of


@dataclass(frozen=True)
class Calibration:
    """The auxiliary variables that the weights were calibrated to.

    **Rows**: `cell` per respondent indexes the rows of `values`, the joint margin cells: one row per
    combination of margin categories within a wave, one column per margin category (or number).
    `cell_wave` is the wave of a cell; a column is 0 outside its own wave. `base` is the weight of a
    respondent before the first calibration: base weight times nonresponse factor.

    **Method**: the residual of the least-squares fit of the linearised score on the auxiliaries,
    weighted with `base`, times the final weight (Deville & Särndal 1992), whatever the distance of
    the calibration and however the weights were trimmed since. So do `calibrate` and `postStratify`
    of R survey; its `rake` leaves the weights out of the fit.
    """

    cell: np.ndarray
    cell_wave: np.ndarray
    values: np.ndarray
    base: np.ndarray

    @cached_property
    def unweighted(self) -> bool:
        """Whether everybody counted as one before the calibration."""
        return bool((self.base == 1.0).all())


def joint_cells(
    columns: Sequence[np.ndarray],
    wave: np.ndarray,
    n_waves: int,
    base: np.ndarray,
    numbers: np.ndarray | None = None,
) -> Calibration:
    """Calibration on categorical margins, each given as integer codes per respondent, per wave anew.

    `numbers` [respondent, number] are those of which totals are known: respondents with the same are in one cell.
    """
    values, code = distinct_rows(np.zeros((len(wave), 0)) if numbers is None else numbers)
    sizes = [*(int(codes.max(initial=0)) + 1 for codes in columns), len(values)]
    key = np.ravel_multi_index((*columns, code, wave), (*sizes, n_waves))
    cells = cells_of(key, int(np.prod(sizes)) * n_waves)
    *codes, of_numbers, cell_wave = np.unravel_index(cells.used, (*sizes, n_waves))
    blocks = [_dummies(mine, size, cell_wave, n_waves) for mine, size in zip(codes, sizes[:-1], strict=True)]
    if values.shape[1]:
        blocks.append(_in_own_wave(values[of_numbers], cell_wave, n_waves))
    return Calibration(cells.row, cell_wave, np.concatenate(blocks, axis=1), base)


def distinct_rows(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct rows of a table, and which of them each row is."""
    if not table.shape[1]:
        return np.zeros((1, 0)), np.zeros(len(table), dtype=np.int64)
    values, code = np.unique(table, axis=0, return_inverse=True)
    return values, code.reshape(-1)


def _in_own_wave(values: np.ndarray, wave: np.ndarray, n_waves: int) -> np.ndarray:
    """One column per number and wave that occurs; 0 outside its own wave."""
    table = np.zeros((len(values), n_waves, values.shape[1]))
    table[np.arange(len(values)), wave] = values
    columns = table.reshape(len(values), -1)
    return columns[:, columns.any(axis=0)]


def _dummies(codes: np.ndarray, size: int, wave: np.ndarray, n_waves: int) -> np.ndarray:
    """One column per category and wave that occurs."""
    table = np.zeros((len(codes), size * n_waves))
    table[np.arange(len(codes)), codes * n_waves + wave] = 1.0
    return table[:, table.any(axis=0)]
