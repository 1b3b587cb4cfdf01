"""The note under a figure or table: base, unit, what a reader must know to read it, source."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.publication.figures.content import (
    COMPOSITION,
    DOTS,
    DUMBBELL,
    GROUPED,
    SLOPE,
    STACKED,
    Content,
)
from monitor.publication.figures.wording import say
from monitor.publication.language import listed, load_wording, small_start
from monitor.publication.markdown import escape_markdown
from monitor.publication.numbers import NBSP, base, number, percent, rounded
from monitor.publication.names import Name as TableName
from monitor.publication.selection import PERCENT, Quantity, Selection
from monitor.publication.table_model import EMPTY, SUPPRESSED, UNRELIABLE, TableRow
from monitor.study.expression import Comparison, Membership, Name, Node, Number
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study import Study

WITH_INTERVALS = (DOTS, GROUPED, DUMBBELL, SLOPE)


def notes_of(content: Content, study: Study) -> str:
    """One paragraph of Markdown."""
    sentences = [f"{base_of(content, study)}.", f"{_capital(unit_of(content, study))}.", *_remarks(content, study)]
    return " ".join(escape_markdown(sentence) for sentence in sentences)


def table_notes(
    name: TableName, study: Study, selection: Selection, items: list[Item], waves: list[str],
    rows: tuple[TableRow, ...], counts: bool,
) -> tuple[str, ...]:  # fmt: skip
    """What stands under a table: plain sentences."""
    respondents = study.questionnaire.respondents
    found = [say("tables", "counts", respondents=respondents)] if counts else []
    if any(item.kind == "multi" for item in items):
        found.append(say("notes", "several"))
    statuses = {cell.status for row in rows for cell in row.cells}
    if EMPTY in statuses and len(waves) > 1:
        found.append(say("tables", "not_asked"))
    found += [say("notes", status) for status in (SUPPRESSED, UNRELIABLE) if status in statuses]
    labels = listed([study.wave(wave).label for wave in waves])
    return (*found, say("notes", "source", title=study.title, waves=labels))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _remarks(content: Content, study: Study) -> Iterator[str]:
    kinds = {item.kind for item in content.items}
    if "multi" in kinds:
        yield say("notes", "several")
    yield from _left_out(content)
    if content.kind in (STACKED, COMPOSITION) and not _adds_up(content):
        yield say("notes", "rounding")
    if content.kind in WITH_INTERVALS:
        yield say("notes", "interval")
    if content.name.change:
        yield from change_remarks(content, study)
    elif content.name.breakdown is not None and not _has_family(content, study):
        yield say("notes", "untested_groups")
    yield from marks(content)
    yield source_of(content, study)


def marks(content: Content) -> Iterator[str]:
    """The legend of suppressed and unreliable values, where they occur."""
    if any(point.suppressed for point in content.points):
        yield say("notes", "suppressed")
    if any(point.unreliable for point in content.points):
        yield say("notes", "unreliable")


def _has_family(content: Content, study: Study) -> bool:
    breakdown = content.name.breakdown
    return breakdown is not None and breakdown.id in study.comparison.breakdown_families


def _left_out(content: Content) -> Iterator[str]:
    labels = {entry.label.split(":")[0] for item in content.items for entry in item.special}
    for label in sorted(labels):
        yield say("notes", "not_applicable", label=label)


def _adds_up(content: Content) -> bool:
    return all(
        sum(int(rounded(point.value * 100)) for point in row.points if point.value is not None) == 100
        for row in content.rows
        if all(point.value is not None for point in row.points)
    )


def change_remarks(content: Content, study: Study) -> Iterator[str]:
    """How differences between waves were tested, and what cannot be compared."""
    yield say("notes", "tested", confidence=number((1 - study.comparison.alpha) * 100))
    if study.comparison.adjust != "none":
        yield say("notes", "adjusted")
    changes = [row.change for row in content.rows if row.change is not None]
    yield say("notes", "marks")
    if any(_excludes_zero(change.ci_low, change.ci_high) and change.verdict == "undecided" for change in changes):
        yield say("notes", "unadjusted")
    if len(content.items) < len(content.name.indicator.items):
        yield say("notes", "asked_in_all")
    for change in changes:
        if change.verdict == "not_comparable":
            item = study.questionnaire.items[change.item]
            reasons = load_wording().break_reasons
            reason = item.break_note or reasons.get(item.break_reason or change.reason, reasons["other"])
            yield say(
                "notes", "not_comparable", item=item.short, from_wave=change.from_wave, to_wave=change.to_wave,
                reason=small_start(reason).rstrip("."),
            )  # fmt: skip


def _excludes_zero(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and (low > 0 or high < 0)


def source_of(content: Content, study: Study) -> str:
    return say("notes", "source", title=study.title, waves=listed([study.wave(wave).label for wave in content.waves]))


def unit_of(content: Content, study: Study) -> str:
    """What the values are a share or a mean of, and over whom."""
    quantity = content.quantities[0]
    if quantity.measure == "share":
        return _share_unit(content, study)
    return _mean_unit(quantity, study.questionnaire.respondents)


def _share_unit(content: Content, study: Study) -> str:
    who = study.questionnaire.respondents
    labels = {quantity.label for quantity in content.quantities}
    several = len({quantity.item.id for quantity in content.quantities}) > 1
    category = next(iter(labels))
    if content.kind != STACKED and len(labels) == 1 and category and several and category != "ja":
        return say("units", "share_category", respondents=who, category=category)
    routed = any(item.asked_if is not None for item in content.items)
    return say("units", "share_routed" if routed else "share", respondents=who)


def _mean_unit(quantity: Quantity, who: str) -> str:
    item = quantity.item
    if item.kind == "grade":
        return say("units", "grade", low=number(item.low or 1), high=number(item.high or 10))
    if item.kind == "likert" and item.scale is not None and item.scale.scores:
        low, high = min(item.scale.scores), max(item.scale.scores)
        return say("units", "score", low=number(low), high=number(high))
    name = f"{item.kind}_of" if item.unit else item.kind
    return say("units", name, respondents=who, unit=item.unit)


def base_of(content: Content, study: Study) -> str:
    """`n = 79; alle klantmanagers`, or who was asked."""
    questionnaire = study.questionnaire
    values = {"base": _count(content, study), "respondents": questionnaire.respondents}
    routes = {str(item.asked_if) for item in content.items if item.asked_if is not None}
    if not routes:
        return say("bases", "all", **values)
    if len(routes) > 1 or any(item.asked_if is None for item in content.items):
        return say("bases", "routed", **values)
    found = _route(content.items[0], questionnaire)
    return say("bases", found.pop("form", "routed"), **values, **found)


def _count(content: Content, study: Study) -> str:
    if content.name.change:
        parts = [
            say("bases", "wave", n=_span(found), wave=study.wave(wave).label)
            for place, wave in enumerate(content.waves)
            if (found := sorted({row.points[place].n for row in content.rows if row.points[place].n is not None}))
        ]
        return f"n{NBSP}={NBSP}{listed(parts)}"
    found = content.bases
    if not found:
        return f"n{NBSP}={NBSP}0"
    if len(found) == 1:
        return base(found[0])
    return f"n{NBSP}={NBSP}" + say("bases", "range", low=number(found[0]), high=number(found[-1]))


def _span(bases: list[float]) -> str:
    return number(bases[0]) if len(bases) == 1 else f"{number(bases[0])}–{number(bases[-1])}"


def _route(item: Item, questionnaire: Questionnaire) -> dict[str, str]:
    """The route of an item in words, where it asks for one item only."""
    root = item.asked_if.root if item.asked_if is not None else None
    if isinstance(root, Membership) and isinstance(root.left, Name) and not root.negated:
        return _answers(root.left.text, root.codes, questionnaire)
    if isinstance(root, Comparison) and isinstance(root.left, Name):
        return _comparison(root, root.left.text, questionnaire)
    return {}


def _comparison(root: Comparison, name: str, questionnaire: Questionnaire) -> dict[str, str]:
    item = questionnaire.items[name]
    code = _code(root.right)
    if root.sign == "==" and item.kind == "multi" and code == "1":
        return {"form": "option", "item": item.short}
    if root.sign == "==" and item.scale is not None and code in item.scale.codes:
        return _answers(name, (code,), questionnaire)
    if root.sign == ">" and isinstance(root.right, Number):
        return {"form": "more_than", "item": item.short, "number": number(root.right.value)}
    return {}


def _code(node: Node) -> str:
    return node.text if isinstance(node, (Name, Number)) else ""


def _answers(name: str, codes: tuple[str, ...], questionnaire: Questionnaire) -> dict[str, str]:
    item = questionnaire.items[name]
    if item.scale is None:
        return {}
    labels = [f"‘{item.scale.label(code)}’" for code in codes]
    return {"form": "answer", "item": item.short, "answers": listed(labels, "or")}


__all__ = ["PERCENT", "base_of", "notes_of", "percent", "source_of", "unit_of"]
