"""Transitional: the words of the house for rooms that are not handed theirs yet."""

from typing import Any

from monitor.publication.language.filling import filled_if_known as say  # noqa: F401
from monitor.publication.language.parts import AnnexWords
from monitor.publication.language.parts import TableWords as TableWording  # noqa: F401
from monitor.publication.language.words import house_words
from monitor.study.study import Study


def load_annex() -> AnnexWords:
    return house_words().annex


def wave_label(wave: Any, study: Study) -> str:
    """What a reader calls a wave; the name as it is where the study has no such wave."""
    return next((found.label for found in study.waves if found.id == str(wave)), str(wave or ""))


def part_title(part: str, study: Study) -> str:
    """The label of an item or of an attribute of municipalities, such as one part of a margin."""
    item = study.questionnaire.items.get(part)
    attributes = study.municipalities.attributes if study.municipalities else ()
    label = next((found.label for found in attributes if found.id == part), part)
    return item.short if item else label
