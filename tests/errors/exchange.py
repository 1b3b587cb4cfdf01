"""Files of other programs that cannot become a study, and exports that may not be."""

from __future__ import annotations

from pathlib import Path

from monitor.commands.export import export_study
from monitor.exchange import json_files, xml
from monitor.exchange.add_wave import add_wave
from monitor.exchange.begin import begin
from monitor.exchange.begin_like import begin_like
from monitor.stages.options import RunOptions
from tests.exchange.test_match import FIRST, SECOND
from tests.intake.files import workbook

from .desk import Case, Cases, Desk

TABLE = "respnr;werk;jaar\n" + "".join(f"{n};ja;x\n" for n in range(1, 9))


def _quiet(stage: str, detail: str) -> None:
    """Nobody listens."""


def _begun(name: str, content: str | bytes, said: str = "{file}") -> Case:
    def run(desk: Desk) -> object:
        return begin([said.format(file=desk.write(name, content))], desk.folder / "onderzoek", _quiet)

    return run


def _study(desk: Desk) -> Path:
    begin([FIRST], desk.folder / "onderzoek", _quiet)
    return desk.folder / "onderzoek" / "study.yaml"


def _twice(desk: Desk) -> object:
    _study(desk)
    return begin([FIRST], desk.folder / "onderzoek", _quiet)


def _one_year(desk: Desk) -> object:
    return begin([f"2025={FIRST}", f"2025={SECOND}"], desk.folder / "onderzoek", _quiet)


def _added(said: str, there: bool = False) -> Case:
    def run(desk: Desk) -> object:
        study = _study(desk)
        if there:
            desk.write("onderzoek/columns/2025.yaml", "")
        return add_wave(study, [said.format(first=FIRST, second=SECOND)], False, _quiet)

    return run


def _two_files(desk: Desk) -> object:
    return add_wave(_study(desk), [f"2025={FIRST}", f"2027={SECOND}"], False, _quiet)


def _large(desk: Desk) -> object:
    desk.patch.setattr(xml, "LARGEST", 10)
    return _begun("groot.lss", "<document></document>")(desk)


def _large_json(desk: Desk) -> object:
    desk.patch.setattr(json_files, "LARGEST", 10)
    return _begun("groot.qsf", '{"SurveyEntry": {}}')(desk)


def _exported(to: str, formats: tuple[str, ...] = ("csv",), filled: bool = False) -> Case:
    def run(desk: Desk) -> object:
        study = _study(desk)
        if filled:
            desk.write(f"{to}/iets.txt", "")
        options = RunOptions(out=desk.folder / "build")
        return export_study(study, options, formats, desk.folder / to, None, False, False)

    return run


def _like(content: str, said: str = "2023={file}") -> Case:
    def run(desk: Desk) -> object:
        file = desk.write("antwoorden.csv", content)
        return begin_like([said.format(file=file)], _study(desk), desk.folder / "als", _quiet)

    return run


def _like_twice(desk: Desk) -> object:
    """Two files that are both said to be of one wave."""
    files = [
        f"2023={desk.write(name, 'respondent_id,x' + chr(10) + answer + chr(10))}"
        for name, answer in (("a.csv", "1,2"), ("b.csv", "2,1"))
    ]
    return begin_like(files, _study(desk), desk.folder / "als", _quiet)


def _far_from_companion(desk: Desk) -> object:
    study = Path(__file__).parents[2] / "responses_demo/clients/study.yaml"
    return begin_like(
        [str(desk.write("a.csv", "respondent_id,wave\n1,2021\n"))], study, desk.folder / "als", _quiet
    )


def _other_answer(desk: Desk) -> object:
    """A file of which the labels are not those of the study."""
    said = "survey: hulp\ntitle: Hulp\nrespondents: {singular: lid, plural: leden}\nwaves: ['2025']\nthemes: {a: A}\n"
    scale = "scales: {s: {kind: nominal, categories: {'1': rood, '2': groen}}}\n"
    like = desk.write(
        "q.yaml", f"{said}{scale}questions: [{{id: lft, scale: s, theme: a, text: Leeftijd}}]\n"
    )
    return begin_like([f"2025={SECOND}"], like, desk.folder / "als", _quiet)


SSS = '<?xml version="1.0"?><!DOCTYPE sss SYSTEM "http://x.nl/s.dtd"><sss><survey>%s</survey></sss>'
CASES: Cases = {
    "init: a table of which nothing tells the year": _begun("tabel.csv", TABLE),
    "init: a file without rows": _begun("leeg.csv", "\n\n"),
    "init: a workbook without cells": _begun("leeg.xlsx", workbook({"A": []})),
    "init: a table without headings": _begun("tabel.csv", ";;\n1;2;3\n"),
    "init: a table without a question": _begun("tabel.csv", "respnr;token\n1;ab\n2;cd\n", "2025={file}"),
    "init: several rows per respondent": _begun(
        "redcap.csv", "record_id,redcap_event_name,werk\n1,begin,1\n1,eind,0\n", "2025={file}"
    ),
    "init: headings alone": _begun("tabel.csv", "respnr;werk\n"),
    "init: XML that is damaged": _begun("kapot.lss", "<document><rij></document>"),
    "init: XML of a program that is not known": _begun("ander.xml", "<vragen></vragen>"),
    "init: a Triple-S survey without a record": _begun("enquete.sss", SSS % ""),
    "init: a Triple-S survey with answers in CSV": _begun("enquete.sss", SSS % '<record format="csv"/>'),
    "init: a Triple-S survey with codes behind each other": _begun(
        "enquete.sss",
        SSS % '<record><variable type="multiple"><name>V1</name><spread subfields="2"/></variable></record>',
    ),
    "init: a Triple-S survey without places": _begun(
        "enquete.sss", SSS % '<record><variable type="single"><name>V1</name></variable></record>'
    ),
    "init: XML that is too large": _large,
    "init: JSON that is damaged": _begun("kapot.qsf", '{"SurveyEntry": '),
    "init: JSON of a program that is not known": _begun("ander.json", '{"a": 1}'),
    "init: JSON that is too large": _large_json,
    "init: headings below a title": _begun(
        "titel.csv", "Onderzoek;;;;\n" + TABLE.replace("jaar", "jaar;a;b")
    ),
    "init: a folder with a study": _twice,
    "init: two files of one year": _one_year,
    "init: one file twice": lambda desk: begin([f"2023={FIRST}", f"2025={FIRST}"], desk.folder / "o", _quiet),
    "next-wave: a wave that is there": _added("2023={second}"),
    "next-wave: a column map that is there": _added("{second}", there=True),
    "next-wave: two files": _two_files,
    "next-wave: answers that are there": _added("2027={first}"),
    "init --like: a wave without a file": _like("respondent_id,x\n1,2\n", "2030={file}"),
    "init --like: a file of which nothing tells the wave": _like("respondent_id,x\n1,2\n", "{file}"),
    "init --like: two files of one wave": _like_twice,
    "init --like: a question without a column": _like("respondent_id,x\n1,2\n"),
    "init --like: a folder out of reach of the survey beside it": _far_from_companion,
    "init --like: an answer that the question does not have": _other_answer,
    "export: a folder that is not empty": _exported("vol", filled=True),
    "export: a folder whose content is handed on": _exported("build/x"),
}
