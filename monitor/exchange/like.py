"""Answers in a file of another program, read as a questionnaire or a study that stands says: `monitor init --like`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from monitor.errors import IntakeError
from monitor.exchange.answers import Seen, number_of
from monitor.exchange.documents import FILES, rows_left_out
from monitor.exchange.microdata import NO_ANSWER_CODE, NOT_ASKED_CODE, RESPONDENT, WAVE, Code, codes_of
from monitor.exchange.proposal import proposed
from monitor.exchange.sets import asked
from monitor.exchange.source import Source, Variable, name_of
from monitor.exchange.vocabulary import clean, plain, vocabulary
from monitor.exchange.writers.sav import NAME_BYTES, VALUE_LABEL_BYTES, cut, short_enough
from monitor.exchange.yaml_text import lines
from monitor.intake.files.columns import ColumnPlan
from monitor.intake.files.mapped_cells import CHOSEN, NOT_CHOSEN
from monitor.messages.catalogue import text_in
from monitor.study.questionnaire import Item

OTHER_WAVE = "other_wave"
MARKS = ("no_answer", "not_asked")
OWN_MARKS = {str(NO_ANSWER_CODE): MARKS[0], str(NOT_ASKED_CODE): MARKS[1]}


def waves_in(source: Source, waves: Sequence[str]) -> tuple[str, ...]:
    """The waves that stand one below the other in a file, by its column `wave`; none where it has no such column."""
    column = source.answers.get(WAVE)
    here = set(Seen.of(column).texts) if column is not None else set()
    return tuple(wave for wave in waves if wave in here) if here <= set(waves) else ()


def like_map_text(plan: ColumnPlan, source: Source) -> str:
    """The column map of one wave of a file whose columns go by the ids of the items."""
    head = text_in(FILES, "exchange.head_columns", file=source.path.name)
    return "\n".join([f"# {head}", *lines(like_map(plan, source))]) + "\n"


def like_map(plan: ColumnPlan, source: Source) -> dict[str, Any]:
    """How the columns of a file answer the items of a wave. **Raises** IntakeError for a closed item without a column."""
    variables = {one.heading: one for one in source.variables}
    headings, begun = _headings(plan), _proposed_headings(source)
    columns: dict[str, Any] = {}
    for item in plan.fields.values():
        names = (item.id, headings.get(item.id, ""), begun.get(item.id, ""))
        heading = next((name for name in names if name in source.answers), item.id)
        if heading in source.answers:
            entry = _entry(item, variables.get(heading, Variable(column=(heading,))), source)
            if entry or heading != item.id:
                columns[item.id] = {"column": heading, **entry}
        elif not item.confidential:
            raise IntakeError("exchange.like_without_column", where=source.path.name, column=item.id)
    made: dict[str, Any] = {"file": source.path.name}
    if source.sheet:
        made["sheet"] = source.sheet
    if source.fixed:
        made["fixed"] = {name: list(place) for name, place in source.fixed.items()}
    if source.fixed_in_bytes:
        made["fixed_in"] = "bytes"
    roles = _roles(plan, source)
    made |= {role: name or "none" for role, name in roles.items()}
    left_out = {**_left_out(source), **_other_waves(plan, source)}
    if left_out:
        made["left_out"] = left_out
    made["columns"] = columns
    used = {*plan.known, *roles.values(), *(entry["column"] for entry in columns.values())}
    made["ignored"] = [name for name in source.answers if name not in used]
    return made


def _headings(plan: ColumnPlan) -> dict[str, str]:
    """By item, the name that it has where names are cut."""
    items = plan.study.questionnaire.items.values()
    return short_enough([RESPONDENT, WAVE, *plan.design, *(item.id for item in items)], NAME_BYTES)


def _proposed_headings(source: Source) -> dict[str, str]:
    """By the id that an item gets where this file is read without a questionnaire, the heading of its column."""
    questions = proposed(source, asked(source), "").questions
    return {item: one.variable.heading for each in questions for item, one in each.columns.items()}


def _roles(plan: ColumnPlan, source: Source) -> dict[str, str]:
    """Roles of columns that do not have the name that the study asks for."""
    study, roles = plan.study, source.roles
    weight = study.design.weights or (study.weighting.base_weight if study.weighting else None)
    wanted = {
        "respondent_id": RESPONDENT,
        "weight": weight,
        "strata": study.design.strata,
        "municipality": study.municipalities.column if study.municipalities else None,
        "completed": study.completed.column if study.completed else None,
    }
    made = {
        role: getattr(roles, role) for role, name in wanted.items() if name and name not in source.answers
    }
    return {role: name for role, name in made.items() if name or role == "respondent_id"}


def _left_out(source: Source) -> dict[str, Any]:
    return {reason: rows_left_out(rule) for reason, rule in source.roles.left_out.items()}


def _other_waves(plan: ColumnPlan, source: Source) -> dict[str, Any]:
    if len(waves_in(source, plan.study.questionnaire.waves)) < 2:
        return {}
    return left_out_of(plan.wave)


def left_out_of(wave: str) -> dict[str, Any]:
    """The rows that are not those of a wave in a file with several, as a column map says it."""
    return {OTHER_WAVE: {"column": WAVE, "other_than": [wave]}}


def _entry(item: Item, variable: Variable, source: Source) -> dict[str, Any]:
    """What the cells of a column mean, as far as they are no codes of the item.

    **Raises** IntakeError for an answer of the program's list that the item does not have.
    """
    codes = codes_of(item)
    labels = {value: clean(label) for value, label in variable.labels.items()}
    labels |= {text: labels[value] for text, value in variable.spellings.items() if value in labels}
    texts = dict.fromkeys((*labels, *Seen.of(source.answers.get(name_of(variable.column))).texts))
    as_exported = labels == _exported_labels(codes)
    known = _exported(codes) if as_exported else _by_label(codes)
    values: dict[str, str] = {}
    marks: dict[str, list[str]] = {}
    for text in texts:
        mark = _mark(text, labels.get(text, text), variable)
        code = known.get(text if as_exported else plain(labels.get(text, text)))
        if code is None and item.traits.is_option:
            code = _sign(labels.get(text, ""))
        if code is None and item.traits.numeric and not mark and number_of(labels.get(text, "")) is not None:
            code = labels[text]
        if code is None and text not in labels and text in {one.code for one in codes}:
            code = text
        if code:
            values[text] = code
        elif mark:
            marks.setdefault(mark, []).append(text)
        elif text in labels and not item.traits.numeric:
            raise IntakeError(
                "exchange.like_other_answer", where=source.path.name, column=variable.heading,
                label=labels[text], item=item.id,
            )  # fmt: skip
    return ({"values": values} if any(text != code for text, code in values.items()) else {}) | marks


def _sign(label: str) -> str | None:
    """Whether a label says that an option was chosen, as a code; None where it says neither."""
    words = vocabulary().file
    if plain(label) in set(map(plain, words.chosen)):
        return CHOSEN
    return NOT_CHOSEN if plain(label) in set(map(plain, words.not_chosen)) else None


def _exported(codes: Sequence[Code]) -> dict[str, str]:
    """Code of the item by the number that it is exported as."""
    return {str(one.number): one.code for one in codes}


def _exported_labels(codes: Sequence[Code]) -> dict[str, str]:
    return {str(one.number): clean(cut(one.label, VALUE_LABEL_BYTES)) for one in codes}


def _by_label(codes: Sequence[Code]) -> dict[str, str]:
    """Code of the item by its label; of two that are labelled alike, none."""
    labels = Counter(plain(one.label) for one in codes)
    return {plain(one.label): one.code for one in codes if labels[plain(one.label)] == 1}


def _mark(text: str, label: str, variable: Variable) -> str:
    """Whether a value says that there is no answer or was no question: by its label, as a missing value, or as exported."""
    means = vocabulary().means(label)
    if means in MARKS:
        return means
    return OWN_MARKS.get(text, MARKS[0] if text in variable.missing or text in variable.no_answer else "")
