"""How questions were asked and computed, as HTML: made for all questions of a run in one call, since each call costs time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.publication.annex.limits import limits_block
from monitor.publication.annex.questionnaire_annex import (
    computed_line,
    follows_from_others,
    question_lines,
    questionnaire_annex,
)
from monitor.publication.engines.pandoc import html_parts
from monitor.publication.language.told_apart import texts_of_questions
from monitor.publication.register.documents import RegisterDocuments
from monitor.publication.site.run import SiteRun
from monitor.study.norms import norm_of
from monitor.study.questionnaire import Item
from monitor.study.study_file import REGISTER, Indicator

LIMITS, QUESTIONNAIRE, COUNTED, HOW = "limits", "questionnaire", "counted", "method"
OF_REGISTER = COUNTED, HOW, LIMITS  # parts of the report on it, in the order of the page on method
NOTHING = "\u200b"  # of which a renderer makes an empty paragraph


def wordings(run: SiteRun) -> Mapping[str, str]:
    """HTML by the id of an indicator, and of `of_method` the parts of the page on method."""
    texts = texts_of_questions(run.study.questionnaire, run.voice.words.sentences.told_apart)
    markdown = {one.id: "\n\n".join(_of_indicator(one, texts, run)) for one in run.indicators}
    markdown |= {of_method(name): part for name, part in _parts_of_method(run)}
    return dict(zip(markdown, html_parts([part or NOTHING for part in markdown.values()]), strict=True))


def of_method(name: str) -> str:
    """What a part of the page on method is called, which no indicator can be."""
    return f"method:{name}"


def _parts_of_method(run: SiteRun) -> Iterator[tuple[str, str]]:
    if run.study.kind == REGISTER:
        parts = RegisterDocuments(run.variables).parts
        yield from ((name, "\n\n".join(parts[name]())) for name in OF_REGISTER)
    else:
        yield LIMITS, limits_block(run.released, run.voice)
        yield QUESTIONNAIRE, questionnaire_annex(run.voice)


def _of_indicator(indicator: Indicator, texts: Mapping[str, str], run: SiteRun) -> Iterator[str]:
    known = run.study.questionnaire
    items = run.study.items_of(indicator)
    asked = (
        item.id if not item.is_norm else norm_of(item) for item in items if item.is_norm or not item.derived
    )
    for group in dict.fromkeys(known.group_of(item).id for item in asked):
        if group in texts:
            yield from question_lines(known.groups[group], texts[group], run.voice)
    computed = [item for item in items if follows_from_others(item)]
    if computed:
        yield "\n".join(f"- {computed_line(item, run.voice)}" for item in computed)


def is_computed(items: tuple[Item, ...]) -> bool:
    """Whether nothing of it was asked as such; a norm in the files of one process was."""
    return all(item.derived and not item.is_norm for item in items)
