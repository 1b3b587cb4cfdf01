"""Words as a reader sees them: whole, with capitals or not."""

from __future__ import annotations

import re
from collections.abc import Iterable


def whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of these, which are patterns themselves, where no letter stands before or behind."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
