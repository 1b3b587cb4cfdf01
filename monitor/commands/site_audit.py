"""Holds a site against the results that it was made of: its files, and what all of them together give away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.commands.declared import read_under, study_called
from monitor.commands.site_writing import SITE, run_of
from monitor.errors import ReleaseError
from monitor.input_files import read_text
from monitor.messages.catalogue import text
from monitor.outputs import MOST_MANIFEST, json_text
from monitor.stages.options import RunOptions

if TYPE_CHECKING:
    from monitor.publication.site.audit import Leak
    from monitor.publication.site.run import SiteRun

MOST_TOLD = 20  # findings that an error names


def is_site(folder: Path) -> bool:
    """Whether a folder holds what `monitor site` wrote."""
    return (folder / SITE).is_file()


def audit_site(
    folder: Path, studies: Sequence[Path], out: Path, policy: Path | None
) -> tuple[list[Path], str]:
    """Read every file of a site; returns the folders of the runs that it was made of, and what there is to say.

    **Raises** ReleaseError for a site of other results than those in `out`, and for a site that holds what was not released.
    """
    from monitor.publication.site.audit import SiteAudit

    runs = list(_runs(folder, studies, RunOptions(out=out, policy=policy)))
    leaks = list(dict.fromkeys((*_made_otherwise(folder, runs), *SiteAudit(folder, runs).leaks())))
    if leaks:
        lines = [text("website.finding", file=leak.file, what=leak.what) for leak in leaks[:MOST_TOLD]]
        raise ReleaseError("website.audit_failed", where=folder, count=len(leaks), lines=lines)
    count = sum(path.is_file() for path in folder.rglob("*"))
    homes = [out / run.study.id / run.study.current.id for run in runs]
    return homes, text("website.audit_passed", count=count)


def _made_otherwise(folder: Path, runs: Sequence[SiteRun]) -> Iterator[Leak]:
    """Files that the program does not make of these released results, or not like this: attributes, comments and numbers that
    no reader sees are caught so too."""
    from monitor.publication.site.audit import Leak
    from monitor.publication.site.build import site_files

    made = dict(site_files(runs, lambda _: None))
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name not in made and name != SITE:
            yield Leak(name, text("website.is_unknown"))
        elif name in made and path.read_bytes() != made[name]:
            yield Leak(name, text("website.is_changed"))


def _runs(folder: Path, studies: Sequence[Path], options: RunOptions) -> Iterator[SiteRun]:
    """The runs that a site says it was made of, in its order."""
    given = {read_under(path, None).id: path for path in studies}
    for told in _told(folder):
        name, wave = told["study"], told["wave"]
        path = given.get(name) or study_called(name, None, options.out / name / wave).path
        run, facts = run_of(path, options, wave)
        if facts != told:
            raise ReleaseError("website.other_results", where=folder, name=name, wave=wave, out=options.out)
        yield run


def _told(folder: Path) -> list[dict[str, Any]]:
    path = folder / SITE
    try:
        written = read_text(path, ReleaseError, MOST_MANIFEST)
        told = json.loads(written)["runs"]
        if (
            told
            and all({"study", "wave", "results"} == set(one) for one in told)
            and json_text({"runs": told}) == written
        ):
            return list(told)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise ReleaseError("website.no_site", where=path)
