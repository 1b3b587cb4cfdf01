"""Wrong response files, corrections, coded answers, edit rules and contact files. Every answer is a canary."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from monitor import shipped
from monitor.intake.answers.typed_answers import stack
from monitor.intake.files import delimited, isolated, limits, parquet, responses, spss, stata, workbook
from monitor.intake.files.columns import ColumnPlan
from monitor.intake.files.limits import read_limits
from monitor.intake.files.readers import format_of
from monitor.intake.files.responses import read_responses
from monitor.intake.files.source import open_bytes
from monitor.intake.files.workbook_guard import check_workbook
from monitor.intake.open_answers import privacy
from monitor.intake.open_answers.coded_answers import read_coded_answers
from monitor.intake.open_answers.evidence import read_evidence
from monitor.intake.open_answers.privacy import forget, write_contacts
from monitor.intake.validation.corrections import apply_corrections
from monitor.intake.validation.quarantine import Ledger, split
from monitor.intake.validation.schema import guard
from monitor.intake.validation.validate import validate
from monitor.study.study_reader import read_study
from tests.cases.conftest import Case as Small
from tests.intake.conftest import CANARY, GOOD, RULES, Survey, table, write_survey
from tests.intake.files import (
    bomb_workbook,
    broken_workbook,
    dta_file,
    far_cell_workbook,
    locked_workbook,
    parquet_file,
    sav_file,
    sheetless_workbook,
)
from tests.intake.files import workbook as book
from tests.intake.test_fixed_width import STUDY, read
from tests.publication import conftest as small

from .desk import Case, Cases, Desk

Edit = Callable[[Small], None]
PLAIN = table({"remark": CANARY}, {"remark": CANARY})
HEADER, FIRST, SECOND = PLAIN.splitlines()
TWO_LINES = [HEADER.split(";"), FIRST.split(";")]
WAVE = "2025"


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


RESPONSES: dict[str, bytes | None] = {
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
    "UTF-16 that ends within a letter": PLAIN.encode("utf-16")[:-1],
    "UTF-16 of another survey": f"id;leeftijd\n1;{CANARY}\n".encode("utf-16"),
    "old Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + CANARY.encode(),
    "a web page called Excel": b"<html><table>" + CANARY.encode(),
    "the id under another name": _lines("nummer;oftn", f"1;{CANARY}").replace(b"oftn", b"often"),
    "PDF": b"%PDF-1.7 " + CANARY.encode(),
    "cell of a million characters": _lines(HEADER, FIRST.replace(CANARY, CANARY * 120_000)),
    "column without a name": _with(""),
    "column twice": _with("often"),
    "columns twice": _with("often;safe").replace(f";{CANARY}\n".encode(), f";{CANARY};\n".encode()),
    "unknown column": _with("oftn"),
    "no line break after the header": PLAIN.replace(HEADER + "\n", HEADER).encode(),
    "no line break after the header, and one row": _lines(HEADER + SECOND),
    "column that is called after somebody": _with("jan@example.nl"),
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
    "zip that is no workbook": book({}, bare=True),
    "truncated workbook": book({"A": [HEADER.split(";"), FIRST.split(";")]})[:-200],
    "damaged workbook": book({"A": [HEADER.split(";"), FIRST.split(";")]}).replace(
        b"\x50\x4b\x01\x02", b"\x50\x4b\x01\x09"
    ),
    "workbook without responses": book({"A": [HEADER.split(";")]}),
    "empty workbook": book({"A": []}),
    "workbook with two sheets": book({"A": [HEADER.split(";"), FIRST.split(";")], CANARY: [[CANARY]]}),
    "workbook with an empty row": book({"A": [HEADER.split(";"), [], FIRST.split(";")]}),
    "workbook with an unknown column": book(
        {"A": [[*HEADER.split(";"), "oftn"], [*FIRST.split(";"), CANARY]]}
    ),
    "workbook with a cell far away": far_cell_workbook(CANARY),
    "truncated SPSS": sav_file({"respondent_id": [CANARY] * 50, "often": ["daily"] * 50})[:-300],
    "damaged SPSS": b"$FL2@(#) SPSS DATA FILE" + CANARY.encode() * 20,
    "SPSS without responses": sav_file({"respondent_id": [], "often": []}),
    "SPSS with missing columns": sav_file({"respondent_id": [CANARY], "often": ["daily"]}),
    "wrong code list, each text once": table(
        *({"often": f"{CANARY}{place}"} for place in range(24))
    ).encode(),
    "wrong code list, codes that come back": _many({"often": "jaarlijks"}),
    "decimal signs mixed": table(*([{"weight": "1.234,5"}, {"weight": "900,25"}] * 12)).encode(),
    "weights that are all 0": _many({"weight": "0"}),
    "a sign for no answer among numbers": table(*([{"rating": "99"}, {"rating": "7"}] * 12)).encode(),
    "halves among grades": table(*([{"rating": "7,5"}, {"rating": "7"}] * 12)).encode(),
    "a second header row": _lines(
        HEADER, ";".join(f"kop{place}" for place in range(len(GOOD))), FIRST, SECOND
    ),
    "every row without id": _many({"respondent_id": ""}),
    "every row the same id": _many({"respondent_id": CANARY}),
    "edit rule too strict": _many({"distance": "150"}),
    "no row accepted": table({"often": CANARY}, {"rating": CANARY}).encode(),
}


def _at_places(raw: bytes, rows: int | None = None) -> Callable[[Desk], object]:
    """A text without headings, of which the column map says where its columns stand."""

    def run(desk: Desk) -> object:
        if rows is not None:
            desk.patch.setattr(
                responses, "read_limits", lambda: read_limits().model_copy(update={"rows": rows})
            )
        return read(desk.folder, raw)

    return run


ANSWERS = "respondent_id,age,letters,contact,p_health,p_debt,p_care,p_none,grade\n"
LETTERS = "column: letters"


def _mapped(columns: str, *letters: str) -> Edit:
    """The wave read through a column map, with these answers in one column."""

    def run(case: Small) -> None:
        case.write(
            ANSWERS + "".join(f"i{place},jong,{text},1,1,0,0,0,7\n" for place, text in enumerate(letters))
        )
        text = case.path.read_text(encoding="utf-8").replace(
            "{responses: r2025.csv}", f"{{responses: r2025.csv, columns: {columns}}}"
        )
        case.path.write_text(text, encoding="utf-8")

    return run


def _below_a_question(column: str, rows: str) -> Edit:
    """The wave as a file with a question above two columns, of which the map names one."""

    def run(case: Small) -> None:
        case.write(f"respondent_id,Wat vindt u?,\n,Brieven,Hulp\n{rows}")
        text = case.path.read_text(encoding="utf-8").replace(
            "{responses: r2025.csv}",
            f"{{responses: r2025.csv, columns: {{header_rows: 2, columns: {{{column}}}}}}}",
        )
        case.path.write_text(text, encoding="utf-8")

    return run


def _labelled(labels: dict[float, str]) -> Edit:
    """The wave as SPSS file, with these labels on one column."""

    def run(case: Small) -> None:
        lines = (ANSWERS + "i1,jong,4,1,1,0,0,0,7\ni2,jong,4,2,1,0,0,0,7").splitlines()
        columns: dict[str, list] = {
            name: list(cells) for name, *cells in zip(*(line.split(",") for line in lines), strict=True)
        }
        columns["contact"] = [1.0, 2.0]
        content = sav_file(columns, variable_value_labels={"contact": labels})
        (case.folder / "r2025.sav").write_bytes(content)
        text = case.path.read_text(encoding="utf-8")
        case.path.write_text(text.replace("r2025.csv", "r2025.sav"), encoding="utf-8")

    return run


SMALL: dict[str, tuple[str, Edit]] = {
    "headings of another program": ("01-limesurvey-brackets", lambda case: None),
    "labels at the ends that turn a scale": ("04c-spss-only-endpoints-labelled", lambda case: None),
    "labels that match no category": (
        "05-codes-written-as-floats",
        _labelled({1.0: "vaste hulp", 2.0: "wisselend"}),
    ),
    "one category on two values": (
        "05-codes-written-as-floats",
        _labelled({1.0: "nee", 2.0: "ja", 3.0: "JA"}),
    ),
    "labels beside codes": (
        "05-codes-written-as-floats",
        _mapped("{columns: {letters: letters}}", "eens", "2"),
    ),
    "many blank sets": ("18-multi-select-only-ones", lambda case: None),
    "a map of a column that is not there": (
        "05-codes-written-as-floats",
        _mapped("{columns: {letters: brieven}}", "4"),
    ),
    "a map that turns some codes": (
        "05-codes-written-as-floats",
        _mapped('{columns: {letters: {column: letters, values: {"1": "5"}}}}', "1", "2"),
    ),
    "a map of no item": ("05-codes-written-as-floats", _mapped("{columns: {leters: letters}}", "4")),
    "a map of several columns": (
        "05-codes-written-as-floats",
        _mapped("{columns: {letters: {column: [letters, contact, age]}}}", "4"),
    ),
    "a map of two columns that are no two heading rows": (
        "05-codes-written-as-floats",
        _mapped("{columns: {letters: {column: [letters, contact]}}}", "4", "4"),
    ),
    "a map of a heading above several columns": (
        "05-codes-written-as-floats",
        _below_a_question("letters: Wat vindt u?", "1,4,2\n"),
    ),
    "two heading rows and no responses": (
        "05-codes-written-as-floats",
        _below_a_question("letters: [Wat vindt u?, Brieven]", ""),
    ),
    "a map to no option": (
        "05-codes-written-as-floats",
        _mapped('{columns: {problems: {column: w, joined: ";", values: {a: grade}}}}', "4"),
    ),
    "a column for another answer and no code": (
        "05-codes-written-as-floats",
        _mapped("{columns: {letters: {column: w, other_in: w2}}}", "4"),
    ),
    "a map in two ways": (
        "05-codes-written-as-floats",
        _mapped('{columns: {problems: {column: w, joined: ";", spread: {a: p_debt}}}}', "4"),
    ),
}


def _small(name: str, edit: Edit) -> Case:
    def run(desk: Desk) -> object:
        _survey(desk)
        case = Small(name, desk.folder)
        edit(case)
        return case.take_in()

    return run


CORRECTIONS: dict[str, bytes] = {
    "a correction of no row": b"row;often\n9;daily\n",
    "a correction of a row twice": b"row;often\n2;daily\n2;weekly\n",
    "a correction without row": b"respondent_id;often\nF1;daily\n",
    "a correction of an unknown column": b"row;often;oftn\n2;daily;x\n",
    "a correction with a column twice": b"row;often;often\n2;daily;daily\n",
    "a correction of another file": b"row;source;often\n2;abcdef0123456789;daily\n",
    "a correction as workbook": book({"A": [["row", "often"], ["2", "daily"]]}),
    "a correction that is no CSV": CANARY.encode(),
}

CODED_HEADER = "respondent_id,question,code,coder,quote,approved"
CODED: dict[str, str] = {
    "a respondent who is not in the file": f"{CANARY},remark,paths,A,,",
    "an unknown question": f"F1,{CANARY},paths,A,,",
    "a misspelt code": "F1,remark,winds,A,,",
    "an answer that was not given": "F2,remark,paths,A,,",
    "no coder": "F1,remark,wind,,,",
    "the same line again, with a quote": f"F1,remark,paths,A,{CANARY},yes",
    "no code and a code of one coder": "F1,remark,,A,,",
    "another word for approved": f"F1,remark,wind,A,tekst,{CANARY}",
    "approval without a quote": "F1,remark,wind,A,,yes",
    "a quote without a code": f"F1,remark,,B,{CANARY},yes",
    "too few fields": f"F1,remark,{CANARY}",
}
CODED_HEADERS = {
    "a column is missing": "respondent_id,question,code",
    "a column is unknown": "respondent_id,question,code,coder,quot,approved",
    "a column is double": "respondent_id,question,code,coder,quote,quote",
}
CODEBOOK = "codebook:\n  remark: {codes: {paths: Slechte fietspaden, wind: Tegenwind}}\n"

RULE = "rules:\n  - name: wrong\n    label: x\n    description: x\n    severity: hard\n    "
EDIT_RULES = {
    "an item that does not exist": RULE + "rule: nobody == 1\n",
    "a code that does not exist": RULE + "rule: often == yearly\n",
    "half an expression": RULE + "rule: often ==\n",
    "a condition and nothing that must hold": RULE + "applies_if: often == daily\n",
    "a severity nobody knows": RULE.replace("hard", "firm") + "rule: rating > 1\n",
    "the name of another rule": RULES
    + "  - {name: far_every_day, label: x, description: x, severity: soft, rule: rating > 1}\n",
    "the name of a rule of the questionnaire": RULES
    + "  - {name: unknown_code, label: x, description: x, severity: soft, rule: rating > 1}\n",
}


def _survey(desk: Desk) -> Survey:
    """The survey of tests/intake; Excel and SPSS are read here, where it can be seen what is raised."""
    readers = {"excel": workbook.read_workbook, "spss": spss.read_spss}
    desk.patch.setattr(
        "monitor.intake.files.responses.read_isolated",
        lambda path, kind, most, *_: readers[kind](path, most),
    )
    return write_survey(desk.folder)


def _read(survey: Survey, content: bytes | None) -> object:
    if content is not None:
        survey.path.write_bytes(content)
    return split(validate(survey.responses(), survey.study, WAVE))


def _responses(content: bytes | None) -> Case:
    return lambda desk: _read(_survey(desk), content)


def _corrections(content: bytes) -> Case:
    def run(desk: Desk) -> object:
        survey = _survey(desk)
        survey.write({"remark": CANARY})
        return apply_corrections(survey.responses(), survey.study, desk.write("corrections.csv", content))

    return run


def _evidence(lines: str, name: str = "gesprekken.csv") -> Case:
    """Interviews of a study: under the usual heading, or as YAML."""

    def run(desk: Desk) -> object:
        desk.write("questionnaire.yaml", small.QUESTIONNAIRE)
        head = "role,theme,condition,summary,quote,approved\n" if name.endswith(".csv") else ""
        desk.write(name, head + lines)
        return read_evidence(read_study(desk.write("study.yaml", f"{small.STUDY}evidence: {name}\n")))

    return run


def _coded(content: str | bytes | None) -> Case:
    def run(desk: Desk) -> object:
        survey = _survey(desk)
        _change(desk, "questionnaire.yaml", "derived:\n", CODEBOOK + "derived:\n")
        _change(desk, "study.yaml", "fietsers_2025.csv,", "fietsers_2025.csv, coded: coded.csv,")
        if content is not None:
            desk.write("coded.csv", content)
        return read_coded_answers(survey.checked({"remark": CANARY}, {}))

    return run


def _change(desk: Desk, name: str, old: str, new: str) -> None:
    text = (desk.folder / name).read_text(encoding="utf-8")
    assert old in text, f"nothing to replace: {old}"
    desk.write(name, text.replace(old, new, 1))


def _edit_rule(text: str) -> Case:
    def run(desk: Desk) -> object:
        survey = _survey(desk)
        desk.write("fietsers.rules.yaml", text)
        return survey.checked({})

    return run


def _beyond(**most: int) -> Case:
    """A file beyond a limit that is set low."""

    def run(desk: Desk) -> object:
        survey = _survey(desk)
        survey.write({"remark": CANARY}, {})
        lower = {**json.loads(read_limits().model_dump_json()), **most}
        desk.patch.setattr(limits, "LIMITS_FILE", desk.write("limits.yaml", json.dumps(lower)))
        read_limits.cache_clear()
        try:
            found = survey.responses()
            return apply_corrections(
                found, survey.study, desk.write("c.csv", b"row;often\n2;daily\n3;daily\n")
            )
        finally:
            desk.patch.undo()
            read_limits.cache_clear()

    return run


def _reader(reader: Callable, content: bytes, **most: int) -> Case:
    """One of the readers itself, with lower limits."""
    return lambda desk: reader(desk.write("f.csv", content), read_limits().model_copy(update=most))


def _other_parts(desk: Desk) -> object:
    """Two parts of one table, of which the second lacks a column."""
    whole, less = parquet_file({"id": ["a"], "often": ["x"]}), parquet_file({"id": ["b"]})
    first = desk.write("deel/part-0.parquet", whole)
    desk.write("deel/part-1.parquet", less)
    return parquet.read_parquet(first.parent, read_limits())


def _damaged_rows() -> bytes:
    """A Parquet file whose foot is whole."""
    content = parquet_file({"id": [f"f{number}" for number in range(200)]})
    return content[:4] + b"\xff" * 200 + content[204:]


def _isolated(outcome: Callable[..., object]) -> Case:
    """What the child does that reads an Excel or SPSS file."""

    def run(desk: Desk) -> object:
        desk.patch.setattr(subprocess, "run", outcome)
        return isolated.read_isolated(desk.write("f.xlsx", b"x"), "excel", read_limits())

    return run


def _lacks_a_package(desk: Desk) -> object:
    """The child says what it lacks; whoever asked says it again."""

    def gone(module: str) -> object:
        raise ModuleNotFoundError(name="python_calamine.sheet")

    said = io.StringIO()
    desk.patch.setattr(isolated, "import_module", gone)
    desk.patch.setattr(isolated, "_limit_memory", lambda most: None)
    desk.patch.setattr(shipped, "mending", lambda part, is_package=False: "pip install bijstandsmonitor.whl")
    with contextlib.redirect_stdout(said):
        code = isolated.main("python_calamine:read", "f.xlsx")
    child = subprocess.CompletedProcess((), code, stdout=said.getvalue().encode())
    return _isolated(lambda *command, **options: child)(desk)


def _hangs(*command: object, timeout: float, **options: object) -> None:
    raise subprocess.TimeoutExpired("reader", timeout, output=CANARY.encode())


def _crashes(*command: object, **options: object) -> object:
    return subprocess.CompletedProcess(command, -11, stdout=CANARY.encode())


def _refuses(*command: object, **options: object) -> object:
    fields = ["response_files.excel_file_has_password", "f.xlsx", {}]
    return subprocess.CompletedProcess(command, isolated.REFUSED, stdout=json.dumps(fields).encode())


def _fails_to_parse(desk: Desk) -> object:
    def failing(*arguments: object, **options: object) -> None:
        raise pa.ArrowInvalid(f"CSV parse error: {CANARY}")

    desk.patch.setattr(pyarrow.csv, "read_csv", failing)
    return _read(_survey(desk), PLAIN.encode())


def _miscounts(desk: Desk) -> object:
    scan = delimited.scan_text
    desk.patch.setattr(delimited, "scan_text", lambda *given: replace(scan(*given), rows=3))
    return _read(_survey(desk), PLAIN.encode())


def _gone(desk: Desk) -> object:
    with open_bytes(desk.folder / "gone.csv", "text") as stream:
        return stream


def _other_wave(desk: Desk) -> object:
    survey = _survey(desk)
    survey.write({})
    return read_responses(survey.study, "2023")


def _derived_out_of_range(desk: Desk) -> object:
    survey = _survey(desk)
    _change(desk, "questionnaire.yaml", "value: 100 - rain", "value: rain + distance")
    return survey.split({"rain": "90", "distance": "80"})


def _impossible_answers(desk: Desk) -> object:
    survey = _survey(desk)
    accepted = survey.split({}).accepted
    wrong = replace(accepted.answers.variables["rating"], values=np.array([11.0]))
    answers = replace(accepted.answers, variables={**accepted.answers.variables, "rating": wrong})
    return guard(answers, ColumnPlan(survey.study, WAVE))


def _more_than_invited(desk: Desk) -> object:
    survey = _survey(desk)
    _change(desk, "study.yaml", "{responses: fietsers_2025.csv", "{invited: 1, responses: fietsers_2025.csv")
    return survey.split({}, {})


def _no_replicates(desk: Desk) -> object:
    survey = _survey(desk)
    plain = "design: {strata: region, weights: weight}"
    _change(desk, "study.yaml", plain, 'design: {weights: weight, replicates: {columns: "rep_*", type: JK1}}')
    return survey.checked({})


def _open_ledger(desk: Desk) -> object:
    counts = {"n_read": 3, "n_accepted": 1, "n_quarantined": 1, "n_flagged": 0, "n_corrected": 0}
    return Ledger(WAVE, "fietsers_2025.csv", "0", "utf-8", **counts)


def _stack_twice(desk: Desk) -> object:
    answers = _survey(desk).split({}).accepted.answers
    return stack([answers, answers])


def _stack_other_categories(desk: Desk) -> object:
    answers = _survey(desk).split({}).accepted.answers
    often = replace(answers.variables["often"], categories=("daily", "never"))
    return stack([answers, replace(answers, waves=("2027",), variables={"often": often})])


CONTACT = {"safe": "dk", "again": "daily", "contact_name": CANARY, "contact_mail": f"{CANARY}@example.nl"}


def _contacts(name: str, *rows: dict[str, str]) -> Case:
    def run(desk: Desk) -> object:
        survey = _survey(desk)
        survey.write(*rows)
        return write_contacts(survey.responses(), survey.study, desk.folder / name, [desk.folder / "build"])

    return run


def _no_room_for_contacts(desk: Desk) -> object:
    """The folder takes a file, and no byte of it."""
    survey = _survey(desk)
    survey.write(CONTACT)
    desk.patch.setattr(
        privacy, "open", lambda *_, **__: (desk.folder / "contacts.csv" / "x").open("w"), raising=False
    )
    return write_contacts(survey.responses(), survey.study, desk.folder / "contacts.csv", [])


def _no_file(make: Callable[[Path], object]) -> Case:
    """Something that is no file in the place of the responses."""

    def run(desk: Desk) -> object:
        survey = _survey(desk)
        survey.path.unlink(missing_ok=True)
        make(survey.path)
        return survey.responses()

    return run


def _name_too_long(desk: Desk) -> object:
    return format_of(desk.folder / ("x" * 300), read_limits())


def _forget(content: str | None, log: str) -> Case:
    def run(desk: Desk) -> object:
        questionnaire = _survey(desk).study.questionnaire
        if content is not None:
            desk.write("contacts.csv", content)
        return forget(desk.folder / "contacts.csv", questionnaire, desk.folder / log, date(2025, 12, 1))

    return run


READ = {
    **{name: _responses(content) for name, content in RESPONSES.items()},
    "a pipe": _no_file(os.mkfifo),
    "a link to a device": _no_file(lambda path: path.symlink_to("/dev/zero")),
    "a link to itself": _no_file(lambda path: path.symlink_to(path)),
    "a name that is too long": _name_too_long,
    "a name with a NUL": lambda desk: format_of(desk.folder / "a\x00b", read_limits()),
    "a file for another wave than the one asked for": _other_wave,
    "a file with too many bytes": _beyond(file_bytes=100),
    "a compressed file or text with too many bytes": _beyond(text_bytes=100),
    "a header with too many columns": _beyond(columns=17),
    "too many rows": _beyond(rows=1),
    "a text at fixed places with a line that is too short": _at_places(b"0011100 4.5\n00\n"),
    "a text at fixed places that is no text": _at_places(b"0011100\x81 4.5\n"),
    "a text at fixed places that is a workbook": _at_places(b"PK\x03\x04" + b"0" * 40),
    "a text at fixed places with too many rows": _at_places(b"0011100 4.5\n" * 3, rows=2),
    "a column at fixed places that ends before it begins": lambda desk: read(
        desk.folder, b"0011100 4.5\n", STUDY.replace("U: [8, 11]", "U: [8, 4]")
    ),
    "a folder without parts in place of a file": lambda desk: format_of(desk.folder, read_limits()),
    "a file that disappears while it is read": _gone,
    "a text that the CSV library refuses": _fails_to_parse,
    "a text of which the CSV library reads fewer rows": _miscounts,
    "a workbook that disappears while it is read": lambda desk: check_workbook(
        desk.folder / "gone.xlsx", read_limits()
    ),
    "a workbook with a part cut off": _reader(
        check_workbook, book({"A": [["x"]]}).replace(b"\x08\x00", b"\x0c\x00")
    ),
    "a workbook whose packed sheet is damaged": _reader(check_workbook, broken_workbook()),
    "a workbook that unpacks without end": _reader(
        check_workbook, bomb_workbook(times=3, megabytes=1), workbook_bytes=2_000_000
    ),
    "a workbook with a password": _reader(check_workbook, locked_workbook()),
    "a workbook without the sheet that is named": lambda desk: workbook.read_workbook(
        desk.write("f.xlsx", book({"A": [["x"], ["1"]]})), read_limits(), "B"
    ),
    "a workbook without a sheet": _reader(workbook.read_workbook, sheetless_workbook()),
    "a workbook with a long cell": _reader(
        workbook.read_workbook, book({"A": [["id"], ["x" * 21]]}), cell_characters=20
    ),
    "SPSS with a long cell": _reader(
        spss.read_spss, sav_file({"respondent_id": ["x" * 21]}), cell_characters=20
    ),
    "Stata with too many cells": _reader(
        stata.read_stata, dta_file({"id": ["a", "b"], "often": ["x", "y"]}), workbook_cells=3
    ),
    "Parquet that ends too early": _reader(parquet.read_parquet, b"PAR1"),
    "Parquet with a column of lists": _reader(
        parquet.read_parquet, parquet_file({"id": ["a"], "often": [["x"]]})
    ),
    "parts of Parquet with other columns": _other_parts,
    "Parquet with too many rows": _reader(parquet.read_parquet, parquet_file({"id": ["a", "b"]}), rows=1),
    "Parquet without responses": _reader(parquet.read_parquet, parquet_file({"id": []})),
    "Parquet with a cell without end": _reader(
        parquet.read_parquet, parquet_file({"id": ["x" * 21]}), cell_characters=20
    ),
    "Parquet of which the rows are damaged": _reader(parquet.read_parquet, _damaged_rows()),
    "a part that is no Parquet": lambda desk: format_of(
        desk.write("deel/part-0.parquet", "a,b").parent, read_limits()
    ),
    "a file in place of a folder": lambda desk: format_of(desk.write("f.csv", "a") / "g.csv", read_limits()),
    "Stata that ends too early": _reader(stata.read_stata, dta_file({"id": ["a", "b"]})[:300]),
    "SPSS with too many cells": _reader(
        spss.read_spss, sav_file({"id": ["a", "b"], "often": ["x", "y"]}), workbook_cells=3
    ),
    "a workbook that its reader refuses": _isolated(_refuses),
    "a workbook whose reader is not installed": _lacks_a_package,
    "a workbook that crashes its reader": _isolated(_crashes),
    "a workbook that never ends": _isolated(_hangs),
}
JUDGED = {
    "a derived percentage that comes out above 100": _derived_out_of_range,
    "days of completion outside the fieldwork": _responses(_many({"done": "03-10-2024"})),
    "more accepted than invited": _more_than_invited,
    "no column of replicate weights": _no_replicates,
    "an impossible answer that slipped through (fault of the program)": _impossible_answers,
    "a ledger that does not close (fault of the program)": _open_ledger,
    "one wave stacked twice": _stack_twice,
    "other categories in another wave": _stack_other_categories,
}
CONTACTS = {
    "a file inside an output folder": _contacts("build/contacts.csv", CONTACT),
    "a file that exists already": _contacts("study.yaml", CONTACT),
    "no room for the file": _no_room_for_contacts,
    "nobody left contact data": _contacts("contacts.csv", {}),
    "forgetting a file that is not there": _forget(None, "log.jsonl"),
    "forgetting another file": _forget(f"respondent_id\n{CANARY}\n", "log.jsonl"),
    "forgetting without a place for the log": _forget(f"contact_name\n{CANARY}\n", "no/log.jsonl"),
}
CASES: Cases = {
    **{f"case: {name}": _small(*said) for name, said in SMALL.items()},
    **{f"responses: {name}": case for name, case in (READ | JUDGED).items()},
    **{f"edit rules: {name}": _edit_rule(text) for name, text in EDIT_RULES.items()},
    **{f"corrections: {name}": _corrections(content) for name, content in CORRECTIONS.items()},
    "corrections: too many": _beyond(correction_rows=1),
    "interviews: nobody says whether they were approved": _evidence(f"huurder,contact,,Zo,{CANARY},\n"),
    "interviews: a theme nobody knows": _evidence(f"huurder,contakt,,Zo,{CANARY},yes\n"),
    "interviews: nobody says who": _evidence(f",contact,,Zo,{CANARY},yes\n"),
    "interviews: the same line twice": _evidence(f"huurder,contact,,Zo,{CANARY},yes\n" * 2),
    "interviews: YAML of another form": _evidence("gesprekken: []\n", "gesprekken.yaml"),
    "interviews: YAML that is no entry": _evidence("evidence: [huurder]\n", "gesprekken.yaml"),
    "interviews: YAML with a key nobody knows": _evidence("evidence: [{rol: huurder}]\n", "gesprekken.yaml"),
    "coded answers: no file": _coded(None),
    "coded answers: no line break after the header": _coded(
        f"{CODED_HEADER}F1,remark,paths,A,{CANARY},yes\nF2,remark,paths,A,,\n"
    ),
    "coded answers: a workbook": _coded(book({"A": [CODED_HEADER.split(","), [CANARY] * 6]})),
    **{
        f"coded answers: {name}": _coded(f"{header}\n{CANARY}{',' * header.count(',')}\n")
        for name, header in CODED_HEADERS.items()
    },
    **{
        f"coded answers: {name}": _coded(f"{CODED_HEADER}\nF1,remark,paths,A,,\n{line}\n")
        for name, line in CODED.items()
    },
    **{f"contacts: {name}": case for name, case in CONTACTS.items()},
}
