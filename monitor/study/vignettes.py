"""Vignettes: cases that every respondent reads, from YAML to an ordinary item per case and question.

A question with `per_vignette` becomes an item `<vignette>_<question>` of each vignette, in a theme of that vignette. Its
`role` says what it tells of the case; room and decision are two questions, and neither stands for the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from monitor.errors import nearest
from monitor.study.declarations import Declaration, Key
from monitor.study.questionnaire_file import QuestionEntry, QuestionnaireFile, RowEntry
from monitor.study.words import label_words

if TYPE_CHECKING:
    from monitor.study.read_so_far import ReadSoFar

RECOGNITION: Final = "recognition"
ROOM: Final = "room"
DECISION: Final = "decision"
EXPECTATION: Final = "expectation"
RULE: Final = "rule"
YES, SAME = "yes", "same"
CODE_OF_ROLE = {RECOGNITION: YES, ROOM: YES, RULE: YES, EXPECTATION: SAME}
"""The answer that says that it holds, by role."""
VIGNETTE = "vignette"
PLACEHOLDER = "{vignette}"
"""What stands for the vignette in the route of a question that is asked of each."""


def check_vignettes(entry: QuestionnaireFile, document: Declaration) -> None:
    """**Raises** DeclarationError for vignettes in a check of files, a vignette without questions, a question of a vignette
    that is not there, and a role that two questions have or one that is asked of no vignette."""
    if entry.vignettes and entry.norms:
        raise document.error(("vignettes",), "vignettes.vignettes_beside_norms")
    roles: set[str] = set()
    for place, question in enumerate(entry.questions):
        _check_question(entry, question, ("questions", place), roles, document)
    asked = {vignette for _, _, vignette in questions_asked(entry)}
    for vignette in entry.vignettes:
        if vignette not in asked:
            raise document.error(
                ("vignettes", vignette), "vignettes.vignette_without_questions", vignette=vignette
            )


def _check_question(
    entry: QuestionnaireFile, question: QuestionEntry, key: Key, roles: set[str], document: Declaration
) -> None:
    if question.per_vignette and not entry.vignettes:
        raise document.error(
            (*key, "per_vignette"), "vignettes.per_vignette_without_vignettes", name=question.id
        )
    for name in ("role", "vignettes", "scale_of"):
        if getattr(question, name) and not question.per_vignette:
            raise document.error((*key, name), "vignettes.only_per_vignette", name=name, entry=question.id)
    if question.role in roles:
        raise document.error((*key, "role"), "vignettes.role_of_two_questions", role=question.role)
    roles.update([question.role] if question.role else [])
    for where, names in (("vignettes", question.vignettes or ()), ("scale_of", question.scale_of)):
        for name in names:
            if name not in entry.vignettes:
                raise document.error(
                    (*key, where),
                    "vignettes.there_is_no_vignette",
                    expected=", ".join(entry.vignettes),
                    hint=nearest(name, entry.vignettes),
                    name=name,
                )


def with_vignette_themes(entry: QuestionnaireFile) -> QuestionnaireFile:
    """The questionnaire with a theme and a block for each vignette, called after its title."""
    own = {_theme(vignette): one.title for vignette, one in entry.vignettes.items()}
    return replace(entry, themes={**own, **entry.themes}, blocks={**entry.blocks, **own})


def questions_asked(entry: QuestionnaireFile) -> Iterator[tuple[QuestionEntry, Key, str]]:
    """Every question with its place in the file and its vignette, "" without one.

    Questions that stand together and are asked of every vignette follow each other vignette by vignette, as respondents read them.
    """
    placed = [(question, ("questions", place)) for place, question in enumerate(entry.questions)]
    for per_vignette, together in groupby(placed, key=lambda one: one[0].per_vignette):
        questions: list[tuple[QuestionEntry, Key]] = list(together)
        if not per_vignette:
            yield from ((question, key, "") for question, key in questions)
            continue
        for vignette, one in entry.vignettes.items():
            for question, key in questions:
                if question.vignettes is None or vignette in question.vignettes:
                    yield _of_vignette(question, vignette, one.title), key, vignette


def _of_vignette(question: QuestionEntry, vignette: str, title: str) -> QuestionEntry:
    def own(name: str) -> str:
        return f"{vignette}_{name}"

    def named(rows: Mapping[str, RowEntry] | None) -> dict[str, RowEntry] | None:
        return None if rows is None else {own(name): row for name, row in rows.items()}

    short = label_words().vignette.format(title=title, question=question.short or question.text)
    return replace(
        question,
        id=own(question.id),
        short=short,
        theme=_theme(vignette),
        block=_theme(vignette),
        scale=question.scale_of.get(vignette, question.scale),
        asked_if=question.asked_if.replace(PLACEHOLDER, vignette) if question.asked_if else None,
        exclusive=tuple(map(own, question.exclusive)),
        rows_told={own(name): told for name, told in question.rows_told.items()},
        rows=named(question.rows),
        options=named(question.options),
        parts=named(question.parts),
    )


def check_roles(so_far: ReadSoFar) -> None:
    """**Raises** DeclarationError for a question with a role that has no such answers as the role needs, and for a standard
    approach that nobody can decide on."""
    decisions = {}
    for item in so_far.items.values():
        if not item.role:
            continue
        one_answer = item.traits.each_answer and so_far.groups[item.group].items == (item.id,)
        codes = item.scale.codes if item.scale is not None and one_answer else ()
        needed = CODE_OF_ROLE.get(item.role)
        if not codes or (needed is not None and needed not in codes):
            raise so_far.fail(
                _place(so_far, item.role),
                "vignettes.role_needs_answers",
                expected=needed,
                item=item.id,
                role=item.role,
            )
        if item.role == DECISION:
            decisions[item.vignette] = codes
    for vignette, one in so_far.entry.vignettes.items():
        known = decisions.get(vignette, ())
        if one.standard is not None and one.standard not in known:
            raise so_far.fail(
                ("vignettes", vignette, "standard"),
                "vignettes.standard_is_no_decision",
                expected=", ".join(known) or None,
                hint=nearest(one.standard, known),
                standard=one.standard,
                vignette=vignette,
            )


def _place(so_far: ReadSoFar, role: str) -> Key:
    place = next(place for place, one in enumerate(so_far.entry.questions) if one.role == role)
    return ("questions", place, "role")


def _theme(vignette: str) -> str:
    return f"{VIGNETTE}_{vignette}"
