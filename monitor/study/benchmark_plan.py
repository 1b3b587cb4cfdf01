"""How municipalities are set beside those like them: which figures, which peers, and from how many a group counts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from monitor.study.fields import Count, File, Identifier, Text, Words, declared

Compared = Literal["headlines"] | tuple[Identifier, ...]


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
    indicators: Compared
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
        return names_of(self.indicators, headlines)


@declared
class ReferencePlan:
    """The whole survey beside what another one of the same questions released, such as that of the whole country."""

    reference: File
    """What the run of the other survey released: its folder, or a zip of that folder."""
    indicators: Compared = "headlines"
    """headlines, or some of them."""
    name: Words = ""
    """What sentences call the municipality of this survey; the title of the study where this is left out."""

    def names(self, headlines: tuple[str, ...]) -> tuple[str, ...]:
        """The items and indicators that are compared, of a study with these headlines."""
        return names_of(self.indicators, headlines)


def names_of(indicators: Compared, headlines: tuple[str, ...]) -> tuple[str, ...]:
    """What `indicators` stands for, of a study with these headlines."""
    return headlines if indicators == "headlines" else indicators


def is_reference(block: Any) -> bool:
    """Whether a block `benchmark`, as a file says it, names the results of another survey."""
    return isinstance(block, ReferencePlan) or (isinstance(block, dict) and "reference" in block)


BenchmarkEntry = Annotated[
    Annotated[BenchmarkPlan, Tag("[municipalities]")] | Annotated[ReferencePlan, Tag("[reference]")],
    Discriminator(lambda block: "[reference]" if is_reference(block) else "[municipalities]"),
]
"""Either of them; the tags stand in brackets since they are no keys of the file."""
