"""What is told of vignettes besides figures: no count from which the answer of a caseworker, or of the two of one municipality,
could be worked out.

Of a small group nobody and everybody are told as classes (see `classes`). What follows from such a count with others that
are told would give it away: it is told as the range of what it can be, or not at all.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.intake.rules import DEPARTS
from monitor.release.results.method import (
    Crossed,
    Expected,
    PairsOfVignette,
    VignetteSummary,
    WaveRecord,
)
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.rounding import class_rule
from monitor.statistics.quality.vignettes_summary import FEW, KEPT_BACK, NEARLY_ALL, TOO_FEW
from monitor.study.house_policy import house_vignettes
from monitor.study.study import Study
from monitor.study.vignettes import DECISION

WITH_NUMBERS = ("released", "unreliable")


def with_told_vignettes(released: ReleasedSet, study: Study) -> ReleasedSet:
    """A released set in which counts of vignettes tell no more than its figures may; as it is without vignettes.

    How many departed without seeing room stands in no account of edit rules either.
    """
    summary = released.method.vignettes
    if summary is None:
        return released
    rows = released.estimates
    kept = rows[(rows["breakdown"] == "") & ~rows["status"].isin(list(WITH_NUMBERS))]
    hidden = set(zip(kept["wave"], kept["item"], strict=True))
    waves = {
        wave: replace(
            of_wave,
            vignettes=tuple(
                _told(one, (wave, _decision(one.vignette, study)) in hidden, study)
                for one in of_wave.vignettes
            ),
        )
        for wave, of_wave in summary.waves.items()
    }
    accounts = {wave: _account(record) for wave, record in released.method.waves.items()}
    method = replace(released.method, vignettes=replace(summary, waves=waves), waves=accounts)
    return replace(released, method=method)


def _decision(vignette: str, study: Study) -> str:
    item = study.questionnaire.of_role(vignette, DECISION)
    return item.id if item is not None else ""


def _account(record: WaveRecord) -> WaveRecord:
    """An account of rows from which nobody can count who departed without seeing room."""
    flags = {name: count for name, count in record.flags.items() if name != DEPARTS}
    rules = tuple(rule for rule in record.rules if rule.rule != DEPARTS)
    return replace(record, flags=flags, rules=rules, n_flagged=None)


def _told(one: VignetteSummary, hidden: bool, study: Study) -> VignetteSummary:
    cells = one.room_by_decision
    return replace(
        one,
        room_by_departing=_crossed(one.room_by_departing),
        departing_by_same=_crossed(one.departing_by_same),
        room_by_decision=cells if cells and not any(_small(cell.count) for cell in cells) else (),
        expectation=_expectation(one.expectation, study),
        pairs=_pairs(one.pairs, hidden),
    )


def _crossed(one: Crossed | None) -> Crossed | None:
    """Counts of two facts: where one of the four is told as a class, the others are as wide; where more are, none is told."""
    if one is None or one.people >= class_rule().below:
        return one
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
    return Crossed(one.people, *ranges)


def _small(count: int) -> bool:
    return count <= class_rule().edge


def _class(count: int, of: int) -> str:
    """How a count out of so many is told; "" as a number."""
    rule = class_rule()
    if of >= rule.below:
        return ""
    return FEW if count <= rule.edge else NEARLY_ALL if count >= of - rule.edge else ""


def _expectation(one: Expected | None, study: Study) -> Expected | None:
    if one is None or one.came_true is None:
        return one
    few = one.asked < study.disclosure.anonymous.minimum_base
    told = TOO_FEW if few else _class(one.came_true, one.asked)
    return replace(one, came_true=None if told else one.came_true, told=told)


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
    if one.pairs < policy.pairs_from:
        return replace(bare, told=TOO_FEW)
    told = _class(one.alike, one.pairs)
    if told:
        return replace(bare, told=told, power=one.power)
    if hidden or 0 < one.with_rule < policy.municipalities:
        expected = None if hidden else one.expected
        return replace(
            bare, told=KEPT_BACK, alike=one.alike, expected=expected, verdict=one.verdict, power=one.power
        )
    narrow = one.least_by_side is not None and _small(one.least_by_side)
    p, smallest = (
        None if value is None or narrow else round(value, policy.decimals) for value in (one.p, one.smallest)
    )
    return replace(one, p=p, smallest=smallest, least_by_side=None)
