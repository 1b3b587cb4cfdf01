"""The passes over respondents: what one batch of them adds to the tables that all figures and tests are made of.

A table of several batches is the sum of theirs, provided that all rows of one person are in one batch. Nothing but this
file, `unit_kernels.py`, `pair_sums.py` and the replicate weights reads respondents row by row; `group_sums.py` makes figures' sums of the tables.
"""

from __future__ import annotations

import numpy as np

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID
from monitor.statistics.design.combinations import Rows, Tables, places_of
from monitor.statistics.design.grouped_respondents import GroupedRespondents

N_OTHER_STATES = 4
ROUNDING = 1e-12  # of a mean, however many answers it is made of


def _some(values: np.ndarray, rows: Rows) -> np.ndarray:
    return values if rows is None else values[rows]


def _only(state: np.ndarray, rows: Rows) -> np.ndarray:
    """The state of respondents of a batch; nobody else has a valid answer."""
    if rows is None:
        return state
    found = np.full_like(state, NO_ANSWER)
    found[rows] = state[rows]
    return found


# categories


def coded_tables(
    grouped: GroupedRespondents, codes: np.ndarray, state: np.ndarray, size: int, rows: Rows = None
) -> Tables:
    """An item of `size` categories: counts, base and squared weights by margin cell, weights by block cell.

    **Tables**: `counts` [margin cell, category and other states], `blocks` [block cell, category]; where the design has
    them `bases` and `squares` [margin cell, category], `pairs` [group, R, R], `pair_squares` [group, auxiliary, R],
    `patterns` [group, 2^waves], `alone` [group, wave], `replicates` [group, wave, category, replicate].
    """
    design, slots = grouped.design, size + N_OTHER_STATES
    slot = np.where(state == VALID, codes, state + np.int16(size - 1))
    by_margin = _some(grouped.margins.key(slot, slots), rows)
    tables = {"counts": grouped.margins.sums(by_margin, None, slots)}
    if design.calibration is not None:
        base = _some(design.calibration.base, rows)
        one_each = design.calibration.unweighted
        bases = tables["counts"].astype(float) if one_each else grouped.margins.sums(by_margin, base, slots)
        tables["bases"] = bases[:, :size]
    if design.any_in_parent:
        squared = _some(design.squared_weights, rows)
        tables["squares"] = grouped.margins.sums(by_margin, squared, slots)[:, :size]
    by_block = _some(grouped.blocks.key(slot, slots), rows)
    tables["blocks"] = grouped.blocks.sums(by_block, _some(design.weights, rows), slots)[:, :size]
    mine = _only(state, rows)
    if design.any_paired:
        tables |= _pair_tables(grouped, np.where(mine == VALID, codes, -1), None, size, mine == VALID)
    if not design.all_element:
        tables["alone"] = _alone(grouped, mine == VALID)
    if design.replicates is not None:
        inside = places_of(grouped.inside, rows)
        cells = grouped.n_domains
        sums = design.replicates.sums(inside, grouped.domain[inside] * slots + slot[inside], cells * slots)
        tables["replicates"] = sums.reshape(*grouped.shape, slots, -1)[:, :, :size]
    return tables


def _pair_tables(
    grouped: GroupedRespondents, slot: np.ndarray, basis: np.ndarray | None, size: int, valid: np.ndarray
) -> Tables:
    """What the rows of one person have in common."""
    tables = {
        "pairs": grouped.pairs.second(slot, basis, size),
        "patterns": grouped.pairs.patterns(valid),
    }
    if grouped.design.calibration is not None:
        tables["pair_squares"] = grouped.pairs.squares(slot, basis, size)
    return tables


def _alone(grouped: GroupedRespondents, valid: np.ndarray) -> np.ndarray:
    """Valid answers of respondents who are a unit by themselves [group, wave]."""
    domains = grouped.n_domains
    own = grouped.domain[valid & grouped.design.element]
    return np.bincount(own, minlength=domains + 1)[:domains].reshape(grouped.shape)


# numbers


