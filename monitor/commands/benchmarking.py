"""A report for each municipality: made once for what goes into it, whole or not at all, and the same in any order.

OUT/STUDY/WAVE-municipalities/CODE/report.html, .pdf, .docx    the report
OUT/STUDY/WAVE-municipalities/CODE/made.json                   the hash of what went in, of each file, and of the zip
OUT/STUDY/WAVE-municipalities/CODE.zip                         with `--pack`: all that is handed to the municipality
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, as_completed, wait
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from monitor.commands.last_run import as_last_run, check_as_run, last_released, last_results, voice_of_last
from monitor.errors import MonitorError, PublicationError
from monitor.input_files import read_text
from monitor.messages.catalogue import text
from monitor.output_places import check_folder
from monitor.outputs import (
    MOST_MANIFEST,
    OutputError,
    check_results,
    file_hash,
    file_hashes,
    json_text,
    make_home,
    read_manifest,
    staged,
    write_json,
    write_over,
)
from monitor.pipeline import declared_study
from monitor.publication.quarto.template_documents import OF_A_PLACE
from monitor.run_record import run_facts
from monitor.stages.options import RunOptions, Tell, home_of
from monitor.stages.writing import engine_of, write_report
from monitor.study.study_file import ReportPlan

if TYPE_CHECKING:
    import pandas as pd

    from monitor.publication.language.municipality_words import PackWords
    from monitor.publication.language.voice import Voice
    from monitor.release.results.released_set import ReleasedSet

REPORT, COUNCIL = OF_A_PLACE
MADE = "made.json"
PACKED = "packed"  # in it, once there is a zip
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, MonitorError)
FOLDER = "{wave}-municipalities"
STEP = 10  # municipalities between two lines of progress
FEWEST = 6  # for fewer, other processes cost more than they bring
WAITING = 2  # municipalities that wait for each process; more would fill the memory


class CutByPlace(Protocol):
    """A released set that is cut by municipality."""

    def of(self, code: str) -> ReleasedSet: ...

    def own(self, code: str) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Job:
    """What all municipalities share: voice, options, the hash of what goes into every report, and where they go."""

    voice: Voice
    options: RunOptions
    shared: str
    home: Path
    pack: bool

    def name_of(self, code: str) -> str:
        frame = self.voice.study.municipalities
        return frame.rows[code]["name"] if frame is not None else code

    def hash_of(self, code: str) -> str:
        """Of all that goes into the report of a municipality."""
        return hashlib.sha256(f"{self.shared} {code}".encode()).hexdigest()

    def zip_of(self, code: str) -> Path:
        """Where all that is handed to a municipality stands."""
        return self.home / f"{code}.zip"

    def has_report(self, code: str) -> bool:
        """Whether the report of a municipality stands there as it would be made."""
        return _stands(self.home / code, self.hash_of(code))

    def stands(self, code: str) -> bool:
        """Whether everything of a municipality does."""
        return self.has_report(code) and (not self.pack or self.has_zip(code))

    def has_zip(self, code: str) -> bool:
        """Whether the zip of a municipality stands there as it was written: not what a stop or an editor left of it."""
        try:
            return _told(self.home / code).get(PACKED) == file_hash(self.zip_of(code))
        except UNREADABLE:
            return False


@dataclass(frozen=True)
class Own:
    """What goes into the reports of one municipality: the released set that is cut for it, and its own figures."""

    code: str
    released: ReleasedSet
    figures: pd.DataFrame


def write_places(
    path: Path, codes: Sequence[str] | None, options: RunOptions, pack: bool, tell: Tell
) -> Iterator[str]:
    """Write the report of each municipality, all of them where no codes are given; tells what was made and what failed.

    **Raises** PublicationError for a study without a benchmark and for an unknown code, before anything is written; ReleaseError
    for results that are not those of the run; OutputError where the disk refuses the folder. One municipality that fails is named at the end, and the others stand.
    """
    job, places = _job(path, options, pack)
    chosen = _chosen(codes, job)
    make_home(job.home)
    waiting = [code for code in chosen if not job.stands(code)]
    failed: dict[str, str] = {}
    for number, (code, problem) in enumerate(_written(waiting, places, job), start=1):
        failed |= {code: problem} if problem else {}
        if number % STEP == 0 or number == len(waiting):
            tell("published", text("benchmark.so_far", count=number, of=len(waiting)))
    made = len(waiting) - len(failed)
    yield text("benchmark.written", count=made, same=len(chosen) - len(waiting), folder=job.home)
    if pack:
        yield text("benchmark.listed", file=_write_list(job, set(chosen) - failed.keys()))
    yield from (
        text("benchmark.failed", municipality=code, problem=why) for code, why in sorted(failed.items())
    )
    if failed:
        raise PublicationError("publication.municipalities_failed", count=len(failed))


def _written(codes: Sequence[str], places: CutByPlace, job: Job) -> Iterator[tuple[str, str]]:
    """Each municipality once it is written, with what went wrong; a few processes write many of them."""
    own = (Own(code, places.of(code), places.own(code)) for code in codes)
    workers = min(os.cpu_count() or 1, len(codes))
    if len(codes) < FEWEST or workers == 1:
        yield from (_write(one, job) for one in own)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (job,)) as pool:
        pending: set[Future[tuple[str, str]]] = set()
        for one in own:
            pending.add(pool.submit(_write_here, one))
            if len(pending) >= workers * WAITING:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        yield from (each.result() for each in as_completed(pending))


_HERE: list[Job] = []
"""The job of this process."""


def _begin(job: Job) -> None:
    _HERE[:] = [job]


def _write_here(own: Own) -> tuple[str, str]:
    return _write(own, _HERE[0])


def _job(path: Path, options: RunOptions, pack: bool) -> tuple[Job, CutByPlace]:
    from monitor.publication.language import words

    study = declared_study(path, options)
    last_results(study, path, options)
    study = as_last_run(study, options).beside({}, ())  # no report of a municipality shows other surveys
    released = last_released(study, path, options)
    voice = voice_of_last(study, released)
    cut = _cut(released, voice)
    target = home_of(study, options)
    manifest = read_manifest(target)
    check_results(target, manifest["outputs"])
    facts = run_facts(study, {}, engine_of(options))
    check_as_run(study, released.method, facts["inputs"], manifest.get("inputs", {}))
    results = {name: digest for name, digest in manifest["outputs"].items() if name.startswith("results/")}
    shared = {
        "facts": facts, "results": results, "formats": options.formats,
        "templates": _templates(voice), "words": file_hashes(words.FOLDER, words.FOLDER),
    }  # fmt: skip
    home = target.with_name(FOLDER.format(wave=target.name))
    check_folder(home)
    job = Job(voice, options, json.dumps(shared, sort_keys=True), home, pack)
    return job, cut


def _cut(released: ReleasedSet, voice: Voice) -> CutByPlace:
    from monitor.publication.municipal.place import Places
    from monitor.publication.municipal.released_place import ReleasedPlaces
    from monitor.publication.register.place import ReleasedRegisterPlaces

    if voice.study.register is not None:
        return ReleasedRegisterPlaces(released)
    return ReleasedPlaces(released, Places(released, voice).plan)


def _templates(voice: Voice) -> dict[str, str]:
    from monitor.publication.quarto.template_documents import template_folders
    from monitor.publication.theme.templates import shared_root

    folders = [shared_root()]
    for plan in (_plan(REPORT), _plan(COUNCIL)):
        folders += template_folders(plan, voice.study).folders
    return {
        f"{place}/{name}": digest
        for place, folder in enumerate(folders)
        for name, digest in file_hashes(folder, folder).items()
    }


def _plan(name: str) -> ReportPlan:
    return ReportPlan(name, None, None)


def _chosen(codes: Sequence[str] | None, job: Job) -> list[str]:
    from monitor.publication.municipal.municipalities import Municipalities

    places = Municipalities(job.voice.study)
    for code in codes or ():
        places.check(code)
    return list(dict.fromkeys(codes)) if codes is not None else list(places.codes)


def _write(own: Own, job: Job) -> tuple[str, str]:
    """Write what does not stand there yet of one municipality; its code, and what went wrong."""
    try:
        if not job.has_report(own.code):
            _write_report(own, job)
        if job.pack and not job.has_zip(own.code):
            _write_pack(own, job)
    except MonitorError as problem:
        return own.code, str(problem)
    return own.code, ""


def _write_report(own: Own, job: Job) -> None:
    """The report. A zip with an earlier one goes first: it would be handed over for this one."""
    with staged({"own": job.home / own.code}) as folders:
        folder = folders["own"]
        _render(_plan(REPORT), own, job, folder)
        outputs = file_hashes(folder, folder)
        write_json(folder / MADE, {"made_of": job.hash_of(own.code), "outputs": outputs})
        job.zip_of(own.code).unlink(missing_ok=True)


def _write_pack(own: Own, job: Job) -> None:
    from monitor.commands.packing import write_pack

    write_pack(
        job.home / own.code,
        job.zip_of(own.code),
        own.figures,
        partial(_render, _plan(COUNCIL), own, job),
        _pack_words(job.voice),
        job.name_of(own.code),
    )
    told = _told(job.home / own.code) | {PACKED: file_hash(job.zip_of(own.code))}
    write_over(job.home / own.code / MADE, json_text(told).encode(), "--pack")


def _pack_words(voice: Voice) -> PackWords:
    """Names of files and how to read them; what the figures of a register are is told in its own words."""
    pack, register = voice.words.municipality.pack, voice.study.register
    return pack if register is None else pack.model_copy(update={"guide": voice.words.register.guide})


def _write_list(job: Job, standing: set[str]) -> Path:
    """The list of all zips that stand as they would be made: those `standing` after this call, and of earlier ones."""
    from monitor.commands.packing import write_list
    from monitor.publication.municipal.municipalities import Municipalities

    every = Municipalities(job.voice.study).codes
    codes = (code for code in every if code in standing or job.stands(code))
    zips = ((code, job.name_of(code), job.zip_of(code)) for code in codes)
    return write_list(job.home, zips, job.voice.words.municipality.pack)


def _stands(target: Path, made_of: str) -> bool:
    try:
        told = _told(target)
        return told["made_of"] == made_of and all(
            file_hash(target / name) == digest for name, digest in told["outputs"].items()
        )
    except UNREADABLE:
        return False


def _told(target: Path) -> dict[str, Any]:
    """What a report says of how it was made. **Raises** one of `UNREADABLE` where it does not."""
    told: dict[str, Any] = json.loads(read_text(target / MADE, OutputError, MOST_MANIFEST))
    return told


def _render(plan: ReportPlan, own: Own, job: Job, folder: Path) -> list[Path]:
    """The documents of one report of a municipality; its project is made aside and thrown away."""
    from monitor.publication.project.compose import compose
    from monitor.publication.sentences.variables import Variables

    voice = replace(job.voice, place=own.code)
    with tempfile.TemporaryDirectory() as work:
        report = compose(plan, Variables(own.released, voice))
        documents = write_report(report, job.options, Path(work), lambda *_: None)
        return [Path(shutil.move(document, folder / document.name)) for document in documents]
