"""Google Forms: a time stamp first, then the texts of the questions; rows of a grid stand in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monitor.exchange.readers.plain import table_source
from monitor.exchange.source import Roles, Source
from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import plain

STAMPS = ("tijdstempel", "timestamp")
OWN = ("score", "totale score", "total score")


def is_google(sheets: Sequence[Sheet]) -> bool:
    """Whether a table begins as Google Forms makes it."""
    return bool(sheets) and bool(sheets[0].headings) and plain(sheets[0].headings[0]) in STAMPS


def read_google(path: Path, sheets: Sequence[Sheet]) -> Source:
    """The answers of a form, which has no respondent number."""
    source = table_source(path, sheets[0], "googleforms")
    stamp = source.variables[0].heading
    own = tuple(one.heading for one in source.variables if plain(one.heading) in OWN)
    asked = tuple(replace(one, code="") for one in source.variables[1:] if one.heading not in own)
    return replace(source, variables=asked, ignored=own, roles=Roles(completed=stamp))
