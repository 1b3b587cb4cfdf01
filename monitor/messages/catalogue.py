"""Messages by code, filled in.

A code is `room.name`: the entry `name` of the file `room.yaml` in the folder of the language. An entry is one
text, or the parts of an error: `what`, `got`, `expected`, `hint`. A part is a text, or a list of texts of which
the first counts whose values are all there; a part without such a text is left out.

Texts are filled with `{name}`. `{count:,}` and `{share:.1%}` are written as the language does, `{count:row|rows}` is
one of two words, by whether count is 1, and a list is its parts with commas between them;
`{names:or}` and `{names:and}` put that word before the last, and `{names:;}` puts semicolons
and `{names:lines}` each on a line of its own.

What was said can be said again in the other language, with the texts that it was filled with: `Said`.
"""

from __future__ import annotations

import errno
import string
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from monitor.messages.speech import language

FOLDER = Path(__file__).parent
FILES = "nl"  # the language of what is written into files
PARTS = ("what", "got", "expected", "hint")
TEXT = "text"
JOINED = {"or": "errors.or", "and": "errors.and"}
_DUTCH = str.maketrans(",.", ".,")


class Said(str):
    """A message as it was said; `again` says it in another language."""

    code: str
    part: str
    values: Mapping[str, Any]

    def __new__(cls, filled: str, code: str, part: str, values: Mapping[str, Any]) -> Said:
        said = super().__new__(cls, filled)
        said.code, said.part, said.values = code, part, values
        return said

    def again(self, spoken: str) -> str:
        values = {name: again(value, spoken) for name, value in self.values.items()}
        return _part(self.code, self.part, values, spoken) or ""


def again(value: Any, spoken: str) -> Any:
    """A value of a message, and each part of a list, in another language where it is a message or an error itself."""
    if isinstance(value, Said):
        return value.again(spoken)
    if hasattr(value, "said_in"):
        return value.said_in(spoken)
    return [again(part, spoken) for part in value] if isinstance(value, list | tuple) else value


def text(code: str, /, **values: Any) -> str:
    """One line that is no error, in the language of the person at the screen. **Raises** KeyError for an unknown code."""
    return Said(text_in(language(), code, **values), code, TEXT, values)


def text_in(spoken: str, code: str, /, **values: Any) -> str:
    """One line in a stated language, for what is written into a file. **Raises** KeyError for an unknown code."""
    return _part(code, TEXT, values, spoken) or ""


def parts(code: str, values: Mapping[str, Any]) -> dict[str, str | None]:
    """The parts of an error by name, None where it has none. **Raises** KeyError for an unknown code.

    A part that the entry does not state, and asks for nowhere, is the value of that name.
    """
    spoken = language()
    filled = {part: _part(code, part, values, spoken) for part in PARTS}
    return {part: None if said is None else Said(said, code, part, values) for part, said in filled.items()}


def _part(code: str, part: str, values: Mapping[str, Any], spoken: str) -> str | None:
    stated = entry(code, spoken)
    if not isinstance(stated, Mapping):
        texts = stated if part in (TEXT, PARTS[0]) else None
    else:
        texts = stated[TEXT] if part == TEXT else stated.get(part)
    if texts is not None:
        return _filled(texts, values, spoken)
    return None if part in _asked(code, spoken) else _given(values.get(part), spoken)


@cache
def _asked(code: str, spoken: str) -> frozenset[str]:
    """The values that an entry asks for, in whatever part."""
    stated = entry(code, spoken)
    every = stated.values() if isinstance(stated, Mapping) else [stated]
    return frozenset().union(*(names(one) for texts in every for one in _texts(texts)))


def _given(value: Any, spoken: str) -> str | None:
    """A part as the caller has it; a number is written as the language does."""
    return fill("{value:,}", spoken, value=value) if isinstance(value, int) else value


def is_message(code: str) -> bool:
    """Whether something is the code of a message."""
    room, _, name = code.partition(".")
    return room.isidentifier() and name.isidentifier() and room in rooms() and name in _room(language(), room)


def entry(code: str, spoken: str | None = None) -> Any:
    """What stands under a code, as it was written. **Raises** KeyError for an unknown code."""
    room, _, name = code.partition(".")
    if not rooms():
        raise FileNotFoundError(errno.ENOENT, "no messages", str(FOLDER / "en"))
    if room not in rooms():
        raise KeyError(code)
    return _room(spoken or language(), room)[name]


@cache
def rooms() -> tuple[str, ...]:
    """The files of messages, the same in every language."""
    return tuple(sorted(path.stem for path in (FOLDER / "en").glob("*.yaml")))


@cache
def _room(spoken: str, room: str) -> Mapping[str, Any]:
    from ruamel.yaml import YAML  # heavy, and most commands have nothing to complain of

    return YAML(typ="safe", pure=True).load((FOLDER / spoken / f"{room}.yaml").read_text(encoding="utf-8"))


class _Filling(string.Formatter):
    def __init__(self, spoken: str) -> None:
        self.spoken = spoken

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return one if value == 1 else many
        if isinstance(value, list | tuple):
            return self._listed([str(one) for one in value], format_spec)
        said = format(value, format_spec)
        plain = format_spec in ("", "g")  # a value as files write it
        return said if plain or self.spoken != "nl" or isinstance(value, str) else said.translate(_DUTCH)

    def _listed(self, words: Sequence[str], joined: str) -> str:
        """Words with commas between them, or semicolons; with `and` or `or`, that word stands before the last."""
        if joined == ";":
            return "; ".join(words)
        if joined == "lines":
            return "\n".join(f"  {word}" for word in words)
        if not joined or len(words) < 2:
            return ", ".join(words)
        return f"{', '.join(words[:-1])} {text_in(self.spoken, JOINED[joined])} {words[-1]}"


def _texts(texts: str | Sequence[str]) -> Sequence[str]:
    return [texts] if isinstance(texts, str) else texts


def _filled(texts: str | Sequence[str], values: Mapping[str, Any], spoken: str) -> str | None:
    for each in _texts(texts):
        if all(values[name] is not None for name in names(each)):
            return _Filling(spoken).vformat(each, (), values)
    return None


def fill(said: str, spoken: str, /, **values: Any) -> str:
    """A text that is no message, such as of a page in one language, filled in the same way."""
    return _Filling(spoken).vformat(said, (), values)


@cache
def names(said: str) -> frozenset[str]:
    """The values that a text asks for."""
    return frozenset(field for _, field, _, _ in string.Formatter().parse(said) if field)
