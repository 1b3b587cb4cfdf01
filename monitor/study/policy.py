"""Policy of a study: how changes are tested, and what may be told of how few. Defaults stand in policy.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from monitor.study.fields import (
    Count,
    Filled,
    Identifier,
    Limit,
    Margin,
    OneOf,
    Text,
    WrittenAs,
    declared,
)
from monitor.study.kinds import MARGINS

if TYPE_CHECKING:
    from monitor.study.study_file import Breakdown

Measure = Annotated[str, OneOf(MARGINS)]


@declared
class Comparison:
    """How changes between waves are tested."""

    alpha: Annotated[float, Field(gt=0, lt=0.5)]
    """Level of each family of tests."""
    power: Annotated[float, Field(gt=0.5, lt=1)]
    """Power at which the smallest detectable difference is told."""
    adjust: Literal["bh", "none"]
    """Correction for the number of tests: bh (Benjamini and Hochberg, in two steps), or none."""
    margins: Mapping[Measure, Margin]
    """By measure, how small a change counts as no change: share 0.05 is five percentage points, and so are
    percentage 0.05 and, for parts of 100, mean 0.05; grade, score, number and median are in the unit of the answers."""
    against: tuple[Literal["previous", "first", "trend"], ...]
    """What the latest wave is compared with."""
    primary_test: Literal["auto", "mean", "wilcoxon"]
    """Test of items of which only means are shown (`figure: means`), chosen before looking at the answers; auto
    tests the distribution."""
    headlines: tuple[Identifier, ...]
    """Items or indicators that are tested first, in a family of their own."""
    most_headlines: int | None = field(default=None, kw_only=True)
    """How many headlines there may be."""
    leave_out: tuple[Identifier, ...]
    """Items that are not tested: a second view of another item, or what the answers are weighted to."""
    breakdown_families: tuple[Text, ...]
    """Breakdowns of which the changes are tested, each in a family of its own."""
    fpc: bool
    """Whether tests of change use the finite population correction."""
    sparse_below: Limit
    """Expected count below which an exact test takes over."""
    moves: tuple[Identifier, ...] = field(default=(), kw_only=True)
    """Items of which it is told who moved from one answer to another, where one id is one person (`stable_ids: on`)."""


@declared
class Threshold:
    """How few respondents a figure may rest on, in groups that do not point at anybody."""

    minimum_base: Count
    """A figure with fewer respondents is suppressed."""
    unreliable_below: Limit
    """A figure with fewer respondents, or with a smaller effective number, is marked as unreliable."""
    unreliable_df: Limit
    """A figure with fewer degrees of freedom is marked as unreliable."""
    minimum_count: Annotated[int | None, Filled(None)] = None


@declared
class IdentifiableThreshold(Threshold):
    """The same in groups that point at an organisation or a few people, such as a municipality."""

    minimum_count: Count
    """A count below this is suppressed."""


@declared
class Thresholds:
    """Disclosure limits by kind of group."""

    anonymous: Threshold
    """Everybody together, and groups that point at nobody."""
    identifiable: Annotated[Threshold, WrittenAs(IdentifiableThreshold)]
    """Breakdowns that are declared as identifiable."""


@declared
class Protection:
    """How little a reader can know of a suppressed count from everything else that is told."""

    width: Limit
    """The interval in which a reader can place it is at least this wide."""
    reaches: Limit
    """And contains a value of at least this."""
    rounds: Count
    """Rounds of suppressing, auditing and cutting before a run stops."""


@dataclass(frozen=True)
class DisclosureRules(Protection, Thresholds):
    """What may be told of how few: limits by kind of group, and the protection of what is suppressed."""

    def threshold(self, breakdown: Breakdown | None) -> Threshold:
        return self.identifiable if breakdown is not None and breakdown.identifiable else self.anonymous


@declared
class DisclosureBlock(Thresholds):
    """What may be told of how few, as a study file says it."""

    protection: Protection
    """How little a reader can know of what is suppressed."""

    def rules(self) -> DisclosureRules:
        return DisclosureRules(self.anonymous, self.identifiable, **vars(self.protection))


Disclosure = Annotated[DisclosureRules, WrittenAs(DisclosureBlock, DisclosureBlock.rules)]
