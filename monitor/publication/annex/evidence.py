"""What was said in interviews, in a box of its own: apart from the answers to the questionnaire, and never counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import PublicationError, nearest
from monitor.publication.language.filling import ended, filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.parts import EvidenceWords
from monitor.publication.language.voice import Voice
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.method import ReleasedEvidence
    from monitor.release.results.released_set import ReleasedSet

VOICES = "voices--"


def voices_names(study: Study) -> list[str]:
    """`voices--<theme>` for every theme, where the study declares evidence."""
    return [f"{VOICES}{theme}" for theme in study.questionnaire.themes] if study.evidence else []


def check_voices(name: str, study: Study) -> None:
    """**Raises** PublicationError for a theme that the study does not have, and a study without evidence."""
    known = voices_names(study)
    if name not in known:
        raise PublicationError("publication.there_are_no_voices", hint=nearest(name, known), name=name)


def voices_block(name: str, released: ReleasedSet, voice: Voice) -> str:
    """Markdown of the box with what was said about a theme; a sentence where nothing of it was released."""
    words = voice.words.evidence
    found = of_theme(name.removeprefix(VOICES), released)
    if not found:
        return words.nothing + "\n"
    about = f"{words.about} {words.demonstration}" if voice.study.demonstration else words.about
    lines = "\n".join(f"- {_line(one, words)}" for one in found)
    return f'::: {{.callout-important title="{words.title}"}}\n{about}\n\n{lines}\n:::\n'


def of_theme(theme: str, released: ReleasedSet) -> list[ReleasedEvidence]:
    """The released evidence about a theme, in the order of its file."""
    return [one for one in released.method.evidence if one.theme == theme]


def _line(one: ReleasedEvidence, words: EvidenceWords) -> str:
    told = {name: escape_markdown(text) for name, text in vars(one).items()}
    told["quote"] = ended(told["quote"]) if one.quote else ""
    summary = filled(
        words.conditioned if one.condition else words.line, {**told, "summary": ended(told["summary"])}
    )
    return f"{summary} {filled(words.spoken if one.quote else words.told, told)}"
