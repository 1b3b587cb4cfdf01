"""What is told of vignettes besides figures: no count from which the answer of a caseworker, or of the two of one municipality,
could be worked out.

Of a small group nobody and everybody are told as classes (see `classes`). What follows from such a count with others that
are told would give it away: it is told as the range of what it can be, or not at all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from monitor.intake.rules import DEPARTS
from monitor.release.door.pairs_apart import tells_of_colleagues
from monitor.release.results.method import (
    Crossed,
    Expected,
    PairsOfVignette,
    VignetteSummary,
    WaveRecord,
)
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.rounding import class_rule
from monitor.statistics.quality.vignettes_summary import FEW, HIDDEN, KEPT_BACK, NEARLY_ALL, TOO_FEW
from monitor.study.house_policy import house_vignettes
from monitor.study.study import Study
from monitor.study.vignettes import CODE_OF_ROLE, DECISION, EXPECTATION

WITH_NUMBERS = ("released", "unreliable")
Answer = tuple[str, str, str]
"""A wave, an item and a category."""


def with_told_vignettes(released: ReleasedSet, study: Study) -> ReleasedSet:
    """A released set in which counts of vignettes tell no more than its figures may; as it is without vignettes.

    How many departed without seeing room stands in no account of edit rules either.
    """
    summary = released.method.vignettes
    if summary is None:
        return released
    rows = released.estimates
    kept = rows[(rows["breakdown"] == "") & ~rows["status"].isin(list(WITH_NUMBERS))]
    hidden = set(zip(kept["wave"], kept["item"], kept["category"], strict=True))
    waves = {
        wave: replace(of_wave, vignettes=tuple(_told(one, wave, hidden, study) for one in of_wave.vignettes))
        for wave, of_wave in summary.waves.items()
    }
    accounts = {wave: _account(record) for wave, record in released.method.waves.items()}
    method = replace(released.method, vignettes=replace(summary, waves=waves), waves=accounts)
    return replace(released, method=method)


def _item(vignette: str, role: str, study: Study) -> str:
    item = study.questionnaire.of_role(vignette, role)
    return item.id if item is not None else ""


def _account(record: WaveRecord) -> WaveRecord:
    """An account of rows from which nobody can count who departed without seeing room."""
    flags = {name: count for name, count in record.flags.items() if name != DEPARTS}
    rules = tuple(rule for rule in record.rules if rule.rule != DEPARTS)
    return replace(record, flags=flags, rules=rules, n_flagged=None)


def _told(one: VignetteSummary, wave: str, hidden: Collection[Answer], study: Study) -> VignetteSummary:
    """`hidden` are the answers of which the count is not told as a number."""
    cells = one.room_by_decision
    whole = not any(_small(cell.count) for cell in cells) and not _gives_away(one.room_left_out)
    decides, expects = (_item(one.vignette, role, study) for role in (DECISION, EXPECTATION))
    same = (wave, expects, CODE_OF_ROLE[EXPECTATION])
    return replace(
        one,
        room_by_departing=_crossed(one.room_by_departing),
        departing_by_same=_crossed(one.departing_by_same),
        room_by_decision=cells if whole else (),
        room_left_out=None,
        expectation=_expectation(one.expectation, same in hidden, study),
        pairs=_pairs(one.pairs, any(answer[:2] == (wave, decides) for answer in hidden)),
    )


def _gives_away(people: int | None) -> bool:
    """Whether so few are left out that counts with and without them would tell what they answered."""
    return people is not None and 0 < people < house_vignettes().caseworkers


def _crossed(one: Crossed | None) -> Crossed | None:
    """Counts of two facts: none where few people are known by one fact alone, whom the counts of that one hold; where one of the four is told as a class, the others are as wide; where more are, none is told."""
    if one is None:
        return None
    left_out, one = one.left_out, replace(one, left_out=None)
    if one.people >= class_rule().below:
        return one
    if _gives_away(left_out):
        return Crossed(one.people, None, None, None, None)
    cells = [one.both, one.first_only, one.second_only, one.neither]
    counts = [cell[0] for cell in cells if cell is not None]
    small = [place for place, count in enumerate(counts) if _small(count)]
    if not small:
        return one
    if len(small) > 1:
        return Crossed(one.people, None, None, None, None)
    edge, place = class_rule().edge, small[0]
    alike = {place, len(counts) - 1 - place}  # across: larger where this one is
    ranges = [
        (count - counts[place], count - counts[place] + edge)
        if other in alike
        else (count + counts[place] - edge, count + counts[place])
        for other, count in enumerate(counts)
    ]
    both, first_only, second_only, neither = ranges
    return Crossed(one.people, both, first_only, second_only, neither)


def _small(count: int) -> bool:
    return count <= class_rule().edge


def _is_small(count: int | None) -> bool:
    return count is not None and _small(count)


def _class(count: int, of: int, people: int | None = None) -> str:
    """How a count out of so many is told, "" as a number; `people` are those behind it where each counts several times."""
    rule = class_rule()
    if (of if people is None else people) >= rule.below:
        return ""
    return FEW if count <= rule.edge else NEARLY_ALL if count >= of - rule.edge else ""


def _expectation(one: Expected | None, hidden: bool, study: Study) -> Expected | None:
    """Whether it came true; not of few, nor where few have no colleague who decided: who asked less who expect tells of those."""
    if one is None or one.asked is None or one.came_true is None:
        return one
    few = one.asked < study.disclosure.anonymous.minimum_base
    if few or hidden or _gives_away(one.alone):
        return Expected(None, None, TOO_FEW)
    told = _class(one.came_true, one.asked)
    return Expected(one.asked, None if told else one.came_true, told)


def _pairs(one: PairsOfVignette | None, hidden: bool) -> PairsOfVignette | None:
    """Pairs of which so much is told as the released counts of decisions allow.

    Strangers are pairs of everybody less colleagues. Where a class hides a count they would tell it, and where few were left
    out, the difference from everybody would tell what those decided.
    """
    if one is None or one.alike is None:
        return one
    policy, bare = (
        house_vignettes(),
        PairsOfVignette(one.municipalities, one.pairs, one.with_rule, one.single, one.teams),
    )
    if one.municipalities < policy.pairs_from:
        return replace(bare, told=TOO_FEW)
    people = sum(one.answers)
    told = _class(one.alike, one.pairs, people)
    few = people < class_rule().below and not one.teams
    if not told and few and tells_of_colleagues(one.answers, one.alike):
        told = HIDDEN
    if told:
        return replace(bare, told=told, power=one.power)
    if hidden or 0 < one.with_rule < policy.municipalities or _is_small(one.least_left_out):
        expected = None if hidden else one.expected
        return replace(
            bare, told=KEPT_BACK, alike=one.alike, expected=expected, verdict=one.verdict, power=one.power
        )
    alone = _gives_away(one.single) or _is_small(one.least_alone)
    narrow = alone or _is_small(one.least_by_side)
    p, smallest = (
        None if value is None or narrow else round(value, policy.decimals) for value in (one.p, one.smallest)
    )
    shown = replace(one, p=p, smallest=smallest, alpha=None if alone else one.alpha)
    return replace(shown, least_by_side=None, least_left_out=None, least_alone=None, answers=())
