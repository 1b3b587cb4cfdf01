"""A plan as a memo: what it tells, and the documents that are rendered from it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.stages.last_wave import RELEASED, LastWave
from monitor.stages.planning import Planned, Plans
from monitor.statistics.planning.power import finite
from monitor.statistics.planning.sample_plan import smallest_at
from monitor.study.labels import group_label

if TYPE_CHECKING:
    from monitor.publication.language.voice import Voice
    from monitor.publication.memo.content import CurvePoint, Group, MemoContent, Size, Together

POINTS = 40


def memo_content(figure: LastWave, plans: Plans) -> MemoContent:
    """What a memo tells of the plans for a figure."""
    from monitor.publication.memo.content import LastTime, MemoContent

    alone, wanted = plans.alone, figure.asked.wanted
    basis, wish = alone.basis, alone.wish
    return MemoContent(
        item=figure.item.id,
        category=figure.category,
        percent=figure.scale != 1,
        level=basis.level,
        change=wish.change,
        margin=wish.margin,
        power=wish.power,
        alpha=wish.alpha,
        alone=_size(alone, plans.alone.plan.power),
        together=_together(plans),
        last=LastTime(
            wave=figure.study.current.label,
            n=round(figure.row["n"]),
            deff=wanted.deff or figure.deff,
            answered=figure.answered,
            response=None if wanted.response else figure.response,
            reliable=figure.row["status"] == RELEASED,
        ),
        beside=alone.plan.beside,
        groups=tuple(_groups(figure, plans)) if figure.breakdown else (),
        by=figure.breakdown.label if figure.breakdown else "",
        allocation=wish.allocation,
        each=wish.each,
        asked_for_a_number=wish.respondents is not None or wish.budget is not None,
        tested=not figure.left_out,
        own_response=0 if wanted.response else len(figure.responses),
        overlap=(basis.common, basis.correlation) if basis.common else None,
        population=basis.people if basis.finite else None,
        curve=tuple(_curve(plans)),
    )


def _size(found: Planned, chance: float | None) -> Size:
    from monitor.publication.memo.content import Size

    made = found.plan
    return Size(made.n, made.respondents, made.invited, made.cost, made.up, made.down, made.margin, chance)


def _together(plans: Plans) -> Together | None:
    from monitor.publication.memo.content import Together

    if plans.tests is None or plans.chance is None:
        return None
    size = None if plans.together is None else _size(plans.together, plans.together.plan.power)
    return Together(plans.tests.m, plans.tests.inside, plans.chance, size)


def _groups(figure: LastWave, plans: Plans) -> Iterator[Group]:
    from monitor.publication.memo.content import Group

    assert figure.breakdown is not None
    more = {one.id: one for one in plans.together.plan.strata} if plans.together else {}
    for one in plans.alone.plan.strata:
        other = more.get(one.id)
        yield Group(
            id=one.id,
            label=group_label(figure.breakdown.id, one.id, figure.study),
            people=one.people,
            response=one.response,
            n=one.n,
            respondents=one.respondents,
            invited=one.invited,
            margin=one.margin,
            enough=one.enough,
            together=other.n if other else None,
            together_invited=other.invited if other else None,
        )


def _curve(plans: Plans) -> Iterator[CurvePoint]:
    """From a third of the plan to beyond it, and beyond the plan for all tests, as far as there are people."""
    from monitor.publication.memo.content import CurvePoint

    alone = plans.alone
    size = alone.plan.n
    widest = plans.together.plan.n if plans.together else size
    people = alone.basis.people if alone.basis.finite else None
    way = 1 if (alone.wish.change or 0) < 0 else 0
    low, high = max(size / 3, 10.0), max(widest * 1.2, size * 2.0)
    high = min(high, alone.basis.people or math.inf)
    for place in range(POINTS + 1):
        n = low + (high - low) * place / POINTS
        precision = alone.plan.deff * finite(n, people) / n
        power = alone.wish.power
        least = smallest_at(alone.basis, precision, alone.wish.alpha, power)[way]
        more = (
            None
            if plans.tests is None
            else smallest_at(alone.basis, precision, plans.tests.first, power)[way]
        )
        if least is not None:
            yield CurvePoint(n, abs(least), None if more is None else abs(more))


def write_memo(content: MemoContent, voice: Voice, formats: tuple[str, ...], target: Path) -> list[Path]:
    """The documents of a memo, the table of its groups and the project that they are rendered from.

    **Raises** PublicationError for what cannot be rendered, OutputError for a folder that cannot be written to.
    """
    from monitor.outputs import staged
    from monitor.publication.engines.render import render_project
    from monitor.publication.memo.memo import TABLE_FILE, Memo, write_table
    from monitor.publication.theme.theme import load_theme

    study = voice.study
    with staged({"memo": target}) as folders:
        folder = folders["memo"]
        project = Memo(content, voice).write(folder / "project")
        rendered = render_project(project, formats, "embedded", study.published, load_theme(study.theme))
        names = [
            document.replace(folder / document.name.replace("report", "memo")).name for document in rendered
        ]
        if content.groups:
            write_table(content, folder / TABLE_FILE)
            names.append(TABLE_FILE)
    return [target / name for name in names]
