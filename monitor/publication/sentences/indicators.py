"""Which figures of an indicator a generated chapter tells, as sentences made of variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.publication.cells.by_key import Cells, slug
from monitor.publication.cells.outcomes import UNTESTED, WHY_NONE, WITHOUT_VERDICT, outcome_of
from monitor.publication.cells.purposes import shown
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.breaks import asked_again
from monitor.publication.sentences.compared import FOUND, MOVED
from monitor.publication.sentences.variables import Variables
from monitor.publication.sentences.wave_names import RANK, YEAR
from monitor.publication.sentences.whole_sets import whole_sets
from monitor.schema import Change, Estimate
from monitor.study.labels import wave_label
from monitor.study.study import Study
from monitor.study.study_file import Indicator

MOST_MOVED = 3  # changes that get a sentence of their own
MOST_TOLD = 2  # other changes that do; more are told together

Row = tuple[str, Change]


@dataclass(frozen=True)
class IndicatorText:
    """What a chapter says of an indicator; `year` is the variable of its wave, `figure` whether something is drawn."""

    year: str
    stem: str
    sentences: tuple[str, ...]
    figure: bool


def tell_indicator(indicator: Indicator, variables: Variables) -> IndicatorText | None:
    """Sentences on the latest wave that asked an indicator; None where the released set has nothing of it.

    Of an earlier wave there is one, in the past tense, and that it was not asked this time.
    """
    study = variables.study
    rows = _latest(indicator, variables.cells, study)
    if not rows:
        return None
    told = [row for row in rows if row.shown]
    if rows[0].wave != study.current.id:
        year = f"{variables.path_of(rows[0])}.{YEAR}"
        largest = (
            _var(_largest(told)[0], "sentence", variables)
            if told
            else _suppressed(indicator, rows, variables)
        )
        past = (largest, _not_asked(rows, variables))
        return IndicatorText(year, _stem(indicator, study), past, bool(told))
    sentences = tuple(_sentences(indicator, told, variables)) or (_suppressed(indicator, rows, variables),)
    return IndicatorText("study.wave", _stem(indicator, study), sentences, bool(told))


def _suppressed(indicator: Indicator, rows: list[Estimate], variables: Variables) -> str:
    """That no figure is told: of one question by its label, of several by the title that they share."""
    if len(indicator.items) == 1:
        return _var(rows[0], "sentence", variables)
    return escape_markdown(variables.sentences.suppressed(indicator.title, rows[0].wave))


def _latest(indicator: Indicator, cells: Cells, study: Study) -> list[Estimate]:
    """What a chapter may tell of the latest wave that has something."""
    found = (_rows(indicator, cells, study, wave.id) for wave in reversed(study.waves))
    return next((rows for rows in found if rows), [])


def _largest(rows: list[Estimate]) -> list[Estimate]:
    return sorted(rows, key=lambda row: -(row.estimate or 0.0))


def _not_asked(rows: list[Estimate], variables: Variables) -> str:
    """That the reported wave did not ask a question, several, or not in this way: another item has its words."""
    items = [variables.study.questionnaire.items[row.item] for row in rows]
    form = "not_asked_several" if len({item.group for item in items}) > 1 else "not_asked"
    if any(item.derived for item in items):
        form = "not_computed"
    elif any(asked_again(item, variables.study) for item in items):
        form = "not_asked_so"
    words = variables.voice.words.sentences.chapters[form]
    return filled(words, {"wave": "{{< var study.wave >}}"})


def _rows(indicator: Indicator, cells: Cells, study: Study, wave: str) -> list[Estimate]:
    """The estimates a chapter may tell."""
    rows = [
        cells.estimate(quantity.item.id, quantity.category, wave, measure=quantity.measure)
        for quantity in shown(indicator, study.items_of(indicator), "sentence")
    ]
    return [row for row in rows if row is not None]


def _stem(indicator: Indicator, study: Study) -> str:
    """The question behind an indicator, where all its items come from one."""
    groups = {study.questionnaire.items[item].group for item in indicator.items}
    group = study.questionnaire.groups[groups.pop()] if len(groups) == 1 else None
    asked = group is not None and not study.questionnaire.items[indicator.items[0]].derived
    return group.stem if group is not None and asked and group.stem != indicator.title else ""


def _sentences(indicator: Indicator, told: list[Estimate], variables: Variables) -> Iterator[str]:
    """The largest first; then the second answer of one question, or the smallest of several."""
    words, study = variables.voice.words.sentences.chapters, variables.study
    if not told:
        return
    ranked = _largest(told)
    if len(ranked) == 1 or _is_pair(indicator, study):
        yield _var(ranked[0], "sentence", variables)
        return
    first = variables.order_of(indicator, ranked[0])
    yield f"{{{{< var {first}.sentence >}}}}"
    single = len(indicator.items) == 1
    if single and ranked[1].measure == "share" and not ranked[1].estimate:
        return  # nobody gave the answer that would follow
    if single and all(study.questionnaire.items[row.item].clause(row.category) for row in told):
        yield f"{{{{< var {variables.order_of(indicator, ranked[1])}.sentence >}}}}"
        return
    row = ranked[1] if single else ranked[-1]
    same = [each for each in ranked[1:] if each.estimate == row.estimate]
    key = _second_key(row, ranked[0], single=single, several=len(same) > 1, study=study)
    paths = [_label_path(each, indicator, variables, single=single) for each in same]
    values = {
        "label": f"{{{{< var {paths[0]} >}}}}",
        "labels": variables.voice.phrases.listed([f"‘{{{{< var {path} >}}}}’" for path in paths]),
        "value": f"{{{{< var {variables.order_of(indicator, same[0])}.value >}}}}",
    }
    yield filled(words[key], values)


def _label_path(row: Estimate, indicator: Indicator, variables: Variables, *, single: bool) -> str:
    path = variables.order_of(indicator, row)
    return f"{path}.label" if single or path.startswith(RANK) else f"question.{row.item}.label"


def _second_key(row: Estimate, first: Estimate, *, single: bool, several: bool, study: Study) -> str:
    """How the second sentence begins; answers or items of one size are told together."""
    equal = row.estimate == first.estimate
    if single:
        kind = "equal" if equal and row.measure == "share" else "next"
    elif equal:
        return "as_much"
    else:
        kind = "least" if several else _least(row, study)
    return f"{kind}_several" if several else kind


def _is_pair(indicator: Indicator, study: Study) -> bool:
    """Whether one question has two answers: the second says nothing that the first does not."""
    item = study.questionnaire.items[indicator.items[0]]
    return len(indicator.items) == 1 and item.scale is not None and len(item.scale.codes) == 2


def _least(row: Estimate, study: Study) -> str:
    kind = study.questionnaire.items[row.item].traits
    if row.measure != "share":
        return "least_grade" if kind.graded else "least_mean"
    return "least_multi" if kind.is_option else "least_share"


def tell_changes(indicator: Indicator, variables: Variables) -> list[str]:
    """Sentences on the latest wave against the one before: what moved first, then what did not or is not known."""
    rows = [row for row in _changes(indicator, variables) if row[1].verdict or not row[1].reason]
    if not rows:
        return []
    moved = _moved(rows)
    told = [_sentence(path) for path, _ in moved[:MOST_MOVED]]
    told += [_sentence(path) for path in _moved_elsewhere(indicator, moved, variables)]
    voice = variables.voice
    words = voice.words.sentences.chapters
    if len(moved) > MOST_MOVED:
        rest = len(moved) - MOST_MOVED
        count = voice.phrases.counted(rest)
        told.append(filled(words["one_more_moved" if rest == 1 else "more_moved"], {"count": count}))
    told += _broken(rows, variables)
    for outcome in ("equivalent", "undecided", WITHOUT_VERDICT, *dict.fromkeys(WHY_NONE.values()), UNTESTED):
        told += _together(outcome, rows, voice)
    return told + _since_first(indicator, variables)


def moved_and_told(indicator: Indicator, variables: Variables) -> list[Row]:
    """The changes of an indicator that its chapter tells in a sentence of their own, the largest first.

    Questions that differ between answers that the table does not show come last.
    """
    moved = _moved(list(_changes(indicator, variables)))
    elsewhere = ((path, variables.change_of(path)) for path in _moved_elsewhere(indicator, moved, variables))
    return [*moved[:MOST_MOVED], *((path, change) for path, change in elsewhere if change is not None)]


def _moved(rows: list[Row]) -> list[Row]:
    return sorted(
        (row for row in rows if row[1].verdict in MOVED), key=lambda row: -abs(row[1].difference or 0.0)
    )


def _moved_elsewhere(indicator: Indicator, moved: list[Row], variables: Variables) -> list[str]:
    """Questions with a shown difference that none of the rows of the table shows, such as one between other answers."""
    items, shown_in = variables.study.questionnaire.items, {change.item for _, change in moved}
    members: dict[str, set[str]] = {}
    for item in indicator.items:
        members.setdefault(items[item].group if items[item].traits.in_set else item, set()).add(item)
    paths = (f"{unit}.item.all.change" for unit, within in members.items() if not within & shown_in)
    changes = ((path, variables.change_of(path)) for path in paths)
    return [path for path, change in changes if change is not None and change.verdict in FOUND]


def _since_first(indicator: Indicator, variables: Variables) -> list[str]:
    """The largest changes since the first wave; the trend only where that comparison was not asked for.

    Both are about the same answers: telling the two would be telling one thing twice.
    """
    for comparison in ("change_first", "trend"):
        rows = list(_changes(indicator, variables, comparison))
        if rows:
            moved = [row for row in rows if row[1].verdict in MOVED]
            moved.sort(key=lambda row: -abs(row[1].difference or 0.0))
            told = moved[:MOST_TOLD]
            if comparison == "trend":
                return [_sentence(path) for path, _ in told]
            return [_first(same, variables) for same in _by_waves(told)] + _rest_since_first(moved, variables)
    return []


def _rest_since_first(moved: list[Row], variables: Variables) -> list[str]:
    """How many more answers differ from the first wave than the sentences on the largest name."""
    voice, sentences = variables.voice, []
    for rows in _by_waves(moved[MOST_TOLD:]):
        key = "one_more_since_first" if len(rows) == 1 else "more_since_first"
        values = {**_waves(rows, variables.study), "count": voice.phrases.counted(len(rows))}
        sentences.append(filled(voice.words.sentences.chapters[key], values))
    return sentences


def _by_waves(rows: list[Row]) -> list[list[Row]]:
    """Rows by the waves that they compare: what has been asked in other waves is not told in one breath."""
    pairs: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        pairs.setdefault(_pair(row), []).append(row)
    return list(pairs.values())


def _pair(row: Row) -> tuple[str, str]:
    return row[1].from_wave, row[1].to_wave


def _first(rows: list[Row], variables: Variables) -> str:
    """One sentence on what differs from the first wave."""
    voice, items = variables.voice, variables.study.questionnaire.items
    words, told = voice.words.sentences.chapters, []
    for path, change in rows:
        of_answer = change.category and not items[change.item].traits.dichotomous
        alone = not of_answer or len(variables.study.indicator_of(change.item).items) == 1
        item = f"{{{{< var question.{change.item}.label >}}}}"
        label = f"{{{{< var {path}.label >}}}}" if of_answer else item
        difference = f"{{{{< var {path}.difference >}}}}{variables.change_sentences.rounding(change)}"
        values = {"label": label, "item": item, "difference": difference}
        told.append(filled(words["since_first_answer" if alone else "since_first_item"], values))
    values = {**_waves(rows, variables.study), "told": voice.phrases.listed(told)}
    return filled(words["since_first"], values)


def _broken(rows: list[Row], variables: Variables) -> list[str]:
    """What cannot be compared, question by question: a set of options or the answers to a question as a whole."""
    study = variables.study
    broken = [change for _, change in rows if change.verdict == "not_comparable"]
    items = dict.fromkeys(study.questionnaire.items[change.item] for change in broken)
    whole = whole_sets(items, study, lambda item: True)
    paths = [f"{item.id}.item.all.change" for item in whole]
    if len(paths) > MOST_TOLD or any(variables.change_of(path) is None for path in paths):
        return _together("not_comparable", rows, variables.voice)
    return [_sentence(path) for path in paths]


def _together(outcome: str, rows: list[Row], voice: Voice) -> list[str]:
    """One sentence each for a few changes with the same outcome between the same waves, one for all of many."""
    words, counted = voice.words.sentences.chapters, voice.phrases.counted
    told = []
    for same in _by_waves([row for row in rows if outcome_of(row[1]) == outcome]):
        if len(same) <= MOST_TOLD:
            told += [_sentence(path) for path, _ in same]
            continue
        every = [row for row in rows if _pair(row) == _pair(same[0])]
        form = f"{outcome}_all" if len(same) == len(every) and f"{outcome}_all" in words else outcome
        values = {**_waves(same, voice.study), "count": counted(len(same)), "all": counted(len(every))}
        told.append(filled(words[form], values))
    return told


def _waves(rows: list[Row], study: Study) -> dict[str, str]:
    change = rows[0][1]
    waves = {"from_wave": change.from_wave, "to_wave": change.to_wave}
    return {name: escape_markdown(wave_label(wave, study)) for name, wave in waves.items()}


def _sentence(path: str) -> str:
    return f"{{{{< var {path}.sentence >}}}}"


def _changes(indicator: Indicator, variables: Variables, comparison: str = "change") -> Iterator[Row]:
    """Path and change of each quantity in the table of changes."""
    for quantity in shown(indicator, variables.study.items_of(indicator), "change"):
        category = slug(quantity.category, "c") if quantity.category else quantity.measure
        path = f"{quantity.item.id}.{category}.all.{comparison}"
        change = variables.change_of(path)
        if change is not None:
            yield path, change


def _var(row: Estimate, field: str, variables: Variables) -> str:
    return f"{{{{< var {variables.path_of(row)}.{field} >}}}}"
