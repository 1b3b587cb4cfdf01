"""What the answers mean: response, weights, design, estimates and changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.errors import StatisticsError
from monitor.messages.catalogue import text
from monitor.run_record import (
    UNDECLARED_SAMPLING,
    overlap_lines,
    recognition_lines,
    weighting_line,
    weightless_lines,
)
from monitor.stages.options import Tell
from monitor.stages.response import responses_by_wave
from monitor.stages.taking_in import Intake
from monitor.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from monitor.intake.answers.typed_answers import Answers
    from monitor.release.results.method import Statistics
    from monitor.statistics.change.changes import MeasuredChanges
    from monitor.statistics.design.sampling_design import SurveyDesign
    from monitor.statistics.norms.files_summary import FilesSummary
    from monitor.statistics.norms.measured_norms import MeasuredNorm
    from monitor.statistics.quality.vignettes_summary import VignettesSummary
    from monitor.statistics.registers.measured_register import MeasuredRegister


def with_populations(study: Study, taken_in: Intake, tell: Tell) -> Study:
    """The study with what its weights tell of its groups; tells in which groups people can be recognised, and why."""
    from monitor.statistics.quality.populations_by_weights import populations_by_weights

    told = populations_by_weights(taken_in.answers, study)
    study = study.with_populations(told.people)
    for line in recognition_lines(study, told.why_not):
        tell("recognisable", line)
    for line in _classified_twice(study, taken_in):
        tell("warning", line)
    return study


def _classified_twice(study: Study, taken_in: Intake) -> Iterator[str]:
    """What it costs to break down by two classifications of one item, where whole distributions are shown of both."""
    from monitor.release.attack.nesting import Nesting
    from monitor.statistics.quality.small_groups import small_groups

    shown = {one.id: one for one in study.breakdowns if not one.identifiable}
    for finer, coarser in Nesting(study).classified_twice:
        both = {finer, coarser} <= shown.keys()
        if both and (few := small_groups(taken_in.answers, shown[finer], study)):
            yield text("run.classified_twice", finer=finer, coarser=coarser, few=few)


def measure(study: Study, taken_in: Intake, tell: Tell) -> tuple[pd.DataFrame, MeasuredChanges, Statistics]:
    """Response, weights, design, estimates by domain and changes between waves, not judged yet.

    **Raises** StatisticsError naming the file that declares what cannot be done.
    """
    try:
        return _measured(study, taken_in, tell)
    except StatisticsError as failure:
        raise failure.found_in(study.path.name) from None


def _measured(study: Study, taken_in: Intake, tell: Tell) -> tuple[pd.DataFrame, MeasuredChanges, Statistics]:
    from monitor.publication.drafts.own_documents import compared_figures
    from monitor.release.door.benchmark_figures import benchmark_figures
    from monitor.release.results.method import Statistics, weightless_of
    from monitor.statistics.benchmark.measured_areas import measured_figures
    from monitor.statistics.change.census import complete_waves
    from monitor.statistics.change.figure_orders import FigureName, figure_orders
    from monitor.statistics.design.declared_design import build_design
    from monitor.statistics.design.design_summary import describe_design
    from monitor.statistics.design.wave_overlap import overlap_of_waves
    from monitor.statistics.estimates.by_domain import estimates_by_domain
    from monitor.statistics.estimates.pooled_variance import pooled_variances
    from monitor.statistics.estimates.rows import below
    from monitor.statistics.estimates.totals import totals_and_ratios
    from monitor.statistics.quality.colleagues_behind import check_several_units
    from monitor.statistics.quality.municipality_recodes import check_no_recodes
    from monitor.statistics.quality.response import units_by_wave
    from monitor.statistics.weighting.different_weights import few_different_weights
    from monitor.statistics.weighting.weighting import weight_respondents

    answers = taken_in.answers
    check_no_recodes(answers, study)
    check_several_units(answers, study)
    if study.design.sampling is None:
        tell("warning", text(UNDECLARED_SAMPLING))
    overlap = overlap_of_waves(answers, study.design)
    for line in overlap_lines(overlap, study.design):
        tell("shared ids", line)
    response = responses_by_wave(study, taken_in, tell)
    needs_units = study.weighting is not None and study.weighting.nonresponse_cells
    sampled = units_by_wave(study) if needs_units else None
    weights, weighting = weight_respondents(answers, study, sampled=sampled)
    tell("weighted", weighting_line(weighting))
    for line in weightless_lines(weightless_of(taken_in.ledgers, weighting)):
        tell("weighted", line)
    design = build_design(answers, study.design, weights=weights, calibration=weighting.calibration)
    estimates = estimates_by_domain(answers, design, study, study.questionnaire)
    estimates, norms, files = _of_files(estimates, study, taken_in)
    tell("estimated", text("run.estimated", count=len(estimates)))
    changes, flows = _changes(study, answers, design, tell)
    amounts = totals_and_ratios(answers, design, study, study.questionnaire)
    asked = [(FigureName(*one), FigureName(*other)) for one, other in compared_figures(study)]
    different = few_different_weights(weights, answers)
    complete = complete_waves(study, {report.wave: report.respondents for report in weighting.waves})
    return (
        below(estimates, [*flows, *amounts]),
        replace(changes, complete=complete),
        Statistics(
            response,
            describe_design(design, overlap),
            weighting.report,
            pooled_variances(answers, design, study, of_all=bool(different)),
            figure_orders(answers, design, study, study.questionnaire, asked, study.current.id in complete),
            different,
            measured_figures(answers, design, study, benchmark_figures(study)),
            norms,
            files,
            _of_vignettes(study, taken_in),
            _of_register(study, taken_in),
        ),
    )


def as_drawn(study: Study, taken_in: Intake) -> tuple[Study, Intake]:
    """A check of files and its answers with the strata that its files were drawn from, a register with the number of its
    municipalities; any other study as it is.

    **Raises** IntakeError for a wave over two versions of the norms.
    """
    if taken_in.panel is not None:
        asked = len(taken_in.panel.municipalities)
        return replace(study, waves=tuple(replace(wave, sampled=asked) for wave in study.waves)), taken_in
    if not study.checks_files:
        return study, taken_in
    from monitor.statistics.norms.measured_norms import check_one_set_of_norms
    from monitor.statistics.norms.strata import with_strata

    check_one_set_of_norms(taken_in.answers, study, taken_in.files)
    study, answers, strata = with_strata(study, taken_in.answers, taken_in.files)
    return study, replace(taken_in, answers=answers, strata=strata)


def _of_register(study: Study, taken_in: Intake) -> MeasuredRegister | None:
    """What the panel of a register gives besides the figures of its moments."""
    if taken_in.panel is None or taken_in.flags is None:
        return None
    from monitor.statistics.registers.measured_register import measured_register

    return measured_register(taken_in.panel, study, taken_in.flags)


def _of_files(
    estimates: pd.DataFrame, study: Study, taken_in: Intake
) -> tuple[pd.DataFrame, tuple[MeasuredNorm, ...], FilesSummary | None]:
    """Estimates with the limits of files, what is held against norms, and what is told of the files besides."""
    if not study.checks_files:
        return estimates, (), None
    from monitor.statistics.norms.measured_norms import with_norm_limits
    from monitor.statistics.norms.summarised_files import Reviews, summary_of_files

    reviews = Reviews(taken_in.files, taken_in.facts, taken_in.second)
    estimates, norms = with_norm_limits(estimates, taken_in.answers, study, taken_in.strata)
    return estimates, norms, summary_of_files(taken_in.answers, study, reviews, taken_in.strata)


def _of_vignettes(study: Study, taken_in: Intake) -> VignettesSummary | None:
    """What is counted of vignettes besides figures; None in a study without them."""
    if not study.tells_counts:
        return None
    from monitor.statistics.quality.summarised_vignettes import summary_of_vignettes

    return summary_of_vignettes(taken_in.answers, study)


def _changes(
    study: Study, answers: Answers, design: SurveyDesign, tell: Tell
) -> tuple[MeasuredChanges, list[pd.DataFrame]]:
    """Changes between waves, differences between groups and net moves of the same people; and the flows of these."""
    from monitor.statistics.change.changes import measured_changes
    from monitor.statistics.change.moves import moves_of, with_moves
    from monitor.statistics.groups.group_differences import with_group_differences

    changes = measured_changes(answers, design, study, study.questionnaire)
    changes = with_group_differences(changes, answers, design, study, study.questionnaire)
    moves = moves_of(answers, design, study, study.questionnaire)
    for item in sorted(set(study.comparison.moves) - {each.item for each in moves}):
        tell("warning", text("run.nobody_moved", item=item))
    changes = with_moves(changes, moves, design, study, study.questionnaire)
    return changes, [each.flows() for each in moves]
