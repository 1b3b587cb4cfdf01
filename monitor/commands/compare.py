"""`monitor compare`: what moved between two releases of one study, and the erratum that tells it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.commands.declared import read_under, study_called
from monitor.commands.last_run import confidential_of
from monitor.commands.screen import show
from monitor.errors import MonitorError, ReleaseError
from monitor.messages.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.publication.erratum.erratum import Account
    from monitor.publication.erratum.moves import Move
    from monitor.publication.language.voice import Voice
    from monitor.release.results.released_set import ReleasedSet
    from monitor.run_differences import Difference
    from monitor.study.study import Study

FILES = ("erratum.md", "moved.csv")
COUNTED = {
    "moved": "compare.moved",
    "no_longer_shown": "compare.no_longer_shown",
    "now_shown": "compare.now_shown",
    "new": "compare.new",
    "gone": "compare.gone",
    "behind": "compare.behind",
}


def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="help.folder_earlier_run_its")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="help.folder_later_run_its")],
    to: Annotated[Path, typer.Option(help="help.folder_erratum_md_moved")] = Path("erratum"),
    study: Annotated[Path | None, typer.Option(help="help.study_file_new_where")] = None,
    expect_none: Annotated[bool, typer.Option("--expect-none", help="help.exit_code_when_printed")] = False,
) -> None:
    """What moved between two releases of one study."""
    show(compare_releases(old, new, to, study, expect_none))


def compare_releases(
    old: Path, new: Path, to: Path, study: Path | None, expect_none: bool
) -> tuple[str, ...]:
    """Hold two results folders against each other; returns what there is to say.

    **Raises** ReleaseError for results that cannot be read or are of two studies, for results for inside use, and
    with `expect_none` when something moved; OutputError for a folder that holds something else.
    """
    from monitor.pipeline import voice_of
    from monitor.publication.erratum.moves import moves_of
    from monitor.publication.erratum.printed import Printer
    from monitor.release.results.comparison import compare_results
    from monitor.release.results.conditions import as_released

    before, after = (_released(folder) for folder in (old, new))
    compared = compare_results(before, after)
    declared = read_under(study, None) if study else study_called(after.method.study, results=new)
    if declared.id != after.method.study:
        raise ReleaseError("compare.other_study", where=study, got=declared.id, expected=after.method.study)
    declared = as_released(_until_newest(declared, after), [after.method])
    voice = voice_of(declared)
    moves = moves_of(compared, Printer(voice))
    causes = tuple(_causes((old, before), (new, after), declared))
    equal = sum(table.equal for table in compared)
    _write(moves, _account(before, after, equal, causes, voice), voice, to)
    seen = sum(move.kind != "behind" for move in moves)
    if expect_none and seen:
        raise ReleaseError("compare.printed_moved", where=new, count=seen, file=to / FILES[0])
    return tuple(_told(moves, equal, to))


def _released(folder: Path) -> ReleasedSet:
    from monitor.release.results.released_set import read_results, results_folder
    from monitor.study.study_file import PUBLIC

    released = read_results(results_folder(folder))
    if released.method.audience != PUBLIC:
        raise ReleaseError("compare.inside", where=folder)
    return released


def _until_newest(study: Study, released: ReleasedSet) -> Study:
    """The study as it stood at the newest wave of the results."""
    held = [wave.id for wave in study.waves if wave.id in released.method.waves]
    return study.until(held[-1]) if held else study


def _causes(
    old: tuple[Path, ReleasedSet], new: tuple[Path, ReleasedSet], study: Study
) -> Iterator[Difference]:
    """What the two runs were not made alike of, as far as their manifests and methods tell."""
    from monitor.run_differences import differing_facts, differing_methods

    before, after = (_facts(folder) for folder, _ in (old, new))
    if before and after:
        yield from differing_facts(before, after, study)
    yield from differing_methods(old[1].method, new[1].method)


def _facts(folder: Path) -> dict:
    """The manifest of a run: the confidential one beside it, which knows the answers, where that is there."""
    from monitor.outputs import MANIFEST, home_of_run, read_manifest

    home = home_of_run(folder)
    for place in (confidential_of(home), home):
        if place is not None and (place / MANIFEST).is_file():
            try:
                return read_manifest(place)
            except MonitorError:
                continue
    return {}


def _account(
    old: ReleasedSet, new: ReleasedSet, equal: int, causes: Sequence[Difference], voice: Voice
) -> Account:
    from monitor.publication.erratum.erratum import Account
    from monitor.publication.language.filling import filled

    words = voice.words.erratum
    said = tuple(
        filled(
            words.causes[cause.kind],
            {
                "name": words.methods.get(cause.name, cause.name),
                "wave": cause.name,
                "old": cause.old,
                "new": cause.new,
            },
        )
        for cause in causes
    )
    return Account(old.method.published, new.method.published, equal, said)


def _write(moves: Sequence[Move], account: Account, voice: Voice, to: Path) -> None:
    """Both files, whole or not at all."""
    from monitor.outputs import OutputError, staged
    from monitor.publication.erratum.erratum import Erratum
    from monitor.publication.erratum.moved_file import write_moved

    if to.is_symlink() or (
        to.exists() and (not to.is_dir() or any(one.name not in FILES for one in to.iterdir()))
    ):
        raise OutputError("compare.place", where=to)
    with staged({"erratum": to}) as folders:
        text_of = Erratum(moves, account, voice).markdown()
        (folders["erratum"] / FILES[0]).write_text(text_of, encoding="utf-8", newline="\n")
        write_moved(moves, folders["erratum"] / FILES[1])


def _told(moves: Sequence[Move], equal: int, to: Path) -> Iterator[str]:
    yield text("compare.equal", count=equal)
    for kind, line in COUNTED.items():
        count = sum(move.kind == kind for move in moves)
        if count:
            yield text(line, count=count)
    verdicts = sum(move.new_verdict and move.kind == "moved" for move in moves)
    yield text("compare.verdicts", count=verdicts)
    yield text("compare.written", folder=to)
