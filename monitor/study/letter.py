"""A letter to parliament: who writes it, what it answers, and what is left to the minister."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from monitor.study.fields import Stated, Text, Words, declared, declared_by_name

PAPER = re.compile(
    r"(?:Kamerstukken (?P<chamber>I|II) (?P<first>\d{4})/(?P<second>\d{2}), )?"
    r"\d{2} ?\d{3}(?:[- ][IVXLC]+)?, (?:nr\. [1-9]\d{0,3}|(?:letter )?[A-Z]{1,3})"
)


def _paper(number: str) -> str:
    """The number of a paper of parliament: 26448, nr. 123, or Kamerstukken I 2023/24, 36 410 XV, letter C."""
    found = PAPER.fullmatch(number)
    if found is None or (found["first"] and (int(found["first"]) + 1) % 100 != int(found["second"])):
        raise ValueError("declared.a_paper_of_parliament")
    return number


Paper = Annotated[Text, AfterValidator(_paper)]


@declared
class Motion:
    """A motion that the letter answers."""

    paper: Paper
    """Its number, such as 26448, nr. 123."""
    by: Stated
    """Who moved it, such as: het lid De Vries."""
    asks: Stated
    """What it asks of the government, as it is said after "om"."""


@declared
class Promise:
    """A promise to parliament that the letter keeps."""

    when: Stated
    """Where it was made, as it is said after "in": het commissiedebat van 14 maart 2024."""
    promises: Stated
    """What was promised, as it is said after "om"."""
    number: Words = ""
    """Its number in the register of promises, where it has one."""


@declared_by_name
class Letter:
    """What a letter to parliament says besides the figures; the template `letter` prints it."""

    sender: Stated
    """The organisation at the head of the letter."""
    address: Annotated[tuple[Stated, ...], Field(min_length=1)]
    """Its address, a line each."""
    reference: Text
    """Onze referentie."""
    subject: Stated
    """Betreft, in a few words."""
    reason: Stated
    """Why the letter comes now, in one or two sentences."""
    motions: tuple[Motion, ...] = ()
    """Motions that it answers."""
    promises: tuple[Promise, ...] = ()
    """Promises that it keeps."""
    annexes: Annotated[tuple[Stated, ...], Field(min_length=1)]
    """What comes with it, such as: het rapport."""
    consequences: Words = ""
    """What the minister does with the outcomes; left out, that parliament hears it later."""
    minister: Stated
    """Who signs, as it is said after "de": minister van Sociale Zaken en Werkgelegenheid."""
    name: Stated
    """The name below the signature."""
