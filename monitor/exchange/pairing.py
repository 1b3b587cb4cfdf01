"""Which structure goes with which answers at fixed places: nothing in such answers tells it but their name, year and number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.limits import exchange_limits
from monitor.exchange.readers import triples
from monitor.input_files import is_file
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import format_of, is_text
from monitor.intake.files.source import UTF_16

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
Waves = Mapping[Path, str]


def fixed_pairs(paths: Sequence[Path], waves: Waves) -> list[tuple[Path, Path | None]]:
    """Triple-S surveys, each with the file of its answers; None for one that stands alone.

    The answers are those of its name, else of its year, else the only ones at fixed places, else the only other text.
    **Raises** IntakeError for a survey that has answers beside it of which nothing tells whether they are its own.
    """
    files = [path for path in paths if is_file(path)]
    surveys = [path for path in files if triples.is_survey(path)]
    others = [path for path in files if path not in surveys]
    if not others:
        return [(survey, None) for survey in surveys]
    found: list[tuple[Path, Path | None]] = []
    for survey in surveys:
        free = [path for path in others if path not in {data for _, data in found}]
        data = _partner(survey, free, len(surveys) - len(found), waves)
        if data is None:
            raise IntakeError(
                "exchange.structure_without_answers", where=survey.name, others=", ".join(path.name for path in others),
                example=f"{survey.stem}{exchange_limits().triple_s.endings[0]}",
            )  # fmt: skip
        found.append((survey, data))
    return found


def _partner(survey: Path, others: Sequence[Path], surveys: int, waves: Waves) -> Path | None:
    named = [path for path in others if path.stem.casefold() == survey.stem.casefold()]
    texts = [path for path in others if _is_text(path)]
    fixed = [path for path in texts if has_fixed_ending(path)]
    years = _years(survey, waves)
    of_year = [path for path in fixed or texts if years and _years(path, waves) == years]
    alone = fixed if len(fixed) == 1 else texts if len(others) == 1 else []
    for group in (
        [path for path in fixed if path in named],
        [path for path in texts if path in named],
        named,
        of_year,
        alone if surveys == 1 else [],
        others if len(others) == 1 == surveys else [],
    ):
        if len(group) == 1:
            return group[0]
    return None


def _is_text(path: Path) -> bool:
    form = format_of(path, read_limits())
    return is_text(form) and form != UTF_16


def _years(path: Path, waves: Waves) -> set[str]:
    """The year that stands in front of a file, else those in its name and, of a survey, in its title."""
    if path in waves:
        return {waves[path]}
    title = triples.title_of(path) if triples.is_survey(path) else ""
    return set(YEAR.findall(title) or YEAR.findall(path.stem))


def has_fixed_ending(path: Path) -> bool:
    """Whether a file is called as answers at fixed places are."""
    return path.suffix.lower() in exchange_limits().triple_s.endings


def check_not_fixed(path: Path) -> None:
    """**Raises** IntakeError for a text that is no table: answers at fixed places, or a survey of another Triple-S."""
    if triples.is_classic(path):
        raise IntakeError("exchange.triple_s_classic", where=path.name)
    if path.suffix.lower() == f".{triples.ROOT}":
        raise IntakeError("exchange.no_triple_s", where=path.name)
    if has_fixed_ending(path):
        raise IntakeError("exchange.answers_without_structure", where=path.name)
