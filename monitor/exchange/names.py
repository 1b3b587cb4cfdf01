"""Ids of items and codes of categories: from the program's own names, else from the words people read."""

from __future__ import annotations

import re
from collections.abc import Collection

from monitor.exchange.vocabulary import clean, plain, vocabulary

WORDS, LETTERS, LABEL_LETTERS = 4, 32, 30
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SENTENCE = re.compile(r"(?<=[.?!:])\s")


def id_from_code(code: str) -> str:
    """`STEL[SQ001]` is `stel_sq001`; a digit in front gets a q."""
    made = re.sub(r"[^a-z0-9]+", "_", _lower(code)).strip("_")
    return f"q{made}" if made[:1].isdigit() else made


def id_from_text(text: str) -> str:
    """The content words of the first sentence, at most four and at most 32 characters."""
    first = _SENTENCE.split(clean(text), maxsplit=1)[0]
    bare = _BRACKETS.sub(" ", first)
    words = vocabulary().content_words(bare) or plain(bare).split() or plain(text).split()
    made = ""
    for word in words[:WORDS]:
        longer = f"{made}_{word}" if made else word[:LETTERS]
        if len(longer) > LETTERS:
            break
        made = longer
    made = made.replace("%", "procent")
    return f"q{made}" if made[:1].isdigit() else made or "vraag"


def category_code(code: str, label: str) -> str:
    """The code of the program where it can be one; otherwise all words of the label, at most 30 characters."""
    if _CODE.fullmatch(code) and not _is_label(code, label):
        return code
    made = ""
    for word in re.sub(r"[^a-z0-9]+", " ", plain(label).replace("%", " procent")).split() or ["leeg"]:
        longer = f"{made}_{word}" if made else word[:LABEL_LETTERS]
        if len(longer) > LABEL_LETTERS:
            break
        made = longer
    return made


def _is_label(code: str, label: str) -> bool:
    """Whether a program gave the label itself as code."""
    return code == label and not code.isdigit()


def unused(name: str, taken: Collection[str]) -> str:
    """The name, with _2, _3 and so on behind it where it is taken."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _lower(code: str) -> str:
    return plain(re.sub(r"[^0-9A-Za-zÀ-ÿ]+", " ", code)).replace(" ", "_")
