"""How a wording is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from monitor.errors import PublicationError

PLACE = "language/words"  # where every wording stands


PAIR = re.compile(r"\[(?:(\w+): )?([^\[\]|]*)\|([^\[\]|]*)\]")
ONE = "1"


def filled(
    template: str, values: Mapping[str, str], plural: bool = False, numbers: Mapping[str, str] | None = None
) -> str:
    """A wording with its {slots} filled and each [singular|plural] pair decided.

    `plural` decides a pair without a name; `[n: deed|deden]` follows the number in the slot n. `numbers` says
    what stands in a slot whose value is no number yet, such as a variable.

    **Raises** PublicationError for a slot, or a number of a pair, that has no value.
    """
    known = {**values, **{capital(name): capital(value) for name, value in values.items()}}

    def value(name: str, of: Mapping[str, str]) -> str:
        if name not in of:
            raise PublicationError(
                "publication.wording_names_which_has_no_value",
                where=PLACE,
                expected=", ".join(sorted(values)),
                name=name,
            )
        return of[name]

    def decided(pair: re.Match[str]) -> str:
        name, singular, several = pair.groups()
        many = plural if name is None else value(name, {**values, **(numbers or {})}) != ONE
        return several if many else singular

    return re.sub(r"\{(\w+)\}", lambda slot: value(slot[1], known), PAIR.sub(decided, template))


def filled_if_known(template: str, values: Mapping[str, Any]) -> str:
    """A wording filled in; "" where a figure it names is not known."""
    known = {name: str(value) for name, value in values.items() if value not in (None, "")}
    if any(f"{{{name}}}" in template or f"[{name}: " in template for name in values.keys() - known.keys()):
        return ""
    return filled(template, known)


def capital(text: str) -> str:
    """First letter as a capital; IJ is one letter in Dutch."""
    if text.startswith("ij"):
        return "IJ" + text[2:]
    return text[:1].upper() + text[1:]


def full_stop(text: str) -> str:
    """A text that somebody typed as a sentence: with a full stop where it ends with no sign."""
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def ends_itself(text: str) -> bool:
    """Whether a text is a sentence by itself: it ends with a question mark or a full stop."""
    return text.endswith(("?", "!", ".", "…"))


def ended(text: str) -> str:
    """A text with the full stop that closes it, where it has no such sign."""
    return text if ends_itself(text) else f"{text}."


def small_start(text: str) -> str:
    """First letter small, unless the first word is a name or abbreviation (UWV, AVG) or "I" of a code."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return text if sum(letter.isupper() for letter in first) > 1 else text[:1].lower() + text[1:]
