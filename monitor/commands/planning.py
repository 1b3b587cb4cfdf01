"""What `monitor plan` does with its file and options: read, planned, told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.messages.catalogue import text

if TYPE_CHECKING:
    from monitor.stages.last_wave import LastWave
    from monitor.stages.options import RunOptions
    from monitor.stages.planning import Planned, Plans
    from monitor.statistics.planning.sample_plan import PlannedStratum
    from monitor.study.plan_file import Asked, StratumEntry
    from monitor.study.study import Study

MOST_ROWS = 40


def plan_for(
    file: Path | None,
    typed: Mapping[str, str],
    each: bool,
    formats: tuple[str, ...] | None,
    out: Path,
) -> tuple[str, ...]:
    """The plan of a study, of a file or of options alone; returns what there is to say.

    **Raises** DeclarationError for what was asked wrongly, StatisticsError for what cannot be, ReleaseError for a
    study that has not been run.
    """
    from monitor.stages.planning import basis_without_study, planned, wish_of

    asked, study = what_is_asked(file, typed, each)
    if study is not None:
        return plan_of_study(study, asked, formats, out)
    if formats:
        raise asked.error(("format",), "planning.memo_of_study", got=",".join(formats))
    basis = basis_without_study(asked)
    return tuple(told(planned(asked, basis, wish_of(asked)), 100.0 if basis.is_share else 1.0))


def plan_of_study(path: Path, asked: Asked, formats: tuple[str, ...] | None, out: Path) -> tuple[str, ...]:
    """The plan of a study that was run, by what its last wave teaches."""
    from monitor.commands.last_run import last_released
    from monitor.pipeline import declared_study
    from monitor.stages.options import RunOptions
    from monitor.stages.plan_basis import basis_of
    from monitor.stages.planning import plans_of
    from monitor.stages.wanted_figure import figure_of

    options = RunOptions(out=out)
    study = declared_study(path, options)
    if study.checks_files:
        return _of_files(study, asked, formats)
    figure = figure_of(asked, study, last_released(study, path, options))
    plans = plans_of(asked, basis_of(figure), figure.tests)
    documents = _memo(figure, plans, formats, options) if formats else []
    return (*told_of_study(figure, plans), *(text("planning.memo", file=document) for document in documents))


def _of_files(study: Study, asked: Asked, formats: tuple[str, ...] | None) -> tuple[str, ...]:
    """The plan of a check of files. **Raises** DeclarationError for what only a survey can be asked."""
    from monitor.stages.planning_files import plan_of_files

    for name in sorted(asked.options - {"margin", "share"}):
        raise asked.error((name,), "planning.not_of_files", got=name)
    if formats:
        raise asked.error(("format",), "planning.memo_of_study", got=",".join(formats))
    return tuple(plan_of_files(study, asked.wanted.margin, asked.wanted.share))


def _memo(figure: LastWave, plans: Plans, formats: tuple[str, ...], options: RunOptions) -> list[Path]:
    """The memo beside the run that it rests on, in a folder of its figure."""
    from monitor.pipeline import voice_of
    from monitor.stages.options import targets_of
    from monitor.stages.plan_memo import memo_content, write_memo

    wave = targets_of(figure.study, options)["public"]
    name = "-".join(filter(None, (figure.item.id, figure.category, figure.asked.wanted.by)))
    target = wave.with_name(f"{wave.name}-plan") / name.replace("*", "-")
    return write_memo(memo_content(figure, plans), voice_of(figure.study), formats, target)


def what_is_asked(file: Path | None, typed: Mapping[str, str], each: bool) -> tuple[Asked, Path | None]:
    """What a file and options together ask for, and the study where there is one."""
    from monitor.study.plan_file import Asked, file_and_plan, read_options, together

    document, held, study = file_and_plan(file)
    whole, strata = _by_stratum(typed)
    asked: dict[str, Any] = read_options(_split_overlap(whole)) | ({"each": True} if each else {})
    plan = together(held, asked, strata)
    return Asked(plan, frozenset([*typed, *asked]), document), study


def _split_overlap(typed: Mapping[str, str]) -> dict[str, str]:
    """`0.5:0.6`: the part that takes part again, and the correlation of their answers."""
    part, sign, correlation = typed.get("overlap", "").partition(":")
    return {**typed, **({"overlap": part, "correlation": correlation} if sign else {})}


def _by_stratum(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, StratumEntry]]:
    """Options of everybody, and those that were given stratum by stratum (`small=0.3,large=0.4`)."""
    from monitor.study.plan_file import BY_STRATUM, PlanFile, read_stratum_options, together

    own = {name: value for name, value in typed.items() if name in BY_STRATUM and "=" in value}
    plan = PlanFile()
    for name, value in own.items():
        plan = together(plan, {}, read_stratum_options(name, value))
    return {name: value for name, value in typed.items() if name not in own}, dict(plan.strata)


def told_of_study(figure: LastWave, plans: Plans) -> Iterator[str]:
    """A plan in lines, with what it rests on and what it becomes among the other tests of the study."""
    yield text(
        "planning.figure_share" if figure.scale != 1 else "planning.figure_mean",
        item=figure.item.short,
        level=plans.alone.basis.level * figure.scale,
        wave=figure.study.current.label,
        n=round(figure.row["n"]),
    )
    yield from told(plans.alone, figure.scale)
    if plans.alone.wish.change is None or plans.alone.wish.each:
        return
    if figure.left_out:
        yield text("planning.not_tested")
    if plans.tests is not None and plans.chance is not None:
        yield text("planning.one_of", m=plans.tests.m, inside=plans.tests.inside, alpha=plans.tests.first)
        yield text("planning.one_of_power", n=plans.alone.plan.n, power=plans.chance)
        if plans.together is None:
            yield text("planning.one_of_never")
        elif plans.together.plan.n != plans.alone.plan.n:
            yield text("planning.one_of_size", n=plans.together.plan.n, invited=plans.together.plan.invited)
    if plans.alone.basis.last is not None:
        last, beside = round(plans.alone.basis.last[0]), plans.alone.plan.beside
        yield text("planning.beside_never" if beside is None else "planning.beside", last=last, n=beside)


def told(found: Planned, scale: float) -> Iterator[str]:
    """A plan in lines; `scale` makes of a figure what is told, such as percents."""
    wish, plan = found.wish, found.plan
    kind = "share" if scale != 1 else "mean"
    yield from _asked(found, scale)
    yield text("planning.per_wave", n=plan.n)
    if plan.respondents != plan.n:
        yield text("planning.respondents", n=plan.respondents)
    if plan.invited is not None:
        yield text("planning.to_invite", n=plan.invited, share=plan.respondents / plan.invited)
    if plan.cost is not None:
        yield text("planning.costs", cost=plan.cost)
    yield text(
        SMALLEST[kind], up=_times(plan.up, scale), down=_times(plan.down, -scale), margin=scale * plan.margin
    )
    if wish.respondents is not None or wish.budget is not None:
        yield from [text("planning.power_is", power=plan.power)] if plan.power is not None else []
    if len(plan.strata) > 1:
        yield text("planning.strata_head")
        yield from (_row(one, scale) for one in plan.strata[:MOST_ROWS])
        if len(plan.strata) > MOST_ROWS:
            yield text("planning.more_strata", count=len(plan.strata) - MOST_ROWS)
    if wish.each and (short := sum(not one.enough for one in plan.strata)):
        yield text("planning.strata_too_small", count=short)


SMALLEST = {"share": "planning.smallest_share", "mean": "planning.smallest_mean"}
CHANGES = {"share": "planning.asked_share", "mean": "planning.asked_mean"}


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _asked(found: Planned, scale: float) -> Iterator[str]:
    basis, wish = found.basis, found.wish
    if wish.change is not None:
        kind = "share" if scale != 1 else "mean"
        later = (basis.level + wish.change) * scale
        yield text(CHANGES[kind], change=wish.change * scale, share=basis.level * scale, later=later)
        yield text("planning.tested_at", alpha=wish.alpha, power=wish.power)
    if wish.margin is not None:
        yield text("planning.asked_margin", margin=wish.margin * scale)
    if basis.common:
        yield text("planning.panel", part=basis.common, correlation=basis.correlation)
    yield text("planning.design_effect", deff=found.plan.deff)


def _row(one: PlannedStratum, scale: float) -> str:
    return text(
        "planning.strata_row",
        name=one.id,
        people=_cell(one.people),
        n=_cell(one.n),
        invited=_cell(one.invited),
        margin=text(
            "planning.margin_share" if scale != 1 else "planning.margin_mean", margin=scale * one.margin
        ),
    )


def _cell(count: int | None) -> str:
    return "-" if count is None else text("planning.count", n=count)
