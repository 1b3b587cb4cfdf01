"""The words of the house, read once for all tests, and what tests ask of texts in them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from monitor.publication.drafts.summaries import ProposedSentence
from monitor.publication.language.sampling_words import told_in
from monitor.publication.language.voice import Voice
from monitor.publication.language.words import FOLDER, Words
from monitor.study.study import Study

WORDS = Words()


def voice_of(study: Study) -> Voice:
    """The words of the house about a study."""
    return Voice(told_in(WORDS, study), study)


def changed_words(folder: Path, changes: dict[str, dict[str, str]]) -> Path:
    """A folder of words in which some files say something else: by file, what stands there and what comes."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    for name, pairs in changes.items():
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in pairs.items():
            assert old in text, f"nothing to replace in {name}: {old}"
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def repeated(texts: Iterable[Iterable[ProposedSentence]]) -> list[str]:
    """Sentences that stand in more than one of these texts."""
    seen: set[str] = set()
    twice: list[str] = []
    for text in texts:
        own = {sentence.text for sentence in text}
        twice += sorted(own & seen)
        seen |= own
    return twice
