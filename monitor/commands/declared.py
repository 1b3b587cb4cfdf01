"""The study file that goes with results, where somebody names only the results."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.commands.demonstration import demonstration_studies
from monitor.errors import ReleaseError

if TYPE_CHECKING:
    from monitor.study.organisation_policy import OrganisationPolicy
    from monitor.study.study import Study


def read_under(path: Path, policy: OrganisationPolicy | None) -> Study:
    """A study, under the policy where that names it."""
    from monitor.study.study_reader import named_by, read_study

    return read_study(path, policy if policy and named_by(policy, path) else None)


def study_called(name: str, policy: OrganisationPolicy | None = None) -> Study:
    """The declaration of a study, looked for below the current folder and in the demonstration."""
    wanted = re.compile(rf"^study:\s*{re.escape(name)}\s*$", re.MULTILINE)
    for folder in (Path.cwd(), demonstration_studies()):
        for path in sorted(folder.rglob("study*.yaml")):
            if path.is_file() and wanted.search(path.read_text(encoding="utf-8", errors="replace")):
                return read_under(path, policy)
    raise ReleaseError("program.study_file_of_was_not_found", name=name)
