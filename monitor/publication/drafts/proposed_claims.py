"""Claims that hold now, with their guards, for an editor to take over: large and small shares, and shown changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.publication.cells.margins import margin_of
from monitor.publication.claims.conditions import read_conditions
from monitor.publication.claims.holding import Holding
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.parts import ClaimAmount
from monitor.publication.sentences.indicators import moved_and_told
from monitor.publication.sentences.leading_figures import leading, leading_of_theme
from monitor.publication.sentences.variable_tree import category_name
from monitor.publication.sentences.variables import Variables
from monitor.publication.sentences.wave_names import CHANGE_NAMES
from monitor.schema import Estimate
from monitor.study.study_file import Indicator
from monitor.study.wave_roles import NOW, PREVIOUS


@dataclass(frozen=True)
class ProposedClaim:
    """A claim in Markdown, and the condition under which it is true."""

    text: str
    holds: str


def proposed_claims(indicators: list[Indicator], variables: Variables) -> list[ProposedClaim]:
    """Claims about some indicators, of which every condition holds of the released figures."""
    words = variables.voice.words.summaries
    cells = leading_of_theme(indicators, variables, words.limits.in_brief)
    proposed = [
        *(claim for cell in cells for claim in _of_share(cell, variables)),
        *(claim for indicator in indicators for claim in _of_leader(indicator, variables)),
        *(claim for indicator in indicators for claim in _of_changes(indicator, variables)),
    ]
    return [claim for claim in proposed if _holds(claim, variables)]


def _holds(claim: ProposedClaim, variables: Variables) -> bool:
    holding = Holding(variables)
    return not any(holding.failure(each, claim.text, False) for each in read_conditions(claim.holds))


def _of_share(cell: Estimate, variables: Variables) -> Iterator[ProposedClaim]:
    margin, path = margin_of(cell), variables.path_of(cell)
    if cell.measure != "share" or margin is None or not path.endswith(f".{NOW}"):
        return
    words = variables.voice.words.summaries.claims
    amount = next((each for each in words.amounts if _is(each, *margin)), None)
    if amount is not None:
        sign, limit = (">", amount.above) if amount.above is not None else ("<", amount.below)
        yield ProposedClaim(_told(cell, amount.words, variables), f"{path} {sign} {limit:g}")


def _is(amount: ClaimAmount, low: float, high: float) -> bool:
    """Whether the whole margin of a figure lies where the words for an amount put it."""
    return (amount.above is None or low > amount.above) and (amount.below is None or high < amount.below)


def _told(cell: Estimate, amount: str, variables: Variables) -> str:
    """A sentence with an amount in words: in the clause of the questionnaire where an answer has one."""
    item, words = variables.study.questionnaire.items[cell.item], variables.voice.words.summaries.claims
    clause = item.clause(cell.category)
    form = "told" if clause else item.kind if item.kind in words.forms else "share"
    slots = {
        "amount": amount,
        "whom": escape_markdown(variables.sentences.respondents_of(cell, item).plural),
        "told": escape_markdown(clause),
        "label": f"{{{{< var question.{cell.item}.label >}}}}",
        "category": f"{{{{< var {variables.path_of(cell)}.label >}}}}",
    }
    return filled(words.forms[form], slots)


def _of_leader(indicator: Indicator, variables: Variables) -> Iterator[ProposedClaim]:
    """The item with the largest of the figures that lead an indicator."""
    cells = leading(indicator, variables) if len(indicator.items) > 1 else []
    if cells:
        answer = category_name(cells[0].category, cells[0].measure)
        slots = {
            "label": f"{{{{< var question.{cells[0].item}.label >}}}}",
            "title": escape_markdown(indicator.title),
        }
        told = filled(variables.voice.words.summaries.claims.forms["leads"], slots)
        yield ProposedClaim(told, f"leads({indicator.id}.{answer}, {cells[0].item})")


def _of_changes(indicator: Indicator, variables: Variables) -> Iterator[ProposedClaim]:
    for path, change in moved_and_told(indicator, variables):
        stem, _, name = path.rpartition(".")
        if name == CHANGE_NAMES[PREVIOUS]:
            sentence = f"{{{{< var {path}.sentence >}}}}"
            yield ProposedClaim(sentence, f"change({stem}, {PREVIOUS}) == {change.verdict}")
