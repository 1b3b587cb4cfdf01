"""The chapter that sets two surveys side by side, for a survey without a text of its own."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.sentences.side_by_side import ShownRow
from monitor.publication.sentences.variables import Variables
from monitor.publication.tables.side_by_side_tables import THEME, companion_facts
from monitor.study.labels import theme_label

FEWEST_DRAWN = 2  # rows of shares that are worth a figure


def side_by_side_chapter(variables: Variables) -> str:
    """Markdown: which survey stands beside, then per theme both sides in sentences and a table.

    An empty document where a study sets nothing side by side.
    """
    rows = variables.rows
    if not rows:
        return "\n"
    words = variables.voice.words.side_by_side.chapter
    parts = [f"# {words['title']} {{#sec-side-by-side}}", *_surveys(variables), words["reading"]]
    for theme in dict.fromkeys(row.declared.theme for row in rows):
        parts += _theme(theme, [row for row in rows if row.declared.theme == theme], variables)
    return "\n\n".join(parts) + "\n"


def _surveys(variables: Variables) -> Iterator[str]:
    voice = variables.voice
    for name, companion in variables.released.companions.items():
        if any(row.declared.companion == name for row in variables.rows):
            facts = {**companion_facts(companion, voice), "own": voice.respondents.plural}
            escaped = {key: escape_markdown(value) for key, value in facts.items()}
            yield filled(voice.words.side_by_side.chapter["survey"], escaped)


def _theme(theme: str, rows: list[ShownRow], variables: Variables) -> Iterator[str]:
    yield f"## {escape_markdown(theme_label(theme, variables.study.questionnaire))}"
    for row in rows:
        yield f"**{{{{< var {row.stem}.title >}}}}.** {{{{< var {row.stem}.sentence >}}}}"
    if sum(all(side.side.measure == "share" for side in row.sides) for row in rows) >= FEWEST_DRAWN:
        yield f"![](figures/{THEME}{theme}){{#fig-side-by-side-{theme}}}"
        yield f"{{{{< include figures/{THEME}{theme}.md >}}}}"
    yield f"{{{{< include tables/{THEME}{theme}.md >}}}}"
