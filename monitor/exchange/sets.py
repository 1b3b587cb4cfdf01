"""Which columns are one question: the options of a set, the rows of a grid. Grades are questions by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from monitor.exchange.shared_scales import with_shared_scales
from monitor.exchange.source import Doubt, Source
from monitor.exchange.stems import with_stems
from monitor.exchange.typed import Typed, as_option, typed
from monitor.exchange.vocabulary import plain, vocabulary
from monitor.exchange.zeros import with_open_zeros

FEWEST_ROWS = 3
_NUMBERED = re.compile(r"^(.{2,}?)[_.]?\d+$")
_YES_NO = {"ja", "nee", "yes", "no", "y", "n", "j"}


@dataclass(frozen=True)
class Asked:
    """One question as the source has it: a column by itself, or rows, options or a joined cell together."""

    kind: str
    members: tuple[Typed, ...]
    stem: str = ""
    code: str = ""
    theme: str = ""
    doubts: tuple[Doubt, ...] = ()

    @property
    def first(self) -> Typed:
        return self.members[0]


def asked(source: Source) -> list[Asked]:
    """Every question of a source, in the order of its columns."""
    columns = with_shared_scales([typed(source, one) for one in with_stems(source.variables)])
    sets = _with_others(_joined_up(_by_group(columns), _one_set, _set_of))
    made = _joined_up(sets, _one_grid, _grid_of)
    return [
        replace(one, members=with_open_zeros(source, one.members)) if one.kind == "multi" else one
        for one in made
    ]


def _by_group(columns: Sequence[Typed]) -> list[Asked]:
    """Columns that the program itself puts together, and the others by themselves."""
    made: dict[object, Asked] = {}
    for place, column in enumerate(columns):
        variable = column.variable
        kind = _group_kind(column)
        key: object = (kind, variable.group) if kind and variable.group else place
        if key in made:
            one = made[key]
            made[key] = replace(one, members=(*one.members, column), stem=one.stem or variable.stem)
        elif kind and variable.group:
            code = "" if variable.group == variable.stem else variable.group
            made[key] = Asked(kind, (column,), variable.stem, code, variable.theme)
        else:
            made[key] = _alone(column)
    return [piece for one in made.values() for piece in _apart(one)]


def _group_kind(column: Typed) -> str:
    if column.kind in ("option", "joined"):
        return "multi"
    return "grid" if column.kind == "single" else ""


def _alone(column: Typed) -> Asked:
    variable = column.variable
    return Asked(
        _group_kind(column).replace("grid", "") or column.kind,
        (column,),
        variable.stem,
        variable.code,
        variable.theme,
    )


def _apart(one: Asked) -> list[Asked]:
    """Rows with different scales, or one row, are no grid."""
    if one.kind != "grid" or (
        len(one.members) > 1 and len({_scale_of(member) for member in one.members}) == 1
    ):
        return [one]
    return [_alone(member) for member in one.members]


def _scale_of(column: Typed) -> object:
    return (column.kind, column.scale.key if column.scale else None)


def _joined_up(
    questions: Sequence[Asked],
    together: Callable[[Asked, Asked], bool],
    made_of: Callable[[list[Asked]], list[Asked]],
) -> list[Asked]:
    """Questions in a row that belong together, made into one."""
    runs: list[list[Asked]] = []
    for one in questions:
        if runs and together(runs[-1][-1], one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [made for run in runs for made in made_of(run)]


def _one_set(before: Asked, one: Asked) -> bool:
    return (
        _may_be_option(before)
        and _may_be_option(one)
        and bool(_beginning(one))
        and _beginning(before) == _beginning(one)
    )


def _may_be_option(one: Asked) -> bool:
    """Whether a column holds a sign of being chosen or of not being chosen, and nothing else."""
    if len(one.members) != 1 or one.kind not in ("single", "grade", "number", "percentage", "open"):
        return False
    column, words = one.first, vocabulary().file
    labels = column.variable.labels
    missing = {text for text in (*labels, *column.seen.texts) if text in column.variable.missing}
    answers = [text for text in column.seen.answers if text not in missing]
    told = {
        plain(labels.get(text, text))
        for text in answers
        if vocabulary().means(labels.get(text, text)) is None
    }
    told |= {
        plain(label)
        for text, label in labels.items()
        if text not in missing and not vocabulary().means(label)
    }
    signs = {plain(word) for word in (*words.chosen, *words.not_chosen)} | {plain(column.variable.text)}
    return bool(told) and told <= signs and (not told <= _YES_NO or bool(column.variable.stem))


def _beginning(one: Asked) -> str:
    """What the options of one set have in common: a stem, else the name of the variable without its number."""
    variable = one.first.variable
    numbered = _NUMBERED.match(variable.code)
    return variable.stem or (numbered[1] if numbered else "")


def _set_of(run: list[Asked]) -> list[Asked]:
    if len(run) < 2:
        return run
    members = tuple(as_option(one.first) for one in run)
    doubts = () if run[0].stem else (Doubt("exchange.set_by_name", run[0].first.variable.heading),)
    return [Asked("multi", members, run[0].stem, _code_of(run), run[0].theme, doubts)]


def _with_others(questions: Sequence[Asked]) -> list[Asked]:
    """Sets with the option that respondents fill in themselves, where its column holds their words and nothing else."""
    made: list[Asked] = []
    for one in questions:
        if made and _is_other_of(made[-1], one):
            variable = one.first.variable
            option = as_option(replace(one.first, variable=replace(variable, type="option", other=True)))
            made[-1] = replace(made[-1], members=(*made[-1].members, option))
            words = replace(
                variable, code=f"{variable.code}_tekst" if variable.code else "", told_with=variable.stem
            )
            one = replace(one, members=(replace(one.first, variable=words),), code=words.code)
        made.append(one)
    return made


def _is_other_of(before: Asked, one: Asked) -> bool:
    """Whether a column holds the words of those who chose the last option of the set before it."""
    words = vocabulary()
    return (
        before.kind == "multi"
        and one.kind == "open"
        and bool(before.stem)
        and before.stem == one.first.variable.stem
        and words.is_other(one.first.variable.text)
        and not any(
            member.variable.other or words.is_other(member.variable.text) for member in before.members
        )
    )


def _code_of(run: Sequence[Asked]) -> str:
    """The name of a question from the names of its columns, "" where the program gives none."""
    codes = [one.first.variable.code for one in run]
    numbered = {found[1] if (found := _NUMBERED.match(code)) else "" for code in codes}
    named = {code.rpartition("_")[0] for code in codes}
    return next((found.pop() for found in (numbered, named) if len(found) == 1), "")


def _one_grid(before: Asked, one: Asked) -> bool:
    """Whether two columns have one stem, or one scale of opinion and no stem."""
    if not (_may_be_row(before) and _may_be_row(one)) or _scale_of(before.first) != _scale_of(one.first):
        return False
    return before.stem == one.stem and before.theme == one.theme and (bool(one.stem) or _is_opinion(one))


def _may_be_row(one: Asked) -> bool:
    return len(one.members) == 1 and one.kind == "single"


def _is_opinion(one: Asked) -> bool:
    return one.first.scale is not None and one.first.scale.kind == "likert"


def _grid_of(run: list[Asked]) -> list[Asked]:
    stem = run[0].stem
    if len(run) < 2 or not (stem or len(run) >= FEWEST_ROWS):
        return run
    doubts = () if stem else (Doubt("exchange.grid_without_stem", run[0].first.variable.heading),)
    return [Asked("grid", tuple(one.first for one in run), stem, _code_of(run), run[0].theme, doubts)]
