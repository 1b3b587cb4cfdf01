"""Proposed sentences for the Hoofdboodschap, the samenvatting, ‘In het kort’ and the summary for parliament.

Each sentence carries the key of the figure behind it and holds its numbers as variables. The three texts
differ in what they are for and never share a sentence: the Hoofdboodschap takes the leading figure of a few
themes, the samenvatting those of every theme, the box those of its own chapter, each in words of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from monitor.publication.annex.limits import representative
from monitor.publication.cells.purposes import shown
from monitor.publication.language.filling import ended, ends_itself, filled, small_start
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number
from monitor.publication.language.parts import Forms
from monitor.publication.language.phrases import asserted
from monitor.publication.sentences.compared import compared_with
from monitor.publication.sentences.indicators import tell_indicator
from monitor.publication.sentences.leading_figures import (
    clearest_changes,
    clearest_groups,
    is_first_proven,
    leading,
    leading_of_theme,
    themes_of_outcomes,
    themes_with_figures,
)
from monitor.publication.sentences.variables import Variables
from monitor.publication.sentences.wave_names import YEAR
from monitor.schema import Estimate
from monitor.study.labels import theme_label
from monitor.study.questionnaire import Item
from monitor.study.study_file import Indicator
from monitor.study.wave_roles import NOW, PREVIOUS

TITLE = "{title}: "
LABEL = "{label}: "
LINES = "in_brief"  # a line of a box stands on its own, a sentence follows another
UNDER_THEME = "parliament"  # each theme opens with its own title


@dataclass(frozen=True)
class ProposedSentence:
    """A sentence in Markdown, and the key of the figure behind it: a variable without its field."""

    key: str
    text: str


class Summaries:
    """Every proposed text of one released set."""

    def __init__(self, variables: Variables, lead: Sequence[str] = (), kept: bool = False) -> None:
        """`lead` names the indicators of the Hoofdboodschap, in order; without it the largest figures lead.

        `kept` is for texts that an editor keeps: nothing in them rests on what the figures of this wave are.
        """
        self.variables, self.kept = variables, kept
        self.study = variables.study
        self.lead = lead
        self.voice = variables.voice
        self.words = variables.voice.words.summaries

    @cached_property
    def themes(self) -> dict[str, list[Indicator]]:
        """Themes that have a figure, with their indicators."""
        return themes_with_figures(self.variables)

    def main_message(self) -> list[list[ProposedSentence]]:
        """Three paragraphs: what was asked, what was found, and the limits of both.

        What was found are the clearest changes, the leading figures and a group that differs; those of `lead` alone
        where somebody chose them.
        """
        figures = [
            *self._main_changes(),
            *(self._sentence("main_message", cell) for cell in self._main_cells()),
            *self._main_groups(),
        ]
        nothing = [self.nothing]
        boundary = ProposedSentence("study.representative", f"{self.words.boundary} {self._representative}")
        tested = ProposedSentence("method.tested_briefly", _variable("method.tested_briefly"))
        return [self.context(), [*(figures or nothing), tested], [boundary]]

    def summary(self, theme: str) -> list[ProposedSentence]:
        """The leading figures of one theme."""
        return self._sentences("summary", theme, self.words.limits.summary)

    def in_brief(self, theme: str) -> list[ProposedSentence]:
        """The figures of one chapter, as short lines."""
        return self._sentences("in_brief", theme, self.words.limits.in_brief)

    def parliament(self) -> dict[str, list[ProposedSentence]]:
        """One or two figures for each of the first themes, with base and unit."""
        limits = self.words.limits
        most = limits.parliament if len(self.themes) * limits.parliament <= limits.parliament_in_all else 1
        themes = list(self.themes)[: limits.parliament_in_all]
        return {theme: self._sentences("parliament", theme, most) for theme in themes}

    def quote(self) -> ProposedSentence | None:
        """One sentence ready to quote: the figure that leads the Hoofdboodschap."""
        cells = self._main_cells()
        return self._sentence("quote", cells[0]) if cells else None

    def leading_figure(self) -> str | None:
        """The name of the first figure behind the Hoofdboodschap of which few items are shown, None where there is none."""
        for cell in self._main_cells():
            indicator = self.study.indicator_of(cell.item)
            told = tell_indicator(indicator, self.variables)
            if told is not None and told.figure and len(indicator.items) <= self.words.limits.letter_rows:
                return indicator.id
        return None

    @property
    def nothing(self) -> ProposedSentence:
        """What stands where no figure can be told: none is released, or all are uncertain."""
        released = self.variables.released.estimates["status"]
        text = self.words.uncertain if released.eq("unreliable").any() else self.words.nothing
        return ProposedSentence("study.wave", text)

    def context(self) -> list[ProposedSentence]:
        """Who answered, and about what."""
        labels = (theme_label(theme, self.study.questionnaire) for theme in self._outcomes)
        themes = [f"‘{escape_markdown(label)}’" for label in labels]
        form = f"answered{self._set_apart}"
        sentences = [ProposedSentence("study.n.now", self._told(self.words.context[form]))]
        if themes:
            told = filled(self.words.context["themes"], {"themes": self.voice.phrases.listed(themes)})
            sentences.append(ProposedSentence("study.wave", told))
        return sentences

    def method(self) -> ProposedSentence:
        """How it was done, in one sentence."""
        form = "invited" if "study.response.now" in self.variables.fixed else "answered"
        return ProposedSentence("study.n.now", self._told(self.words.method[f"{form}{self._set_apart}"]))

    @property
    def _set_apart(self) -> str:
        """The ending of forms for a wave of which not every questionnaire that came in counts."""
        return "" if self._count("ledger.now.uncounted") in ("", "0") else "_some"

    def tested(self) -> list[ProposedSentence]:
        """How many questions were compared with the wave before, and at how many a change was shown."""
        return [ProposedSentence("method.tested", _variable("method.tested"))]

    def changes(self) -> list[ProposedSentence]:
        """The clearest changes, told by their verdict."""
        paths = clearest_changes(self.variables, self.words.limits.changes)
        return [ProposedSentence(path, self._change(path)) for path in paths]

    def _change(self, path: str) -> str:
        """The sentence of a change, with the question before it where another one has a row of the same name."""
        sentence, item = _variable(f"{path}.sentence"), self.study.questionnaire.items.get(path.split(".")[0])
        if item is None or self.voice.label_of(item) == item.short:
            return sentence
        title = self.study.indicator_of(item.id).title
        title = escape_markdown(ended(title))
        return filled(self.words.of_question, {"title": title, "sentence": sentence})

    def limits(self) -> list[ProposedSentence]:
        """What cannot be concluded."""
        words, known = self.voice.words.annex.limits, self._names()
        lines = [ProposedSentence("study.representative", self._representative)]
        if any(one.of("undecided") for one in compared_with(self.variables.released, self.study).values()):
            lines.append(ProposedSentence("method.undecided", self.words.unknown))
        lines.append(ProposedSentence("study.respondents", filled(words["cause"], known)))
        if any(self._is_mean_percentage(cell) for cells in self._all_cells() for cell in cells):
            lines.append(ProposedSentence("study.respondent", filled(self.words.unit, known)))
        return lines

    # figures

    @cached_property
    def _outcomes(self) -> Mapping[str, list[Indicator]]:
        """Themes that tell more than who answered; all of them where there is no other."""
        return themes_of_outcomes(self.themes, self.study)

    def _all_cells(self) -> Iterator[list[Estimate]]:
        for indicators in self.themes.values():
            yield leading_of_theme(indicators, self.variables, self.words.limits.parliament)

    def _is_mean_percentage(self, cell: Estimate) -> bool:
        return cell.measure == "mean" and self.study.questionnaire.items[cell.item].traits.in_percent

    def _main_cells(self) -> list[Estimate]:
        """The figures that lead, none of who answered; where nobody chose them declared headlines come first, then those
        that are proven to lead their questions, then shares from large to small."""
        if self.lead:
            chosen = (known for name in self.lead for known in self.study.indicators if known.id == name)
            return [cell for indicator in chosen for cell in leading(indicator, self.variables)[:1]]
        leaders: list[tuple[bool, bool, bool, float, int, Estimate]] = []
        for indicators in self._outcomes.values():
            cell = leading_of_theme(indicators, self.variables, 1)[0]
            declared, proven = indicators[0].headline, is_first_proven(cell, self.variables)
            leaders.append(
                (
                    not declared,
                    not proven,
                    cell.measure != "share",
                    -(cell.estimate or 0.0),
                    len(leaders),
                    cell,
                )
            )
        return [cell for *_, cell in sorted(leaders, key=lambda each: each[:-1])][
            : self.words.limits.main_message
        ]

    def _sentences(self, text: str, theme: str, most: int) -> list[ProposedSentence]:
        cells = leading_of_theme(self.themes[theme], self.variables, most)
        earlier = [None, *cells[:-1]]
        return [self._sentence(text, cell, before) for cell, before in zip(cells, earlier, strict=True)]

    def _sentence(self, text: str, cell: Estimate, before: Estimate | None = None) -> ProposedSentence:
        """The sentence of a figure; `before` is the figure of the sentence that it follows."""
        indicator = self.study.indicator_of(cell.item)
        form = self._form(text, cell, indicator, before)
        named = before is not None and self.study.indicator_of(before.item) is indicator
        if (named and text != LINES) or (text == UNDER_THEME and self._is_theme(indicator)):
            form = _capital_form(form.removeprefix(TITLE))
        form = _opened(form, TITLE, indicator.title)
        form = _opened(form, LABEL, self.study.questionnaire.items[cell.item].short)
        text = filled(form, self._values(cell, indicator), numbers={"n": number(cell.n or 0.0)})
        return ProposedSentence(self._key(cell, indicator), text)

    def _key(self, cell: Estimate, indicator: Indicator) -> str:
        """The variable of a figure: of the answers to one question by their order, since the largest are told."""
        answers = shown(indicator, self.study.items_of(indicator), "lead")
        clause = clause_of(
            self.study.questionnaire.items[cell.item], cell
        )  # a clause is of one answer, whatever its order
        several = len(indicator.items) == 1 and len(answers) > 2 and not clause
        return self.variables.order_of(indicator, cell) if several else self.variables.path_of(cell)

    def _is_theme(self, indicator: Indicator) -> bool:
        """Whether the title of an indicator only repeats that of its theme."""
        return indicator.title == theme_label(indicator.theme, self.study.questionnaire)

    def _form(self, text: str, cell: Estimate, indicator: Indicator, before: Estimate | None) -> str:
        texts: Forms = getattr(self.words, text)
        forms = texts.alone if len(indicator.items) == 1 else texts.member
        item = self.study.questionnaire.items[cell.item]
        kinds = [_kind(cell, item)]
        if cell.measure == "share" and self._tells_question(item):
            kinds.insert(0, "question" if item.text.endswith("?") else "statement")
        if before is not None and kinds[0] == "statement" and self._is_statement(before):
            kinds.insert(0, "statement_next")
        if before is not None and before.item == cell.item:
            kinds = [*self._again(cell, before, indicator), "again", *kinds]
        if clause_of(item, cell):
            kinds.insert(0, "told")
        return next((forms[kind] for kind in kinds if kind in forms), forms["share"])

    def _again(self, cell: Estimate, before: Estimate, indicator: Indicator) -> list[str]:
        """How a further answer to one question is told: next to the one before it, unless the text is kept."""
        if self.kept:
            return ["again_kept"]
        if before.estimate == cell.estimate:
            return ["again_equal"]
        return ["again_among"] if self._has_equals(cell, indicator) else []

    def _has_equals(self, cell: Estimate, indicator: Indicator) -> bool:
        """Whether another answer to the question is given just as often."""
        find = self.variables.cells.estimate
        answers = shown(indicator, self.study.items_of(indicator), "lead")
        rows = (find(one.item.id, one.category, cell.wave, measure=one.measure) for one in answers)
        return any(row and row.category != cell.category and row.estimate == cell.estimate for row in rows)

    def _is_statement(self, cell: Estimate) -> bool:
        item = self.study.questionnaire.items[cell.item]
        alone = len(self.study.indicator_of(cell.item).items) == 1
        return alone and self._tells_question(item) and not item.text.endswith("?")

    @cached_property
    def _texts(self) -> Counter[str]:
        """How many questions have a text."""
        return Counter(item.text.casefold() for item in self.study.questionnaire.items.values())

    def _tells_question(self, item: Item) -> bool:
        """Whether the words of a question can stand in a sentence: short, of no other one, a question or a statement."""
        kind = item.traits
        if item.derived or not (kind.each_answer or kind.statement) or self._texts[item.text.casefold()] > 1:
            return False
        whole = item.text.endswith("?") or (kind.statement and item.text[-1:].isalpha())
        return whole and len(item.text) <= self.words.limits.question and "‘" not in item.text

    def _values(self, cell: Estimate, indicator: Indicator) -> dict[str, str]:
        """Slots of a sentence: figures as variables, words as they are."""
        item, key = self.study.questionnaire.items[cell.item], self._key(cell, indicator)
        title, told = escape_markdown(indicator.title), escape_markdown(clause_of(item, cell))
        figures = {field: _variable(f"{key}.{field}") for field in ("pct", "value", "phrase", "n", "count")}
        counted = self.variables.sentences.told_count(cell) is not None
        base = self.words.bases["counted" if counted else "weighted"]
        figures["base"] = filled(base, figures, numbers={"n": number(cell.n or 0.0)})
        return figures | {
            "wave": _variable("study.wave"),
            "title": title,
            "topic": small_start(title),
            "label": _variable(f"question.{cell.item}.label"),
            "question": _variable(f"question.{cell.item}.text"),
            "category": _variable(f"{key}.label"),
            "told": told,
            "asserted": asserted(told, figures["pct"]),
            **self._who(item, cell),
        }

    def _who(self, item: Item, cell: Estimate) -> dict[str, str]:
        """The respondents of a figure; a clause such as "die deze vraag kregen" ends with a comma before a verb.

        That some did not answer or did not know goes without saying where a text says so once, but not in a quote.
        """
        everybody, sentences = self.voice.respondents.plural, self.variables.sentences
        answered = replace(cell, n_no_answer=0.0, n_dont_know=0.0)
        of_figure = sentences.respondents_of(answered, item)
        whom, all_of_figure = of_figure.plural, sentences.respondents_of(cell, item)
        clause = all_of_figure.plural.removeprefix(everybody)
        if cell.n == 1:
            clause = all_of_figure.singular.removeprefix(self.voice.respondents.singular)
        return {
            "respondents": escape_markdown(everybody),
            "respondent": escape_markdown(self.voice.respondents.singular),
            "whom": escape_markdown(whom),
            "whom_one": escape_markdown(of_figure.singular),
            "who": escape_markdown(whom) + ("," if whom != everybody else ""),
            "clause": f" {escape_markdown(clause)}," if clause else "",
        }

    def _main_changes(self) -> Iterator[ProposedSentence]:
        """The clearest changes of which both figures are shown, each in one sentence of its own."""
        limits, variables = self.words.limits, self.variables
        paths = [] if self.lead else clearest_changes(variables, limits.changes)
        told = [path for path in paths if self._has_both(path)]
        for path in told[: limits.main_changes]:
            item, stem = self.study.questionnaire.items[path.partition(".")[0]], path.rpartition(".")[0]
            change = variables.change_of(path)
            share = change is not None and bool(change.category)
            form = "mean" if not share else "plain" if item.traits.dichotomous else "answer"
            slots = {
                "label": _variable(f"question.{item.id}.label"),
                "category": _variable(f"{path}.label"),
                "outcome": _variable(f"{path}.verdict"),
                "before": _variable(f"{stem}.{PREVIOUS}.value"),
                "year": _variable(f"{path}.{YEAR}"),
                "after": _variable(f"{stem}.{NOW}.value"),
                "wave": _variable("study.wave"),
            }
            yield ProposedSentence(path, filled(self.words.main_change[form], slots))

    def _has_both(self, path: str) -> bool:
        """Whether a change has a figure on both sides that is shown."""
        change = self.variables.change_of(path)
        if change is None or change.difference is None:
            return False
        sides = (
            self.variables.cells.estimate(change.item, change.category, wave, measure=change.measure)
            for wave in (change.from_wave, change.to_wave)
        )
        return all(side is not None and side.shown and not side.is_class for side in sides)

    def _main_groups(self) -> Iterator[ProposedSentence]:
        """The groups that differ most from the others, where groups are tested."""
        paths = [] if self.lead else clearest_groups(self.variables, self.words.limits.main_groups)
        yield from (ProposedSentence(path, _variable(f"{path}.sentence")) for path in paths)

    # the study

    def _count(self, path: str) -> str:
        return self.variables.fixed.get(path, ("", ""))[0]

    def _names(self) -> dict[str, str]:
        return {name: escape_markdown(word) for name, word in self.voice.respondents.slots.items()}

    def _told(self, form: str, **others: str) -> str:
        """A form about the study, filled with variables and what else it names."""
        paths = {
            "wave": "study.wave", "n": "study.n.now", "invited": "study.invited.now", "response": "study.response.now",
            "read": "ledger.now.read",
            "respondent": "study.respondent", "respondents": "study.respondents",
        }  # fmt: skip
        numbers = {name: self._count(path) for name, path in paths.items()}
        variables = {name: _variable(path) for name, path in paths.items()}
        return filled(form, {**variables, **others}, numbers=numbers)

    @property
    def _representative(self) -> str:
        return escape_markdown(representative(self.voice))


def _opened(form: str, opening: str, title: str) -> str:
    """A form that opens with a title, as that title allows.

    One that is a sentence by itself needs no colon behind it, and one with a colon of its own stands in quotes.
    """
    if not form.startswith(opening):
        return form
    slot, rest = opening.removesuffix(": "), form.removeprefix(opening)
    if ":" in title and not ends_itself(title):
        return f"‘{slot}’: {rest}"
    start = slot[0] + slot[1].upper() + slot[2:]
    return f"{start} {_capital_form(rest)}" if ends_itself(title) else f"{start}: {rest}"


def clause_of(item: Item, cell: Estimate) -> str:
    """The clause that tells this answer, of a share; empty where the questionnaire declares none."""
    return item.clause(cell.category) if cell.measure == "share" else ""


def _capital_form(form: str) -> str:
    """A form as the start of a sentence: its first letter, or its first slot, with a capital."""
    start = 1 if form.startswith("{") else 0
    return form[:start] + form[start : start + 1].upper() + form[start + 1 :]


def _kind(cell: Estimate, item: Item) -> str:
    if cell.measure == "share":
        return "verdict" if item.traits.graded else item.kind
    return item.traits.mean_form


def _variable(path: str) -> str:
    return f"{{{{< var {path} >}}}}"
