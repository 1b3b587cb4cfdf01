"""Messages by code, filled in.

A code is `room.name`: the entry `name` of the file `room.yaml` in the folder of the language. An entry is one
text, or the parts of an error: `what`, `got`, `expected`, `hint`. A part is a text, or a list of texts of which
the first counts whose values are all there; a part without such a text is left out.

Texts are filled with `{name}`. `{count:,}` groups thousands as the language does, and `{count:row|rows}` is one of
two words, by whether count is 1.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from monitor.messages.speech import language

FOLDER = Path(__file__).parent
PARTS = ("what", "got", "expected", "hint")
THOUSANDS = {"nl": ".", "en": ","}


def text(code: str, /, **values: Any) -> str:
    """One line that is no error, in the language of the person at the screen. **Raises** KeyError for an unknown code."""
    return _filled(entry(code), values) or ""


def text_in(spoken: str, code: str, /, **values: Any) -> str:
    """One line in a stated language, for what is written into a file. **Raises** KeyError for an unknown code."""
    return _filled(entry(code, spoken), values, spoken) or ""


def parts(code: str, values: Mapping[str, Any]) -> dict[str, str | None]:
    """The parts of an error by name, None where it has none. **Raises** KeyError for an unknown code."""
    said = entry(code)
    if not isinstance(said, Mapping):
        said = {"what": said}
    return {part: _filled(said.get(part), values) for part in PARTS}


def is_message(code: str) -> bool:
    """Whether something is the code of a message."""
    room, _, name = code.partition(".")
    return room.isidentifier() and name.isidentifier() and room in rooms() and name in _room(language(), room)


def entry(code: str, spoken: str | None = None) -> Any:
    """What stands under a code, as it was written. **Raises** KeyError for an unknown code."""
    room, _, name = code.partition(".")
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
        said = format(value, format_spec)
        return said.replace(",", THOUSANDS[self.spoken]) if format_spec.endswith(",") else said


def _filled(
    said: str | Sequence[str] | None, values: Mapping[str, Any], spoken: str | None = None
) -> str | None:
    if said is None:
        return None
    for each in [said] if isinstance(said, str) else said:
        if all(values[name] is not None for name in names(each)):
            return _Filling(spoken or language()).vformat(each, (), values)
    return None


def fill(said: str, spoken: str, /, **values: Any) -> str:
    """A text that is no message, such as of a page in one language, filled in the same way."""
    return _Filling(spoken).vformat(said, (), values)


def names(said: str) -> set[str]:
    """The values that a text asks for."""
    return {field for _, field, _, _ in string.Formatter().parse(said) if field}