def number_totals(
    grouped: GroupedRespondents, numbers: np.ndarray, state: np.ndarray, rows: Rows = None
) -> Tables:
    """The first pass over J numbers answered together: `weight` [domain] and `totals` [domain, J]."""
    mine = _answered(grouped, state, rows)
    domain, weights, domains = (
        grouped.domain[mine],
        grouped.design.weights[mine],
        grouped.n_domains,
    )
    return {
        "weight": np.bincount(domain, weights, minlength=domains),
        "totals": _columns(domain, numbers[mine] * weights[:, None], domains),
    }


def means_of(totals: Tables) -> np.ndarray:
    """Means [domain, J]; NaN where nobody answered."""
    weight = totals["weight"]
    return totals["totals"] / np.where(weight > 0, weight, np.nan)[:, None]


def number_tables(
    grouped: GroupedRespondents, numbers: np.ndarray, state: np.ndarray, means: np.ndarray, rows: Rows = None
) -> Tables:
    """The second pass: moments about the `means` of the first, by block and margin cell.

    **Tables**: `blocks` and `present` [block cell, J or 1], `n` [domain], `spread` [domain, J], `moments` [domain, J, J],
    `states` [margin cell, states]; where the design has them `bases` and `squares` [margin cell, J], and those of
    `coded_tables`.
    """
    design, size = grouped.design, numbers.shape[1]
    mine, domains = _answered(grouped, state, rows), grouped.n_domains
    domain, basis = grouped.domain[mine], _basis(numbers[mine], means[grouped.domain[mine]])
    weights, squared = design.weights[mine][:, None], design.squared_weights[mine]
    block, blocks = grouped.blocks.row[mine], len(grouped.blocks.used)
    margin, margins = grouped.margins.row[mine], len(grouped.margins.used)
    tables = {
        "blocks": _columns(block, basis * weights, blocks),
        "present": _columns(block, weights, blocks),
        "n": np.bincount(domain, minlength=domains),
        "spread": _columns(domain, basis**2 * weights, domains),
        "moments": _moments(domain, basis, squared, domains),
        "squares": _columns(margin, basis * squared[:, None], margins),
        "states": _states(grouped, state, rows),
    }
    if design.calibration is not None:
        tables["bases"] = _columns(margin, basis * design.calibration.base[mine][:, None], margins)
    if design.any_paired:
        slot, every = np.full(len(numbers), -1), np.zeros((len(numbers), size))
        slot[mine], every[mine] = 0, basis
        tables |= _pair_tables(grouped, slot, every, size, _only(state, rows) == VALID)
    if not design.all_element:
        tables["alone"] = _alone(grouped, _only(state, rows) == VALID)
    if design.replicates is not None:
        columns = [*basis.T, np.ones(len(mine))]
        sums = [design.replicates.sums(mine, domain, domains, column) for column in columns]
        tables["replicates"] = np.stack(sums, axis=1).reshape(*grouped.shape, size + 1, -1)
    return tables


def _answered(grouped: GroupedRespondents, state: np.ndarray, rows: Rows) -> np.ndarray:
    """Places of who answered and is in a group."""
    return places_of((state == VALID) & grouped.inside, rows)


def _basis(numbers: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Each number minus its mean; whoever answers the mean is not off it by rounding."""
    basis = numbers - means
    basis[np.abs(basis) <= ROUNDING * np.abs(means)] = 0.0
    return basis


def _columns(index: np.ndarray, table: np.ndarray, size: int) -> np.ndarray:
    """Sum the rows of a table with few columns by index."""
    return np.stack([np.bincount(index, column, minlength=size) for column in table.T], axis=1)


def _states(grouped: GroupedRespondents, state: np.ndarray, rows: Rows) -> np.ndarray:
    slots = N_OTHER_STATES + 1
    return grouped.margins.sums(_some(grouped.margins.key(state, slots), rows), None, slots)


def _moments(domain: np.ndarray, basis: np.ndarray, squared: np.ndarray, domains: int) -> np.ndarray:
    """Squared weight x basis x basis of every pair of numbers, by domain."""
    size = basis.shape[1]
    found = np.zeros((domains, size, size))
    for one in range(size):
        for other in range(one + 1):
            product = squared * basis[:, one] * basis[:, other]
            found[:, one, other] = found[:, other, one] = np.bincount(domain, product, minlength=domains)
    return found
