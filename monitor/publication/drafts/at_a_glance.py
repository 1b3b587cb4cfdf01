"""‘In één oogopslag’: a row for each condition or theme, with one figure, its margin, its change and a verdict.

    | Onderwerp    | Cijfer en marge   | Wat het zegt              | Vorige meting           | Goed is         | Oordeel    |
    | **Aandacht** | 72% (61% tot 81%) | heeft te veel klanten ... | voor het eerst gevraagd | minder dan 50% | **Risico** |

The rows are those of teksten.yaml. An editor draws there one border and says which side of it is good; the released
figure says on which side its whole margin lies. A figure whose margin holds the border has no verdict, so no two rules
can contradict each other. Without rows every theme has its leading figure, and no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.errors import PublicationError
from monitor.publication.cells.margins import margin_of
from monitor.publication.cells.selection import shown_value
from monitor.publication.claims.conditions import OUTCOMES, Threshold, with_everybody
from monitor.publication.claims.holding import Holding
from monitor.publication.claims.ordered import estimate_at
from monitor.publication.drafts.editors_texts import TEXTS, GlanceLine, GlanceRow
from monitor.publication.drafts.summaries import clause_of
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.sentences.leading_figures import (
    leading_of_theme,
    themes_of_outcomes,
    themes_with_figures,
)
from monitor.publication.sentences.sentences import display_of, measured
from monitor.publication.sentences.variables import Variables
from monitor.publication.sentences.wave_names import CHANGE_NAMES
from monitor.schema import Estimate
from monitor.study.labels import figure_label, theme_label
from monitor.study.wave_roles import NOW, PREVIOUS

CONFIDENCE = "{{< var method.confidence >}}"
MARKS = {"increased": "▲ ", "decreased": "▼ "}
RISK, GOOD, OPEN, NONE = "risk", "good", "open", ""
CHANGED, BORDER, VERDICT = "change", "border", "verdict"
SIDES = {"above": (">", "<"), "below": ("<", ">")}  # the good side of a border, and the other


@dataclass(frozen=True)
class Row:
    """A row: its name, the path of its figure with group and wave, what that is about, its border and verdict, if any."""

    label: str
    path: str
    says: str
    border: str = ""
    verdict: str = ""


def at_a_glance(rows: Sequence[GlanceLine], variables: Variables) -> str:
    """The table as Markdown, its figures as variables; a sentence where no theme has a figure.

    **Raises** PublicationError at the line of teksten.yaml for a figure that there is not, and a border that no figure can pass.
    """
    words = variables.voice.words.summaries.glance
    told = [_declared(row, line, variables) for row, line in rows] or list(_leading(variables))
    if not told:
        return f"{variables.voice.words.summaries.nothing_by_theme}\n"
    cells = [_cells(row, variables) for row in told]
    names = [name for name in words.header if any(each[name] for each in cells)]
    lines = [
        _line([words.header[name] for name in names]),
        f"|{'|'.join(words.widths[name] for name in names)}|",
        *(_line([each[name] or words.nothing for name in names]) for each in cells),
    ]
    slots = {"confidence": CONFIDENCE, "respondents": variables.study.questionnaire.respondents}
    notes = [
        filled(words.note, slots),
        *(
            [filled(_of_margin(variables), slots)]
            if any(_has_margin(row.path, variables) for row in told)
            else []
        ),
        *([words.earlier] if CHANGED in names and not all(each[CHANGED] for each in cells) else []),
        *([words.judged] if VERDICT in names else []),
    ]
    note = f"::: {{.table-note}}\n{' '.join(notes)}\n:::"
    return "\n".join([*lines, "", f": {words.caption} {{#tbl-at-a-glance}}", "", note]) + "\n"


def _declared(row: GlanceRow, line: int | None, variables: Variables) -> Row:
    try:
        path = with_everybody(f"{row.figure}.{NOW}")
        cell = estimate_at(path, variables)
        says = row.says.strip() or _about(cell, variables)
        return Row(row.label, path, says, _border(row, cell, variables), _verdict(row, variables))
    except PublicationError as problem:
        raise problem.found_in(f"{TEXTS}:{line}") from None


def _leading(variables: Variables) -> Iterator[Row]:
    """The leading figure of each theme, of the first themes that fit a page."""
    most = variables.voice.words.summaries.glance.most
    outcomes = themes_of_outcomes(themes_with_figures(variables), variables.study)
    for theme, indicators in list(outcomes.items())[:most]:
        (cell,) = leading_of_theme(indicators, variables, 1)
        label = theme_label(theme, variables.study.questionnaire)
        yield Row(label, variables.path_of(cell), _about(cell, variables))


def _about(cell: Estimate, variables: Variables) -> str:
    """What a figure is about: the clause of its answer, else the question with that answer."""
    item = measured(cell.item, variables.study)
    clause = clause_of(item, cell)
    if clause or cell.measure != "share" or item.traits.affirms(cell.category):
        return escape_markdown(clause or item.short)
    answer = {
        "question": escape_markdown(item.short),
        "answer": escape_markdown(figure_label(item, cell.category)),
    }
    return filled(variables.voice.words.summaries.glance.answer, answer)


def _of_margin(variables: Variables) -> str:
    """What a margin is worth: without a condition only where who answered are like everybody."""
    words, annex = variables.voice.words.summaries.glance, variables.voice.words.annex
    alike = variables.study.representative in annex.representative_for_all
    return words.margin if alike else words.margin_if_alike


def _border(row: GlanceRow, cell: Estimate, variables: Variables) -> str:
    """The side of its border on which a figure is good news, as told; empty where nobody drew one."""
    if row.border is None:
        return ""
    border = shown_value(row.border, display_of(cell.measure, measured(cell.item, variables.study)))
    return filled(variables.voice.words.summaries.glance.borders[row.good], {"border": border})


def _verdict(row: GlanceRow, variables: Variables) -> str:
    """On which side of its border the whole margin of a figure lies; no verdict where the border lies within it."""
    if row.border is None:
        return NONE
    path = f"{row.figure}.{NOW}"
    sides = (
        Threshold(f"{path} {sign} {row.border:g}", with_everybody(path), sign, row.border)
        for sign in SIDES[row.good]
    )
    good, risk = map(Holding(variables).holds, sides)
    return GOOD if good else RISK if risk else OPEN


def _cells(row: Row, variables: Variables) -> dict[str, str]:
    """The cells of a row by the name of their column; empty where a row has nothing to say there."""
    words = variables.voice.words.summaries.glance
    return {
        "topic": f"**{escape_markdown(row.label)}**",
        "figure": _figure(row.path, variables),
        "says": row.says,
        CHANGED: _change(row.path, variables),
        BORDER: row.border,
        VERDICT: words.verdicts.get(row.verdict, ""),
    }


def _figure(path: str, variables: Variables) -> str:
    cell = estimate_at(path, variables)
    if not cell.shown:
        return variables.voice.words.summaries.glance.hidden
    if not _has_margin(path, variables):
        return f"{{{{< var {path}.{'words' if cell.is_class else 'value'} >}}}}"
    return f"**{{{{< var {path}.value >}}}}** ({{{{< var {path}.ci >}}}})"


def _has_margin(path: str, variables: Variables) -> bool:
    cell = estimate_at(path, variables)
    return cell.shown and not cell.is_class and margin_of(cell) is not None


def _change(path: str, variables: Variables) -> str:
    """What became of a figure since the wave before, in the words of its test."""
    words = variables.voice.words.summaries.glance
    stem = path.rpartition(".")[0]
    change = variables.change_of(f"{stem}.{CHANGE_NAMES[PREVIOUS]}")
    if change is None:
        return ""
    slots = {
        "outcome": f"{MARKS.get(change.verdict, '')}{{{{< var {stem}.{CHANGE_NAMES[PREVIOUS]}.verdict >}}}}",
        "figure": f"{{{{< var {stem}.{PREVIOUS}.value >}}}}",
        "year": f"{{{{< var {stem}.{PREVIOUS}.year >}}}}",
    }
    earlier = change.verdict in OUTCOMES and estimate_at(f"{stem}.{PREVIOUS}", variables).shown
    return filled(words.changed if earlier else words.no_change, slots)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
