"""Which figures of an indicator a generated chapter tells, as sentences made of variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.publication.cells import Cells, slug
from monitor.publication.language import filled, load_wording
from monitor.publication.markdown import escape_markdown
from monitor.publication.numbers import number
from monitor.publication.selection import Estimate, Quantity, shown_quantities
from monitor.publication.variables import Variables
from monitor.study.study import Indicator, Study

LATEST = "previous"
MOVED = ("increased", "decreased")
MOST_FACTS = 2


@dataclass(frozen=True)
class Told:
    """What a chapter says of an indicator; `figure` where there is something to draw."""

    wave: str
    stem: str
    sentences: tuple[str, ...]
    figure: bool


def tell_indicator(indicator: Indicator, variables: Variables) -> Told | None:
    """Sentences on the latest wave that asked an indicator; None where the released set has nothing of it."""
    cells, study = variables.cells, variables.study
    wave = _latest_wave(indicator, cells, study)
    if wave is None:
        return None
    rows = _rows(indicator, cells, study, wave)
    shown = [row for row in rows if row.shown]
    if not shown:
        return Told(wave, _stem(indicator, study), (_var(rows[0], "sentence"),), False)
    return Told(wave, _stem(indicator, study), tuple(_sentences(indicator, shown, study)), True)


def _latest_wave(indicator: Indicator, cells: Cells, study: Study) -> str | None:
    for wave in reversed(study.waves):
        if _rows(indicator, cells, study, wave.id):
            return wave.id
    return None


def _rows(indicator: Indicator, cells: Cells, study: Study, wave: str) -> list[Estimate]:
    """The estimates a chapter may tell: the quantities of the figure, each item's first net or category."""
    found = [
        cells.estimate(quantity.item.id, quantity.category, wave, measure=quantity.measure)
        for quantity in _quantities(indicator, study)
    ]
    return [row for row in found if row is not None]


def _quantities(indicator: Indicator, study: Study) -> list[Quantity]:
    quantities = shown_quantities(indicator, study)
    if len(indicator.items) == 1:
        return list(quantities)
    first: dict[str, Quantity] = {}
    for quantity in quantities:
        first.setdefault(quantity.item.id, quantity)
    return list(first.values())


def _stem(indicator: Indicator, study: Study) -> str:
    """The question behind an indicator, where all its items come from one."""
    groups = {study.questionnaire.items[item].group for item in indicator.items}
    group = study.questionnaire.groups[groups.pop()] if len(groups) == 1 else None
    asked = group is not None and not study.questionnaire.items[indicator.items[0]].derived
    return group.stem if group is not None and asked else ""


def _sentences(indicator: Indicator, shown: list[Estimate], study: Study) -> Iterator[str]:
    """The largest first; then the second answer of one question, or the smallest of several."""
    words = load_wording().chapters
    ranked = sorted(shown, key=lambda row: -(row.estimate or 0.0))
    yield _var(ranked[0], "sentence")
    if len(ranked) == 1 or _is_half_of_a_pair(indicator, study):
        return
    single = len(indicator.items) == 1
    row = ranked[1] if single else ranked[-1]
    label = _var(row, "label") if single else f"{{{{< var question.{row.item}.label >}}}}"
    values = {"label": label, "value": _var(row, "value")}
    yield filled(words["next" if single else _least(row, study)], values)


def _is_half_of_a_pair(indicator: Indicator, study: Study) -> bool:
    kinds = {study.questionnaire.items[item].kind for item in indicator.items}
    return kinds == {"yes_no"} and len(indicator.items) == 1


def _least(row: Estimate, study: Study) -> str:
    if row.measure != "share":
        return "least_mean"
    return "least_multi" if study.questionnaire.items[row.item].kind == "multi" else "least_share"


def tell_changes(indicator: Indicator, variables: Variables) -> list[str]:
    """Sentences on the latest wave against the one before: what moved, then how much did not."""
    rows = [row for row in _changes(indicator, variables) if row[1].verdict]
    if not rows:
        return []
    words, study = load_wording().chapters, variables.study
    told = [f"{{{{< var {path}.sentence >}}}}" for path, change in rows if change.verdict in MOVED]
    told += [f"{{{{< var {path}.sentence >}}}}" for path, change in rows if change.verdict == "not_comparable"][:1]
    undecided = [change for _, change in rows if change.verdict == "undecided"]
    if len(rows) == 1 and not told:
        return [f"{{{{< var {rows[0][0]}.sentence >}}}}"]
    if undecided:
        waves = {
            "from_wave": study.wave(undecided[0].from_wave).label,
            "to_wave": study.wave(undecided[0].to_wave).label,
            "count": number(len(undecided)),
            "all": number(len(rows)),
        }
        told.append(filled(words["no_change_all" if len(undecided) == len(rows) else "no_change"], waves))
    return told


def _changes(indicator: Indicator, variables: Variables) -> Iterator[tuple[str, object]]:
    """Path and change of each quantity that a chapter tells."""
    for quantity in _quantities(indicator, variables.study):
        category = slug(quantity.category, "c") if quantity.category else quantity.measure
        path = f"{quantity.item.id}.{category}.all.change"
        change = variables.change_of(path)
        if change is not None:
            yield path, change


def main_findings(indicators: list[Indicator], variables: Variables) -> list[str]:
    """At most two facts of a theme, headline indicators first, in other words than the chapter's."""
    facts = []
    for indicator in sorted(indicators, key=lambda found: not found.headline):
        told = tell_indicator(indicator, variables)
        if told is None or not told.figure:
            continue
        shown = [row for row in _rows(indicator, variables.cells, variables.study, told.wave) if row.shown]
        facts.append(_fact(max(shown, key=lambda row: row.estimate or 0.0), variables.study))
    return facts[:MOST_FACTS]


def _fact(row: Estimate, study: Study) -> str:
    item = study.questionnaire.items[row.item]
    form = "fact_mean" if row.measure != "share" else f"fact_{item.kind}"
    words = load_wording().chapters
    values = {
        "item": f"{{{{< var question.{row.item}.label >}}}}",
        "value": _var(row, "value"),
        "category": escape_markdown(item.scale.label(row.category)) if item.scale and row.category else "",
    }
    return filled(words.get(form, words["fact_share"]), values)


def _var(row: Estimate, field: str) -> str:
    category = slug(row.category, "c") if row.category else row.measure
    return f"{{{{< var {row.item}.{category}.all.{slug(row.wave, 'y')}.{field} >}}}}"
