"""From YAML to a checked Questionnaire: unique codes, known scales, routes that point forward."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from monitor.errors import nearest
from monitor.study.declarations import Declaration, Key, load
from monitor.study.derived_reader import add_codebook, add_derived
from monitor.study.kinds import IMPLIED, KINDS
from monitor.study.norms import (
    add_judgements,
    check_norms,
    norm_questions,
    norm_scales,
    norms_of,
    with_themes,
)
from monitor.study.questionnaire import Group, Item, Questionnaire
from monitor.study.questionnaire_file import Inherited, QuestionEntry, QuestionnaireFile, RowEntry
from monitor.study.read_so_far import OWN_ID, ReadSoFar
from monitor.study.scale import Scale, Special, own_scale
from monitor.study.scale_reader import read_scale
from monitor.study.vignettes import check_roles, check_vignettes, questions_asked, with_vignette_themes

Rows = dict[str, tuple[RowEntry | None, Key]]


def read_questionnaire(path: Path) -> Questionnaire:
    """Read and check a questionnaire.

    **Raises** DeclarationError naming file, line, item and what was expected.
    """
    entry, document = load(path, QuestionnaireFile)
    _check_waves(entry, document)
    check_norms(entry, document)
    return questionnaire_of(entry, document)


def questionnaire_of(entry: QuestionnaireFile, document: Declaration) -> Questionnaire:
    """The questionnaire of a file that says it, or says from what it follows.

    **Raises** DeclarationError naming file, line, item and what was expected.
    """
    check_vignettes(entry, document)
    entry = with_vignette_themes(with_themes(entry))
    scales = {name: read_scale(name, scale, document) for name, scale in entry.scales.items()}
    so_far = ReadSoFar(entry, document, {**scales, **norm_scales(entry, document)})
    for question, key in norm_questions(entry):
        _add_question(so_far, question, key)
        so_far.groups[question.id] = replace(so_far.groups[question.id], reported=False)
        so_far.items[question.id] = replace(so_far.items[question.id], not_applicable_where_away=True)
    add_judgements(so_far, norms_of(entry))
    for question, key, vignette in questions_asked(entry):
        _add_question(so_far, question, key)
        for name in so_far.groups[question.id].items if vignette else ():
            so_far.items[name] = replace(so_far.items[name], vignette=vignette, role=question.role or "")
    check_roles(so_far)
    for name, derived in entry.derived.items():
        add_derived(so_far, name, derived)
    for name, codebook in entry.codebook.items():
        add_codebook(so_far, name, codebook)
    return Questionnaire(
        survey=entry.survey,
        title=entry.title,
        respondent=entry.respondents.singular,
        respondents=entry.respondents.plural,
        waves=entry.waves,
        themes=entry.themes,
        blocks=entry.blocks,
        severity=entry.severity,
        scales=so_far.scales,
        groups=so_far.groups,
        items=so_far.items,
        processes=entry.processes,
        norms=norms_of(entry),
        vignettes=entry.vignettes,
        path=document.path,
    )


def _check_waves(entry: QuestionnaireFile, document: Declaration) -> None:
    if len(set(entry.waves)) < len(entry.waves):
        raise document.error(("waves",), "declared.wave_is_listed_twice")


def _add_question(so_far: ReadSoFar, entry: QuestionEntry, key: Key) -> None:
    if entry.id in so_far.groups:
        raise so_far.fail((*key, "id"), "declared.question_occurs_twice", hint=OWN_ID, entry=entry.id)
    kind = _question_kind(so_far, entry, key)
    rows = _rows(entry, kind, key)
    so_far.groups[entry.id] = Group(
        id=entry.id,
        kind=kind,
        stem=entry.text,
        number=entry.nr,
        theme=so_far.theme(entry.theme, key),
        block=so_far.known(entry.block, so_far.entry.blocks, "block", key),
        items=tuple(rows),
        short=entry.short,
        exclusive=_exclusive(so_far, entry, rows, key),
        blank=_blank(so_far, entry, kind, key),
        note=entry.note or "",
    )
    for told in entry.rows_told:
        if told not in entry.entries:
            hint = nearest(told, entry.entries)
            where = (*key, "rows_told", told)
            raise so_far.fail(where, "declared.told_of_no_row", hint=hint, row=told, entry=entry.id)
    for name, (row, row_key) in rows.items():
        so_far.add(_item(so_far, name, entry, kind, row, row_key), row_key)


def _question_kind(so_far: ReadSoFar, entry: QuestionEntry, key: Key) -> str:
    kind = entry.kind or next((kind for name, kind in IMPLIED.items() if getattr(entry, name)), None)
    if kind is None:
        raise so_far.fail(key, "declared.question_has_neither_kind_nor_scale", entry=entry.id)
    wanted = KINDS[kind].field
    for name in ("rows", "options", "parts"):
        if getattr(entry, name) is not None and name != wanted:
            raise so_far.fail(
                (*key, name), "declared.does_not_fit_question", expected=f'"{wanted}"', name=name, kind=kind
            )
    if KINDS[kind].has_rows and not entry.entries:
        raise so_far.fail(key, "declared.question_has_no", entry=entry.id, wanted=wanted)
    return kind


def _rows(entry: QuestionEntry, kind: str, key: Key) -> Rows:
    """The items of a question: its rows, or itself."""
    name = KINDS[kind].field
    if entry.entries:
        return {row: (said, (*key, name, row)) for row, said in entry.entries.items()}
    return {entry.id: (None, key)}


def _exclusive(so_far: ReadSoFar, entry: QuestionEntry, rows: Rows, key: Key) -> tuple[str, ...]:
    for option in entry.exclusive:
        if option not in rows:
            raise so_far.fail(
                (*key, "exclusive"),
                "declared.is_no_option_of",
                hint=nearest(option, rows),
                option=option,
                entry=entry.id,
            )
    return entry.exclusive


def _blank(so_far: ReadSoFar, entry: QuestionEntry, kind: str, key: Key) -> str:
    if entry.blank is not None and not KINDS[kind].is_option:
        raise so_far.fail((*key, "blank"), "declared.question_is_of_kind_and_has", entry=entry.id, kind=kind)
    return entry.blank or ""


def _item(
    so_far: ReadSoFar, name: str, entry: QuestionEntry, group_kind: str, row: RowEntry | None, key: Key
) -> Item:
    inherited = _inherited(entry, row)
    scale = _scale_of(so_far, name, group_kind, inherited.scale, key)
    kind = _item_kind(group_kind, scale)
    low, high = _range(so_far, entry, kind, scale, key)
    own = row or entry
    if row and entry.told:
        raise so_far.fail((*key[:2], "told"), "declared.told_of_several", entry=entry.id)
    told = own.told or tuple(entry.rows_told.get(name, ()))
    return Item(
        id=name,
        kind=kind,
        text=own.text,
        short=own.short or own.text,
        number=own.nr,
        group=entry.id,
        scale=scale,
        special=_special(entry, row) or (scale.special if scale else ()),
        low=low,
        high=high,
        unit=entry.unit,
        told=told,
        severity=inherited.severity or so_far.entry.severity or "",
        list_of=entry.list or "",
        line=so_far.document.line(key),
        **so_far.common(name, inherited, key),
    )


def _inherited(entry: QuestionEntry, row: RowEntry | None) -> Inherited:
    def said(name: str) -> Any:
        own = getattr(row, name) if row else None
        return own if own is not None else getattr(entry, name)

    return Inherited(**{field.name: said(field.name) for field in fields(Inherited)})


def _special(entry: QuestionEntry, row: RowEntry | None) -> tuple[Special, ...]:
    """Codes outside the base of a question, with those of a row beside or in place of them."""
    said = (*entry.special, *(row.special if row else ()))
    return tuple({special.code: special for special in said}.values())


def _scale_of(so_far: ReadSoFar, name: str, kind: str, wanted: str | None, key: Key) -> Scale | None:
    traits = KINDS[kind]
    if not traits.scales:
        if wanted is not None:
            raise so_far.fail((*key, "scale"), "declared.item_is_of_kind_which_has", name=name, kind=kind)
        return own_scale(traits)
    scale = so_far.scale(name, wanted, key)
    if scale.kind not in traits.scales:
        raise so_far.fail(
            key,
            "declared.scale_of_item_is_of_kind",
            expected=", ".join(traits.scales),
            wanted=wanted,
            name=name,
            scale=scale.kind,
        )
    return scale


def _item_kind(group_kind: str, scale: Scale | None) -> str:
    """The kind of an item on a declared scale follows from that scale, of any other from its question."""
    return scale.traits.item if scale is not None and KINDS[group_kind].scales else group_kind


def _range(
    so_far: ReadSoFar, entry: QuestionEntry, kind: str, scale: Scale | None, key: Key
) -> tuple[float, float] | tuple[None, None]:
    traits = KINDS[kind]
    if traits.graded and scale is not None:
        return float(scale.codes[0]), float(scale.codes[-1])
    if entry.range is not None and (not traits.own_range or not entry.range[0] < entry.range[1]):
        raise so_far.fail((*key, "range"), "declared.range_cannot_be_used")
    return entry.range or traits.range or (None, None)
