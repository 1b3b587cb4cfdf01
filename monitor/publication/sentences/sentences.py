"""Sentences about one figure or one change: always safe to print, also where a cell is suppressed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.publication.cells.by_key import Cells
from monitor.publication.cells.selection import NUMBER, PERCENT, Change, Estimate, Quantity, shown_value
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.phrases import (
    Amount,
    Respondents,
    Unit,
    amount_of,
    difference,
    difference_between,
    filled,
    is_count,
    load_wording,
    share_unit,
    small_start,
)
from monitor.study.questionnaire import Item
from monitor.study.study import Study

NEGATIVE = {"yes_no": "no", "multi": "0"}


def respondents(study: Study) -> Respondents:
    """What this survey calls its respondents."""
    return Respondents(study.questionnaire.respondent, study.questionnaire.respondents)


def respondents_of(item: Item, study: Study, category: str = "") -> Respondents:
    """The respondents a figure is about: of a routed or coded item, or one with n.v.t., not everybody."""
    who, form = respondents(study), _limited(item, category)
    if not form:
        return who
    forms = load_wording().bases
    return Respondents(
        filled(forms[f"{form}_one"], {"respondent": who.singular}),
        filled(forms[f"{form}_many"], {"respondents": who.plural}),
    )


def _limited(item: Item, category: str) -> str:
    """How the base of a figure is limited: answered in own words, asked, graded, able, both of these or not at all."""
    if item.coded_from:
        return "answered"
    outside = {entry.code for entry in item.special}
    if outside and category not in outside:
        if item.kind == "grade":
            return "graded"
        return "able" if item.asked_if is None else "asked_able"
    return "asked" if item.asked_if is not None else ""


def measured(name: str, study: Study) -> Item:
    """The item of a row; for a test of a whole set of options or parts, one that speaks for the set."""
    questionnaire = study.questionnaire
    if name in questionnaire.items:
        return questionnaire.items[name]
    group = questionnaire.groups[name]
    first = questionnaire.items[group.items[0]]
    return replace(first, id=name, short=group.short or group.stem, text=group.stem, number=group.number)


def category_label(item: Item, category: str) -> str:
    """Dutch label of a category or net; of a yes/no or option the item's own label."""
    if item.scale is None or not category:
        return item.short
    return item.scale.label(category)


def figure(cell: Estimate, item: Item) -> str:
    """The estimate as it is shown: `33%`, `5,3`, `12,4 gesprekken`."""
    return shown(cell.estimate or 0.0, cell.measure, item)


def shown(value: float, measure: str, item: Item) -> str:
    """A value as shown, by measure and kind of item."""
    display = display_of(measure, item)
    unit = item.unit if display == NUMBER else ""
    return f"{shown_value(value, display)} {unit}".rstrip()


def display_of(measure: str, item: Item) -> str:
    """How a measure of an item is shown: percent, grade or number."""
    return Quantity(item, "", measure).display


def unit_of(measure: str, item: Item) -> Unit:
    """What differences of this figure are counted in."""
    display = display_of(measure, item)
    if display == PERCENT:
        return share_unit()
    return Unit(item.unit if display == NUMBER else load_wording().units["grade"], 1.0, 1)


def amount_in(cell: Estimate, item: Item, study: Study) -> Amount:
    """The share of a cell in words, with the respondents it is a share of."""
    key = f"{cell.item}.{cell.category}.{cell.breakdown}.{cell.group}.{cell.wave}"
    return amount_of(
        cell.estimate or 0.0,
        told_count(cell, study),
        cell.n or 0.0,
        respondents_of(item, study, cell.category),
        key=key,
    )


def told_count(cell: Estimate, study: Study) -> float | None:
    """The count behind a share, None where weights make the share another figure than the count."""
    if cell.count is None or study.weighted:
        return None
    return cell.count if is_count(cell.estimate or 0.0, cell.count, cell.n or 0.0) else None


def evidence(cell: Estimate, study: Study) -> str:
    """The figures behind an amount: `30%, 24 van de 79`.

    No count where weights make it another figure; only the percentage where the amount is a count itself.
    """
    forms = load_wording().figures
    values = {"percent": percent(cell.estimate or 0.0), "n": number(cell.n or 0.0)}
    count = told_count(cell, study)
    if count is None:
        return filled(forms["percent_only"], values)
    if cell.n and cell.n < load_wording().counts_below:
        return values["percent"]
    return filled(forms["percent"], {**values, "count": number(count)})


def finding(cell: Estimate, study: Study) -> str:
    """One complete sentence about an estimate, with base; a notice where it is suppressed."""
    item = measured(cell.item, study)
    sentence = _released(cell, item, study) if cell.shown else _suppressed(item, study)
    return _in_group(cell, study, sentence)


def _released(cell: Estimate, item: Item, study: Study) -> str:
    forms = load_wording()
    who = respondents_of(item, study, cell.category)
    comma = "," if _limited(item, cell.category) else ""  # closes the clause "die deze vraag kregen"
    values = {
        "item": item.short,
        "item_lower": small_start(item.short),
        "category": category_label(item, cell.category),
        "respondents": respondents(study).plural,
        "n": number(cell.n or 0.0),
        "who": who.plural + comma,
        "respondent_who": who.singular + comma,
    }
    if cell.measure == "share":
        told = amount_in(cell, item, study)
        values |= {"phrase": told.phrase + comma, "figures": evidence(cell, study)}
        form = _question_form(_share_form(item, cell.category), item)
        sentence = filled(forms.findings[form], values, told.plural)
    else:
        values["figure"] = figure(cell, item)
        form = _question_form(measure_form(cell.measure, item), item)
        sentence = filled(forms.findings[form], values)
    return sentence + (forms.findings["unreliable"] if cell.status == "unreliable" else "")


