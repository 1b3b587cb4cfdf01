"""A first teksten.yaml for an editor: every proposed text, with the keys of its figures and claims that hold as comments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from monitor.publication.drafts.proposed_claims import proposed_claims
from monitor.publication.drafts.summaries import ProposedSentence, Summaries
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.variables import Variables
from monitor.study.study_file import ReportPlan

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet


def proposed_texts(report: ReportPlan, released: ReleasedSet, voice: Voice) -> str:
    """The proposed texts as YAML that `read_editors_texts` reads back to the same texts."""
    summaries = Summaries(Variables(released, voice), kept=True)
    values = {"report": report.id, "wave": voice.study.current.label}
    head = filled(voice.words.summaries.proposed_head, values)
    return "\n".join([head, *_whole(summaries), *_by_theme(summaries)]) + "\n"


def _whole(summaries: Summaries) -> Iterator[str]:
    paragraphs = summaries.main_message()
    yield _keys(sentence for paragraph in paragraphs for sentence in paragraph)
    yield "main_message: |"
    yield "\n\n".join("\n".join(f"  {sentence.text}" for sentence in paragraph) for paragraph in paragraphs)
    quote = summaries.quote()
    if quote is not None:
        yield _keys([quote])
        yield f"quote: |\n  {quote.text}"


def _by_theme(summaries: Summaries) -> Iterator[str]:
    if summaries.themes:
        yield "summary:"
    for theme in summaries.themes:
        sentences = summaries.summary(theme)
        yield f"  {_keys(sentences)}\n  {theme}: |"
        yield "\n".join(f"    {sentence.text}" for sentence in sentences)
    if summaries.themes:
        yield "in_brief:"
    for theme in summaries.themes:
        yield f"  {theme}:"
        for sentence in summaries.in_brief(theme):
            yield f"    - {json.dumps(sentence.text, ensure_ascii=False)}   {_keys([sentence])}"
        yield from _claims(theme, summaries)


def _claims(theme: str, summaries: Summaries) -> Iterator[str]:
    """Claims about a theme as comments: an editor who takes the # away has them in the text."""
    claims = proposed_claims(summaries.themes[theme], summaries.variables)
    if claims:
        yield f"    # {summaries.words.claims.head}"
    for claim in claims:
        told = json.dumps(claim.text, ensure_ascii=False)
        yield f"    # - claim: {{text: {told}, holds: [{claim.holds}]}}"


def _keys(sentences: Iterable[ProposedSentence]) -> str:
    return "# " + ", ".join(dict.fromkeys(sentence.key for sentence in sentences))
