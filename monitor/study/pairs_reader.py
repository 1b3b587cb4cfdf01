"""What a study of vignettes must say, and what is refused of it: who are colleagues, and no figure that points at two of them."""

from __future__ import annotations

from dataclasses import replace

from monitor.errors import nearest
from monitor.study.declarations import Declaration
from monitor.study.questionnaire import Questionnaire
from monitor.study.study_file import DesignPlan, PairsPlan, StudyFile

NOBODY = "respondent_id"  # the sampled unit where a study names none
OF_OTHERS = ("weighting", "benchmark", "replicates", "weights")
"""Blocks of a study, or keys of its design, that have no meaning where people are counted."""


def check_pairs(entry: StudyFile, questionnaire: Questionnaire, document: Declaration) -> None:
    """Hold a study against its vignettes.

    **Raises** DeclarationError for vignettes without pairs and pairs without vignettes, weights, a benchmark, a breakdown by
    municipality or by two things at once, a figure over several vignettes, pairs balanced by what nobody was asked, and
    pairs within another unit than was sampled first.
    """
    plan = entry.pairs
    if plan is None:
        if questionnaire.vignettes:
            raise document.error(
                ("questionnaire",), "vignettes.vignettes_without_pairs", got=entry.questionnaire.name
            )
        return
    if not questionnaire.vignettes:
        raise document.error(("pairs",), "vignettes.pairs_without_vignettes", got=entry.questionnaire.name)
    design = document.data.get("design") or {}
    for key in OF_OTHERS:
        if key in document.data or key in design:
            where = (key,) if key in document.data else ("design", key)
            raise document.error(where, "vignettes.vignettes_are_counted", key_name=key)
    if entry.design.psu not in (NOBODY, plan.within):
        raise document.error(
            ("design", "psu"), "vignettes.pairs_within_another_unit", got=entry.design.psu, within=plan.within
        )
    _check_balance(plan, questionnaire, document)
    _check_breakdowns(entry, plan, document)
    _check_figures(entry, questionnaire, document)


def _check_balance(plan: PairsPlan, questionnaire: Questionnaire, document: Declaration) -> None:
    known = [
        item.id
        for item in questionnaire.items.values()
        if item.traits.each_answer and not item.vignette and not item.derived
    ]
    if plan.balance is not None and plan.balance not in known:
        raise document.error(
            ("pairs", "balance"),
            "vignettes.pairs_balanced_by_nothing",
            expected=", ".join(known) or None,
            hint=nearest(plan.balance, known),
            name=plan.balance,
        )


def _check_breakdowns(entry: StudyFile, plan: PairsPlan, document: Declaration) -> None:
    own = {plan.within, entry.municipalities.column if entry.municipalities else plan.within}
    for place, breakdown in enumerate(entry.breakdowns):
        parts = {part.strip() for part in breakdown.id.split("*")}
        if len(parts) > 1 or parts & own:
            raise document.error(
                ("breakdowns", place), "vignettes.breakdown_of_few_officials", breakdown=breakdown.id
            )


def _check_figures(entry: StudyFile, questionnaire: Questionnaire, document: Declaration) -> None:
    """So many answers to several vignettes are of a third as many people."""
    for place, indicator in enumerate(entry.indicators):
        items = [questionnaire.items[name] for name in indicator.items if name in questionnaire.items]
        if len({item.vignette for item in items} - {""}) > 1:
            raise document.error(
                ("indicators", place), "vignettes.figure_over_vignettes", indicator=indicator.id
            )


def design_of_pairs(plan: DesignPlan, pairs: PairsPlan) -> DesignPlan:
    """The design of a study of vignettes: municipalities were chosen first, and in each so many caseworkers of either kind."""
    return replace(plan, psu=pairs.within, sampling=plan.sampling or "quota")
