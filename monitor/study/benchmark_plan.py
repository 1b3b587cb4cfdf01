"""How municipalities are set beside those like them: which figures, which peers, and from how many a group counts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monitor.study.fields import Count, Identifier, Text, declared


@declared
class BenchmarkPlan:
    """Each municipality beside those like it, and beside all."""

    breakdown: Text
    """The breakdown by municipality."""
    peers: Identifier
    """Attribute of municipalities that says which are alike, such as size_class; also a breakdown, since its figures are the
    reference. The same groups for everybody."""
    traits: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Attributes by which the usual figure of a municipality is fitted, such as [size_class, region]."""
    indicators: Literal["headlines"] | tuple[Identifier, ...]
    """headlines, or some of them."""
    most: Count
    """Figures of a municipality that are tested together at most; with more of them no report finds anything."""
    fpc: bool
    """Whether the question is about these people of this year only: finite population correction within municipalities."""
    members: Count
    """Municipalities that a group of peers has at least; with fewer, the nation is the reference."""
    largest: Annotated[float, Field(gt=0, le=1)]
    """Most that one municipality may have of the people of its group of peers; with more, the nation is the reference."""
    fitted: Count
    """Municipalities that a category of a trait has at least to get a coefficient of its own."""

    def names(self, headlines: tuple[str, ...]) -> tuple[str, ...]:
        """The items and indicators that are benchmarked, of a study with these headlines."""
        return headlines if self.indicators == "headlines" else self.indicators