def _question_form(form: str, item: Item) -> str:
    """The form for an item whose label is the question itself, where there is one."""
    own = f"{form}_question"
    return own if item.short.endswith("?") and own in load_wording().findings else form


def _share_form(item: Item, category: str) -> str:
    if category in {entry.code for entry in item.special}:
        return "special"
    if item.kind == "grade":
        return "grade" if category in (item.scale.codes if item.scale else ()) else "grade_net"
    return _of_kind(category, item)


def _of_kind(category: str, item: Item) -> str:
    """The name of the wording for this kind of item, or for its negative answer."""
    return f"{item.kind}_no" if NEGATIVE.get(item.kind) == category else item.kind


def measure_form(measure: str, item: Item) -> str:
    """The name of the wording for a mean or median of this kind of item."""
    if measure == "median":
        return "median"
    kinds = {
        "percentage": "mean_share",
        "parts_of_100": "mean_part",
        "grade": "mean_grade",
        "number": "mean_number",
    }
    return kinds.get(item.kind, "mean_score")


def _suppressed(item: Item, study: Study) -> str:
    who = respondents(study)
    values = {"item": item.short, "respondent": who.singular, "respondents": who.plural}
    return filled(load_wording().findings["suppressed"], values)


def _in_group(row: Estimate | Change, study: Study, sentence: str) -> str:
    if not row.breakdown:
        return sentence
    label = group_label(row.breakdown, row.group, study)
    return filled(load_wording().findings["group"], {"group": label}) + small_start(sentence)


def group_label(breakdown: str, group: str, study: Study) -> str:
    """Dutch label of a group of a breakdown."""
    found = study.breakdown(breakdown)
    return found.groups.get(group, group) if found else group


# changes


@dataclass(frozen=True)
class Sides:
    """The figures of both waves of a change; None where one is not released."""

    before: Estimate | None
    after: Estimate | None

    @property
    def released(self) -> bool:
        return all(side is not None and side.shown for side in (self.before, self.after))


def sides(change: Change, cells: Cells) -> Sides:
    """The two estimates that a change compares."""
    place = (change.breakdown, change.group, change.measure)
    return Sides(
        cells.estimate(change.item, change.category, change.from_wave, *place),
        cells.estimate(change.item, change.category, change.to_wave, *place),
    )


def change_sentence(change: Change, cells: Cells, study: Study) -> str:
    """One complete sentence about a change, by its verdict; never says "unchanged" of an undecided one."""
    item = measured(change.item, study)
    wording = load_wording()
    forms = wording.changes
    if change.comparison == "trend":
        forms = wording.changes_trend
    elif change.level == "item" and change.difference is None:
        forms = wording.changes_item
    values = _change_values(change, cells, item, study)
    sentence = filled(forms[_change_form(change, cells, forms)], values)
    if "small" in change.reason and change.verdict in ("increased", "decreased"):
        sentence += wording.small
    return _in_group(change, study, sentence)


def _change_form(change: Change, cells: Cells, forms: dict[str, str]) -> str:
    if change.verdict in ("too_few", "not_comparable") or forms is load_wording().changes_item:
        return change.verdict if change.verdict in forms else "suppressed"
    if not sides(change, cells).released:
        return "suppressed"
    if change.verdict == "undecided" and change.ci_low is None and "undecided_without_interval" in forms:
        return "undecided_without_interval"
    return change.verdict or "untested"


def _change_values(change: Change, cells: Cells, item: Item, study: Study) -> dict[str, str]:
    unit, both = unit_of(change.measure, item), sides(change, cells)
    values = {
        "subject": subject(change, item),
        "from_wave": study.wave(change.from_wave).label,
        "to_wave": study.wave(change.to_wave).label,
        "reason": break_reason(change, item),
    }
    if both.released and both.before and both.after:
        values |= {"from": figure(both.before, item), "to": figure(both.after, item)}
    if change.difference is not None:
        values["difference"] = difference(change.difference, unit)
    if change.ci_low is not None and change.ci_high is not None:
        values["between"] = difference_between(change.ci_low, change.ci_high, unit)
    margin = margin_of(change, item, study)
    return values | ({"margin": unit.size(margin)} if margin is not None else {})


def subject(change: Change, item: Item) -> str:
    """What a change is about, to start or fill a sentence."""
    forms = load_wording().subjects
    values = {"item": item.short, "category": category_label(item, change.category)}
    if change.measure == "share" and change.category:
        return filled(forms[_of_kind(change.category, item) if item.kind in NEGATIVE else "share"], values)
    if change.measure in ("mean", "median"):
        return filled(forms[measure_form(change.measure, item)], values)
    return filled(forms["item"], values)


def break_reason(change: Change, item: Item) -> str:
    """Why two waves cannot be compared, as a clause."""
    reasons = load_wording().break_reasons
    if item.break_note:
        return small_start(item.break_note).rstrip(".")
    both_asked = change.from_wave in item.asked and change.to_wave in item.asked
    key = (item.break_reason or change.reason) if both_asked else "not_asked"
    return reasons.get(key, reasons["other"])


def margin_of(change: Change, item: Item, study: Study) -> float | None:
    """The declared margin within which a change of this measure counts as equivalent."""
    margins = study.comparison.margins
    names = [change.measure] if change.measure == "share" else [*_margin_names(item), change.measure]
    return next((margins[name] for name in names if name in margins), None)


def _margin_names(item: Item) -> list[str]:
    if display_of("mean", item) == PERCENT:
        return ["percentage", "share"]
    return [{"grade": "grade", "number": "number"}.get(item.kind, "score")]
