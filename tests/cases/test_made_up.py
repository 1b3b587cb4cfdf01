"""Truth: made-up studies, read plainly from their rows: whom a report says it is about, and what it says of its tests."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest

from tests.pipeline.conftest import in_this_process

from .made_up import MadeUp, base_of, counted

pytestmark = pytest.mark.ci

LABELS = {
    "letters": "Duidelijke brieven", "contact": "Vaste contactpersoon", "reason": "Reden", "problems": "Problemen",
    "grade": "Hulp", "talks": "Gesprekken", "happy": "Een zeven of hoger", "age": "Leeftijd",
}  # fmt: skip
FOUND = ("increased", "decreased", "changed")
TESTED = (*FOUND, "equivalent", "undecided")
WORDS = ["nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"]
VERDICTS = (
    "gestegen", "gedaald", "vrijwel gelijk", "geen verschil aangetoond", "niet getoetst", "te weinig antwoorden",
)  # fmt: skip
AFTER_CHANGES = re.compile(
    r"Eenheid:|Tussen haakjes|Grafiek \d|Tabel \d|\d+\.\d+ "
)  # behind a table of changes
BLOCK = re.compile(r"</(?:p|h\d|li|tr|figcaption|caption)>")


@dataclass(frozen=True)
class Published:
    """A made-up study with its report as lines of plain text, and its released changes."""

    study: MadeUp
    out: Path

    @cached_property
    def lines(self) -> list[str]:
        (page,) = self.out.glob("*/*/reports/*/report.html")
        text = re.sub(r"(?s)<(style|script|svg|head)\b.*?</\1>", " ", page.read_text(encoding="utf-8"))
        text = re.sub(r'<img[^>]*alt="([^"]*)"[^>]*>', r"\1</p>", text)
        plain = html.unescape(re.sub(r"<[^>]+>", " ", BLOCK.sub("\n", text))).replace("\u00a0", " ")
        return [line for line in (" ".join(line.split()) for line in plain.splitlines()) if line]

    @property
    def text(self) -> str:
        return " ".join(self.lines)

    @cached_property
    def changes(self) -> pd.DataFrame:
        (file,) = self.out.glob("*/*/results/changes.csv")
        return pd.read_csv(file, dtype=str, keep_default_na=False)

    @cached_property
    def questions(self) -> pd.DataFrame:
        """The tests of whole questions against the wave before."""
        rows = self.changes
        return rows[rows["comparison"].eq("previous") & rows["level"].eq("item") & rows["breakdown"].eq("")]

    def notes(self) -> Iterator[tuple[str, str]]:
        """Question and note of each figure of one wave."""
        by_label = {label: question for question, label in LABELS.items()}
        for caption, note in zip(self.lines, self.lines[1:], strict=False):
            found = re.fullmatch(r"Grafiek \d+: (.*)", caption)
            names = [
                label for label in by_label if found and re.match(rf"{re.escape(label)}(:|$| )", found[1])
            ]
            if names and "n = " in note:
                yield by_label[max(names, key=len)], note[note.index("n = ") :]


SEEDS = [4, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3, 5, 8, 12, 21))]


@pytest.fixture(scope="module", params=SEEDS)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp(f"seed{request.param}")
    study = MadeUp(request.param, folder / "study")
    done = in_this_process("run", str(study.path), "--out", str(folder / "build"), "--format", "html")
    assert done.returncode == 0, done.stdout + done.stderr
    return Published(study, folder / "build")


# whom a figure is about


def who_is_in(question: str, study: MadeUp, wave: str) -> str:
    """The words of a base, from the rows."""
    [n], not_asked, silent, apart = base_of(study, question, [wave])
    many = study.traits.many
    if not not_asked and not silent:
        return f"n = {n}; alle {'meegetelde ' if apart else ''}{many}."
    if question == "happy":
        return f"n = {n}; {many} bij wie dit bekend is."
    if not_asked:
        routed = "die bij ‘Vaste contactpersoon’ het antwoord ‘Nee’ gaven."
        return f"n = {n}; {'wie antwoord gaf van de' if silent else 'alleen'} {many} {routed}"
    return f"n = {n}; {many} die {'een cijfer' if question == 'grade' else 'antwoord'} gaven."


def test_every_base_is_called_after_the_rows_behind_it(published: Published) -> None:
    told = dict(published.notes())
    assert len(told) >= 6
    wave = published.study.traits.waves[-1]
    for question, note in told.items():
        assert note.startswith(who_is_in(question, published.study, wave)), question


def test_nobody_is_called_all_where_some_are_missing(published: Published) -> None:
    study, wave = published.study, published.study.traits.waves[-1]
    everybody = re.compile(rf"\b[Aa]lle {study.traits.many}\b(?! (?:die|bij wie)|\.)")
    sentences = re.split(r"(?<=[.:]) ", published.text)
    said = [sentence for sentence in sentences if everybody.search(sentence) and "n = " not in sentence]
    for sentence in said:
        questions = [question for question, label in LABELS.items() if label.lower() in sentence.lower()]
        missing = {question: base_of(study, question, [wave])[1:3] for question in questions}
        assert (False, False) in missing.values(), sentence


def test_whoever_counts_is_counted_as_the_rows_have_them(published: Published) -> None:
    study = published.study
    for wave in study.traits.waves:
        received, count = len(study.rows[wave]), len(counted(study, wave))
        assert f"{wave} {received} {count} {received - count} " in published.text
    assert re.search(rf"de {count} {study.traits.many} die in {wave} meededen", published.text)


def test_an_amount_in_words_has_its_percentage(published: Published) -> None:
    """As ‘Zo leest u de cijfers’ promises."""
    who = rf"(?:van de )?{published.study.traits.many}"
    words = re.compile(
        rf"(?<!drie )\b(?:de helft|kwart|driekwart|een derde|twee derde|op de (?:drie|vier|vijf|tien)) {who}|\b[Vv]rijwel alle {who}"
    )
    sentences = [each for each in re.split(r"(?<=[.?]) ", published.text) if words.search(each)]
    assert len(sentences) > 4
    assert [each for each in sentences if not re.search(r"\(\d+%", each)] == []


# what is said of tests


COMPUTED = {"happy": "grade"}
"""What follows from one question is counted with it."""


def counted_in(published: Published, wave: str) -> tuple[int, int, int]:
    rows = published.questions
    rows = rows[rows["from_wave"].eq(wave) & rows["verdict"].ne("not_comparable")]
    rows = rows.assign(question=rows["item"].replace(COMPUTED))
    tested = rows[rows["verdict"].isin(TESTED) & rows["p_adjusted"].ne("")]
    found = tested[tested["verdict"].isin(FOUND)]
    return tuple(part["question"].nunique() for part in (rows, tested, found))


def test_asked_tested_and_shown_are_counted_as_the_released_rows_have_them(published: Published) -> None:
    *_, before, now = published.study.traits.waves
    asked, tested, found = counted_in(published, before)
    told = re.search(
        rf"Van de (\w+) (?:uitkomsten|vragen) die in {before} en {now} gelijk zijn (?:gemeten|gesteld), ([^.]*)\.([^.]*)\.",
        published.text,
    )
    assert told is not None
    said = told[2] if asked == tested else f"{told[2]}. {told[3]}"
    assert WORDS.index(told[1]) == asked
    assert ("getoetst" in said) == (asked != tested)
    if asked != tested and tested != 1:
        assert f"zijn er {WORDS[tested]} getoetst" in said
    shown = "geen enkele" if not found else WORDS[found]
    assert f"ij {shown} is een verschil" in said or f"is bij {shown} een verschil" in said or tested == 1
    main = re.search(
        rf"Bij (\w+) van de (\w+) (?:uitkomsten|vragen) waarvan het verschil met {before} is getoetst",
        published.text,
    )
    if tested > 1:
        assert main is not None
        assert (main[1], main[2]) == ("geen" if not found else WORDS[found], WORDS[tested])


def test_a_question_has_one_word_in_the_chapter_and_in_the_annex(published: Published) -> None:
    lines = published.lines
    start = next(place for place, line in enumerate(lines) if "Toetsen van het verschil" in line)
    annex = lines[
        start : next(place for place in range(start, len(lines)) if lines[place].startswith("p is"))
    ]
    seen = []
    for place, line in enumerate(lines[:start]):
        found = re.fullmatch(r"(?:Tabel|Grafiek) \d+: (.*?),? \(?(?:\d{4}(?:, | en )?)+\)?(?:: .*)?", line)
        if found is None:
            continue
        end = next(each for each in range(place + 1, len(lines)) if AFTER_CHANGES.match(lines[each]))
        shown = {cell for cell in lines[place:end] if cell in VERDICTS}
        (told,) = (after for cell, after in zip(annex, annex[1:], strict=False) if cell.startswith(found[1]))
        seen.append(told)
        if "vrijwel gelijk" in (told, *shown) and (len(shown) == 1 or told == "vrijwel gelijk"):
            assert shown == {told}, found[1]
        if told == "niet getoetst" or shown == {"niet getoetst"}:
            assert shown == {told}, found[1]
    assert len(seen) > 3


def test_questions_of_an_older_wave_are_never_counted_with_the_others(published: Published) -> None:
    *_, before, now = published.study.traits.waves
    older = set(published.questions["from_wave"]) - {before}
    for wave in older:
        _, tested, _ = counted_in(published, wave)
        assert (f"vóór {now} het laatst in {wave}" in published.text) == (tested > 0)


def test_what_the_summary_names_the_chapters_name_and_every_shown_question_is_named(
    published: Published,
) -> None:
    lines = published.lines
    start = max(place for place, line in enumerate(lines) if line == "Over dit rapport")
    first = lines.index("Hoofdboodschap", lines.index("Hoofdboodschap") + 1)
    summary, chapters = " ".join(lines[first:start]), " ".join(lines[start:])
    for sentence in re.findall(r"[A-Z][^.]* is (?:gestegen|gedaald): [^.]*\.", summary):
        assert sentence in chapters
    shown = published.questions[published.questions["verdict"].isin(FOUND)]
    for item in shown["item"]:
        label = re.escape(LABELS.get(item, item))
        named = re.search(
            rf"(?:‘{label}’|{label})[^.]* (?:is gestegen|is gedaald|verschillen tussen)", chapters
        )
        options = re.search(r"dat ‘[^’]*’ noemt is (?:gestegen|gedaald)", chapters)
        assert named or (item == "problems" and options), item


# intervals and rounding


def test_no_interval_has_two_equal_ends(published: Published) -> None:
    number = r"[+−-]?\d+(?:,\d+)?%?"
    spans = re.findall(rf"(?<!\d)({number}) tot ({number})", published.text)
    assert spans
    assert not [span for span in spans if span[0] == span[1]]
    between = re.findall(r"ligt waarschijnlijk tussen ([^.]*?) en ([^.]*?)\.", published.text)
    between += re.findall(r"(?:stijging|daling) is waarschijnlijk ([^.]*?) tot ([^.]*?)\.", published.text)
    assert between
    assert not [ends for ends in between if ends[0] == ends[1]]


def test_a_shown_change_never_ends_at_no_difference(published: Published) -> None:
    form = r"De (?:stijging|daling) is waarschijnlijk ([\d,]+) tot ([\d,]+) "
    assert all(float(low.replace(",", ".")) > 0 for low, _ in re.findall(form, published.text))


def test_a_table_of_changes_says_where_its_differences_do_not_add_up(published: Published) -> None:
    wave = published.study.traits.waves
    tables = re.findall(
        r"verschil \(procentpunt\) (?:marge van het verschil )?oordeel (.*?) (?=Bron:|Grafiek \d|Tabel \d|\d+\.\d+ )",
        published.text,
    )
    assert tables
    columns = r"(\d+)% \(\d+\)\*? ".strip()
    row = re.compile(rf"{columns} {columns} ([+−]?\d+) ")
    for table in tables:
        off = [
            int(after) - int(before) != int(moved.replace("−", "-"))
            for before, after, moved in row.findall(table)
        ]
        assert any(off) == ("Verschillen zijn berekend vóór afronding." in table), (wave, table)
