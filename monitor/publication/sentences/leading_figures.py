"""Which figures of a survey lead: the largest of each theme, and the clearest changes."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.publication.cells.by_key import group_name
from monitor.publication.cells.purposes import shown
from monitor.publication.sentences.indicators import moved_and_told
from monitor.publication.sentences.variable_tree import category_name
from monitor.publication.sentences.variables import Variables
from monitor.release.results.table_rows import rows_of
from monitor.schema import CHANGES, Estimate
from monitor.schema_words import REST
from monitor.study.expression.expression import Name, nodes
from monitor.study.study import Study
from monitor.study.study_file import Indicator


def themes_with_figures(variables: Variables) -> dict[str, list[Indicator]]:
    """Themes in the order of the questionnaire, with the indicators that have a figure to show; headlines first."""
    study = variables.study
    themes: dict[str, list[Indicator]] = {theme: [] for theme in study.questionnaire.themes}
    for indicator in sorted(study.indicators, key=lambda each: not each.headline):
        if indicator.theme in themes and _has_outcome(indicator, study) and leading(indicator, variables):
            themes[indicator.theme].append(indicator)
    return {theme: indicators for theme, indicators in themes.items() if indicators}


def _has_outcome(indicator: Indicator, study: Study) -> bool:
    """Whether an indicator says more than who answered: a breakdown or a consent to be called does not."""
    items = study.questionnaire.items.values()
    routes = (item.asked_if for item in items if item.traits.contact and item.asked_if is not None)
    consents = {node.text for route in routes for node in nodes(route) if isinstance(node, Name)}
    about_respondents = consents | {item for breakdown in study.breakdowns for item in breakdown.items}
    return not set(indicator.items) <= about_respondents


def of_background(study: Study) -> frozenset[str]:
    """Themes that tell who answered: they hold what groups or weights are made of, and nothing that can be rated or counted."""
    facts = {item for breakdown in study.breakdowns for item in breakdown.items} | study.weighted_to
    if study.representativeness is not None:
        facts |= set(study.representativeness.variables)
    items = study.questionnaire.items.values()
    known = {item.theme for item in items if item.id in facts}
    rated = {item.theme for item in items if item.has_mean and item.id not in facts}
    return frozenset(known - rated)


def themes_of_outcomes(themes: Mapping[str, list[Indicator]], study: Study) -> Mapping[str, list[Indicator]]:
    """The themes among these that tell more than who answered; all of them where there is no other."""
    background = of_background(study)
    return {theme: found for theme, found in themes.items() if theme not in background} or themes


def is_first_proven(cell: Estimate, variables: Variables) -> bool:
    """Whether a figure is the largest of its indicator, and proven to be larger than the next."""
    figure = (cell.item, cell.category, cell.measure)
    return any(
        order.proven and order.indicator and (order.more, order.more_category, order.measure) == figure
        for order in variables.released.method.orders
    )


def leading(indicator: Indicator, variables: Variables) -> list[Estimate]:
    """The figures of an indicator in the latest wave, largest first: of each item what its figure shows first.

    Of one question with three answers or more every answer counts, of one statement the largest side.
    """
    wave = variables.study.current.id
    cells = (
        variables.cells.estimate(quantity.item.id, quantity.category, wave, measure=quantity.measure)
        for quantity in shown(indicator, variables.study.items_of(indicator), "lead")
    )
    reliable = [cell for cell in cells if cell is not None and cell.shown and cell.status != "unreliable"]
    ranked = sorted(reliable, key=lambda cell: -(cell.estimate or 0.0))
    return ranked[:1] if _is_statement(indicator, variables.study) else ranked


def _is_statement(indicator: Indicator, study: Study) -> bool:
    """Whether an indicator is one statement that people agree or disagree with."""
    item = study.questionnaire.items[indicator.items[0]]
    return len(indicator.items) == 1 and item.traits.statement and not indicator.show


def leading_of_theme(indicators: list[Indicator], variables: Variables, most: int) -> list[Estimate]:
    """At most so many figures of a theme: the largest of each indicator, then the second of each, and so on.

    What is chosen stands by indicator, so that a further answer follows the answer before it.
    """
    ranked = [leading(indicator, variables) for indicator in indicators]
    turns = max((len(cells) for cells in ranked), default=0)
    chosen: dict[tuple[str, str], Estimate] = {}
    for turn in range(turns):
        for cells in ranked:
            if turn < len(cells):
                chosen.setdefault((cells[turn].item, cells[turn].category), cells[turn])
    places = {item: place for place, indicator in enumerate(indicators) for item in indicator.items}
    return sorted(list(chosen.values())[:most], key=lambda cell: places.get(cell.item, 0))


def clearest_groups(variables: Variables, most: int) -> list[str]:
    """Variables (without field) of the groups that differ most from all others together, one of each question."""
    study, rows = variables.study, variables.released.changes
    background = of_background(study)
    told = [one.id for one in study.indicators if one.theme not in background and _has_outcome(one, study)]
    kinds = {f"{one.compared}:{one.id}": one for one in study.breakdowns if one.groups_are_tested}
    rows = rows[
        rows["comparison"].isin([kind for kind, one in kinds.items() if one.compared == REST])
        & rows["indicator"].isin(told)
        & rows["verdict"].isin(["higher", "lower"])
        & rows["measure"].eq("share")
        & rows["level"].eq("category")
    ]
    size = rows["difference"].abs().round(12)
    largest = (
        rows.assign(size=size).sort_values("size", ascending=False, kind="stable").drop_duplicates("item")
    )
    return [
        ".".join(
            (row.item, category_name(row.category, row.measure), group_name(row.breakdown, row.group), REST)
        )
        for row in rows_of(largest.head(most), CHANGES)
    ]


def clearest_changes(variables: Variables, most: int) -> list[str]:
    """Variables (without field) of the changes that were shown, the smallest p first, one of each question.

    Only changes that the chapters tell: what the summary names, a reader finds there.
    """
    clearest: dict[str, tuple[float, str]] = {}
    for indicator in variables.study.indicators:
        for path, change in moved_and_told(indicator, variables):
            p = change.p_adjusted if change.p_adjusted is not None else 1.0
            if change.item not in clearest or p < clearest[change.item][0]:
                clearest[change.item] = p, path
    return [path for _, path in sorted(clearest.values(), key=lambda each: each[0])][:most]
