"""Writes a site from the runs that stand in an output folder: every wave of every study that was run, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.commands.last_run import as_last_run, last_released, last_results, voice_of_last
from monitor.errors import PublicationError, ReleaseError
from monitor.messages.catalogue import text
from monitor.output_places import check_places
from monitor.outputs import OutputError, check_results, file_hash, read_manifest, staged, write_json
from monitor.pipeline import declared_study
from monitor.schema import VERSION
from monitor.stages.options import RunOptions, Tell, confidential_root, home_of
from monitor.study.study_file import PUBLIC

if TYPE_CHECKING:
    from monitor.publication.site.run import SiteRun

SITE = "site.json"
ENDINGS = (".html", ".css", ".js", ".svg", ".csv", ".woff", ".txt", ".json")
"""Of the files of a site."""
RESULTS = ("estimates.csv", "changes.csv", "method.json")


def write_site(paths: Sequence[Path], options: RunOptions, to: Path, tell: Tell) -> tuple[str, ...]:
    """Write the site of studies into the folder `to`; returns what there is to say.

    **Raises** ReleaseError for a study without released results, for results that are not as their run left them, of
    another version, or for inside use; PublicationError for made-up figures beside real ones, and for one study twice;
    OutputError for a folder that holds something else.
    """
    from monitor.publication.site.build import site_files

    _check_place(to, options)
    found = [(run, facts) for path in paths for run, facts in _runs_of(path, options, tell)]
    runs = [run for run, _ in found]
    _check_together(runs)
    with staged({"site": to}) as folders:
        pages = 0
        for address, content in site_files(runs, lambda told: tell("written", told)):
            path = folders["site"] / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            pages += address.endswith(".html")
        lost = _lost(to, folders["site"])
        write_json(folders["site"] / SITE, {"runs": [facts for _, facts in found]})
    return tuple(_said(pages, lost, to))


def _said(pages: int, lost: Sequence[str], to: Path) -> Iterator[str]:
    yield text("website.written", count=pages, file=to / "index.html")
    if lost:
        yield text("website.lost", count=len(lost), first=lost[0])
    yield text("website.next", folder=to)


def _runs_of(path: Path, options: RunOptions, tell: Tell) -> Iterator[tuple[SiteRun, dict[str, Any]]]:
    """The runs of a study, the newest first."""
    whole = declared_study(path, options)
    waves = [wave.id for wave in whole.waves if (home_of(whole.until(wave.id), options) / "results").is_dir()]
    if not waves:
        last_results(whole, path, options)
    for wave in reversed(waves):
        run, facts = run_of(path, options, wave)
        tell("read", text("website.read", title=run.study.title, wave=run.wave))
        yield run, facts


def run_of(path: Path, options: RunOptions, wave: str) -> tuple[SiteRun, dict[str, Any]]:
    """A released run of a study with what a site says of it; **raises** as `write_site` does."""
    from monitor.publication.site.run import SiteRun

    options = replace(options, wave=wave)
    study = as_last_run(declared_study(path, options), options).beside({}, ())
    home, results = home_of(study, options), last_results(study, path, options)
    manifest = read_manifest(home)
    check_results(home, manifest["outputs"])
    released = last_released(study, path, options)
    if released.method.audience != PUBLIC:
        raise ReleaseError("website.inside", where=results)
    if released.version != VERSION:
        raise ReleaseError("website.other_version", where=results, got=released.version, expected=VERSION)
    facts = {
        "study": study.id,
        "wave": study.current.id,
        "results": {name: file_hash(results / name) for name in RESULTS},
    }
    return SiteRun(released, voice_of_last(study, released)), facts


def _check_together(runs: Sequence[SiteRun]) -> None:
    """**Raises** PublicationError for runs that may not stand in one site."""
    waves: set[tuple[str, str]] = set()
    declared: dict[str, Path] = {}
    for run in runs:
        name, wave, path = run.study.id, run.study.current.id, run.study.path
        other = declared.setdefault(name, path)
        if other != path or (name, wave) in waves:
            raise PublicationError("website.twice", where=path, name=name, other=other)
        waves.add((name, wave))
    made_up = {run.study.demonstration: run.study.path for run in runs}
    if len(made_up) > 1:
        raise PublicationError("website.demonstration", where=made_up[True], other=made_up[False])


def _check_place(to: Path, options: RunOptions) -> None:
    """**Raises** OutputError for a folder that holds something else than an earlier site, or where a run keeps its files."""
    check_places({"--to": to, "--confidential": confidential_root(options)}, ())
    if options.out.resolve().is_relative_to(to.resolve()):
        raise OutputError("places.inside", where=options.out, one="--out", other="--to")
    held = sorted(path for path in to.rglob("*") if path.is_file()) if to.is_dir() else []
    strange = [path for path in held if path.suffix not in ENDINGS or path.name.startswith(".")]
    if held and not (to / SITE).is_file():
        strange = held
    if strange:
        raise OutputError("website.place", where=to, got=strange[0].relative_to(to).as_posix())


def _lost(earlier: Path, now: Path) -> list[str]:
    """Addresses of pages that the earlier site in this place had and this one does not."""
    pages = (
        (path.relative_to(earlier) for path in sorted(earlier.rglob("*.html"))) if earlier.is_dir() else ()
    )
    return [page.as_posix() for page in pages if not (now / page).is_file()]
