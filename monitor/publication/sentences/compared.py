"""What the test of each question is told as; how many were asked alike, were tested, and show a difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from monitor.publication.cells.purposes import shown
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.study.expression.evaluation import items_of
from monitor.study.labels import wave_label
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

MOVED = ("increased", "decreased")
FOUND = (*MOVED, "changed")
TESTED = (*FOUND, "equivalent", "undecided")


@dataclass(frozen=True)
class Compared:
    """The questions that the reported wave and one before it asked alike; a set of options or parts is one question.

    Outcomes that are computed from one question are that question: it is counted once. `verdicts` has an outcome for each,
    empty where nothing was tested. `computed` where nothing was asked alike, and all of them follow from answers.
    """

    verdicts: tuple[str, ...] = ()
    computed: bool = False

    @property
    def asked(self) -> int:
        return len(self.verdicts)

    @property
    def tests(self) -> int:
        return sum(verdict in TESTED for verdict in self.verdicts)

    @property
    def found(self) -> int:
        return sum(verdict in FOUND for verdict in self.verdicts)

    def of(self, verdict: str) -> int:
        """How many have an outcome."""
        return self.verdicts.count(verdict)


def told_verdicts(released: ReleasedSet, study: Study) -> dict[str, str]:
    """By question what is told of its difference with the wave before, "" where nothing was tested.

    That is the verdict of the test of the question as a whole. Where it shows no difference and the rows of its
    table of changes have one verdict together, the question has theirs: a reader finds one word for both.
    """
    questions = _of_questions(released)
    rows = _verdicts_of_rows(released.changes)
    verdicts = questions["verdict"].fillna("")
    verdicts = verdicts.mask(questions["p_adjusted"].isna() & verdicts.isin(TESTED), "")
    return {
        name: _told_verdict(verdict, {rows.get(row) for row in _rows_of(name, study)})
        for name, verdict in zip(questions["item"], verdicts, strict=True)
    }


def _told_verdict(verdict: str, of_rows: set[str | None]) -> str:
    (only,) = of_rows if len(of_rows) == 1 else (None,)
    return only if verdict == "undecided" and only is not None and only in ("", "equivalent") else verdict


def _verdicts_of_rows(changes: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """Verdict by item, category and measure against the wave before; an item with one figure has it as a whole."""
    rows = changes[changes["comparison"].eq("previous") & changes["breakdown"].fillna("").eq("")]
    rows = rows[
        rows["verdict"].fillna("").ne("") | rows["reason"].fillna("").eq("")
    ]  # else it is not released
    rows = rows.sort_values("level", ascending=False, kind="stable")  # of an item, then of a category
    keys = zip(rows["item"], rows["category"].fillna(""), rows["measure"], strict=True)
    return dict(zip(keys, rows["verdict"].fillna(""), strict=True))


def _rows_of(name: str, study: Study) -> list[tuple[str, str, str]]:
    """The rows of a question in the table of changes of its chapter."""
    known, groups = study.questionnaire.items, study.questionnaire.groups
    items = [known[name]] if name in known else [known[item] for item in groups[name].items]
    told = (part for item in items for part in shown(study.indicator_of(item.id), [item], "change"))
    return [(part.item.id, part.category, part.measure) for part in told]


def compared_with(released: ReleasedSet, study: Study) -> dict[str, Compared]:
    """By earlier wave, the latest first: that before the reported one always, others where something was compared."""
    rows, told = _of_questions(released), told_verdicts(released, study)
    earlier = [wave.id for wave in study.waves[:-1]][::-1]
    found = {wave: _compared(rows.loc[rows["from_wave"].eq(wave), "item"], told, study) for wave in earlier}
    return {wave: one for wave, one in found.items() if one.asked or wave == earlier[0]}


def _of_questions(released: ReleasedSet) -> pd.DataFrame:
    """The tests of whole questions of everybody against the wave before; across a break nothing was asked alike.

    What a study leaves out of its tests, since it is another question turned round, is no question of its own.
    """
    changes, tests = released.changes, released.method.tests
    whole = changes["comparison"].eq("previous") & changes["level"].eq("item")
    everybody = changes["breakdown"].fillna("").eq("")
    alike = changes["verdict"].fillna("").ne("not_comparable")
    own = ~changes["item"].isin(tests.left_out if tests is not None else ())
    return changes[whole & everybody & alike & own].drop_duplicates("item")


def _compared(names: Iterable[str], told: Mapping[str, str], study: Study) -> Compared:
    verdicts: dict[str, list[str]] = {}
    computed: list[str] = []
    for name in names:
        behind = _questions_behind(name, study)
        if len(behind) == 1:
            verdicts.setdefault(next(iter(behind)), []).append(told[name])
        else:
            computed.append(told[name])
    asked = tuple(_together(of_one) for of_one in verdicts.values())
    return Compared(asked or tuple(computed), not asked and bool(computed))


def _questions_behind(name: str, study: Study) -> frozenset[str]:
    """What was asked for an outcome: the question itself, or those that a computed one follows from."""
    questionnaire = study.questionnaire
    if name not in questionnaire.items or not questionnaire.items[name].derived:
        return frozenset({name})
    item = questionnaire.items[name]
    if item.coded_from:
        return frozenset({item.group})
    expressions = [item.value] if item.value else [condition for _, condition in item.cases]
    read = {source for each in expressions for source in items_of(each, questionnaire.shapes)}
    return frozenset().union(*(_questions_behind(_tested_as(source, study), study) for source in read))


def _tested_as(item: str, study: Study) -> str:
    """The name under which an item is tested: an option or part under that of its question."""
    own = study.questionnaire.items[item]
    return own.group if own.traits.in_set else item


def _together(verdicts: list[str]) -> str:
    """The outcome of a question with several tests: shown where one of them is, and equal only where all are."""
    shown = next((verdict for verdict in verdicts if verdict in FOUND), "")
    tested = {verdict for verdict in verdicts if verdict in TESTED}
    return shown or (tested.pop() if len(tested) == 1 else "undecided" if tested else verdicts[0])


def told_comparison(released: ReleasedSet, voice: Voice, forms: Mapping[str, str]) -> str:
    """What was asked, tested and shown, each by its name: a sentence for each wave that questions are compared with."""
    compared = compared_with(released, voice.study)
    told = [
        _told(wave, one, voice, forms, since=place > 0)
        for place, (wave, one) in enumerate(compared.items())
        if one.tests
    ]
    return " ".join(told) if told else forms[_why_untested(released, voice.study)]


def _told(wave: str, compared: Compared, voice: Voice, forms: Mapping[str, str], since: bool) -> str:
    shown = "" if compared.found else "_none"
    form = f"one{shown}" if compared.tests == 1 else shown.strip("_") or "several"
    part = "since_" if since else "partly_" if compared.tests < compared.asked else ""
    counts = {"asked": compared.asked, "tests": compared.tests, "found": compared.found}
    values = {
        "from_wave": wave_label(wave, voice.study),
        "to_wave": voice.study.current.label,
        **{name: voice.phrases.counted(count) for name, count in counts.items()},
        **voice.words.summaries.compared["computed" if compared.computed else "asked"],
    }
    return filled(forms.get(part + form, forms[form]), values)


def _why_untested(released: ReleasedSet, study: Study) -> str:
    if not released.compares_waves:
        return "nothing"
    tests = released.method.tests
    complete = study.design.sampling == "census" and tests is not None and not tests.families
    return "complete" if complete else "untested"
