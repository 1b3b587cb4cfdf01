"""What will be tested between a new wave and the one before it, and what not, and why: by the declarations alone."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.messages.catalogue import text
from monitor.study.questionnaire import Item, Questionnaire

MOST_NAMED = 8
NOT_TESTED = ("exchange.not_tested_new", "exchange.not_tested_gone", "exchange.not_tested_broken")


def comparisons(questionnaire: Questionnaire, wave: str) -> tuple[str, ...]:
    """Sentences about the items that the wave and the one before it share, and those that one of them lacks or a break
    keeps apart; none where it is the first wave."""
    place = questionnaire.waves.index(wave)
    if not place:
        return ()
    before = questionnaire.waves[place - 1]
    items = [one for one in questionnaire.items.values() if not one.traits.confidential]
    asked = [one for one in items if {before, wave} & set(one.asked)]
    tested = [one for one in asked if questionnaire.comparable(one.id, before, wave)]
    new = [one for one in asked if before not in one.asked]
    gone = [one for one in asked if wave not in one.asked]
    broken = [one for one in asked if one not in (*tested, *new, *gone)]
    said = [text("exchange.tested", count=len(tested), before=before, wave=wave)]
    for code, apart in zip(NOT_TESTED, (new, gone, broken), strict=True):
        if apart:
            said.append(text(code, count=len(apart), items=_named(apart), wave=wave))
    return tuple(said)


def _named(items: Sequence[Item]) -> str:
    names = ", ".join(one.id for one in items[:MOST_NAMED])
    return names if len(items) <= MOST_NAMED else f"{names}, …"
