"""What the weighting put right: the make-up of the answers beside the known make-up, in the latest wave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from monitor.errors import PublicationError
from monitor.publication.cells.selection import PERCENT
from monitor.publication.exhibits.content import GROUPED, Content, Key, Point, Row
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.annex_wording import load_annex, part_title, say
from monitor.publication.language.numbers import number, percent
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

WEIGHTS = "method-weights"
MOST_ROWS = 32  # that fit on one page


def weights_content(released: ReleasedSet, study: Study) -> Content:
    """Per category of every margin its share before weighting and among all.

    **Raises** PublicationError where nothing was weighted to known totals.
    """
    words = load_annex().tables["weights"]
    margins = _margins(released, study)
    if not margins:
        raise PublicationError(
            f'the figure "{WEIGHTS}" has nothing to show',
            hint="Take it out of the report: this study is not weighted to known totals",
            code="figure",
        )
    totals: dict[str, float] = {}
    for margin in margins:
        totals[margin["margin"]] = totals.get(margin["margin"], 0.0) + margin["total"]
    rows = tuple(
        Row(
            _category(margin, study),
            (Point(margin["base_share"]), Point(margin["total"] / totals[margin["margin"]])),
            section=_title(margin["margin"], study),
            n=float(margin["respondents"]),
        )
        for margin in margins
    )
    widest = sorted(rows, key=lambda row: -abs(_difference(row)))[:MOST_ROWS]
    rows = tuple(row for row in rows if row in widest)
    keys = tuple(Key(code, words.values[code]) for code in ("before", "known"))
    return Content(GROUPED, None, (), (), keys, rows, PERCENT, (study.current.id,))


def is_weighted(released: ReleasedSet, study: Study) -> bool:
    """Whether there are known totals to set the answers beside."""
    return bool(_margins(released, study))


def weights_alt(content: Content) -> str:
    """The finding: where the answers differ most from what is known."""
    row = max(content.rows, key=lambda found: abs(_difference(found)))
    before, known = (percent(point.value or 0.0) for point in row.points)
    values = {"section": row.section, "row": row.label, "before": before, "known": known}
    return say(load_annex().tables["weights"].notes["finding"], values)


def weights_title(study: Study) -> str:
    return say(load_annex().tables["weights"].caption, {"wave": study.current.label})


def weights_notes(content: Content, study: Study, released: ReleasedSet) -> tuple[str, ...]:
    """Base, unit and where the known totals come from."""
    notes = load_annex().tables["weights"].notes
    sources = dict.fromkeys(margin["source"] for margin in _margins(released, study) if margin["source"])
    base = released.method["waves"][study.current.id]["n_accepted"]
    left_out = len(_margins(released, study)) - len(content.rows)
    values = {
        "n": number(base), "shown": number(len(content.rows)) if left_out else "", "respondents": study.questionnaire.respondents, "title": study.title,
        "sources": ", ".join(sources), "wave": study.current.label,
    }  # fmt: skip
    return tuple(
        say(notes[name], values)
        for name in ("base", "unit", "widest", "source")
        if left_out or name != "widest"
    )


def weights_table(content: Content, study: Study) -> Table:
    """The data of the figure."""
    words = load_annex().tables["weights"]
    rows = tuple(
        TableRow(
            row.label,
            (*(_share(point.value) for point in row.points), Cell(number(row.n or 0.0), row.n, "number")),
            row.section,
        )
        for row in content.rows
    )
    stub, *headers = words.header
    return Table(WEIGHTS, weights_title(study), stub, tuple(Column(text) for text in headers), rows)


def _share(value: float | None) -> Cell:
    return Cell(percent(value or 0.0), value, "percent")


def _difference(row: Row) -> float:
    before, known = row.points
    return (known.value or 0.0) - (before.value or 0.0)


def _margins(released: ReleasedSet, study: Study) -> list[Mapping[str, Any]]:
    """The margins of the latest wave, categories in the order of their declaration."""
    found = (released.method.get("weighting") or {}).get("margins") or ()
    order = {name: place for place, name in enumerate(dict.fromkeys(margin["margin"] for margin in found))}
    return sorted(
        (margin for margin in found if margin["wave"] == study.current.id),
        key=lambda margin: (order[margin["margin"]], *_places(margin, study)),
    )


def _places(margin: Mapping[str, Any], study: Study) -> list[int]:
    pairs = zip(margin["margin"].split("*"), margin["category"].split("|"), strict=True)
    known = [(list(_labels(part, study)), code) for part, code in pairs]
    return [codes.index(code) if code in codes else len(codes) for codes, code in known]


def _title(margin: str, study: Study) -> str:
    """`age_class*sex` as `Leeftijd en geslacht`."""
    titles = [part_title(part, study) for part in margin.split("*")]
    return " en ".join([titles[0], *(title[:1].lower() + title[1:] for title in titles[1:])])


def _category(margin: Mapping[str, Any], study: Study) -> str:
    codes = zip(margin["margin"].split("*"), margin["category"].split("|"), strict=True)
    return ", ".join(_labels(part, study).get(code, code) for part, code in codes)


def _labels(part: str, study: Study) -> Mapping[str, str]:
    """The labels of an item or of an attribute of municipalities by code, in order."""
    item = study.questionnaire.items.get(part)
    if item is not None and item.scale is not None:
        return {code: item.scale.label(code) for code in item.scale.codes}
    attributes = study.municipalities.attributes if study.municipalities else ()
    return next((found.categories for found in attributes if found.id == part), {})
