"""Truth: a terminal of 80 by 30, and the files of monitor/commands/."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer import BadParameter
from typer.testing import CliRunner

from monitor.cli import COMMANDS, app, main
from monitor.commands.helping import OWN
from monitor.commands.options import FORMATS, choices, several
from monitor.messages.catalogue import is_message
from monitor.messages.speech import ASKED, LANGUAGES, language

ROWS, COLUMNS = 30, 80
EXAMPLE = {"en": "Example", "nl": "Voorbeeld"}


def spelled(command: Callable) -> str:
    """A command as it is typed."""
    return command.__name__.replace("_", "-")


HEAVY = ("numpy", "pandas", "pyarrow", "pydantic", "ruamel", "altair")


@pytest.fixture(params=LANGUAGES)
def help_of(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest):
    """The lines of `monitor COMMAND --help` on a small terminal."""
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    monkeypatch.setenv(ASKED, request.param)

    def lines(*command: str) -> list[str]:
        done = CliRunner().invoke(app, [*command, "--help"])
        assert done.exit_code == 0, done.output
        return done.output.splitlines()

    return lines


@pytest.mark.parametrize("name", [spelled(command) for command in COMMANDS])
def test_the_help_of_a_command_fits_a_screen_and_has_an_example(help_of, name: str) -> None:
    lines = help_of(name)
    assert len(lines) <= ROWS
    assert max(map(len, lines)) <= COLUMNS
    assert any(line.strip().startswith(f"{EXAMPLE[language()]}: monitor {name} ") for line in lines)


def test_the_list_of_commands_says_each_in_a_whole_sentence(help_of) -> None:
    lines = help_of()
    assert len(lines) <= ROWS
    listed = {line.split()[0]: line for line in lines if line.startswith("  ")}
    said = [listed[spelled(command)] for command in COMMANDS]
    assert [line for line in said if not line.endswith(".") or line.endswith("...")] == []


def test_all_that_help_says_of_a_command_is_a_message() -> None:
    root = typer.main.get_command(app)
    for name, command in {"": root, **root.commands}.items():
        assert is_message(command.help), name
        for parameter in command.params:
            assert is_message(parameter.help) or parameter.name in OWN, (name, parameter.name)


def test_a_shell_is_offered_words_in_the_language_of_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ASKED, "nl")
    command = typer.main.get_command(app).commands["run"]
    offered = command.shell_complete(typer.Context(command), "--qu")
    assert [(one.value, one.help) for one in offered] == [("--quiet", "Zeg niets behalve fouten.")]


WRONG = {
    ("rnu",): "Er is geen commando 'rnu'. Bedoelde u 'run'?",
    ("zzz",): "Er is geen commando 'zzz'.",
    ("run",): "Het argument ONDERZOEK ontbreekt.",
    ("run", "a", "--owt"): "Er is geen optie --owt. Wel: --format, --out, --report",
    ("run", "a", "--zzz"): "Er is geen optie --zzz.",
    ("run", "a", "b"): "Dit argument is er te veel: b",
    ("run", "a", "--out"): "Bij de optie --out hoort een waarde.",
    ("run", "a", "--quiet=3"): "Bij de optie --quiet hoort geen waarde.",
    (
        "run",
        "a",
        "--format",
        "pfd",
    ): 'Dit kan niet bij --format: "pfd" is geen van html, pdf, docx, pptx. Bedoelde u "pdf"?',
    ("export", "a"): "De optie --to ontbreekt.",
}


@pytest.mark.parametrize("typed", WRONG)
def test_wrong_usage_is_said_in_the_language_of_the_screen(
    typed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In English as the library says it, and with exit code 2 either way."""
    monkeypatch.setattr(sys, "argv", ["monitor", *typed])
    said = {}
    for spoken in LANGUAGES:
        monkeypatch.setenv(ASKED, spoken)
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        said[spoken] = capsys.readouterr().err
    assert said["nl"].splitlines()[-1] == f"Fout: {WRONG[typed]}"
    library = CliRunner().invoke(app, [*typed]).stderr
    assert said["en"].splitlines()[-1] == library.splitlines()[-1]


@pytest.mark.parametrize("columns", [24, 80])
@pytest.mark.parametrize("name", ["", *map(spelled, COMMANDS)])
def test_no_word_of_the_library_is_left_in_dutch_help(
    name: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor where a narrow screen breaks the line within it, and no name that Python has for a kind of value."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv(ASKED, "nl")
    said = CliRunner().invoke(app, [*filter(None, [name]), "--help"]).output
    words = (
        "Usage",
        "Options",
        "Arguments",
        "Commands",
        "default:",
        "required",
        "OPTIONS",
        "COMMAND ",
        "ARGS",
    )
    slots = (
        "STUDY",
        "WAVE",
        "FILE",
        "FOLDER",
        "RESULTS",
        "CONTACTS",
        "OLD",
        "NEW",
        "list[",
        "<str>",
        "<path>",
    )
    assert [word for word in (*words, *slots) if word in said] == []


def test_the_form_of_an_option_is_said_with_an_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(ASKED, "nl")
    monkeypatch.setattr(sys, "argv", ["monitor", "run", "a", "--corrections", "los"])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr().err.splitlines()[-1]
    assert (
        said
        == 'Fout: Dit kan niet bij --corrections: "los" is niet van de vorm METING=BESTAND, zoals 2025=fixed.csv.'
    )


def test_formats_in_capitals_are_formats() -> None:
    assert choices(["PDF, Html"], FORMATS, "--format") == ("pdf", "html")


def test_an_option_that_is_given_more_than_once_counts_every_time() -> None:
    assert choices(["html", "pdf,docx", "html"], FORMATS, "--format") == ("html", "pdf", "docx")
    with pytest.raises(BadParameter):
        choices([" , "], FORMATS, "--format")
    assert several(["inspectorate", "parliament, "]) == ("inspectorate", "parliament")
    assert several(None) is None
    assert several([""]) == ("",)


def test_every_command_stands_in_a_file_of_its_own_name() -> None:
    assert [command.__module__ for command in COMMANDS] == [
        f"monitor.commands.{command.__name__}" for command in COMMANDS
    ]


def test_the_command_line_starts_without_the_libraries_that_compute(repository: Path) -> None:
    said = f"import sys, monitor.cli; print(*({{name.split('.')[0] for name in sys.modules}} & {set(HEAVY)}))"
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=repository
    )
    assert done.stdout.strip() == ""
