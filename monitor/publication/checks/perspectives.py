"""Two surveys in one sentence are told beside each other, never against each other."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.messages.catalogue import text
from monitor.publication.checks.findings import Context, Finding, in_sentence, words_for
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import Sentence
from monitor.study.study import Study


def perspectives(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """A comparing word in a sentence that names, or has figures of, two surveys."""
    if len(context.surveys) < 2:
        return
    match = any_of(context.words.perspectives).search(sentence.said)
    about = [survey for survey in context.surveys if _is_about(survey, sentence)]
    if match and len(about) > 1:
        named = [f'"{survey.title}"' for survey in about]
        yield in_sentence(
            "perspective",
            sentence,
            text("checks.compares_two_surveys_of_which_no", match=match[0], named=named),
            text("checks.tell_each_side_with_its_own"),
        )


def _is_about(survey: Study, sentence: Sentence) -> bool:
    """Whether a sentence names the respondents of a survey, in words or in a variable, or has a figure of it."""
    figures = [shown for _, shown in sentence.figures()]
    texts = [sentence.said, *(shown.value for shown in figures)]
    named = any(any_of(words_for(survey)).search(text) for text in texts)
    return named or any(shown.study is not None and shown.study.id == survey.id for shown in figures)
