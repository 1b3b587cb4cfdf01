"""Truth: every fault of a response file ends in one clear sentence, and none repeats an answer.

The sentences stand in error_texts.txt; `just golden-update` renews it after somebody read them.
"""

from __future__ import annotations

import gzip
import io
import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import IntakeError
from monitor.intake.corrections import apply_corrections
from monitor.intake.quarantine import split
from monitor.intake.responses import Responses
from monitor.intake.validation import validate

from .conftest import CANARY, GOOD, Survey, table
from .files import bomb_workbook, far_cell_workbook, sav_file, workbook

GOLDEN = Path(__file__).with_name("error_texts.txt")
PLAIN = table({"remark": CANARY}, {"remark": CANARY})
HEADER, FIRST, SECOND = PLAIN.splitlines()


def _lines(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _without(column: str) -> bytes:
    place = list(GOOD).index(column)
    return _lines(
        *(";".join(line.split(";")[:place] + line.split(";")[place + 1 :]) for line in PLAIN.splitlines())
    )


def _with(column: str) -> bytes:
    return _lines(f"{HEADER};{column}", *(f"{line};{CANARY}" for line in (FIRST, SECOND)))


def _many(cells: dict[str, str]) -> bytes:
    return table(*([cells] * 24)).encode()


FAULTS: dict[str, bytes | None] = {
    "missing file": None,
    "empty file": b"",
    "header only": _lines(HEADER),
    "header and empty lines": _lines(HEADER, "", ""),
    "first row empty": _lines("", HEADER, FIRST),
    "no header": _lines(FIRST, SECOND),
    "another survey": _lines("id;leeftijd;antwoord", f"1;2;{CANARY}"),
    "separated by bars": PLAIN.replace(";", "|").encode(),
    "separated by spaces": _lines(HEADER.replace(";", " "), FIRST.replace(";", " ")),
    "too few fields": _lines(HEADER, FIRST, SECOND.rpartition(";")[0]),
    "too many fields": _lines(HEADER, FIRST + f";{CANARY}", SECOND),
    "many short rows": _lines(HEADER, *([f"F;{CANARY}"] * 9)),
    "empty row between": _lines(HEADER, FIRST, "", SECOND),
    "quote never closed": _lines(HEADER, FIRST.replace(CANARY, f'"{CANARY}'), SECOND),
    "quote inside a field": _lines(HEADER, FIRST, SECOND.replace(CANARY, f'{CANARY} "x"')),
    "text after a quote": _lines(HEADER, FIRST, SECOND.replace(CANARY, f'"{CANARY}" x')),
    "NUL bytes": _lines(HEADER, FIRST.replace(CANARY, CANARY + "\x00"), SECOND),
    "binary junk": bytes(range(256)) * 4,
    "control characters": _lines(HEADER, FIRST, SECOND.replace(CANARY, CANARY + "\x07")),
    "byte order mark in the middle": _lines(HEADER, FIRST, "\ufeff" + SECOND),
    "neither UTF-8 nor Windows-1252": PLAIN.replace(CANARY, CANARY + "ÿ")
    .encode("latin-1")
    .replace(b"\xff", b"\x81"),
    "marked UTF-8 that is not": b"\xef\xbb\xbf" + PLAIN.replace(CANARY, CANARY + "é").encode("latin-1"),
    "UTF-16": PLAIN.encode("utf-16"),
    "old Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + CANARY.encode(),
    "PDF": b"%PDF-1.7 " + CANARY.encode(),
    "cell of a million characters": _lines(HEADER, FIRST.replace(CANARY, CANARY * 120_000)),
    "column without a name": _with(""),
    "column twice": _with("often"),
    "columns twice": _with("often;safe").replace(f";{CANARY}\n".encode(), f";{CANARY};\n".encode()),
    "unknown column": _with("oftn"),
    "misspelt column": PLAIN.replace("often", "oftn").encode(),
    "missing column": _without("often"),
    "missing id column": _without("respondent_id"),
    "missing design column": _without("weight"),
    "missing municipality column": _without("home"),
    "many columns missing": _lines("respondent_id;often;weight", f"{CANARY};daily;1"),
    "column of another wave": _with("old_item"),
    "derived column": _with("dry"),
    "column of the frame": _with("region"),
    "truncated gzip": gzip.compress(PLAIN.encode())[:-20],
    "damaged gzip": gzip.compress(PLAIN.encode())[:12] + b"\xff" * 40,
    "zip that is no workbook": workbook({}, bare=True),
    "truncated workbook": workbook({"A": [HEADER.split(";"), FIRST.split(";")]})[:-200],
    "damaged workbook": workbook({"A": [HEADER.split(";"), FIRST.split(";")]}).replace(
        b"\x50\x4b\x01\x02", b"\x50\x4b\x01\x09"
    ),
    "workbook without responses": workbook({"A": [HEADER.split(";")]}),
    "empty workbook": workbook({"A": []}),
    "workbook with two sheets": workbook({"A": [HEADER.split(";"), FIRST.split(";")], CANARY: [[CANARY]]}),
    "workbook with an empty row": workbook({"A": [HEADER.split(";"), [], FIRST.split(";")]}),
    "workbook with an unknown column": workbook(
        {"A": [[*HEADER.split(";"), "oftn"], [*FIRST.split(";"), CANARY]]}
    ),
    "workbook that unpacks without end": bomb_workbook(),
    "workbook with a cell far away": far_cell_workbook(CANARY),
    "truncated SPSS": sav_file({"respondent_id": [CANARY] * 50, "often": ["daily"] * 50})[:-300],
    "damaged SPSS": b"$FL2@(#) SPSS DATA FILE" + CANARY.encode() * 20,
    "SPSS without responses": sav_file({"respondent_id": [], "often": []}),
    "SPSS with missing columns": sav_file({"respondent_id": [CANARY], "often": ["daily"]}),
    "wrong code list": _many({"often": CANARY}),
    "every row without id": _many({"respondent_id": ""}),
    "every row the same id": _many({"respondent_id": CANARY}),
    "edit rule too strict": _many({"distance": "150"}),
    "no row accepted": table({"often": CANARY}, {"rating": CANARY}).encode(),
}

CORRECTIONS: dict[str, bytes] = {
    "correction of no row": b"row;often\n9;daily\n",
    "correction of a row twice": b"row;often\n2;daily\n2;weekly\n",
    "correction without row": b"respondent_id;often\nF1;daily\n",
    "correction of an unknown column": b"row;often;oftn\n2;daily;x\n",
    "correction with a column twice": b"row;often;often\n2;daily;daily\n",
    "correction of another file": b"row;source;often\n2;abcdef0123456789;daily\n",
    "correction as workbook": workbook({"A": [["row", "often"], ["2", "daily"]]}),
    "correction that is no CSV": CANARY.encode(),
}


def _read(survey: Survey, content: bytes | None) -> None:
    if content is not None:
        survey.path.write_bytes(content)
    split(validate(survey.responses(), survey.study, "2025"))


def _correct(survey: Survey, content: bytes | None) -> Responses:
    survey.write({"remark": CANARY})
    path = survey.folder / "corrections.csv"
    path.write_bytes(content or b"")
    return apply_corrections(survey.responses(), survey.study, path)


SAID: dict[str, str] = {}


@pytest.mark.parametrize(
    ("name", "run"), [*((name, _read) for name in FAULTS), *((name, _correct) for name in CORRECTIONS)]
)
def test_a_fault_is_one_sentence_without_an_answer(
    survey: Survey,
    name: str,
    run: Callable[[Survey, bytes | None], object],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    content = {**FAULTS, **CORRECTIONS}[name]
    with caplog.at_level(logging.DEBUG), pytest.raises(IntakeError) as caught:
        run(survey, content)
    shown = io.StringIO()
    traceback.print_exception(caught.value, file=shown)
    out = capfd.readouterr()
    everything = "\n".join([str(caught.value), repr(caught.value), caplog.text, out.out, out.err])
    messages = [line for line in shown.getvalue().splitlines() if not line.startswith("  ")]
    SAID[name] = str(caught.value).replace(str(survey.folder), "<folder>")
    assert CANARY not in everything + "\n".join(messages)
    assert (out.out, out.err) == ("", "")
    assert "\n" not in str(caught.value)


def test_the_texts_are_those_somebody_read(survey: Survey, golden: Callable[[Path, str], None]) -> None:
    """Sentences said in this process are taken from there; others (parallel runs) are asked for again."""
    lines = []
    for name, run in [*((name, _read) for name in FAULTS), *((name, _correct) for name in CORRECTIONS)]:
        if name not in SAID:
            survey.path.unlink(missing_ok=True)
            with pytest.raises(IntakeError) as caught:
                run(survey, {**FAULTS, **CORRECTIONS}[name])
            SAID[name] = str(caught.value).replace(str(survey.folder), "<folder>")
        lines.append(f"{name}\n    {SAID[name]}\n")
    golden(GOLDEN, "\n".join(lines))


def test_reprs_tell_sizes_and_no_answers(survey: Survey) -> None:
    survey.write({"remark": CANARY, "respondent_id": CANARY, "contact_name": CANARY})
    responses = survey.responses()
    checked = validate(responses, survey.study, "2025")
    survey.write({"remark": CANARY, "respondent_id": CANARY})
    accepted = split(validate(survey.responses(), survey.study, "2025")).accepted
    things = [responses, responses.split_off, responses.columns, checked, accepted, *checked.results,
              *accepted.answers.variables.values(), responses.split_off.texts("remark")]  # fmt: skip
    assert CANARY not in "".join(repr(thing) for thing in things)
    assert "rows" in repr(responses)
