"""Where each respondent adds up: the groups of a breakdown, laid over the blocks and margin cells of a design."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from monitor.statistics.design.combinations import Cells, cells_of
from monitor.statistics.design.layout import Layout
from monitor.statistics.design.pair_sums import GroupedPairs
from monitor.statistics.design.replicate_weights import ReplicateRanks
from monitor.statistics.design.sampling_design import SurveyDesign


@dataclass(frozen=True)
class Domains:
    """One breakdown of the respondents: `group` indexes `names`, -1 where a respondent is in no group."""

    breakdown: str
    names: tuple[str, ...]
    group: np.ndarray


def whole_sample(rows: int) -> Domains:
    """The breakdown that is none: everybody in one group with an empty name."""
    return Domains("", ("",), np.zeros(rows, dtype=np.int64))


class GroupedRespondents:
    """Where each respondent adds up, for one breakdown: by block and wave, and by margin cell.

    A block is a PSU, or a stratum for respondents who are a PSU by themselves (see SurveyDesign).
    Without calibration the margin cell is the wave. Respondents in no group or with weight 0 are
    left out. `shape` counts groups and waves, `layout` is the same without the respondents. `made` keeps the sums of items that are asked for again,
    where `keep` says so.
    """

    def __init__(self, design: SurveyDesign, domains: Domains, keep: bool = False) -> None:
        self.design = design
        self.domains = domains
        self.keep = keep
        self.made: dict[tuple[int, int], tuple[np.ndarray, np.ndarray, Any]] = {}
        self.inside = (domains.group >= 0) & (design.weights > 0)
        self.shape = groups, waves = len(domains.names), len(design.waves)
        calibration = design.calibration
        margin, cells = (
            (design.wave, waves) if calibration is None else (calibration.cell, len(calibration.cell_wave))
        )
        self.margins = self._cells(domains.group, margin, groups, cells)
        blocks = len(design.units.block_parent)
        self.blocks = self._cells(domains.group * blocks + design.block, design.wave, groups * blocks, waves)
        self.layout = Layout(
            design.tables, domains.breakdown, domains.names,
            margins=self.margins.used, blocks=self.blocks.used,
            weight_sums=self._weight_sums(), ranks=self._ranks(),
        )  # fmt: skip

    def _cells(self, outer: np.ndarray, inner: np.ndarray, outers: int, inners: int) -> Cells:
        return cells_of(outer * inners + inner, outers * inners, self.inside)

    def _ranks(self) -> ReplicateRanks | None:
        replicates = self.design.replicates
        if replicates is None:
            return None
        return ReplicateRanks(replicates, self.design.wave, self.domains.group, self.inside)

    def _weight_sums(self) -> tuple[np.ndarray, ...]:
        size, weights = self.n_domains, self.design.weights
        return tuple(
            np.bincount(self.domain, values, minlength=size + 1)[:size].reshape(self.shape)
            for values in (None, weights, weights**2)
        )

    @property
    def n_domains(self) -> int:
        """Groups x waves."""
        return self.shape[0] * self.shape[1]

    @cached_property
    def domain(self) -> np.ndarray:
        """Group x wave of each respondent; of those left out one more than the last."""
        mine = self.domains.group * self.shape[1] + self.design.wave
        return np.where(self.inside, mine, self.n_domains)

    @cached_property
    def pairs(self) -> GroupedPairs:
        """The pairs of rows of one person, for this breakdown."""
        return GroupedPairs(self)


def grouped(design: SurveyDesign, domains: Domains, keep: bool = True) -> GroupedRespondents:
    """The respondents of a design by a breakdown; kept on the design, with their sums, when used again."""
    found = design.groupings.get(domains.breakdown)
    if found is None or not np.array_equal(found.domains.group, domains.group):
        found = GroupedRespondents(design, domains, keep)
        if keep:
            design.groupings[domains.breakdown] = found
    return found
