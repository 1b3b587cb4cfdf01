"""Files of other programs that cannot become a study, and exports that may not be."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from monitor.commands.export import export_study
from monitor.commands.init import _typed
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


def _triples(
    said: str = "", answers: str | bytes = "00011\n00022\n", more: str = "", as_is: str | bytes = ""
) -> Case:
    """A Triple-S survey with these variables behind its serial number, and its answers."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<sss version="2.0"><survey><title>Peiling 2025</title><record ident="V">'
    serial = '<variable ident="1" type="quantity" use="serial"><name>NR</name><position start="1" finish="4"/></variable>'

    def run(desk: Desk) -> object:
        files = [
            str(desk.write("p.sss", as_is or f"{head}{serial}{said}</record>{more}</survey></sss>")),
            *([str(desk.write("p.asc", answers))] if answers else []),
        ]
        return begin(files, desk.folder / "onderzoek", _quiet)

    return run


def _asked(name: str, kind: str, start: object, inside: str = "", ident: str = "2", more: str = "") -> str:
    named = f"<name>{name}</name>" if name else ""
    return (
        f'<variable ident="{ident}" type="{kind}"{more}>{named}<label>Werkt u?</label>'
        f'<position start="{start}"/>{inside}</variable>'
    )


def _files(*said: str, **files: str) -> Case:
    def run(desk: Desk) -> object:
        places = {name: desk.write(name.replace("_", "."), content) for name, content in files.items()}
        named = [one.format(**places) for one in said] or [str(place) for place in places.values()]
        return begin(named, desk.folder / "onderzoek", _quiet)

    return run


def _next_wave_of_fixed(name: str, content: str) -> Case:
    def run(desk: Desk) -> object:
        _triples(WORKS)(desk)
        said = f"2027={desk.write(name, content)}"
        return add_wave(desk.folder / "onderzoek" / "study.yaml", [said], False, _quiet)

    return run


def _asking_nobody(desk: Desk) -> object:
    desk.patch.setattr(sys, "stdin", io.StringIO(""))
    return _typed("?", "")


CODES = '<values><value code="1">ja</value><value code="2">nee</value></values>'
WORKS = _asked("Q1", "single", 5, CODES)
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
    "init: a survey in an encoding that no parser reads": _triples(
        as_is=b'<?xml version="1.0" encoding="utf-7"?><sss version="2.0"></sss>'
    ),
    "init: a Triple-S survey of several records": _triples(WORKS, more="<record ident='W'></record>"),
    "init: a Triple-S variable without a name": _triples(_asked("", "single", 5, ident="")),
    "init: two Triple-S variables of one name": _triples(WORKS + _asked("Q1", "single", 6, ident="3")),
    "init: two Triple-S variables at one place": _triples(WORKS + _asked("Q2", "single", 5, ident="3")),
    "init: two Triple-S serial numbers": _triples(_asked("S2", "quantity", 5, more=' use="serial"')),
    "init: a Triple-S code twice": _triples(_asked("Q1", "single", 5, CODES.replace("2", "1"))),
    "init: a Triple-S option that is no place": _triples(
        _asked("Q1", "multiple", 5, CODES.replace("2", "0"))
    ),
    "init: a Triple-S option beyond its field": _triples(_asked("Q1", "multiple", 5, CODES)),
    "init: a Triple-S place beyond any line": _triples(_asked("Q1", "single", "9" * 5000)),
    "init: a Triple-S survey in UTF-16": _triples(as_is=(SSS % "").encode("utf-16")),
    "init: a Triple-S survey from before XML": _triples(as_is="SSS\nVERSION 1.1\n", answers=""),
    "init: a file called .sss that is none": _triples(as_is="naam;waarde\na;b\n", answers=""),
    "init: XML with an entity": _triples(as_is=SSS % "<title>&eacute;</title>"),
    "init: XML that makes an entity": _triples(as_is='<!DOCTYPE sss [<!ENTITY e "x">]>\n<sss/>'),
    "init: XML in an encoding that nobody knows": _triples(
        as_is='<?xml version="1.0" encoding="klingon"?><sss/>'
    ),
    "init: XML with a sign that no XML may hold": _triples(as_is=SSS % "&#0;"),
    "init: Triple-S answers that are no text": _triples(WORKS, answers=workbook({"A": [["x"]]})),
    "init: Triple-S answers without a line": _triples(WORKS, answers="\n"),
    "init: Triple-S answers that are CSV": _triples(WORKS, answers="NR,Q1\n1,1\n2,2\n"),
    "init: Triple-S answers in another encoding": _triples(WORKS, answers=b"00011\n00022 \xe9\n"),
    "init: one Triple-S number in two spellings": _triples(WORKS, answers="   11\n00011\n"),
    "init: Triple-S answers of another survey": _triples(
        "".join(_asked(f"K{n}", "single", 40 + n, ident=f"k{n}") for n in range(3))
    ),
    "init: answers at fixed places alone": _files(p_asc="00011\n"),
    "init: a Triple-S survey with two files of answers": _files(
        a_sss=SSS % f"<record>{WORKS}</record>", b_asc="00011\n", c_asc="00012\n"
    ),
    "init --ask: nobody to answer": _asking_nobody,
    "init: two questionnaires": _files(
        a_sss=SSS % f"<record>{WORKS}</record>", b_sss=SSS % f"<title>b</title><record>{WORKS}</record>"
    ),
    "init: two years before files that go together": _files(
        "2023={a_sss}", "2025={a_asc}", a_sss=SSS % f"<record>{WORKS}</record>", a_asc="00011\n00022\n"
    ),
    "init: answers where headings should be": _files("2025={a_csv}", a_csv="0001;1;x\n0002;2;y\n"),
    "next-wave: questions without answers": lambda desk: add_wave(
        _study(desk),
        [str(desk.write("p.sss", SSS % f"<title>2029</title><record>{WORKS}</record>"))],
        False,
        _quiet,
    ),
    "next-wave: a table beside waves at fixed places": _next_wave_of_fixed("a.csv", "x;y\nja;nee\nnee;ja\n"),
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
