"""Two questions with one text are told apart, by their number in the questionnaire or else by their name.

Questions stand beside each other, and so do the rows of a question and the titles of figures: within each of these
no label occurs twice. Rows of different questions may share one ("geen van deze"), since a figure or a section names
their question; where they stand in one list, `labels_in_a_list` tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.publication.language.filling import filled
from monitor.study.questionnaire import Group, Item, Questionnaire
from monitor.study.study import Study
from monitor.study.study_file import Indicator

Words = Mapping[str, str]  # sentences.yaml: told_apart


@dataclass(frozen=True)
class Named:
    """Something with a label that others may have too; `number` is empty where it has none."""

    id: str
    label: str
    number: str = ""


ASKED = re.compile(r"\?(?: \([^()]*\))?$")  # a question mark, before what tells it apart


def is_question(label: str) -> bool:
    """Whether a label is the question itself."""
    return ASKED.search(label) is not None


def told_apart(study: Study, words: Words) -> Study:
    """The study with the labels by which its questions, their rows and its figures are told apart.

    A study without two equal labels is returned as it is.
    """
    questionnaire = _questionnaire(study, words)
    titles = distinct((_of_indicator(one, study) for one in study.indicators), words)
    indicators = tuple(replace(one, title=titles.get(one.id, one.title)) for one in study.indicators)
    if questionnaire is study.questionnaire and not titles:
        return study
    return replace(study, questionnaire=questionnaire, indicators=indicators)


def labels_in_a_list(questionnaire: Questionnaire, words: Words) -> dict[str, str]:
    """The label of every item that is reported, by name, where items of different questions stand in one list."""
    items = [item for item in questionnaire.items.values() if not item.confidential]
    named = (Named(item.id, item.short, _number(item, questionnaire)) for item in items)
    return {item.id: item.short for item in items} | distinct(named, words)


def texts_of_questions(questionnaire: Questionnaire, words: Words) -> dict[str, str]:
    """What was asked, by question: two without a number and with one text are told apart, unless they are about two
    vignettes. The codes of an open answer go by its text and are no second question."""
    groups, items = questionnaire.groups.values(), questionnaire.items
    asked: dict[str, list[tuple[str, str, str]]] = {}
    for one in groups:
        if not all(items[name].derived for name in one.items):
            asked.setdefault(items[one.items[0]].vignette, []).append((one.id, one.number, one.stem))
    return {name: text for together in asked.values() for name, text in _numbered(together, words).items()}


def texts_of_rows(items: Iterable[Item], words: Words) -> dict[str, str]:
    """What was asked in the rows of one question, by item: the same holds for them."""
    return _numbered(((one.id, one.number, one.text) for one in items), words)


def _numbered(asked: Iterable[tuple[str, str, str]], words: Words) -> dict[str, str]:
    """Texts by name, from (name, number, text)."""
    numbered = {name: f"{number}. {text}" if number else text for name, number, text in asked}
    return numbered | distinct((Named(name, text) for name, text in numbered.items()), words)


def distinct(named: Iterable[Named], words: Words) -> dict[str, str]:
    """New labels by name, for those alone whose label another one has too: capitals and blanks make no difference."""
    groups: dict[str, list[Named]] = {}
    for one in named:
        groups.setdefault(_folded(one.label), []).append(one)
    return {
        one.id: label
        for twins in groups.values()
        if len(twins) > 1
        for one, label in zip(twins, _labels(twins, groups, words), strict=True)
    }


def _labels(twins: list[Named], taken: Mapping[str, object], words: Words) -> Iterator[str]:
    """Each with its number, or with its name where that number is not its own or some label reads so already."""
    numbers = [one.number for one in twins]
    for one in twins:
        label = filled(words["number"], {"label": one.label, "number": one.number})
        own = one.number and numbers.count(one.number) == 1 and _folded(label) not in taken
        yield label if own else filled(words["id"], {"label": one.label, "id": one.id})


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _questionnaire(study: Study, words: Words) -> Questionnaire:
    questionnaire = study.questionnaire
    questions = [group for group in questionnaire.groups.values() if not _confidential(group, questionnaire)]
    of_questions = distinct((Named(one.id, _label(one), one.number) for one in questions), words)
    labels = {
        group.items[0]: of_questions[group.id]
        for group in questions
        if group.id in of_questions and len(group.items) == 1
    }
    for rows in _rows(study):
        labels |= distinct(
            (Named(one.id, labels.get(one.id, one.short), _number(one, questionnaire)) for one in rows), words
        )
    if not labels and not of_questions:
        return questionnaire
    return replace(
        questionnaire,
        groups={
            name: replace(group, short=of_questions.get(name, group.short))
            for name, group in questionnaire.groups.items()
        },
        items={
            name: replace(item, short=labels.get(name, item.short))
            for name, item in questionnaire.items.items()
        },
    )


def _rows(study: Study) -> Iterator[list[Item]]:
    """Items that stand as rows of one figure: those of a question, and those of an indicator."""
    items = study.questionnaire.items
    for names in (
        *(group.items for group in study.questionnaire.groups.values()),
        *(one.items for one in study.indicators),
    ):
        if len(names) > 1:
            yield [items[name] for name in names if name in items]


def _label(group: Group) -> str:
    return group.short or group.stem


def _confidential(group: Group, questionnaire: Questionnaire) -> bool:
    return all(questionnaire.items[name].confidential for name in group.items)


def _number(item: Item, questionnaire: Questionnaire) -> str:
    """The number of a row, that of its question where the row has none."""
    return item.number or questionnaire.group_of(item.id).number


def _of_indicator(indicator: Indicator, study: Study) -> Named:
    """A figure by its title, with the number of the one question that it shows."""
    questionnaire = study.questionnaire
    groups = {questionnaire.group_of(name) for name in indicator.items if name in questionnaire.items}
    return Named(indicator.id, indicator.title, groups.pop().number if len(groups) == 1 else "")
