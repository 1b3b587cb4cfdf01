"""Sentences about one figure: always safe to print, also where it is suppressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monitor.publication.cells.margins import margin_of, reason_without
from monitor.publication.cells.missing import limit_of, missing_from
from monitor.publication.cells.selection import NUMBER, PERCENT, Quantity, shown_ends, shown_value
from monitor.publication.language.filling import filled, small_start
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.phrases import Amount, Respondents, Unit, asserted, is_count
from monitor.publication.language.told_apart import is_question
from monitor.publication.language.voice import Voice
from monitor.release.results.rounding import base_rounding
from monitor.schema import Change, Estimate
from monitor.schema_words import TOTAL, quantile_of
from monitor.study.labels import figure_label, group_label, wave_label
from monitor.study.questionnaire import Item
from monitor.study.study import Study

LEAST_SHARE = 0.001  # for words only: of a share that is rounded to nothing there are a few


def measured(name: str, study: Study) -> Item:
    """The item of a row; for a test of a whole set of options or parts, one that speaks for the set."""
    questionnaire = study.questionnaire
    if name in questionnaire.items:
        return questionnaire.items[name]
    group = questionnaire.groups[name]
    first = questionnaire.items[group.items[0]]
    return replace(first, id=name, short=group.short or group.stem, text=group.stem, number=group.number)


def figure(cell: Estimate, item: Item) -> str:
    """The estimate as it is shown: `33%`, `5,3`, `12,4 gesprekken`."""
    display = display_of(cell.measure, item)
    if cell.measure == TOTAL:
        shown = number(cell.estimate or 0.0)
        return shown if cell.category else _with_unit(shown, display, item)
    return _with_unit(shown_value(cell.estimate or 0.0, display), display, item)


def ends_with_unit(cell: Estimate, item: Item) -> list[str]:
    """Both ends of the interval of an estimate, as it is shown; none where it has no interval."""
    display, margin = display_of(cell.measure, item), margin_of(cell)
    ends = shown_ends(*margin, display) if margin is not None else None
    return [_with_unit(end, display, item) for end in ends or ()]


def _with_unit(shown: str, display: str, item: Item) -> str:
    unit = item.unit if display == NUMBER else ""
    return f"{shown} {unit}".rstrip()


def display_of(measure: str, item: Item) -> str:
    """How a measure of an item is shown: percent, grade or number."""
    return Quantity(item, "", measure).display


def measure_form(measure: str, item: Item) -> str:
    """The name of the wording for a measure of the answers of this kind of item."""
    if quantile_of(measure) is not None:
        return "quantile"
    if measure == TOTAL:
        return "total" if item.scale is None else "total_people"
    return f"mean_{item.traits.mean_form}" if measure == "mean" else measure


def divided_by(cell: Estimate, study: Study) -> str:
    """What a ratio divides by, as reports name it."""
    other = next((one.ratio_to for one in study.indicators if one.id == cell.indicator), "")
    return study.questionnaire.items[other].short if other else ""


def share_form(item: Item, category: str) -> str:
    """The name of the wording for an answer of this kind of item, or for its negative answer."""
    return f"{item.kind}_no" if item.traits.denies(category) else item.kind


class Sentences:
    """Tells estimates of one study in the words of the publication."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.study = voice.study
        self.words = voice.words.sentences
        self.phrases = voice.phrases

    def estimate(self, cell: Estimate) -> str:
        """One complete sentence about an estimate, with base; a notice where it is suppressed.

        Of an earlier wave in the past tense, with its year.
        """
        item = measured(cell.item, self.study)
        told = cell.shown or cell.is_class
        if told and (clause := self.clause(cell, item)):
            return clause + self._remarks(cell)
        sentence = self._released(cell, item) if told else self.suppressed(item.short, cell.wave)
        return self.in_group(cell, sentence)

    def suppressed(self, label: str, wave: str = "") -> str:
        """The notice that no figure is told of a question, by its label; of the wave reported on where none is named."""
        wave = wave or self.study.current.id
        values = {"item": label, "wave": wave_label(wave, self.study), **self.voice.respondents.slots}
        return filled(self._forms(wave)["suppressed"], values)

    def _forms(self, wave: str) -> Mapping[str, str]:
        return self.words.estimates if wave == self.study.current.id else self.words.earlier

    def in_group(self, row: Estimate | Change, sentence: str) -> str:
        """A sentence that says which group of a breakdown it is about."""
        if not row.breakdown:
            return sentence
        label = group_label(row.breakdown, row.group, self.study)
        return filled(self.words.estimates["group"], {"group": label}) + small_start(sentence)

    def respondents_of(self, cell: Estimate, item: Item) -> Respondents:
        """The respondents a figure is about: not everybody where its counts say that some are not in the base."""
        return self.voice.who(limit_of(missing_from(cell), (item,), is_special(item, cell.category)))

    def difference_unit(self, measure: str, item: Item) -> Unit:
        """What differences of this figure are counted in."""
        display = display_of(measure, item)
        if display == PERCENT:
            return self.phrases.share_unit
        if display == NUMBER:
            return Unit(item.unit, 1.0, 1, counted=bool(item.unit))
        return Unit(self.words.units["grade"], 1.0, 1)

    def amount(self, cell: Estimate, item: Item) -> Amount:
        """The share of a cell in words, with the respondents it is a share of; a class in those of the class."""
        if cell.is_class:
            phrase = filled(self.words.classes[cell.status], self.respondents_of(cell, item).slots)
            end = 0.0 if cell.status == "few" else 1.0
            return Amount(phrase, phrase, True, end, end)
        share = cell.estimate or 0.0
        if self._is_rounded(cell):  # 0% and 100% stand for a few and for all but a few
            share = min(max(share, LEAST_SHARE), 1 - LEAST_SHARE)
        return self.phrases.amount_of(
            share,
            self.told_count(cell),
            cell.n or 0.0,
            self.respondents_of(cell, item),
            key=f"{cell.item}.{cell.category}.{cell.breakdown}.{cell.group}.{cell.wave}",
        )

    def base(self, cell: Estimate) -> str:
        """The number of answers behind a cell; "ongeveer 35" where it is told in fives."""
        n = number(cell.n or 0.0)
        if self._is_rounded(cell) and base_rounding().is_coarse(cell.n or 0.0):
            return filled(self.words.figures["about"], {"n": n})
        return n

    def _is_rounded(self, cell: Estimate) -> bool:
        """Whether a cell is of a group in which people can be recognised."""
        breakdown = self.study.breakdown(cell.breakdown)
        return breakdown is not None and bool(breakdown.identifiable)

    def told_count(self, cell: Estimate) -> float | None:
        """The count behind a share, None where weights make the share another figure than the count."""
        if cell.count is None or self.study.weighted:
            return None
        return cell.count if is_count(cell.estimate or 0.0, cell.count, cell.n or 0.0) else None

    def evidence(self, cell: Estimate) -> str:
        """The figures behind an amount: `30%, 24 van de 79`.

        No count where weights make it another figure; only the percentage where the amount is a count itself.
        """
        if cell.is_class:
            return filled(self.words.figures["class"], {"n": self.base(cell)})
        values = {"percent": percent(cell.estimate or 0.0), "n": self.base(cell)}
        count = self.told_count(cell)
        if count is None:
            return filled(self.words.figures["percent_only"], values)
        if cell.n and cell.n < self.words.counts_below:
            return values["percent"]
        return filled(self.words.figures["percent"], {**values, "count": number(count)})

    def full(self, cell: Estimate, item: Item) -> str:
        """The amount with the figures behind it: "bijna een derde van de huurders (30%, 24 van de 79)"."""
        return f"{self.amount(cell, item).phrase} ({self.evidence(cell)})"

    def clause(self, cell: Estimate, item: Item) -> str:
        """A share told by the clause of its answer: "Van de klanten begrijpt 48% de brieven".

        Of a group its respondents are named. The base stands behind it, except where weights make the share another figure
        than a count and many answered. Empty where the item declares none, for another wave than the reported one (a
        clause is in the present tense), and where the share is told as a count or a class.
        """
        told = item.clause(cell.category)
        percentage = cell.shown and cell.measure == "share" and not self._is_told_as_count(cell)
        if not told or cell.wave != self.study.current.id or not percentage:
            return ""
        values = {
            "who": self.people(cell, item),
            "told": asserted(told, percent(cell.estimate or 0.0)),
            "base": self._base_clause(cell),
        }
        many = self.told_count(cell) is None and (cell.n or 0.0) >= self.words.base_told_below
        return filled(self.words.clauses["without_base" if many else "share"], values)

    def people(self, cell: Estimate, item: Item) -> str:
        """The respondents of a clause, of a group by its name; with their base, and a comma, where many are not in it."""
        missing, people = missing_from(cell), self.people_of_group(cell)
        if item.process and not cell.breakdown:
            return self.voice.files_of(item.process)
        if missing.part < self.words.base_named_from:
            return people
        if missing.not_asked:
            missing = replace(missing, silent=False, unable=False)  # that some kept silent is told by n
        limit = limit_of(missing, (item,), is_special(item, cell.category))
        return f"{self.voice.who(limit, people).plural}," if limit else people

    def people_of_group(self, row: Estimate | Change) -> str:
        """The respondents of a group as the study names them, or by its label; all respondents where there is no group."""
        people = self.voice.respondents.plural
        breakdown = self.study.breakdown(row.breakdown)
        if breakdown is None or not row.group:
            return people
        among = breakdown.among.get(row.group, "")
        label = group_label(row.breakdown, row.group, self.study)
        form = self.words.clauses["named" if among else "in_group"]
        return filled(form, {"people": people, "among": among, "group": label})

    def _is_told_as_count(self, cell: Estimate) -> bool:
        return self.told_count(cell) is not None and (cell.n or 0.0) < self.words.counts_below

    def _base_clause(self, cell: Estimate) -> str:
        """What stands behind a percentage: `24 van de 79`, or the base where weights make the share another figure."""
        count, figures = self.told_count(cell), self.words.figures
        if count is None:
            return filled(figures["class"], {"n": self.base(cell)})
        return filled(figures["count_only"], {"count": number(count), "n": self.base(cell)})

    def _released(self, cell: Estimate, item: Item) -> str:
        return self._labelled(cell, item) + self._remarks(cell)

    def _remarks(self, cell: Estimate) -> str:
        notes = self.words.estimates
        alike = notes["alike"] if reason_without(cell, self.study) == "alike" else ""
        return alike + (notes["unreliable"] if cell.status == "unreliable" else "")

    def _labelled(self, cell: Estimate, item: Item) -> str:
        """A figure told by the labels of its question and answer."""
        forms, plural = self._forms(cell.wave), False
        everybody = self.respondents_of(cell, item) == self.voice.respondents
        comma = "" if everybody else ","  # closes the clause "die deze vraag kregen"
        values = self._values(cell, item, comma)
        if cell.measure == "share":
            told = self.amount(cell, item)
            plural = told.plural
            values |= {"phrase": told.phrase + comma, "figures": self.evidence(cell)}
            form = _share_form(item, cell.category)
        elif cell.is_class:
            form = cell.status
        else:
            values["figure"] = figure(cell, item)
            values["percent"] = percent((quantile_of(cell.measure) or 0) / 100)
            values["other"] = divided_by(cell, self.study)
            form = measure_form(cell.measure, item)
        return filled(forms[self._question_form(form, item)], values, plural)

    def _values(self, cell: Estimate, item: Item, comma: str) -> dict[str, str]:
        who = self.respondents_of(cell, item)
        return {
            "wave": wave_label(cell.wave, self.study),
            "item": item.short,
            "item_lower": small_start(item.short.removesuffix(".")),
            "category": figure_label(item, cell.category),
            **self.voice.respondents.slots,
            "n": self.base(cell),
            "who": who.plural + comma,
            "respondent_who": who.singular + comma,
        }

    def _question_form(self, form: str, item: Item) -> str:
        """The form for an item whose label is the question itself, where there is one."""
        own = f"{form}_question"
        return own if is_question(item.short) and own in self.words.estimates else form


def is_special(item: Item, category: str) -> bool:
    """Whether a share is of an answer such as n.v.t., which has a base of its own."""
    return category in {entry.code for entry in item.special}


def _share_form(item: Item, category: str) -> str:
    if is_special(item, category):
        return "special"
    if item.traits.graded:
        return "grade" if category in (item.scale.codes if item.scale else ()) else "grade_net"
    return share_form(item, category)
