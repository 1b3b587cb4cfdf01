"""What a figure or table is about, and what people were asked for it."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.publication.exhibits.names import Name
from monitor.publication.language.filling import ends_itself, small_start
from monitor.publication.language.voice import Voice
from monitor.study.labels import wave_label
from monitor.study.questionnaire import Item

MOST_QUESTIONS = 3  # whose wording fits under a figure; of more the questionnaire has it


def subject_of(name: Name, waves: Sequence[str], voice: Voice) -> str:
    """The title of an indicator, with what sets this figure or table apart from its others: the groups, or the waves."""
    title = name.indicator.title
    asked = "_question" if ends_itself(title) else ""
    if name.breakdown is not None:
        breakdown = small_start(name.breakdown.label)
        return voice.say("tables", f"by{asked}", title=title, breakdown=breakdown)
    if name.change:
        labels = voice.phrases.listed([wave_label(wave, voice.study) for wave in waves])
        return voice.say("tables", f"change{asked}", title=title, waves=labels)
    return title


def questions_of(items: Sequence[Item], voice: Voice) -> str:
    """The wording of the questions behind some items, of a few; empty for what was computed or counted, and not asked."""
    if voice.study.register is not None:
        return ""
    questionnaire = voice.study.questionnaire
    texts = dict.fromkeys(
        (questionnaire.group_of(item.id).stem or item.text).strip() for item in items if not item.derived
    )
    if not texts or len(texts) > MOST_QUESTIONS or any(item.derived for item in items):
        return ""
    asked = list(texts)
    quoted = [f"‘{text}’" for text in asked]
    quoted[-1] += "" if ends_itself(asked[-1]) else "."
    form = "question" if len(asked) == 1 else "questions"
    return voice.say("notes", form, texts=voice.phrases.listed(quoted))
