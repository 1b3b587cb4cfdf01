"""Norms that files are held against: from YAML to ordinary items, and what follows from all norms of a file.

A norm is a question with one answer (met, not met, not applicable) that is put to the files of its processes. Per process
there follow: each norm as it was met there, whether all of them were (`right_first_time`), whether all were that the law
asks for (`right_legal`), and the part that was met (`score`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from monitor.errors import nearest
from monitor.study.declarations import Declaration, Key
from monitor.study.kinds import ALL_NORMS_KIND, KINDS, NORM_KIND, NORM_OF_PROCESS_KIND, SCORE_KIND
from monitor.study.questionnaire import Group, Item, Norm
from monitor.study.questionnaire_file import Inherited, NormEntry, QuestionEntry, QuestionnaireFile
from monitor.study.scale import Category, Scale, Special, own_scale
from monitor.study.words import label_words

if TYPE_CHECKING:
    from monitor.study.read_so_far import ReadSoFar

PROCESS = "process"
MET, NOT_MET, NA = "met", "not_met", "na"
LEGAL = "legal"
RIGHT_FIRST_TIME, RIGHT_LEGAL, SCORE, NORMS = "right_first_time", "right_legal", "score", "norms"
JUDGEMENTS = (RIGHT_FIRST_TIME, RIGHT_LEGAL, SCORE)
"""What a study can declare a norm for, under `meet`."""
REVIEWER, REVIEWED_ON, RETURNED_ON, REPAIRED_ON = "reviewer", "reviewed_on", "returned_on", "repaired_on"
REVIEW_COLUMNS = (REVIEWER, REVIEWED_ON, RETURNED_ON, REPAIRED_ON)
"""What a review says besides its judgements; it may be left out, and stays inside."""
BROKEN_BY_NORMS: Final = "norms"
BROKEN_BY_REVIEWERS: Final = "reviewers"


@dataclass(frozen=True)
class Judgement:
    """An item that follows from the norms of a file: what it is called in `meet`, and the process it is about."""

    name: str
    process: str

    @property
    def item(self) -> str:
        return f"{self.name}_{self.process}"


def norm_of_process(norm: str, process: str) -> str:
    """The item that says how often a norm was met in the files of one process."""
    return f"{norm}_{process}"


def norm_of(item: Item) -> str:
    """The norm that such an item is about."""
    return item.id.removesuffix(f"_{item.process}")


def check_norms(entry: QuestionnaireFile, document: Declaration) -> None:
    """**Raises** DeclarationError for a questionnaire without questions or norms, a norm without process, one of a process
    that is not there, a process without norms, and a question that is called as a column of the reviews."""
    if not entry.questions and not entry.norms:
        raise document.error((), "declared.neither_questions_nor_norms")
    if entry.norms and not entry.processes:
        raise document.error(("norms",), "declared.norms_without_processes")
    asked = {"norms": [norm.id for norm in entry.norms], "questions": [one.id for one in entry.questions]}
    for key, names in asked.items() if entry.norms else ():
        for place, name in enumerate(names):
            if name in REVIEW_COLUMNS:
                raise document.error((key, place), "declared.column_of_reviews", name=name)
    for place, norm in enumerate(entry.norms):
        if norm.processes is not None and not norm.processes:
            raise document.error(("norms", place), "declared.norm_without_process", norm=norm.id)
        for name in norm.processes or ():
            if name not in entry.processes:
                raise document.error(
                    ("norms", place, "processes"),
                    "declared.there_is_no_process",
                    expected=", ".join(entry.processes),
                    hint=nearest(name, entry.processes),
                    name=name,
                )
    held = {process for norm in norms_of(entry) for process in norm.processes}
    for process in entry.processes:
        if process not in held:
            raise document.error(("processes", process), "declared.process_without_norms", process=process)


def norms_of(entry: QuestionnaireFile) -> tuple[Norm, ...]:
    """The norms of a questionnaire, those of all processes or waves filled in."""
    return tuple(
        Norm(
            norm.id,
            norm.ground,
            norm.processes or tuple(entry.processes),
            tuple(wave for wave in entry.waves if norm.asked is None or wave in norm.asked),
        )
        for norm in entry.norms
    )


def with_themes(entry: QuestionnaireFile) -> QuestionnaireFile:
    """The questionnaire with a theme for each process: figures about files are told process by process."""
    own = {_theme(process): one.label for process, one in entry.processes.items()}
    return replace(entry, themes={**own, **entry.themes})


def norm_scales(entry: QuestionnaireFile, document: Declaration) -> dict[str, Scale]:
    """The answers of a norm, and those of the process of a file. **Raises** DeclarationError for a name in use."""
    if not entry.norms:
        return {}
    words = label_words().norms
    judged = tuple(Category(code, words[code]) for code in (MET, NOT_MET))
    processes = tuple(Category(code, one.label) for code, one in entry.processes.items())
    for name in (PROCESS, NORMS):
        if name in entry.scales:
            raise document.error(("scales", name), "declared.scale_of_norms_is_taken", name=name)
    return {
        PROCESS: Scale(PROCESS, "nominal", processes),
        NORMS: Scale(NORMS, "nominal", judged),
    }


def norm_questions(entry: QuestionnaireFile) -> Iterator[tuple[QuestionEntry, Key]]:
    """The process of a file and every norm as questions, each with its place in the file."""
    if not entry.norms:
        return
    words = label_words().norms
    yield (
        QuestionEntry(id=PROCESS, kind=NORM_KIND, scale=PROCESS, text=words[PROCESS], required=True),
        ("processes",),
    )
    outside = Special(NA, words[NA], "not_applicable")
    for place, norm in enumerate(entry.norms):
        processes = norm.processes or tuple(entry.processes)
        yield (
            QuestionEntry(
                id=norm.id,
                kind=NORM_KIND,
                scale=NORMS,
                special=(outside,),
                asked_if=f"{PROCESS} in [{', '.join(processes)}]",
                text=norm.text,
                short=norm.short,
                theme=norm.theme,
                asked=norm.asked,
                comparable_from=norm.comparable_from,
                break_reason=norm.break_reason,
                break_note=norm.break_note,
            ),
            ("norms", place),
        )


def add_judgements(so_far: ReadSoFar, norms: Sequence[Norm]) -> None:
    """Add, per process, its norms as they were met there and what follows from all of them together."""
    for process, one in so_far.entry.processes.items():
        own, label = [norm for norm in norms if process in norm.processes], one.label
        for name in judgements_of(own):
            chosen = tuple(norm for norm in own if name != RIGHT_LEGAL or norm.ground == LEGAL)
            kind = SCORE_KIND if name == SCORE else ALL_NORMS_KIND
            _add(so_far, Judgement(name, process), kind, chosen, label)
        _add_norms(so_far, process, label, own)


def judgements_of(norms: Sequence[Norm]) -> tuple[str, ...]:
    """What follows from a set of norms: of the law apart only where it does not ask for all of them, or for none."""
    legal = {norm.ground == LEGAL for norm in norms}
    return JUDGEMENTS if len(legal) == 2 else (RIGHT_FIRST_TIME, SCORE)


def _add(so_far: ReadSoFar, judged: Judgement, kind: str, norms: Sequence[Norm], label: str) -> None:
    key: Key = ("processes", judged.process)
    text = label_words().norms[judged.name].format(process=label)
    said = _common(so_far, judged.item, judged.process, _breaks(so_far, norms), key)
    item = Item(
        id=judged.item, kind=kind, text=text, short=text, number="", group=judged.item, scale=own_scale(KINDS[kind]),
        derived=True, norms=tuple(norm.id for norm in norms), process=judged.process,
        told=label_words().told(judged.name, process=label), line=so_far.document.line(key), **said,
    )  # fmt: skip
    if (ends := KINDS[kind].range) is not None:
        item = replace(item, low=ends[0], high=ends[1])
    so_far.add(item, key)
    so_far.groups[item.id] = Group(item.id, kind, text, "", item.theme, "", (item.id,), text)


def _add_norms(so_far: ReadSoFar, process: str, label: str, norms: Sequence[Norm]) -> None:
    """A set of items with every norm of a process, told together."""
    name = f"{NORMS}_{process}"
    for place, norm in enumerate(so_far.entry.norms):
        if norm.id in {one.id for one in norms}:
            _add_norm(so_far, norm, process, name, ("norms", place))
    text = label_words().norms[NORMS].format(process=label)
    items = tuple(norm_of_process(norm.id, process) for norm in norms)
    so_far.groups[name] = Group(name, "grid", text, "", _theme(process), "", items, text, show=(NOT_MET,))


def _add_norm(so_far: ReadSoFar, norm: NormEntry, process: str, group: str, key: Key) -> None:
    item, one = norm_of_process(norm.id, process), so_far.items[norm.id]
    cases = tuple((code, so_far.expression(f"{norm.id} == {code}", key, norm.id)) for code in (MET, NOT_MET))
    said = {name: getattr(one, name) for name in ("asked", "comparable_from", "break_reason", "break_note")}
    route = so_far.expression(f"{PROCESS} == {process}", key, norm.id)
    made = Item(
        id=item, kind=NORM_OF_PROCESS_KIND, text=one.text, short=one.short, number="", group=group, scale=one.scale,
        theme=_theme(process), block="", asked_if=route, derived=True, cases=cases, process=process,
        told=label_words().told("norm", norm=one.text), line=one.line, **said,
    )  # fmt: skip
    so_far.add(made, key)


def _common(
    so_far: ReadSoFar, name: str, process: str, breaks: tuple[tuple[str, ...], tuple[str, ...]], key: Key
) -> dict[str, Any]:
    asked, since = breaks
    *earlier, latest = since
    said = Inherited(
        theme=_theme(process), asked=asked, comparable_from=latest, asked_if=f"{PROCESS} == {process}",
        break_reason=BROKEN_BY_NORMS if latest != asked[0] else None,
    )  # fmt: skip
    return {**so_far.common(name, said, key), "earlier_breaks": tuple(earlier)}


def _breaks(so_far: ReadSoFar, norms: Sequence[Norm]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Waves in which some of these norms were asked, and those since which the set is another or one means something else."""
    waves = so_far.entry.waves
    sets = {wave: {norm.id for norm in norms if wave in norm.asked} for wave in waves}
    asked = tuple(wave for wave in waves if sets[wave])
    own = {so_far.items[norm.id].comparable_from for norm in norms if so_far.items[norm.id].break_reason}
    changed = [wave for before, wave in zip(asked, asked[1:], strict=False) if sets[before] != sets[wave]]
    since = sorted({asked[0], *changed, *own}, key=waves.index)
    return asked, tuple(since)


def _theme(process: str) -> str:
    return f"{PROCESS}_{process}"
