"""What the last wave of a study teaches for the next one: released figures and declarations, nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from monitor.release.door.stratum_response import stratum_response
from monitor.release.results.method import FamilySummary
from monitor.release.results.released_set import ReleasedSet
from monitor.stages.planning import Tests
from monitor.statistics.change.comparisons import Unit, units_of
from monitor.statistics.quality.response import read_dispositions
from monitor.study.house_policy import house_planning
from monitor.study.plan_file import Asked
from monitor.study.populations import Populations
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_file import Breakdown

MEAN, SHARE, RELEASED = "mean", "share", "released"


@dataclass(frozen=True)
class LastWave:
    """A figure of the last wave: an item, one of its answers or nets (none: its mean), and its groups."""

    study: Study
    released: ReleasedSet
    asked: Asked
    item: Item
    category: str
    breakdown: Breakdown | None

    @cached_property
    def row(self) -> pd.Series:
        """The released figure of everybody.

        **Raises** DeclarationError where it was not released, or leaves nothing to plan on.
        """
        found = self._rows("").head(1)
        if not len(found) or not math.isfinite(found["estimate"].iloc[0]):
            raise self.asked.error(("item",), "planning.figure_not_released", got=self.asked.wanted.item)
        row = found.iloc[0]
        if self.is_share and not 0 < row["estimate"] < 1:
            raise self.asked.error(("item",), "planning.nobody_or_everybody", got=self.asked.wanted.item)
        return row

    @property
    def is_share(self) -> bool:
        """Whether it counts answers; a mean of percentages does not."""
        return bool(self.category)

    @property
    def scale(self) -> float:
        """From a figure as it is stored to how it is told: percentages stand as parts."""
        return 100.0 if self.is_share or self.item.traits.in_percent else 1.0

    def _rows(self, breakdown: str) -> pd.DataFrame:
        frame = self.released.estimates
        measure = SHARE if self.category else MEAN
        found = frame[
            (frame["wave"] == self.study.current.id)
            & (frame["item"] == self.item.id)
            & (frame["category"] == self.category)
            & (frame["measure"] == measure)
            & (frame["breakdown"] == breakdown)
        ]
        return found.drop_duplicates("group")

    @property
    def respondents(self) -> int:
        """Who counted in the last wave."""
        design = self.released.method.design
        return design.respondents[self.study.current.id] if design else int(self.row["n"])

    @property
    def answered(self) -> float:
        """The part of the respondents that has an answer to this question."""
        return min(float(self.row["n"]) / max(self.respondents, 1), 1.0)

    @property
    def deff(self) -> float:
        return _deff(self.row)

    @property
    def response(self) -> float | None:
        """The part of those invited whose answers counted; None where nobody knows."""
        summary = self.released.method.response.get(self.study.current.id)
        stage = next((one for one in summary.chain if one.name == "accepted"), None) if summary else None
        return round(stage.of_invited, 3) if stage and stage.of_invited else None

    @cached_property
    def tests(self) -> Tests | None:
        """With what a change of this figure is tested; None where the study does not test it, or one by one, and where
        each group is planned by itself.
        """
        policy = self.study.comparison
        if policy.adjust == "none" or self.left_out or self.asked.wanted.each:
            return None
        family, inside = self._family()
        m = next((one.m for one in self._families if one.family == family), 0) or self._declared_tests()
        return Tests(policy.alpha, max(m, 1), inside)

    @property
    def left_out(self) -> bool:
        """Whether the study does not test it: it repeats another question, or the weights fix it."""
        unit = self._unit
        return unit is None or unit.left_out or unit.weighted_to

    @cached_property
    def _unit(self) -> Unit | None:
        units = units_of(self.study, self.study.questionnaire)
        return next((one for one in units if self.item.id in one.items), None)

    @property
    def _headline(self) -> bool:
        return self._unit is not None and self._unit.headline

    def _family(self) -> tuple[str, int]:
        """The family of this figure, and how many figures of its item are tested inside it.

        Of these the least level in force tells: that of the first step inside the item.
        """
        frame = self.released.changes
        items = self._unit.items if self._unit else (self.item.id,)
        rows = frame[frame["item"].isin(items) & (frame["breakdown"] == "") & (frame["family"] != "")]
        declared = "changes:headlines" if self._headline else "changes"
        name = rows["family"].iloc[0] if len(rows) else declared
        level = next((one.level for one in self._families if one.family == name), None)
        lowest = rows.loc[rows["level"] == "category", "level_in_force"].min()
        if level and math.isfinite(lowest):
            return name, max(round(level / lowest), 1)
        return name, self._declared_inside()

    @property
    def _families(self) -> tuple[FamilySummary, ...]:
        return self.released.method.tests.families if self.released.method.tests else ()

    def _declared_inside(self) -> int:
        """Figures of the item, where no change was tested yet; of two answers one tells both."""
        frame = self.released.estimates
        rows = frame[
            (frame["item"] == self.item.id)
            & (frame["wave"] == self.study.current.id)
            & (frame["breakdown"] == "")
            & frame["measure"].isin([SHARE, MEAN])
        ]
        figures = len(rows.drop_duplicates(["category", "measure"]))
        return 1 if figures == 2 and (rows["measure"] == SHARE).all() else max(figures, 1)

    def _declared_tests(self) -> int:
        """Item tests of the family, where none was made yet."""
        units = [one for one in units_of(self.study, self.study.questionnaire) if not one.left_out]
        return sum(one.headline == self._headline and not one.weighted_to for one in units)

    @cached_property
    def overlap(self) -> tuple[float, float] | None:
        """The part of the smaller of the last two waves that took part in both, and the correlation of their answers.

        None where ids mean nothing or the figure was not compared. **Method**: the correlation of both estimates
        follows from their SE and that of their difference.
        """
        design, frame = self.released.method.design, self.released.changes
        rows = frame[
            (frame["item"] == self.item.id)
            & (frame["category"] == self.category)
            & (frame["comparison"] == "previous")
            & (frame["breakdown"] == "")
            & (frame["level"] == "category")
            & (frame["measure"] == (SHARE if self.category else MEAN))
        ]
        if design is None or not design.stable_ids or not len(rows):
            return None
        row = rows.iloc[0]
        pair = next(
            (one for one in design.shared if {one.first, one.second} == {row["from_wave"], row["to_wave"]}),
            None,
        )
        before = self.released.estimates
        before = before[
            (before["wave"] == row["from_wave"])
            & (before["item"] == self.item.id)
            & (before["category"] == self.category)
            & (before["breakdown"] == "")
        ]
        if pair is None or not len(before) or not pair.n_both:
            return None
        first, second = float(before["se"].iloc[0]), float(self.row["se"])
        if not first * second > 0 or not math.isfinite(row["se"]):
            return None
        joint = (first**2 + second**2 - float(row["se"]) ** 2) / (2 * first * second)
        whole = joint * math.sqrt(pair.n_first * pair.n_second) / pair.n_both
        return pair.n_both / min(pair.n_first, pair.n_second), float(min(max(whole, 0.0), 0.99))

    # strata

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.breakdown.id.split("*")) if self.breakdown else ()

    @cached_property
    def _populations(self) -> Populations:
        study = self.study
        return Populations(study.municipalities, study.weighting, study.design, (study.current,))

    @cached_property
    def people(self) -> Mapping[str, float]:
        """People by group, from control totals of the last wave, else from the frame; empty where nobody says."""
        return self._populations.of_groups(self.parts)

    @cached_property
    def population(self) -> int | None:
        """People in all."""
        told = self._populations.total
        return self.asked.wanted.population or (None if told is None else round(told))

    @cached_property
    def responses(self) -> Mapping[str, float]:
        """Response by group, as far as it may be told."""
        if self.breakdown is None or not self.study.current.dispositions:
            return {}
        return stratum_response(
            read_dispositions(self.study.current.dispositions),
            self.parts,
            self.breakdown,
            self.study.disclosure,
            house_planning().least_invited,
        )

    def shares_of_groups(self) -> dict[str, float]:
        """How the respondents are divided over the groups, by the released figures of the item that makes them."""
        if self.breakdown is None or len(self.parts) != 1:
            return {}
        frame = self.released.estimates
        rows = frame[
            (frame["item"] == self.parts[0])
            & (frame["wave"] == self.study.current.id)
            & (frame["breakdown"] == "")
            & (frame["measure"] == SHARE)
        ].drop_duplicates("category")
        known = dict(zip(rows["category"], rows["estimate"], strict=True))
        return {group: float(known.get(group, math.nan)) for group in self.breakdown.groups}

    def groups(self) -> pd.DataFrame:
        """The reliable released figures of the groups, by group."""
        rows = self._rows(self.breakdown.id if self.breakdown else "")
        return rows[(rows["status"] == RELEASED) & rows["estimate"].notna()]


def _deff(row: pd.Series) -> float:
    told = float(row["deff"]) if math.isfinite(row["deff"]) else 1.0
    return max(told, house_planning().least_deff)


def variance_of(row: pd.Series, is_share: bool) -> float:
    """Variance of one answer: of a mean from its SE, of which the design effect is part."""
    estimate = float(row["estimate"])
    if is_share:
        return estimate * (1 - estimate)
    deff = float(row["deff"]) if row["deff"] > 0 else 1.0
    return float(row["se"]) ** 2 * float(row["n"]) / deff
