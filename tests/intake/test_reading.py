"""Truth: the same two respondents, whatever the separator, encoding, line end or program they come from."""

from __future__ import annotations

import gzip
import hashlib

import pytest

from monitor.intake.files.responses import Responses, read_responses

from .conftest import GOOD, Survey, table


def cells(responses: Responses) -> list[tuple[str, str, str]]:
    """Id, rain and remark of each row."""
    remark = responses.split_off.texts("remark")
    return [
        (str(responses.respondent_id[row]), responses.columns["rain"].at(row), remark.at(row))
        for row in range(len(responses))
    ]


ROWS = ({"remark": "Prima, geen café"}, {"rain": "3", "remark": ""})
EXPECTED = [("F1", "12,5", "Prima, geen café"), ("F2", "3", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_separator_and_encoding_are_found(survey: Survey, separator: str, encoding: str) -> None:
    survey.write(*ROWS, separator=separator, encoding=encoding)
    assert cells(survey.responses()) == EXPECTED


def test_commas_separate_where_answers_with_commas_are_quoted(survey: Survey) -> None:
    header, *lines = table(*ROWS, separator="\t").splitlines()
    quoted = [",".join(f'"{cell}"' if "," in cell else cell for cell in line.split("\t")) for line in lines]
    survey.path.write_text("\n".join([header.replace("\t", ","), *quoted]), encoding="utf-8")
    assert cells(survey.responses()) == EXPECTED


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_every_line_end_is_read_with_or_without_the_last(survey: Survey, end: str, last: bool) -> None:
    text = table(*ROWS).rstrip("\n").replace("\n", end) + (end if last else "")
    survey.path.write_bytes(text.encode())
    assert cells(survey.responses()) == EXPECTED


def test_quoted_line_breaks_separators_and_quotes_belong_to_the_answer(survey: Survey) -> None:
    survey.write({"remark": '"Twee regels;\r\nen ""nog"" een\n"'}, {"rain": "3"})
    responses = survey.responses()
    assert cells(responses)[0] == ("F1", "12,5", 'Twee regels;\r\nen "nog" een')
    assert responses.rows.tolist() == [2, 3]


def test_empty_lines_at_the_end_are_no_respondents(survey: Survey) -> None:
    survey.path.write_text(table(*ROWS) + "\n\r\n\n", encoding="utf-8", newline="")
    assert cells(survey.responses()) == EXPECTED


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_the_unicode_text_of_excel_is_read(
    survey: Survey, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """UTF-16 with its mark, tabs and Windows line ends; pieces that end within a letter."""
    monkeypatch.setattr("monitor.intake.files.source.CHUNK", 7)
    text = "\ufeff" + table(*ROWS, separator="\t").replace("\n", "\r\n")
    survey.path.write_bytes(text.encode(order))
    found = survey.responses()
    assert cells(found) == EXPECTED
    assert found.form == "utf-16, tab"
    assert found.sha256 == hashlib.sha256(text.encode(order)).hexdigest()


def test_a_gzipped_file_is_read_as_the_file_itself(survey: Survey) -> None:
    survey.path.write_bytes(gzip.compress(table(*ROWS).encode()))
    found = survey.responses()
    assert cells(found) == EXPECTED
    assert found.sha256 == hashlib.sha256(survey.path.read_bytes()).hexdigest()


def test_spaces_around_cells_and_names_do_not_count(survey: Survey) -> None:
    survey.path.write_text(table({"rain": " 3 "}).replace("often;", " often ;"), encoding="utf-8")
    assert cells(survey.responses()) == [("F1", "3", "")]


def test_the_order_of_columns_does_not_matter(survey: Survey) -> None:
    names = sorted(GOOD)
    lines = [";".join(names), ";".join(GOOD[name] for name in names)]
    survey.path.write_text("\n".join(lines), encoding="utf-8")
    assert cells(survey.responses()) == [("F1", "12,5", "")]


def test_confidential_columns_may_be_left_out(survey: Survey) -> None:
    names = [name for name in GOOD if name not in ("remark", "towns", "contact_name", "contact_mail", "done")]
    survey.path.write_text(f"{';'.join(names)}\n{';'.join(GOOD[name] for name in names)}\n", encoding="utf-8")
    assert survey.responses().split_off.items == ()


def test_contact_open_and_identifying_columns_stand_apart(survey: Survey) -> None:
    survey.write({"remark": "Iets"}, {})
    responses = survey.responses()
    assert set(responses.columns).isdisjoint(
        {"remark", "towns", "contact_name", "contact_mail", "respondent_id", "done"}
    )
    assert responses.split_off.filled("remark").tolist() == [True, False]


def test_the_hash_is_that_of_the_file(survey: Survey) -> None:
    survey.write({})
    first = survey.responses()
    survey.write({}, {})
    assert len(first.sha256) == 64
    assert survey.responses().sha256 != first.sha256


def test_a_file_of_many_chunks_is_checked_and_read_whole(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows, quotes and line ends cut by the edges of what is read at a time."""
    text = table(
        *({"remark": f'"{number};\r\n""{number}"""', "rain": str(number % 100)} for number in range(60))
    )
    survey.path.write_bytes(text.replace("\nF", "\r\nF").encode())
    whole = cells(survey.responses())
    for size in (1, 7, 64, 1000):
        monkeypatch.setattr("monitor.intake.files.source.CHUNK", size)
        responses = read_responses(survey.study, "2025")
        assert cells(responses) == whole
    assert whole[59] == ("F60", "59", '59;\r\n"59"')
