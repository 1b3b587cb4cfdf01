"""Who is not behind a figure: the base as its counts have it, whatever the questionnaire declares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from monitor.schema import Estimate
from monitor.study.questionnaire import Item


@dataclass(frozen=True)
class Missing:
    """Whether respondents are left out of a base: not asked, silent though asked, or unable to answer.

    `part` is how large a part of all respondents that is; 1 where the counts are not released.
    """

    not_asked: bool = False
    silent: bool = False
    unable: bool = False

    part: float = 0.0

    def __bool__(self) -> bool:
        return self.not_asked or self.silent or self.unable

    def __or__(self, other: Missing) -> Missing:
        return Missing(
            self.not_asked or other.not_asked,
            self.silent or other.silent,
            self.unable or other.unable,
            max(self.part, other.part),
        )


def missing_from(cell: Estimate) -> Missing:
    """Who is missing from the base of a figure that is shown.

    In a group where people can be recognised the counts are not released. Nobody can say there that all of it
    answered, so its base is called after those who did.
    """
    counts = (cell.n_not_asked, cell.n_no_answer, cell.n_dont_know, cell.n_not_applicable)
    if not cell.shown:
        return Missing()
    if any(count is None for count in counts):
        return Missing(silent=True, part=1.0)
    left_out = [count or 0.0 for count in counts]
    not_asked, silent, *unable = (bool(count) for count in left_out)
    everybody = (cell.n or 0.0) + sum(left_out)
    return Missing(not_asked, silent, any(unable), sum(left_out) / everybody if everybody else 0.0)


def missing_from_any(cells: Iterable[Estimate | None]) -> Missing:
    """Who is missing from the base of some figures, of one or of another."""
    return reduce(Missing.__or__, (missing_from(cell) for cell in cells if cell is not None), Missing())


def limit_of(missing: Missing, items: Sequence[Item], special: bool = False) -> str:
    """What limits a base that these items have in common, as sentences.yaml names it; "" where everybody is in it.

    `special` marks the share of an answer such as n.v.t., which has a base of its own.
    """
    if not missing:
        return ""
    if all(item.coded_from for item in items):
        return "answered"
    if all(item.derived for item in items):
        return "known"
    if all(item.traits.graded for item in items) and not special:
        return "graded"
    if missing.silent:
        return "asked_answered" if missing.not_asked else "answered"
    if missing.unable:
        return "asked_able" if missing.not_asked else "able"
    return "asked"
