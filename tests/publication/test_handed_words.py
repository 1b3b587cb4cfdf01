"""Truth: the same study told twice, in the words of the house and in these with some letters changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from monitor.publication.drafts.chapters import Generated
from monitor.publication.drafts.editors_texts import EditorsTexts
from monitor.publication.drafts.summary_documents import SummaryDocuments
from monitor.publication.exhibits.names import known_names
from monitor.publication.language.voice import Voice
from monitor.publication.language.words import FOLDER, Words
from monitor.publication.project.catalogue import CATALOGUE, FIGURE_CATALOGUE, entry_of
from monitor.publication.sentences.variables import Variables
from monitor.publication.workbook.tablebook import write_tablebook
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study
from tests.words import WORDS, changed_words

pytestmark = pytest.mark.ci

# As many letters as before, so that tables keep their widths; none of these stands in the questions of the survey.
RESPELT = {
    "verschil": "versghil", "Verschil": "Versghil", "gemiddeld": "gemiddelt", "Gemiddeld": "Gemiddelt",
    "aandeel": "aanteel", "Eenheid": "Eenheit", "percentage": "persentage", "Respons": "Respond", "vraag": "fraag",
    "Bron: ": "Bran: ", "op de tien": "op de tyen", "kwart van": "qwart van",
}  # fmt: skip
RELEASED = {
    "contact_items",
    "contact_items--change",
    "rating",
    "rating--change",
    "used",
    "used--change",
    "tenure",
}


def _respelt(text: str) -> str:
    for old, new in RESPELT.items():
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def other(small_study: Study, tmp_path_factory: pytest.TempPathFactory) -> Voice:
    """The words of the house, respelt in every file."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml")}
    changes = {
        name: {old: new for old, new in RESPELT.items() if old in text} for name, text in texts.items()
    }
    return Voice(Words(changed_words(tmp_path_factory.mktemp("words"), changes)), small_study)


def _sentences(voice: Voice, released: ReleasedSet) -> dict[str, str]:
    return {variable.path: variable.value for variable in Variables(released, voice).search()}


def _figures(voice: Voice, released: ReleasedSet) -> Iterator[tuple[str, str]]:
    for name in sorted(RELEASED):
        figure = entry_of(name, FIGURE_CATALOGUE).make(name, released, voice)
        yield name, f"{figure.alt}\n{figure.notes}\n{figure.table}"


def _tables(voice: Voice, released: ReleasedSet) -> Iterator[tuple[str, str]]:
    for entry in CATALOGUE:
        for name in entry.names(voice.study):
            if name in RELEASED or name not in known_names(voice.study):
                yield name, entry.make(name, released, voice)


def _drafts(voice: Voice, released: ReleasedSet) -> Iterator[tuple[str, str]]:
    variables = Variables(released, voice)
    for documents in (Generated(variables), SummaryDocuments(variables, EditorsTexts())):
        for name in documents.names():
            yield name, documents.text(name) or ""


def _workbook(voice: Voice, released: ReleasedSet, path: Path) -> dict[str, str]:
    book = CalamineWorkbook.from_path(write_tablebook(released, voice, path))
    sheets = ((name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    return {str(place): f"{name}: {cells}" for place, (name, cells) in enumerate(sheets)}


def _told(voice: Voice, released: ReleasedSet, folder: Path) -> dict[str, dict[str, str]]:
    return {
        "sentences": _sentences(voice, released),
        "figures": dict(_figures(voice, released)),
        "tables and annexes": dict(_tables(voice, released)),
        "drafts": dict(_drafts(voice, released)),
        "workbook": _workbook(voice, released, folder / "book.xlsx"),
    }


def test_every_text_is_told_in_the_words_that_were_handed_in(
    small_released: ReleasedSet, small_study: Study, other: Voice, tmp_path: Path
) -> None:
    house = Voice(WORDS, small_study)
    plain, respelt = (_told(voice, small_released, tmp_path) for voice in (house, other))
    for room, texts in plain.items():
        assert respelt[room] == {name: _respelt(text) for name, text in texts.items()}
        assert respelt[room] != texts, f"no changed word reached the {room}"
    assert _told(house, small_released, tmp_path) == plain, "and nothing remembers the other words"


def test_the_words_are_read_at_one_place(repository: Path) -> None:
    house = repository / "monitor"
    texts = {path.relative_to(house).as_posix(): path.read_text("utf-8") for path in house.rglob("*.py")}
    readers = [name for name, text in texts.items() if re.search(r"\bWords\((\)|self)", text)]
    assert sorted(readers) == ["pipeline.py", "publication/language/words.py"]
    paths = re.compile(r"""["']\w+\.yaml["']\)""")  # a file beside the code, looked for by name
    rooms = {name: text for name, text in texts.items() if name.startswith("publication/")}
    assert [name for name, text in rooms.items() if paths.search(text)] == ["publication/theme/theme.py"]


def test_every_file_of_words_is_a_part_that_can_be_read() -> None:
    """Parts are read when they are asked for, so that a wrong one may go unseen."""
    parts = {name: part.file for name, part in vars(Words).items() if hasattr(part, "file")}
    assert sorted(parts.values()) == sorted(path.name for path in FOLDER.glob("*.yaml"))
    words = Words()
    assert all(getattr(words, name) is getattr(words, name) for name in parts)
