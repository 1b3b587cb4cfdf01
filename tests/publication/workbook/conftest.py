"""Studies and released sets for table books: those that figures are drawn of."""

from __future__ import annotations

from tests.publication.figures.conftest import (  # noqa: F401
    klantmanagers,
    make_released,
    make_sample,
    sample,
    three_waves,
)
