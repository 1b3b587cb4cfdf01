"""Chapters written from the results, for a survey without a text of its own: one per theme.

They are plain documents with variables, figures and tables, as an editor would write them. A chapter
copied into `report_templates/<report>/<survey>/chapters/` can be changed and is then used as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from monitor.publication.annex.coded_answers import quotes_of_indicator
from monitor.publication.annex.evidence import VOICES, of_theme
from monitor.publication.annex.method_annex import method_tables
from monitor.publication.drafts.group_texts import group_texts, untested_groups
from monitor.publication.drafts.side_by_side_chapter import side_by_side_chapter
from monitor.publication.exhibits.moves import MOVES, moved_paths, moves_say, tells_moves
from monitor.publication.exhibits.response_groups import (
    RESPONSE_GROUPS,
    response_groups_title,
    tells_response_groups,
)
from monitor.publication.exhibits.weights import WEIGHTS, is_weighted, weights_title
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.sentences.indicators import IndicatorText, tell_changes, tell_indicator
from monitor.publication.sentences.leading_figures import leading_of_theme, themes_with_figures
from monitor.publication.sentences.variables import Variables
from monitor.study.labels import theme_label
from monitor.study.study_file import Indicator

CHAPTERS = "chapters/"
THEMES, COMPARING, METHOD, BESIDE = (
    f"parts/{name}.qmd" for name in ("themes", "comparing", "method", "side-by-side")
)


class Generated:
    """Generated documents by name, each made when a template includes it."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self.voice = variables.voice
        self.words = variables.voice.words.sentences.chapters
        self.study = variables.study

    @cached_property
    def themes(self) -> dict[str, list[Indicator]]:
        """Themes in questionnaire order with their indicators that have rows in the released set."""
        themes: dict[str, list[Indicator]] = {theme: [] for theme in self.study.questionnaire.themes}
        for indicator in self.study.indicators:
            if indicator.theme in themes and tell_indicator(indicator, self.variables) is not None:
                themes[indicator.theme].append(indicator)
        return {theme: indicators for theme, indicators in themes.items() if indicators}

    @cached_property
    def _boxed(self) -> set[str]:
        """Themes with figures for a box that opens their chapter."""
        return set(themes_with_figures(self.variables))

    def names(self) -> list[str]:
        """Every document that can be generated."""
        return [THEMES, COMPARING, METHOD, BESIDE, *(_chapter(theme) for theme in self.themes)]

    def text(self, name: str) -> str | None:
        """A generated document, or None where nothing of that name can be made."""
        makers = {
            THEMES: self._themes, COMPARING: self._comparing, METHOD: self._method, BESIDE: self._beside,
        }  # fmt: skip
        if name in makers:
            return makers[name]()
        theme = next((theme for theme in self.themes if _chapter(theme) == name), None)
        return None if theme is None else self._theme(theme)

    def _themes(self) -> str:
        return "\n\n".join(f"{{{{< include {_chapter(theme)} >}}}}" for theme in self.themes) + "\n"

    def _theme(self, theme: str) -> str:
        label = escape_markdown(theme_label(theme, self.study.questionnaire))
        parts = [f"# {label} {{#sec-theme-{_file(theme)}}}"]
        parts += [f"{{{{< include texts/box-{theme}.qmd >}}}}"] if theme in self._boxed else []
        stem = ""
        for indicator in self.themes[theme]:
            told = tell_indicator(indicator, self.variables)
            if told is not None:
                parts += self._indicator(indicator, told, told.stem != stem)
                stem = told.stem
        if of_theme(theme, self.variables.released):
            parts.append(f"{{{{< include tables/{VOICES}{theme}.md >}}}}")
        return "\n\n".join(parts) + "\n"

    def _indicator(self, indicator: Indicator, told: IndicatorText, with_question: bool) -> Iterator[str]:
        yield f"## {escape_markdown(indicator.title)}"
        if told.stem and with_question:
            yield filled(self.words["question"], {"stem": escape_markdown(told.stem)})
        yield " ".join(told.sentences)
        if told.figure:
            yield f"![](figures/{indicator.id}){{#fig-{_file(indicator.id)}}}"
            yield f"{{{{< include figures/{indicator.id}.md >}}}}"
        yield from quotes_of_indicator(indicator, self.variables.released, self.voice)
        changes = tell_changes(indicator, self.variables)
        if changes and told.figure:
            yield " ".join(changes)
            yield from self._waves(indicator)
        yield from group_texts(indicator, self.variables.released, self.study)
        if told.figure and indicator is self._leading(indicator.theme):
            yield from untested_groups(indicator, self.variables.released, self.voice)
        for item in indicator.items:
            if self._first_shown_in(item) is indicator and tells_moves(item, self.variables.released):
                yield from self._moves(item)

    def _leading(self, theme: str) -> Indicator | None:
        """The indicator with the leading figure of a theme: its groups are shown."""
        indicators = themes_with_figures(self.variables).get(theme, [])
        cells = leading_of_theme(indicators, self.variables, 1)
        return next((one for one in indicators for cell in cells if cell.item in one.items), None)

    def _waves(self, indicator: Indicator) -> Iterator[str]:
        """The waves beside each other: two in a table, more as lines, whose figures stand with the other data."""
        items = [self.study.questionnaire.items[item] for item in indicator.items]
        asked = [wave for wave in self.study.waves if any(wave.id in item.asked for item in items)]
        name = f"{indicator.id}--change"
        if len(asked) > 2:
            yield f"![](figures/{name}){{#fig-{_file(indicator.id)}-change}}"
            yield f"{{{{< include figures/{name}.md >}}}}"
        else:
            yield f"{{{{< include tables/{name}.md >}}}}"

    def _first_shown_in(self, item: str) -> Indicator | None:
        """The indicator under which it is told who moved; None of an item of which it is not."""
        shown = (each for each in self.study.indicators if item in each.items)
        return next(shown, None) if item in self.study.comparison.moves else None

    def _moves(self, item: str) -> Iterator[str]:
        """Who moved from one answer to another, and whether more moved one way."""
        name, released = f"{item}{MOVES}", self.variables.released
        told = moves_say("sentence", name, released, self.voice)
        paths = moved_paths(item, released) or [f"{item}.item.all.persons"]
        yield " ".join([escape_markdown(told), *(f"{{{{< var {path}.sentence >}}}}" for path in paths)])
        yield from _figure(name, moves_say("caption", name, released, self.voice))

    def _comparing(self) -> str:
        """How to read a comparison of waves, and a difference between groups; nothing where nothing is compared."""
        groups = filled(self.words["tested_groups"], self.voice.respondents.slots)
        told = [self.words["comparing"]] if self._compares else []
        told += [groups] if self.variables.released.group_differences else []
        return " ".join(told) + "\n"

    @property
    def _compares(self) -> bool:
        return self.variables.released.compares_waves

    def _beside(self) -> str:
        return side_by_side_chapter(self.variables)

    def _method(self) -> str:
        parts = [self.words["rounded_differences"]] if self._compares else []
        released, tables = self.variables.released, method_tables()
        for name, title in self.voice.words.annex.sections.items():
            if name in tables and tables[name](released, self.voice) is not None:
                parts += [f"## {title}", f"{{{{< include tables/{name}.md >}}}}"]
            if name == "method-representativeness" and tells_response_groups(released, self.study):
                parts += _figure(RESPONSE_GROUPS, response_groups_title(self.voice))
            if name == "method-weighting" and is_weighted(released, self.study):
                parts += _figure(WEIGHTS, weights_title(self.voice))
        return "\n\n".join(parts) + "\n"


def _figure(name: str, title: str) -> list[str]:
    return [
        f"![{escape_markdown(title)}](figures/{name}){{#fig-{name}}}",
        f"{{{{< include figures/{name}.md >}}}}",
    ]


def _chapter(theme: str) -> str:
    return f"{CHAPTERS}{_file(theme)}.qmd"


def _file(name: str) -> str:
    return name.replace("_", "-")
