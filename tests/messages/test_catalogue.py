"""Truth: the codes that stand in the program's own source, and the entries of both languages held against each other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import schema_words
from monitor.commands.screen import STAGES
from monitor.errors import IntakeError, MonitorError, nearest, nearest_word
from monitor.messages import catalogue, speech
from monitor.messages.catalogue import entry, names, parts, rooms, text, text_in
from monitor.run_record import VERDICTS
from tests.errors.sites import error_calls

WORDS = re.compile(r"[A-Za-z]{2,}[,:;]? [A-Za-z]{2,}|^ (or|and|for|to|of) | (or|and|for|to|of) $")
CODES = [(room, name) for room in rooms() for name in catalogue._room("en", room)]


def _constants(repository: Path) -> Iterator[str]:
    for path in sorted((repository / "monitor").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for path in sorted((repository / "monitor").rglob("*.yaml")):
        if catalogue.FOLDER not in path.parents:
            yield from re.findall(r"\b[a-z_]+\.[a-z_0-9]+$", path.read_text(encoding="utf-8"), re.MULTILINE)


def _texts(code: str, spoken: str) -> dict[str, list[str]]:
    said = entry(code, spoken)
    by_part = said if isinstance(said, dict) else {"": said}
    return {part: [each] if isinstance(each, str) else list(each) for part, each in by_part.items()}


def test_every_message_stands_in_both_languages_and_is_used(repository: Path) -> None:
    used = {one for one in _constants(repository) if one.partition(".")[0] in rooms() and " " not in one}
    for spoken in speech.LANGUAGES:
        files = sorted(path.stem for path in (catalogue.FOLDER / spoken).glob("*.yaml"))
        assert files == list(rooms())
        stated = {f"{room}.{name}" for room in rooms() for name in catalogue._room(spoken, room)}
        assert {one for one in used if one.partition(".")[2].isidentifier()} == stated, spoken


@pytest.mark.parametrize(("room", "name"), CODES, ids=lambda each: str(each))
def test_both_languages_have_the_same_parts_and_values(room: str, name: str) -> None:
    english, dutch = (_texts(f"{room}.{name}", spoken) for spoken in ("en", "nl"))
    assert {part: [names(each) for each in texts] for part, texts in english.items()} == {
        part: [names(each) for each in texts] for part, texts in dutch.items()
    }
    assert english != dutch or len(str(english)) < 40


def test_a_part_with_a_value_that_is_not_there_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        catalogue, "entry", lambda code, spoken: {"what": "{a} is wrong", "hint": ["{b}?", "{c}!"]}
    )
    assert parts("x.y", {"a": 1, "b": None, "c": 2}) == {
        "what": "1 is wrong", "got": None, "expected": None, "hint": "2!",
    }  # fmt: skip
    assert parts("x.y", {"a": 1, "b": None, "c": None})["hint"] is None


@pytest.mark.parametrize(
    ("spoken", "shown"), [("en", "12,345 rows, 1 row, 0 rows"), ("nl", "12.345 rows, 1 row, 0 rows")]
)
def test_numbers_and_plurals(monkeypatch: pytest.MonkeyPatch, spoken: str, shown: str) -> None:
    said = "{a:,} {a:row|rows}, {b:,} {b:row|rows}, {c} {c:row|rows}"
    monkeypatch.setenv(speech.ASKED, spoken)
    monkeypatch.setattr(catalogue, "entry", lambda code, spoken: said)
    assert text("x.y", a=12_345, b=1, c=0) == shown


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"MONITOR_LANG": "nl"}, "nl"),
        ({"MONITOR_LANG": "EN", "LANG": "nl_NL.UTF-8"}, "en"),
        ({"LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "nl_BE"}, "nl"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "nl_NL.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "xx_YY.klingon"}, "en"),
        ({"MONITOR_LANG": "fr", "LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_what_is_asked_for_else_the_locale(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], spoken: str
) -> None:
    for name in (speech.ASKED, *speech.LOCALE):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert speech.language() == spoken


@pytest.mark.parametrize(
    ("spoken", "shown"), [("en", "a, b; a, b or c; a and b; 12.5%"), ("nl", "a, b; a, b of c; a en b; 12,5%")]
)
def test_lists_and_shares(spoken: str, shown: str) -> None:
    said = "{two}; {three:or}; {two:and}; {share:.1%}"
    assert catalogue.fill(said, spoken, two=["a", "b"], three=("a", "b", "c"), share=0.125) == shown


def test_what_was_said_can_be_said_again_with_all_that_it_was_filled_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(speech.ASKED, "en")
    part = IntakeError(
        "declared.there_is_no_wave", expected="x", hint=nearest("lente", ["lente22"]), name="lente"
    )
    whole = IntakeError(
        "declared.is_wrong",
        where="a.yaml",
        finding=text("declared.route_of", name="q"),
        part=part.what,
        **part.handed_on(),
    )
    assert str(whole) == (
        'a.yaml: the route of "q" is wrong: there is no wave "lente"; expected x. Did you mean "lente22"?'
    )
    assert whole.code == "declared.there_is_no_wave"
    assert whole.said_in("en") == str(whole)
    assert whole.said_in("nl") == (
        'a.yaml: de routing van "q" klopt niet: er is geen meting "lente"; verwacht: x. Bedoelde u "lente22"?'
    )


def test_an_error_speaks_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    for spoken, shown in (
        ("en", 'a.csv:3: column "x" is unknown. Did you mean "y"?'),
        ("nl", 'a.csv:3: kolom "x" is onbekend. Bedoelde u "y"?'),
    ):
        monkeypatch.setenv(speech.ASKED, spoken)
        failure = IntakeError(
            "response_files.column_is_unknown",
            where="a.csv",
            line=3,
            hint=text("errors.did_you_mean", word="y"),
            shown="x",
        )
        assert (str(failure), failure.code) == (shown, "response_files.column_is_unknown")
        assert isinstance(failure, MonitorError)


def test_every_error_is_made_with_the_code_of_a_message(repository: Path) -> None:
    """A sentence in the code would be in one language: no error, and no function that makes one, is handed any."""
    typed = [
        f"monitor/{file}:{text.lineno}: {text.value!r}"
        for file, call in error_calls()
        for given in (*call.args, *(one.value for one in call.keywords))
        for text in ast.walk(given)
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and WORDS.search(text.value)
    ]
    assert typed == []


@pytest.mark.parametrize("code", ["no.such_message", "errors.no_such_message", "a sentence of its own"])
def test_an_error_without_a_message_is_a_fault_of_the_program(code: str) -> None:
    with pytest.raises(KeyError):
        MonitorError(code)


def test_every_word_of_a_verdict_and_every_stage_can_be_said() -> None:
    assert set(VERDICTS) == set(schema_words.VERDICTS.meanings)
    assert {text(code, count=1234) for code in VERDICTS.values()} >= {
        "1,234 increased",
        "1,234 questions with groups that differ",
    }
    assert all(len(text_in(spoken, code)) <= 13 for code in STAGES.values() for spoken in speech.LANGUAGES)


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [("2024", ["2025"], None), ("fig-g05", ["fig-g04"], None), ("agree", ["agree5"], "agree5"), ("Tenure", ["tenure"], "tenure")],
)  # fmt: skip
def test_another_number_is_no_misspelling(word: str, known: list[str], meant: str | None) -> None:
    assert nearest_word(word, known) == meant
