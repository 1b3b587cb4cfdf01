"""The door: the only maker of a released table.

    typed -> primary suppression -> next smallest -> secondary suppression -> numbers out, reasons in

What is decided here is told in `method.disclosure`: per released table each check with its status,
a Dutch summary and how often it applied. Never which rows: that would tell primary suppressions from
secondary ones, and small groups with them. For the same reason both have the one reason `small_group`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError, nearest
from monitor.release.attack.nesting import Nesting
from monitor.release.door.amounts import with_amounts
from monitor.release.door.benchmark_rows import benchmark_rows, with_reports
from monitor.release.door.beside_tables import Apart, taken_apart
from monitor.release.door.blocks import (
    EstimateTable,
    SuppressionPattern,
    estimate_table,
    with_few_weights,
)
from monitor.release.door.change_suppression import released_changes
from monitor.release.door.checks import Check
from monitor.release.door.few_weights import NOT_FEW, FewWeights, few_weights, with_few_told
from monitor.release.door.figure_orders import released_orders
from monitor.release.door.flows import earlier_waves, with_flows
from monitor.release.door.norm_rows import norm_rows
from monitor.release.door.primary_suppression import (
    extreme_means,
    few_municipalities,
    minimum_base,
    minimum_count,
)
from monitor.release.door.reference_rows import reference_rows
from monitor.release.door.register_rows import register_rows
from monitor.release.door.register_sums import sums_of_register
from monitor.release.door.response_groups import with_told_groups
from monitor.release.door.rounded_changes import behind_the_door
from monitor.release.door.rounded_method import with_rounded_margins
from monitor.release.door.rounded_rates import with_rounded_means
from monitor.release.door.secondary_suppression import SecondarySuppression
from monitor.release.door.subtotal_suppression import next_smallest
from monitor.release.door.told_files import with_told_files
from monitor.release.door.told_vignettes import with_told_vignettes
from monitor.release.door.vignette_limits import without_telling_limits
from monitor.release.door.workers import caseworkers, municipalities
from monitor.release.results.keys import values_of
from monitor.release.results.method import DisclosureRecord, Method, SuppressionRecord
from monitor.release.results.reference_summary import Reference
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.schema_words import GROUPS, PAIRS, pairs_of
from monitor.statistics.benchmark.measured_areas import MeasuredFigure
from monitor.statistics.change.changes import MeasuredChanges, judged_changes
from monitor.statistics.norms.measured_norms import MeasuredNorm
from monitor.statistics.registers.measured_register import MeasuredRegister
from monitor.study.study import Study


def release(
    estimates: pd.DataFrame,
    changes: MeasuredChanges,
    method: Method,
    study: Study,
    benchmark: Sequence[MeasuredFigure] = (),
    norms: Sequence[MeasuredNorm] = (),
    workers: pd.DataFrame | None = None,
    reference: Reference | None = None,
    register: MeasuredRegister | None = None,
) -> ReleasedSet:
    """Let through what may be published of a study; all else keeps its key and loses its numbers.

    `register` is what a panel gives besides the figures of its moments.
    `reference` is what another survey released, where the study is held against it.
    `workers` says how many caseworkers handled the files behind each figure, of a check of files; of vignettes how many
    municipalities and pairs of colleagues are behind it. Changes are judged here, after suppression: a family of tests may tell nothing of a test that is hidden.

    **Rows**: those of the tables that came, in the same order; apart from them those of the benchmark of municipalities, where it is measured.
    **Method**: threshold rules per kind of group (anonymous, identifiable), secondary suppression and an
    audit by linear programming; see docs/decisions/004-disclosure.md.
    **Raises** ReleaseError for columns, waves, items, breakdowns or groups that the study does not have.
    """
    estimates = typed(estimates, ESTIMATES, "estimates")
    _check_declared(estimates, "estimates", study)
    if study.tells_counts and workers is not None:
        estimates = without_telling_limits(estimates, workers, method.vignettes, study)
    apart = taken_apart(estimates)
    in_order = apart.tables.sort_values(list(ESTIMATES.key))
    table = estimate_table(in_order, study, method.pooled_variances, changes.complete)
    pattern, checks = _first_suppressions(table, study, workers)
    few = few_weights(in_order, pattern.kept_back(table), method, study, Nesting(study))
    if few.deff:
        table = with_few_weights(table, few, study, method.pooled_variances)
    secondary = SecondarySuppression(table, study, method)
    secondary.protect(pattern)
    account = _Account(checks, secondary.record, few)
    released = _through(table, pattern, account, changes, method, study, apart)
    released = _with_benchmark(released, benchmark, study)
    released = _with_register(released, register, study)
    return _with_norms(_with_reference(released, reference, study), norms, study)


def _with_register(released: ReleasedSet, register: MeasuredRegister | None, study: Study) -> ReleasedSet:
    """The released set of a register with its months, municipalities and breaks in growth."""
    if register is None:
        return released
    assert study.register is not None
    told = sums_of_register(register, study)
    released = with_rounded_means(released, study.register, told)
    tables, summary = register_rows(register, study, told)
    return replace(released, register=tables, method=replace(released.method, register=summary))


def _with_reference(released: ReleasedSet, reference: Reference | None, study: Study) -> ReleasedSet:
    """The released set with its figures held against those of another survey."""
    if reference is None:
        return released
    waves = released.method.weighting.waves if released.method.weighting is not None else ()
    of_weights = next((one.deff for one in waves if one.wave == study.current.id), 1.0)
    made = reference_rows(reference, released.estimates, of_weights, study)
    return replace(released, benchmark=made, method=replace(released.method, reference=reference))


def _with_norms(released: ReleasedSet, norms: Sequence[MeasuredNorm], study: Study) -> ReleasedSet:
    """The released set of a check of files with its processes held against their norms; of vignettes with what may be told."""
    if not study.checks_files:
        return with_told_vignettes(released, study)
    told = with_told_files(released, study)
    return replace(told, norms=norm_rows(norms, told.estimates, study))


def _with_benchmark(released: ReleasedSet, benchmark: Sequence[MeasuredFigure], study: Study) -> ReleasedSet:
    """The released set with what is made of its displayed figures of municipalities."""
    if not benchmark:
        return released
    made = benchmark_rows(benchmark, released.estimates, study)
    return replace(released, benchmark=made, method=with_reports(released.method, made.changes))


def release_inside(
    estimates: pd.DataFrame,
    changes: MeasuredChanges,
    method: Method,
    study: Study,
    workers: pd.DataFrame | None,
    norms: Sequence[MeasuredNorm] = (),
) -> ReleasedSet:
    """The other door: what a report for inside use may hold. Only the rule on caseworkers keeps anything back.

    `study` is the one that is told inside (`Study.inside`), `workers` says how many caseworkers are behind its figures.
    **Rows**: those of the tables that came, in the same order. The set says of itself that it is for inside use, and
    nothing that publishes reads such a set.
    **Raises** ReleaseError as `release` does.
    """
    estimates = typed(estimates, ESTIMATES, "estimates")
    _check_declared(estimates, "estimates", study)
    apart = taken_apart(estimates)
    in_order = apart.tables.sort_values(list(ESTIMATES.key))
    table = estimate_table(in_order, study, method.pooled_variances, changes.complete, inside=True)
    checks = [caseworkers(table, workers, study)]
    checks.append(next_smallest(table, checks[0].mask))
    pattern = table.pattern_before
    pattern.withheld = np.logical_or.reduce([pattern.withheld, *(check.mask for check in checks)])
    account = _Account(checks, SuppressionRecord())
    return _with_norms(_through(table, pattern, account, changes, method, study, apart), norms, study)


@dataclass(frozen=True)
class _Account:
    """What was held against the estimates, and how they were protected; `few` weights may tell of them."""

    checks: list[Check]
    record: SuppressionRecord
    few: FewWeights = NOT_FEW


def _through(
    table: EstimateTable,
    pattern: SuppressionPattern,
    account: _Account,
    changes: MeasuredChanges,
    method: Method,
    study: Study,
    apart: Apart,
) -> ReleasedSet:
    """What is left of estimates and changes under a suppression pattern, and of what stands beside the tables."""
    released, variances, few = _released_estimates(table, pattern), method.pooled_variances, account.few
    released = with_amounts(released, apart.amounts, study, few)
    released = with_flows(released, apart.flows, earlier_waves(changes.rows), study, few)
    judged, testing = judged_changes(
        behind_the_door(changes, released, table.coarsenings, study, variances, few), study
    )
    judged = typed(judged, CHANGES, "changes")
    _check_declared(judged, "changes", study)
    told, of_tests = released_changes(judged, released, table.coarsenings, study, few)
    record = _record({"estimates": account.checks, "changes": [of_tests]}, account.record, study)
    method = with_told_groups(with_rounded_margins(with_few_told(method, few, study), study), study)
    orders = released_orders(method.orders, released, study.current.id)
    method = replace(method, study=study.id, tests=testing, disclosure=record, orders=orders)
    return ReleasedSet(released, told, method)


def _first_suppressions(
    table: EstimateTable, study: Study, workers: pd.DataFrame | None
) -> tuple[SuppressionPattern, list[Check]]:
    """Primary suppression, and the next smallest group beside a lonely one."""
    checks = [minimum_base(table, study), minimum_count(table, study), extreme_means(table, study)]
    if workers is not None:
        held = municipalities if study.tells_counts else caseworkers
        checks.append(held(table, workers, study))
        checks.append(caseworkers(table, workers, study))
    if study.register is not None:
        checks.append(few_municipalities(table))
    pattern = table.pattern_before
    pattern.suppressed = np.logical_or.reduce([pattern.suppressed, *(check.mask for check in checks)])
    checks.append(next_smallest(table, pattern.suppressed))
    pattern.suppressed |= checks[-1].mask
    return pattern, checks


def _record(tables: Mapping[str, list[Check]], record: SuppressionRecord, study: Study) -> DisclosureRecord:
    """What method.json says of disclosure control."""
    checks = {name: tuple(check.record() for check in own) for name, own in tables.items()}
    return DisclosureRecord(study.disclosure, checks, record)


def _released_estimates(table: EstimateTable, pattern: SuppressionPattern) -> pd.DataFrame:
    """Estimates as displayed; a suppressed row has no numbers and says why."""
    frame, reason = table.displayed.copy(), pattern.reasons(table)
    suppressed = reason != ""
    frame.loc[suppressed, list(ESTIMATES.numbers)] = np.nan
    frame["status"] = np.where(suppressed, "suppressed", frame["status"])
    frame["reason"] = np.where(suppressed, reason, frame["reason"])
    return typed(frame.sort_index(), ESTIMATES, "estimates")


def _kind_of_comparison(frame: pd.DataFrame) -> pd.Series:
    """What each row compares, without the breakdown; empty for estimates."""
    if "comparison" not in frame:
        return pd.Series("", index=frame.index)
    return frame["comparison"].str.split(":").str[0]


def _check_declared(frame: pd.DataFrame, name: str, study: Study) -> None:
    items = {item for indicator in study.indicators for item in indicator.items}
    sets = study.questionnaire.groups if name == "changes" else ()
    breakdowns = {"": [""]} | {breakdown.id: list(breakdown.groups) for breakdown in study.breakdowns}
    waves = {wave.id for wave in study.waves}
    declared = {
        "study": {study.id},
        "indicator": {indicator.id for indicator in study.indicators},
        "item": {*items, *sets},
        "breakdown": set(breakdowns),
        "wave": waves,
        "from_wave": waves,
        "to_wave": waves,
    }
    for column in (column for column in declared if column in frame):
        for value in sorted(set(frame[column].unique()) - declared[column]):
            raise ReleaseError(
                "release.study_has_no",
                where=name,
                hint=nearest(value, declared[column]),
                column=column.replace("_", " "),
                value=value,
            )
    rows = frame.assign(kind=_kind_of_comparison(frame))
    rows = rows[rows["kind"] != GROUPS]
    for breakdown, group, kind in sorted(values_of(rows, ["breakdown", "group", "kind"])):
        known = set(pairs_of(breakdowns[breakdown])) if kind == PAIRS else breakdowns[breakdown]
        if group not in known:
            raise ReleaseError(
                "release.breakdown_has_no_group",
                where=name,
                hint=nearest(group, known),
                breakdown=breakdown,
                group=group,
            )
