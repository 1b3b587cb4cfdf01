"""Stata files: variables with texts, labels, and missing values by their letter."""

from __future__ import annotations

from pathlib import Path

from monitor.exchange.readers.spss import survey_file, survey_variable
from monitor.exchange.source import Roles, Source
from monitor.exchange.vocabulary import clean

DATES = ("%td", "%d", "%tc", "%tC", "%tw", "%tm", "%tq", "%th", "%ty")
DAYS = DATES[:4]


def read_stata_source(path: Path) -> Source:
    """The variables and answers of a .dta file. **Raises** IntakeError as `read_stata` does."""
    said, answers, rows = survey_file(path, "stata")
    names, survey = said["names"], said["survey"]
    formats = survey["formats"]
    dated = [name for name in names if formats.get(name, "").startswith(DATES)]
    days = [name for name in dated if formats[name].startswith(DAYS)]
    variables = tuple(
        survey_variable(name, said, answers[name], None, formats.get(name, "").endswith("s"))
        for name in names
        if name not in dated
    )
    return Source(
        format="stata", path=path, title=clean(survey["title"]), answers=answers, rows=rows, variables=variables,
        roles=Roles(completed=days[-1] if days else ""), ignored=tuple(dated),
    )  # fmt: skip
