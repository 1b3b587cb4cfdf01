"""`monitor init --like`: a study with the questions, and maybe the settings, of one that stands, and other files of answers."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.begin import Tell, arguments, proposed_source, said_wave
from monitor.exchange.like import left_out_of, like_map_text, waves_in
from monitor.exchange.recognise import paired_sources
from monitor.exchange.roles import wave_of, with_roles
from monitor.exchange.source import Source, named_format
from monitor.exchange.study_text import municipalities_text, responses_entry, study_text
from monitor.exchange.written import Check, refuse_existing, unchecked, written
from monitor.exchange.yaml_edit import Edited, Place
from monitor.input_files import is_file
from monitor.intake.files.columns import ColumnPlan
from monitor.messages.catalogue import text
from monitor.messages.speech import language
from monitor.study.declarations import read_declaration
from monitor.study.paths import LEVELS_UP
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study import Study
from monitor.study.study_reader import read_study

REFERENCE = ("benchmark", "reference")
OF_A_WAVE = ("responses", "columns", "source", "data")


def begin_like(
    files: Sequence[str], like: Path, to: Path, tell: Tell, check: Check = unchecked
) -> tuple[str, ...]:
    """Write a study for files of answers whose columns go by the ids of a questionnaire that stands.

    `like` is a study file, whose settings and files are taken over, or a questionnaire. The file with answers is not
    copied. **Raises** IntakeError for a file that cannot be read, a wave without one, a question without a column, a survey beside it that is
    out of reach and a file that is there already; DeclarationError for a study or questionnaire that cannot be read.
    """
    is_study = "questionnaire" in read_declaration(like).data
    questionnaire = read_study(like).questionnaire if is_study else read_questionnaire(like)
    sources = _by_wave(files, questionnaire.waves)
    for source in {id(one): one for one in sources.values()}.values():
        waves = ", ".join(wave for wave, one in sources.items() if one is source)
        values = {
            "file": source.path.name,
            "format": named_format(source.format, language()),
            "rows": source.rows,
            "wave": waves,
        }
        tell("read", text("exchange.read", **values))
    documents = _like_study(like, sources, to) if is_study else _like_questionnaire(like, sources, to)
    changed = {to / name: content for name, content in documents.items()}
    refuse_existing(changed)
    checked = written(changed, to / "study.yaml", check)
    tell("written", ", ".join(documents))
    return (text("exchange.made_like", to=to, like=like.name), *checked)


def _by_wave(files: Sequence[str], known: Sequence[str]) -> dict[str, Source]:
    """Waves in the order of the questionnaire, each with the file that holds it."""
    named, paths = arguments(files)
    found: dict[str, Source] = {}
    for source in paired_sources(paths, named):
        own = with_roles(source)
        said = said_wave(own, named) or wave_of(own)
        waves = waves_in(source, known) or ((said,) if said else ())
        if not waves:
            raise IntakeError("exchange.unknown_wave", where=source.path.name, file=source.path.name)
        read = replace(source, roles=own.roles)
        for wave in waves:
            if wave in found:
                other = found[wave].path.name
                raise IntakeError("exchange.wave_twice", where=source.path.name, wave=wave, other=other)
            found[wave] = read
    return dict(sorted(found.items(), key=lambda one: known.index(one[0]) if one[0] in known else len(known)))


def _like_study(like: Path, sources: Mapping[str, Source], to: Path) -> dict[str, str | Path]:
    """The study file with other answers, column maps, and copies of the files that it names."""
    study, folder = read_study(like), like.parent
    edited = Edited(like.read_text(encoding="utf-8"))
    copies: dict[str, Path] = {}
    for place, value in edited.scalars():
        path = folder / value
        if _is_copied(place) and is_file(path):
            edited.put(place, _copied(path, copies))
    _keep_neighbours(edited, like, to)
    for wave in study.waves:
        if wave.id not in sources:
            raise IntakeError("exchange.like_without_wave", where=like.name, wave=wave.id)
        for key, value in responses_entry(sources[wave.id].path, wave.id, to).items():
            edited.put(("waves", wave.id, key), value)
    maps = _maps(study, sources)
    return {"study.yaml": edited.text, **maps, **dict(sorted(copies.items()))}


def _keep_neighbours(edited: Edited, like: Path, to: Path) -> None:
    """Surveys beside this one, and what another one released, are named from the new folder.

    **Raises** IntakeError where that is too far from them.
    """
    for place, value in edited.scalars():
        there = is_file(like.parent / value)
        if (place[0] == "companions" and there) or (place == REFERENCE and not there):
            way = Path(os.path.relpath(like.parent / value, to))
            if way.parts.count("..") > LEVELS_UP:
                raise IntakeError("exchange.companion_out_of_reach", where=like.name, companion=value)
            edited.put(place, way.as_posix())


def _is_copied(place: Place) -> bool:
    """Whether a name in a study file is one of a file that goes with it."""
    return place[0] != "companions" and not (place[0] == "waves" and place[2] in OF_A_WAVE)


def _copied(path: Path, copies: dict[str, Path]) -> str:
    """The name of a file beside the new study file; two files of one name get a number."""
    name, number = path.name, 2
    while name == "study.yaml" or (name in copies and copies[name].resolve() != path.resolve()):
        name, number = f"{path.stem}_{number}{path.suffix}", number + 1
    copies[name] = path
    return name


def _like_questionnaire(like: Path, sources: Mapping[str, Source], to: Path) -> dict[str, str | Path]:
    """A proposed study for a questionnaire that stands, which is copied."""
    proposals = [replace(proposed_source(one, wave), questions=[]) for wave, one in sources.items()]
    written, codes = study_text(proposals, to), {}
    if any(one.roles.municipality for one in proposals):
        codes["municipalities.csv"] = municipalities_text(proposals)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "questionnaire.yaml").write_bytes(like.read_bytes())
        bare = Edited(written)
        for wave in sources:
            bare.put(("waves", wave, "columns"), {"left_out": left_out_of(wave)})
        for name, content in {"study.yaml": bare.text, **codes}.items():
            (place / name).write_text(content, encoding="utf-8")
        study = read_study(place / "study.yaml")
    return {"study.yaml": written, "questionnaire.yaml": like, **codes, **_maps(study, sources)}


def _maps(study: Study, sources: Mapping[str, Source]) -> dict[str, str]:
    return {
        f"columns/{wave.id}.yaml": like_map_text(ColumnPlan(study, wave.id), sources[wave.id])
        for wave in study.waves
    }
