"""Truth: one sentence, exit code 1, nothing written, and no answer in anything that is printed.

Every fault carries canary answers; a canary in stdout or stderr is a leak.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

CANARY, NUMBER_CANARY = "kanarie", "918273"

QUESTIONNAIRE = """\
survey: klein
title: Kleine vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {werk: Werk}
scales:
  eens: {kind: likert, categories: {a: eens, n: neutraal, d: oneens}}
questions:
  - {id: clear, nr: "1", scale: eens, theme: werk, text: "De brief is duidelijk"}
  - {id: days, nr: "2", kind: number, range: [0, 1000000], theme: werk, text: "Hoeveel dagen?"}
  - {id: why, nr: "3", kind: open, theme: werk, text: "Waarom?"}
"""
STUDY = """\
study: klein
title: Kleine studie
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: antwoorden.csv}}
reports: [inspectorate]
"""
HEADER = "respondent_id,clear,days,why"
ROWS = [f"R{number:03d},{'and'[number % 3]},{NUMBER_CANARY},{CANARY}" for number in range(40)]


def _text(*rows: str, header: str = HEADER) -> bytes:
    return ("\n".join([header, *rows]) + "\n").encode()


def _zip_bomb() -> bytes:
    import io

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 400_000_000)
    return stream.getvalue()


FAULTS: dict[str, tuple[bytes | Callable[[], bytes] | None, str]] = {
    "missing file": (None, "antwoorden.csv"),
    "empty file": (b"", "empty"),
    "header only": (_text(), "antwoorden.csv"),
    "wrong delimiter": (_text(*(row.replace(",", "#") for row in ROWS), header=HEADER.replace(",", "#")), "antwoorden.csv"),
    "unknown column": (_text(*ROWS, header="respondent_id,claer,days,why"), "clear"),
    "missing column": (_text(*(row.replace(f",{NUMBER_CANARY}", "", 1) for row in ROWS), header="respondent_id,clear,why"), "days"),
    "doubled column": (_text(*(f"{row},a" for row in ROWS), header=f"{HEADER},clear"), "clear"),
    "too few fields": (_text(*ROWS[:5], f"R900,a,{NUMBER_CANARY}", *ROWS[5:]), "7"),
    "too many fields": (_text(*ROWS[:5], f"R900,a,{NUMBER_CANARY},{CANARY},{CANARY}", *ROWS[5:]), "7"),
    "open quote": (_text(*ROWS[:5], f'R900,a,{NUMBER_CANARY},"{CANARY}', *ROWS[5:]), "antwoorden.csv"),
    "binary junk": (bytes(range(256)) * 50, "antwoorden.csv"),
    "wrong code list": (_text(*(row.replace(",a,", f",{CANARY}{n},").replace(",n,", f",{CANARY}{n},") for n, row in enumerate(ROWS))), "clear"),
    "all rows broken": (_text(*(f"R{n:03d},{CANARY},{CANARY},{CANARY}" for n in range(3))), "antwoorden.csv"),
    "truncated workbook": (b"PK\x03\x04" + CANARY.encode() * 40, "antwoorden.csv"),
    "zip bomb": (_zip_bomb, "antwoorden.csv"),
    "cell of millions": (_text(*ROWS[:5], f"R900,a,1,{CANARY * 300_000}"), "antwoorden.csv"),
}  # fmt: skip


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "antwoorden.csv").write_bytes(_text(*ROWS))
    return tmp_path / "study.yaml"


def _check_refusal(done, study: Path, says: str) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    said = done.stderr.strip().splitlines()[-1]
    assert said.startswith("Error: ")
    assert says in said
    assert "fault of the program" not in said
    for text in (done.stdout, done.stderr):
        assert CANARY not in text
        assert NUMBER_CANARY not in text
        assert "Traceback" not in text
    assert not [path for path in study.parent.glob("build*/*/*") if not path.name.endswith(".lock")]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_response_file_is_refused_in_one_sentence(command, study: Path, fault: str) -> None:
    content, says = FAULTS[fault]
    responses = study.parent / "antwoorden.csv"
    responses.unlink()
    if content is not None:
        responses.write_bytes(content() if callable(content) else content)
    done = command("run", str(study), "--out", str(study.parent / "build"), "--format", "html")
    _check_refusal(done, study, says)


GOOD: dict[str, Callable[[str], bytes]] = {
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "windows-1252": lambda text: text.replace(CANARY, "café €").encode("cp1252"),
    "latin-1": lambda text: text.replace(CANARY, "café").encode("latin-1"),
    "semicolons and decimal comma": lambda text: (
        text.replace(",", ";").replace(NUMBER_CANARY, "3,5").encode()
    ),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "quoted newlines": lambda text: text.replace(CANARY, '"een\ntwee"').encode(),
    "windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("form", GOOD)
def test_files_as_programs_in_the_field_write_them_are_read(command, study: Path, form: str) -> None:
    (study.parent / "antwoorden.csv").write_bytes(GOOD[form](_text(*ROWS).decode()))
    done = command("check", str(study), "--out", str(study.parent / "build"))
    assert done.returncode == 0, done.stderr
    assert "40 rows = 40 accepted + 0 quarantined" in done.stderr


def test_doubtful_findings_in_open_answers_are_listed_for_review_without_their_text(
    command, study: Path
) -> None:
    """An account number that fails its check, in line 7; a telephone number is no doubt."""
    answers = [*ROWS[:5], "R900,a,1,op NL91ABNA0417164301 of 0612345678"]
    (study.parent / "antwoorden.csv").write_bytes(_text(*answers))
    assert command("check", str(study), "--out", str(study.parent / "build")).returncode == 0
    folder = study.parent / "build-confidential" / "klein" / "2025-check"
    review = (folder / "personal_data_review.csv").read_text(encoding="utf-8")
    assert review == "wave,file,row,column,kind,certain\n2025,antwoorden.csv,7,why,iban,False\n"
    assert '"phone": 1' in (folder / "personal_data.json").read_text(encoding="utf-8")


TEMPLATES = {
    "unknown variable": ("{{< var clear.b.all.now.pct >}}", "report.qmd:5", "Did you mean"),
    "unknown figure": ("![Iets](figures/cleer){#fig-x}", "report.qmd:5", "clear"),
    "unknown include": ("{{< include tables/cleer.md >}}", "report.qmd:5", "clear"),
    "code cell": ("```{python}\nprint(1)\n```", "report.qmd:5", "runs no code"),
    "other shortcode": ("{{< video x.mp4 >}}", "report.qmd:5", "video"),
    "typed number": ("In dit onderzoek zegt 33% ja.", "report.qmd:5", "33%"),
}


@pytest.mark.parametrize("fault", TEMPLATES)
def test_a_template_that_cannot_be_filled_is_refused_with_its_line(command, study: Path, fault: str) -> None:
    text, place, says = TEMPLATES[fault]
    folder = study.parent / "sjabloon"
    folder.mkdir()
    (folder / "report.qmd").write_text(f"---\ntitle: Proef\n---\n\n{text}\n", encoding="utf-8")
    study.write_text(STUDY.replace("[inspectorate]", "[{id: proef, template: sjabloon}]"), encoding="utf-8")
    done = command("run", str(study), "--out", str(study.parent / "build"), "--format", "html")
    _check_refusal(done, study, says)
    assert place in done.stderr


def test_a_process_of_its_own_says_the_same(command, process, study: Path) -> None:
    (study.parent / "antwoorden.csv").write_bytes(FAULTS["all rows broken"][0])
    arguments = ("run", str(study), "--out", str(study.parent / "build"), "--format", "html")
    here, there = command(*arguments), process(*arguments)
    _check_refusal(there, study, "antwoorden.csv")
    told = [
        re.sub(r"\b\d+:\d\d\b", "0:00", done.stderr) for done in (there, here)
    ]  # without the time it took
    assert (there.returncode, there.stdout, told[0]) == (here.returncode, here.stdout, told[1])


def test_wrong_usage_ends_with_2(command) -> None:
    assert command("run").returncode == 2
    assert command("run", "study.yaml", "--format", "odt").returncode == 2
    assert command("fly").returncode == 2


def test_a_study_file_that_does_not_exist_is_said(command, tmp_path: Path) -> None:
    done = command("run", str(tmp_path / "none.yaml"))
    assert done.returncode == 1
    assert "none.yaml: this file does not exist" in done.stderr


def test_a_report_without_a_template_is_said_before_anything_is_read(command, study: Path) -> None:
    study.write_text(STUDY.replace("[inspectorate]", "[inspectorat]"), encoding="utf-8")
    done = command("run", str(study), "--out", str(study.parent / "build"))
    _check_refusal(done, study, 'Did you mean "inspectorate"?')
    assert "taken in" not in done.stderr
