"""Primary suppression: threshold rules for bases, counts and extreme means."""

from __future__ import annotations

import numpy as np

from monitor.release.door.blocks import EstimateTable
from monitor.release.door.checks import Check, blocks_concerned
from monitor.release.results.item_values import scale_ends
from monitor.release.results.keys import by_key
from monitor.release.results.rounding import decimals
from monitor.study.house_policy import house_register
from monitor.study.study import Study


def minimum_base(table: EstimateTable, study: Study) -> Check:
    """Blocks with fewer valid answers than the minimum for their kind of group."""
    rules = study.disclosure
    minimum = by_key(
        table.blocks, ["breakdown"], lambda name: rules.threshold(study.breakdown(name)).minimum_base, float
    )
    mask = table.blocks["n"].to_numpy() < minimum
    return Check("minimum_base", f"{blocks_concerned(mask)} hebben te weinig antwoorden.", mask)


def minimum_count(table: EstimateTable, study: Study) -> Check:
    """Blocks of identifiable groups with a published share on too few answers, for or against.

    Zero is a count too, so no 0% or 100% is left.
    """
    minimum = float(study.disclosure.identifiable.minimum_count or 0)
    shares = table.identifiable & table.kept & (table.estimates["measure"] == "share").to_numpy()
    answers_for, answers_against = _answers_behind(table)
    mask = table.blocks_with(shares & ((answers_for < minimum) | (answers_against < minimum)))
    summary = f"{blocks_concerned(mask)} hebben een te klein aantal in een herkenbare groep."
    return Check("minimum_count", summary, mask)


def few_municipalities(table: EstimateTable) -> Check:
    """Blocks of a register with a class of one or a few municipalities; an empty class tells of none."""
    least = house_register().cell
    count = table.estimates["count"].to_numpy()
    shares = (table.estimates["measure"] == "share").to_numpy()
    mask = table.blocks_with(shares & (count > 0) & (count < least))
    return Check(
        "few_municipalities", f"{blocks_concerned(mask)} hebben een klasse met te weinig gemeenten.", mask
    )


def _answers_behind(table: EstimateTable) -> tuple[np.ndarray, np.ndarray]:
    """Answers for and against each share; where the count is left out, as many as its rounding allows."""
    estimate, count, n = (table.estimates[name].to_numpy() for name in ("estimate", "count", "n"))
    half = 0.5 * 10.0 ** -decimals()["share"]
    least, most = np.ceil((estimate - half) * n), np.floor((estimate + half) * n)
    return np.where(np.isnan(count), most, count), n - np.where(np.isnan(count), least, count)


def extreme_means(table: EstimateTable, study: Study) -> Check:
    """Blocks of identifiable groups whose mean is displayed as an end of its scale: everybody gave that answer."""
    items, displayed = study.questionnaire.items, table.displayed
    means = table.identifiable & table.kept & (displayed["measure"] == "mean").to_numpy()
    low, high = (
        by_key(displayed, ["item"], lambda item, at=side: scale_ends(items[item])[at], float)
        for side in (0, 1)
    )
    estimate = displayed["estimate"].to_numpy()
    with np.errstate(invalid="ignore"):
        mask = table.blocks_with(means & ((estimate <= low) | (estimate >= high)))
    summary = f"{blocks_concerned(mask)} hebben een gemiddelde op het eind van de schaal."
    return Check("extreme_mean", summary, mask)
