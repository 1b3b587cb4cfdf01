"""Days as people write them in a file."""

from __future__ import annotations

import re
from datetime import date

_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME, re.ASCII)
_DUTCH = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME, re.ASCII)


def day_of(text: str) -> date | None:
    """The day of 2022-09-15, 15-09-2022, 15/9/2022 or 15.9.2022, with or without a time; None for another text.

    The day stands before the month: 09/15/2022 is no date.
    """
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DUTCH.fullmatch(text):
            return date(int(match[4]), int(match[3]), int(match[1]))
    except ValueError:
        return None
    return None
