"""Everybody, held against the counts: a figure is of all respondents only where all of them are in its base."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.messages.catalogue import text
from monitor.publication.cells.missing import limit_of, missing_from
from monitor.publication.checks.findings import Context, Finding, in_sentence
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import Sentence
from monitor.publication.checks.shown import Shown
from monitor.publication.language.filling import filled
from monitor.publication.sentences.sentences import is_special


def everybody(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """ "41% van alle klanten" where some of them did not answer, were not asked or do not count."""
    match = everybody_of(context).search(sentence.said)
    if match is None:
        return
    for _, shown in sentence.figures():
        own = shown.study is not None and shown.study.questionnaire.respondents.lower() in match[0].lower()
        of_all = shown.is_figure and shown.estimate is not None and not shown.estimate.breakdown
        who = _who(shown, context) if own and of_all else ""
        if who:
            yield in_sentence(
                "everybody",
                sentence,
                text("checks.more_than_it_is_about", match=match[0], value=shown.value),
                text("checks.write_who", who=who),
            )
            return


def everybody_of(context: Context) -> re.Pattern[str]:
    """All respondents of the surveys of a report, as the base of a figure."""
    surveys = [{"respondents": survey.questionnaire.respondents} for survey in context.surveys]
    return any_of(tuple(filled(words, slots) for words in context.words.everybody for slots in surveys))


def _who(shown: Shown, context: Context) -> str:
    """Whom a figure is about, "" where that is everybody."""
    home, _ = context.variables.home(f"{shown.path}.{shown.field}")
    cell, item = shown.estimate, shown.item
    if cell is None or item is None:
        return ""
    if limit_of(missing_from(cell), (item,), is_special(item, cell.category)):
        return home.sentences.respondents_of(cell, item).plural
    record = home.released.method.waves.get(cell.wave)
    counted = {"respondents": home.voice.respondents.plural}
    return filled(context.words.counted, counted) if record is not None and record.n_uncounted else ""
