"""Which wave is what to a reader, question by question: the one reported on, the one before, and the first.

The one place that decides which earlier waves a question is compared with: tests of change and texts both ask it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from monitor.study.questionnaire import Questionnaire

if TYPE_CHECKING:
    from monitor.study.study import Study

NOW, PREVIOUS, FIRST = "now", "previous", "first"
ROLES = (NOW, PREVIOUS, FIRST)


def compared_waves(
    asked: Sequence[str], last: str, comparable: Callable[[str, str], bool]
) -> tuple[str, ...]:
    """Earlier waves that `last` is compared with, oldest first: those without a break in between.

    What was asked only across a break is held against the nearest wave alone. `asked` stands in order; () where no
    earlier wave asked.
    """
    earlier = tuple(wave for wave in asked if wave != last)
    return tuple(wave for wave in earlier if comparable(wave, last)) or earlier[-1:]


def tested_together(study: Study, questionnaire: Questionnaire) -> dict[str, list[str]]:
    """Items by what one test is about: a question, or all options or parts of a set; each item once."""
    members: dict[str, list[str]] = {}
    for indicator in study.indicators:
        for item in indicator.items:
            declared = questionnaire.items[item]
            owner = declared.group if declared.traits.in_set else item
            if item not in members.setdefault(owner, []):
                members[owner].append(item)
    return members


class WaveRoles:
    """The waves of each question of a study by what they are to a reader.

    `now` is the wave that the study reports on, absent where that did not ask the question; `previous` and `first`
    are the latest and the earliest wave that it is compared with, one and the same where there is only one, absent
    where there is none. Of a question that is no longer asked they count back from the last wave that did, which
    is `previous`.
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self._waves = [wave.id for wave in study.waves]
        together = tested_together(study, study.questionnaire)
        self._sets = {item: tuple(items) for items in together.values() for item in items}
        self.of = cache(self._of)

    def _of(self, name: str, breakdown: str = "") -> Mapping[str, str]:
        """Role to wave of an item or a set of options, in everybody together or in the groups of a breakdown."""
        items = self.study.questionnaire.items
        own = (name,) if name in items else self.study.questionnaire.groups[name].items
        asked, last = self._asked(own, breakdown), self._waves[-1]
        if not asked:
            return {}
        if last not in asked:
            return self._of_the_past(own, asked)
        together = self._sets.get(name, own)
        compared = compared_waves(self._asked(together, breakdown), last, self._comparable(together))
        earlier = compared or asked[:-1][-1:]
        return {NOW: last} | ({PREVIOUS: earlier[-1], FIRST: earlier[0]} if earlier else {})

    def _of_the_past(self, items: Sequence[str], asked: Sequence[str]) -> Mapping[str, str]:
        """The roles of what is no longer asked."""
        latest, comparable = asked[-1], self._comparable(items)
        linked = [wave for wave in asked[:-1] if comparable(wave, latest)]
        return {PREVIOUS: latest, FIRST: (*linked, latest)[0]}

    def _asked(self, items: Sequence[str], breakdown: str) -> tuple[str, ...]:
        """Waves that asked all of some items, and whatever divides people into these groups."""
        declared, known = self.study.breakdown(breakdown), self.study.questionnaire.items
        by = (item for item in declared.items if item in known) if declared is not None else ()
        wanted = [known[item].asked for item in (*items, *by)]
        return tuple(wave for wave in self._waves if all(wave in asked for asked in wanted))

    def _comparable(self, items: Sequence[str]) -> Callable[[str, str], bool]:
        comparable = self.study.questionnaire.comparable
        return lambda first, last: all(comparable(item, first, last) for item in items)
