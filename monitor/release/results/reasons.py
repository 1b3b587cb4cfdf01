"""Why a row is suppressed. Released files hold these words; publication tells them in Dutch.

A small group and a group suppressed to protect it have one and the same reason, on purpose.
"""

from __future__ import annotations

SMALL_GROUP = "small_group"
"""Too few answers, too small a count, or needed to protect another group."""
COARSENED = "coarsened"
"""Published only as one net with its complement, or as a mean."""
WITHHELD = "withheld"
"""Could not be protected: the item is not broken down so at all."""
NO_RESPONDENTS = "no_respondents"
"""Nobody is in the group."""
ESTIMATE_SUPPRESSED = "estimate_suppressed"
"""A change of which at least one estimate is not released."""

NEEDS_NO_PROTECTION = frozenset({COARSENED, NO_RESPONDENTS})
"""Reasons of rows that the audit need not protect: what a declared coarsening leaves out, and nobody."""
