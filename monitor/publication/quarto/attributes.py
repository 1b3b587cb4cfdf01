"""Reads the braces of Markdown: `{#identifier .class key="value"}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

BRACES = r'\{(?:[^{}"]|"(?:\\.|[^"\\])*")*\}'
PART = re.compile(
    r"#(?P<identifier>[^\s}]+)|\.(?P<class>[^\s}]+)|(?P<key>[\w-]+)=(?:\"(?P<quoted>(?:\\.|[^\"\\])*)\"|(?P<bare>[^\s}]+))"
)


@dataclass(frozen=True)
class Attributes:
    """Identifier, classes and keys of an element, in the order written."""

    identifier: str
    classes: tuple[str, ...]
    keys: Mapping[str, str]


def read_attributes(text: str) -> Attributes:
    """Read what stands between braces, or a bare word, which is one class."""
    if not text.startswith("{"):
        return Attributes("", (text.strip(),) if text.strip() else (), {})
    identifier, classes, keys = "", [], {}
    for part in PART.finditer(text[1:-1]):
        if part["identifier"]:
            identifier = part["identifier"]
        elif part["class"]:
            classes.append(part["class"])
        else:
            keys[part["key"]] = part["quoted"] if part["quoted"] is not None else part["bare"]
    return Attributes(identifier, tuple(classes), keys)
