"""A figure of another wave than the one reported on says so, and no text names a wave that the next one makes old."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from monitor.messages.catalogue import text
from monitor.publication.checks.findings import Context, Finding
from monitor.publication.checks.prose import DIV, PICTURE, TEXT_KINDS, Block, Sentence
from monitor.publication.checks.shown import NUMBERS, WORDS, Shown, shown_at
from monitor.publication.quarto.source import DOCUMENT
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.quarto.template_scan import variables_in
from monitor.publication.sentences.variables import Variables
from monitor.publication.sentences.wave_names import RANK, YEAR, WaveNames
from monitor.study.wave_roles import NOW, ROLES

RULE = "wave"
OF_A_WAVE = ("wave", "previous_wave", "first_wave", "label")  # of `study`: what names a wave and is no count
NUMBER = re.compile(r"[\d.,]+\s?%?")


def waves(blocks: list[Block], context: Context) -> Iterator[Finding]:
    """Sentences and table cells with a figure of an earlier wave, or of a wave by its key, that do not name it."""
    for block in blocks:
        if block.kind in (*TEXT_KINDS, "caption"):
            for sentence in block.sentences():
                told = [shown for _, shown in sentence.figures()]
                place = (block.document.place, sentence.line)
                yield from _unnamed(told, _named(sentence.text, block), place, context.variables)
    for rows in _tables(blocks):
        yield from _of_table(rows, context.variables)


def years_by_key(sentence: Sentence, variables: Variables) -> Iterator[str]:
    """Numbers in the labels of waves that a sentence names by their key: they stay with the figure."""
    for _, shown in sentence.figures():
        home, path = variables.home(f"{shown.path}.{shown.field}")
        if home.waves.word(path) not in ("", *ROLES):
            yield from re.findall(r"\d+", home.waves.label(home.waves.wave_at(path)))


def waves_elsewhere(documents: Mapping[str, TemplateDocument], context: Context) -> Iterator[Finding]:
    """The same of what is no sentence: front matter, titles of boxes, descriptions of pictures."""
    variables = context.variables
    for document in documents.values():
        for line, said in _elsewhere(document):
            told = [shown_at(path, variables) for path in variables_in(said)]
            words = " ".join((said, *(shown.value for shown in told if _tells_wave(shown))))
            yield from _unnamed(told, words, (document.place, line), variables)


def _elsewhere(document: TemplateDocument) -> Iterator[tuple[int, str]]:
    front = document.name == DOCUMENT and document.text.startswith("---")
    for number, line in document.lines():
        picture = PICTURE.match(line)
        if front or DIV.match(line):
            yield number, line
        elif picture:
            yield number, line[picture.end("text") :]
        front = front and (number == 1 or line.rstrip() != "---")


def _tables(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Rows that stand together, the header first."""
    for (kind, _), rows in groupby(blocks, key=lambda block: (block.kind, block.document.name)):
        if kind == "row":
            yield list(rows)


def _of_table(rows: list[Block], variables: Variables) -> Iterator[Finding]:
    """A cell names its wave in its row, or under a head that does."""
    heads = [_named(text, rows[0]) for text in rows[0].text.split("|")]
    for row in rows:
        whole = _named(row.text, row)
        for column, cell in enumerate(row.text.split("|")):
            told = [row.shown[sign] for sign in cell if sign in row.shown]
            head = heads[column] if column < len(heads) else ""
            yield from _unnamed(told, f"{head} {whole}", (row.document.place, row.line_at(0)), variables)


def _unnamed(
    told: Iterable[Shown], words: str, place: tuple[str, int], variables: Variables
) -> Iterator[Finding]:
    for shown in told:
        full = f"{shown.path}.{shown.field}"
        home, path = variables.home(full)
        names, prefix = home.waves, full.removesuffix(path)
        word, wave = names.word(path), names.wave_at(path)
        if not wave or word == NOW or _needs_none(shown, path, word):
            continue
        label = names.label(wave)
        if not _says(label, words) and not (_prints_words(shown) and _says(label, shown.value)):
            what, hint = (_role if word in ROLES else _fixed)(path, label, names, prefix)
            yield Finding(RULE, *place, what, hint)


def _needs_none(shown: Shown, path: str, word: str) -> bool:
    """The label of an answer is the same in every wave; which one is the largest is not."""
    return word in ROLES and shown.field == "label" and not path.startswith(f"{RANK}.")


def _prints_words(shown: Shown) -> bool:
    return shown.field not in (*NUMBERS, *WORDS, "ci")


def _role(path: str, label: str, names: WaveNames, prefix: str) -> tuple[str, str]:
    """What is wrong with a role without its year, and what to do; `prefix` stands before each path."""
    return (
        text("checks.role_without_year", path=prefix + path, wave=label),
        text("checks.add_the_year", path=prefix + names.year_at(path)),
    )


def _fixed(path: str, label: str, names: WaveNames, prefix: str) -> tuple[str, str]:
    """The same of a wave by its key."""
    what = text("checks.stays_with_wave", path=prefix + path, wave=label)
    role = names.role_at(path)
    if not role:
        return what, text("checks.name_the_wave", wave=label)
    instead = names.renamed(path, role)
    year = None if role == NOW else prefix + names.year_at(instead)
    return what, text("checks.write_or_name", path=prefix + instead, year=year, wave=label)


def _named(text: str, block: Block) -> str:
    """A text with the variables that may name a wave, without figures."""
    shown = block.shown
    return "".join(
        (shown[sign].value if _tells_wave(shown[sign]) else " ") if sign in shown else sign for sign in text
    )


def _tells_wave(shown: Shown) -> bool:
    if shown.estimate is not None or shown.change is not None:
        return shown.field in ("sentence", YEAR)
    parts = f"{shown.path}.{shown.field}".split(".")
    return not NUMBER.fullmatch(shown.value) or not set(parts).isdisjoint(OF_A_WAVE)


def _says(label: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text, re.IGNORECASE) is not None
