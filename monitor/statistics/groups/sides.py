"""The groups of a breakdown in one wave as the sides of a comparison: made of the sums by group, not of respondents.

What tests of change do with waves, tests of groups do with sides. Groups exclude each other, so the sums of one group
against all others, and of all groups beside each other, follow from the sums by group by addition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from monitor.statistics.design.design_tables import DesignTables
from monitor.statistics.design.group_sums import CodedSums, GroupSums, NumberSums, Sums, together
from monitor.statistics.design.kernels import ROUNDING
from monitor.statistics.design.layout import Layout, kish_deff

BY_BASIS = ("first", "margin_bases", "margin_squares")
BY_SIDE = ("n", "weight", "elements", "states", "counts", "totals", "means", "spread", "replicates")


class SidesLayout(Layout):
    """A layout whose waves are sides, all of one `wave`. It is made of tables and has no respondents.

    `side_ranks` [group, side] and `whole_rank` are those of replicate weights, where there are any.
    """

    def __init__(
        self,
        design: DesignTables,
        kish: np.ndarray,
        wave: int,
        side_ranks: np.ndarray | None = None,
        whole_rank: int = 0,
    ) -> None:
        self.design = design
        self.side_ranks, self.whole_rank = side_ranks, whole_rank
        self.n_groups, self.n_waves = kish.shape
        self.n_blocks = len(design.units.block_parent)
        self._kish, self._wave = kish, wave

    @property
    def wave_of(self) -> np.ndarray:
        return np.full(self.n_waves, self._wave)

    def replicate_df(self, waves: Sequence[int]) -> np.ndarray:
        """Degrees of freedom of some sides together: no more than those of all respondents of the breakdown."""
        if self.side_ranks is None:
            raise TypeError("these sides have no replicate weights")
        rank = np.minimum(self.side_ranks[:, list(waves)].sum(axis=1), self.whole_rank)
        return np.array([self.design.replicate_weights.df_of(int(one)) for one in rank])

    @property
    def scale(self) -> np.ndarray:
        """Sides are of one wave: their weights compare as they are."""
        return np.ones(self.n_waves)

    @property
    def kish_deff(self) -> np.ndarray:
        return self._kish


def against_rest(sums: CodedSums, wave: int) -> CodedSums:
    """Each group of a breakdown and all its other groups together: two sides, first axis item x group.

    For sums of categories, of which those of several groups add up.
    """
    groups = sums.layout.n_groups
    own = _of_wave(sums, wave)
    rest = {name: _others(table, groups) for name, table in own.items()}
    return _joined(sums, _of_rest(sums.layout, wave), {name: [own[name], rest[name]] for name in own})


def beside_each_other(sums: Sums, wave: int) -> Sums:
    """All groups of a breakdown as sides; the first axis is the item."""
    groups = sums.layout.n_groups
    own = _of_wave(sums, wave)
    kish = sums.layout.kish_deff[:, wave][None, :]
    ranks, whole = _ranks(sums.layout, wave, [False])
    layout = SidesLayout(sums.layout.design, kish, wave, None if ranks is None else ranks.T, whole)
    return _joined(
        sums, layout, {name: [table[group::groups] for group in range(groups)] for name, table in own.items()}
    )


def _of_rest(layout: Layout, wave: int) -> SidesLayout:
    """The layout of each group and of all its others."""
    weights = [table[:, wave] for table in layout.weight_sums]
    others = (_others(table, layout.n_groups) for table in weights)
    kish = np.stack([kish_deff(*weights), kish_deff(*others)], axis=1)
    return SidesLayout(layout.design, kish, wave, *_ranks(layout, wave, [False, True]))


def _ranks(layout: Layout, wave: int, sides: Sequence[bool]) -> tuple[np.ndarray | None, int]:
    """Ranks of the replicate weights by group, of itself and (True) of all others, and of all groups together."""
    if layout.ranks is None:
        return None, 0
    of = layout.ranks.rank
    ranks = [[of([wave], group, others) for others in sides] for group in range(layout.n_groups)]
    return np.array(ranks), of([wave], -1)


def _of_wave(sums: GroupSums, wave: int) -> dict[str, np.ndarray]:
    """The tables of one wave; people with several rows are among the elements."""
    size = sums.first.shape[2] // sums.n_waves
    mine = slice(wave * size, (wave + 1) * size)
    tables: dict[str, Any] = {name: getattr(sums, name, None) for name in (*BY_BASIS, *BY_SIDE)}
    tables = {name: table for name, table in tables.items() if table is not None}
    tables = {
        name: table[:, :, mine] if name in BY_BASIS else table[:, wave] for name, table in tables.items()
    }
    if sums.patterns is not None:
        answered = (np.arange(sums.patterns.shape[1]) >> wave) & 1 == 1
        tables["elements"] = tables["elements"] + sums.patterns[:, answered].sum(axis=1)
    return tables | {"second": sums.second[:, mine, mine], "present": sums.present[:, :, wave]}


def _others(table: np.ndarray, groups: int) -> np.ndarray:
    """By group the sum of all other groups: added up, since what is left of a total after subtraction is not 0."""
    by_item = table.reshape(-1, groups, *table.shape[1:])
    nothing = np.zeros_like(by_item[:, :1])
    before = np.concatenate([nothing, np.cumsum(by_item, axis=1)[:, :-1]], axis=1)
    after = np.concatenate([np.cumsum(by_item[:, ::-1], axis=1)[:, ::-1][:, 1:], nothing], axis=1)
    return (before + after).reshape(table.shape)


def _joined(sums: Sums, layout: Layout, sides: dict[str, list[np.ndarray]]) -> Sums:
    """Sums of the same kind of which the waves are sides."""
    made: dict[str, Any] = dict.fromkeys(("margin_bases", "margin_squares", "patterns", "replicates"))
    made |= {name: np.stack(sides[name], axis=1) for name in BY_SIDE if name in sides}
    made |= {name: np.concatenate(sides[name], axis=2) for name in BY_BASIS if name in sides}
    made["present"] = np.stack(sides["present"], axis=2)
    return type(sums)(layout=layout, second=_apart(sides["second"]), **made)


def _apart(blocks: list[np.ndarray]) -> np.ndarray:
    """Second moments of sides: nobody is on two of them."""
    size = blocks[0].shape[1]
    matrix = np.zeros((len(blocks[0]), len(blocks) * size, len(blocks) * size))
    for place, block in enumerate(blocks):
        mine = slice(place * size, (place + 1) * size)
        matrix[:, mine, mine] = block
    return matrix


def numbers_against_rest(sums: NumberSums, pivot: float, wave: int) -> NumberSums:
    """Each group and all its other groups together, of one number: two sides, first axis the group.

    `sums` are those of 1 and of the number minus a `pivot` that is the same for all groups, about 0. Such sums add up over
    groups; about the mean of a side they follow from both: (y - m) = (y - pivot) - (m - pivot) x 1.
    """
    groups, own = sums.layout.n_groups, _of_wave(sums, wave)
    own["raw"] = own.pop("spread") * own["weight"][:, None]
    own.pop("means")
    sides = [own, {name: _others(table, groups) for name, table in own.items()}]
    centred = [_about_mean(side, pivot) for side in sides]
    return _joined(
        sums, _of_rest(sums.layout, wave), {name: [side[name] for side in centred] for name in centred[0]}
    )


def _about_mean(side: dict[str, np.ndarray], pivot: float) -> dict[str, np.ndarray]:
    """The sums of one side about its mean. Nothing but rounding is left where all gave one answer: that is 0."""
    weight = side["weight"]
    safe = np.where(weight > 0, weight, np.nan)
    away = side["first"][:, :, 1].sum(axis=1) / safe
    square = side["raw"][:, 1] / safe
    spread = square - away**2
    alike = ~(spread > ROUNDING * square)
    turn = np.stack([-away, np.ones(len(away))], axis=1)
    turn = np.where(np.isnan(away)[:, None] | alike[:, None], 0.0, turn)[:, :, None]
    made = {name: table for name, table in side.items() if name not in ("raw", "second", *BY_BASIS)}
    made |= {name: side[name] @ turn for name in BY_BASIS if name in side}
    made["second"] = np.swapaxes(turn, 1, 2) @ side["second"] @ turn
    if "replicates" in side:
        table = side["replicates"]  # of 1, of the number and of the weight, which is that of 1 again
        made["replicates"] = np.stack([(table[:, :2] * turn).sum(axis=1), table[:, 2]], axis=1)
    made["means"] = (pivot + away)[:, None]
    made["spread"] = np.where(alike, 0.0, spread)[:, None] + 0.0 * away[:, None]
    return made


def one_below_another(several: Sequence[Sums]) -> Sums:
    """Sums of several items, each of all groups, as item x group."""
    kish = np.concatenate([sums.kish_deff for sums in several])
    joined, first = together(several), several[0].layout
    if not isinstance(first, SidesLayout):
        raise TypeError("these sums are not of sides")
    ranks = None if first.side_ranks is None else np.tile(first.side_ranks, (len(several), 1))
    layout = SidesLayout(first.design, kish, first.wave_of[0], ranks, first.whole_rank)
    return replace(joined, layout=layout)
