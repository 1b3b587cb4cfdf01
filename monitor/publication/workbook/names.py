"""Names that Excel accepts: of sheets, of tables and of the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_NAME, LONGEST_FOOTER, LONGEST_HEADER = 31, 200, 250
KEPT_BY_EXCEL = ("history", "geschiedenis")  # sheet names it refuses, in English and in Dutch
CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")
ADDRESS = re.compile(
    r"[a-z]{1,3}\d+|r\d*c?\d*|c\d*", re.IGNORECASE
)  # of a cell, which no table may be called
NO_NAME = "Blad"


def sheet_name(text: str, taken: set[str]) -> str:
    """A name that Excel accepts: at most 31 characters, none of []:*?/\\, not used before and not kept by Excel.

    >>> sheet_name("Wat? [hinder]", set()), sheet_name("History", set())
    ('Wat hinder', 'History (2)')
    """
    plain = re.sub(r"\s+", " ", CONTROL.sub(" ", re.sub(r"[\[\]:*?/\\]", " ", text))).strip(" '") or NO_NAME
    name, number = shortened(plain, LONGEST_NAME), 2
    while name.lower() in taken or name.lower() in KEPT_BY_EXCEL:
        ending = f" ({number})"
        name, number = shortened(plain, LONGEST_NAME - len(ending)) + ending, number + 1
    return name


def table_name(text: str, taken: set[str]) -> str:
    """A name of a table: letters, digits and _, begun with a letter, not used before and no address of a cell.

    >>> table_name("vraag_8a", set()), table_name("vraag_8a", {"vraag_8a"}), table_name("A1", set())
    ('vraag_8a', 'vraag_8a_2', 'tabel_A1')
    """
    plain = re.sub(r"\W+", "_", CONTROL.sub("_", text)).strip("_")[:200]
    if ADDRESS.fullmatch(plain) or not plain[:1].isalpha():
        plain = f"tabel_{plain}"
    name, number = plain, 2
    while name.lower() in taken:
        name, number = f"{plain}_{number}", number + 1
    return name


def headers_of(texts: Iterable[str]) -> list[str]:
    """Headers that one table may have: none empty, none twice, each on one line and of at most 250 characters.

    >>> headers_of(["ja", "Ja", ""])
    ['ja', 'Ja (2)', '–']
    """
    made: list[str] = []
    taken: set[str] = set()
    for text in texts:
        plain = " ".join(CONTROL.sub(" ", text).split()) or "–"
        name, number = shortened(plain, LONGEST_HEADER), 2
        while name.lower() in taken:
            name, number = f"{shortened(plain, LONGEST_HEADER - 8)} ({number})", number + 1
        taken.add(name.lower())
        made.append(name)
    return made


def footer_text(text: str) -> str:
    """In a footer `&` starts a command. Excel takes at most 255 characters: a long title stands whole in A1 only."""
    short = text
    while _length(short.replace("&", "&&")) > LONGEST_FOOTER:
        short = shortened(short, _length(short) - 1)
    return (short if short == text else f"{short} …").replace("&", "&&")


def shortened(text: str, most: int) -> str:
    """Whole words that fit, or the beginning of a single long word; Excel counts in units of UTF-16."""
    if _length(text) <= most:
        return text
    cut = _first_units(text, most + 1).rsplit(" ", 1)[0]
    cut = cut if _length(cut) <= most else _first_units(text, most)
    return re.sub(r"(?: \w{1,3})+$", "", cut).rstrip(" ,'") or cut  # no article or preposition at the end


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _first_units(text: str, most: int) -> str:
    while _length(text) > most:
        text = text[: most - (_length(text) - len(text))] if len(text) > most else text[:-1]
    return text
