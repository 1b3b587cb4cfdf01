"""LimeSurvey: the structure (.lss, also inside .lsa) and the responses as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from monitor.exchange.readers.plain import table_source
from monitor.exchange.relevance import Condition, both, condition
from monitor.exchange.source import Declared, Doubt, Roles, Source, Variable
from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import clean
from monitor.study.column_map import RowsLeftOut

OWN = ("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl", "firstname", "lastname", "email")  # fmt: skip
TIMES = re.compile(r"interviewtime|groupTime\d+|.+Time")
NO_QUESTION = ("X", "*", "|", "I", "R")
OPEN = ("S", "T", "U", "D")
FIXED = {
    "Y": {"Y": "ja", "N": "nee"},
    "G": {"M": "man", "F": "vrouw"},
    "C": {"Y": "ja", "U": "weet ik niet", "N": "nee"},
    "E": {"I": "toegenomen", "S": "hetzelfde", "D": "afgenomen"},
}
OTHER_LABEL = "Anders"
COMMENT = "comment]"


def is_structure(root: Element) -> bool:
    return root.tag == "document" and root.findtext("LimeSurveyDocType") == "Survey"


def is_responses(sheet: Sheet) -> bool:
    return {"id", "submitdate", "lastpage"} <= set(sheet.headings[:6])


def read_responses(path: Path, sheet: Sheet) -> Source:
    """The responses: a row without a day of submission was not completed."""
    source = table_source(path, sheet, "limesurvey")
    own = [one.heading for one in source.variables if one.heading in OWN or TIMES.fullmatch(one.heading)]
    left_out = {"not_completed": RowsLeftOut(column="submitdate", empty=True)}
    number = re.search(r"survey[_-]?(\d{5,})", path.name)
    return replace(
        source, ignored=tuple(name for name in own if name != "id"), number=number[1] if number else "",
        variables=_asked([one for one in source.variables if one.heading not in own]),
        roles=Roles(respondent_id="id", completed="submitdate", left_out=left_out),
    )  # fmt: skip


def _asked(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """The columns with answers; remarks at options stand behind the options, which are one question."""
    remarks = [replace(one, type="open") for one in variables if one.heading.endswith(COMMENT) and one.code]
    behind: dict[str, list[Variable]] = {}
    for one in remarks:
        behind.setdefault(_question(one.heading), []).append(one)
    last = {_question(one.heading): one.heading for one in variables if not one.heading.endswith(COMMENT)}
    made: list[Variable] = []
    for one in variables:
        if one.heading.endswith(COMMENT) and one.code and _question(one.heading) in last:
            continue
        made.append(one)
        if last.get(_question(one.heading)) == one.heading:
            made += behind.get(_question(one.heading), [])
    return tuple(made)


def _question(heading: str) -> str:
    return heading.partition("[")[0]


def read_structure(path: Path, root: Element) -> Source:
    """The questions in the base language of the survey, in their order."""
    tables = {part.tag: [_row(row) for row in part.iterfind("rows/row")] for part in root}
    survey = next(iter(tables.get("surveys", [])), {})
    book = _Book(tables, survey.get("language", "nl"))
    variables: list[Variable] = []
    doubts: list[Doubt] = []
    for question in book.questions():
        if question["type"] in NO_QUESTION or book.attribute(question["qid"], "hidden") == "1":
            variables.append(Variable(column=(question["title"],), code=question["title"], type="ignored"))
            if question["type"] == "R":
                doubts.append(Doubt("exchange.ranking", question["title"], {"question": question["title"]}))
        else:
            variables += book.columns(question)
    return Source(
        format="limesurvey", path=path, title=clean(book.title()), variables=tuple(variables),
        number=survey.get("sid", ""), doubts=tuple(doubts),
    )  # fmt: skip


class _Row(dict[str, str]):
    """A row of a table; a field that the file does not have is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def _row(row: Element) -> dict[str, str]:
    return _Row((str(cell.tag), (cell.text or "").strip()) for cell in row)


def _number(text: str) -> int:
    """A place in an order, 0 where the file tells none."""
    return int(text) if text.isdecimal() else 0


@dataclass
class _Book:
    """The tables of a structure; texts in one language, in tables of their own since version 4."""

    tables: Mapping[str, Sequence[dict[str, str]]]
    language: str

    def rows(self, table: str) -> list[dict[str, str]]:
        return [
            row for row in self.tables.get(table, []) if row.get("language", self.language) == self.language
        ]

    def title(self) -> str:
        rows = self.tables.get("surveys_languagesettings", [])
        own = [row for row in rows if row.get("surveyls_language") == self.language]
        return next((row.get("surveyls_title", "") for row in (*own, *rows)), "")

    def text(self, row: Mapping[str, str], key: str, field: str, table: str) -> str:
        texts = {one.get(key): one.get(field, "") for one in self.rows(table)}
        return clean(texts.get(row[key]) or row.get(field, ""))

    def attribute(self, qid: str, name: str) -> str:
        return next(
            (row.get("value", "") for row in self.rows("question_attributes")
             if row.get("qid") == qid and row.get("attribute") == name), "",
        )  # fmt: skip

    def questions(self) -> list[dict[str, str]]:
        """Questions by group and order; each once, whatever the number of languages."""
        groups = {row["gid"]: _number(row["group_order"]) for row in self.rows("groups")}
        unique = {
            row["qid"]: row for row in self.rows("questions") if row.get("parent_qid", "0") in ("", "0")
        }
        return sorted(
            unique.values(),
            key=lambda row: (groups.get(row.get("gid", ""), 0), _number(row["question_order"])),
        )

    def rows_of(self, qid: str, scale: str = "0") -> list[dict[str, str]]:
        """The subquestions of a question, in order."""
        rows = {
            row["qid"]: row
            for row in (*self.rows("subquestions"), *self.rows("questions"))
            if row.get("parent_qid") == qid
        }
        own = [row for row in rows.values() if (row.get("scale_id") or "0") == scale]
        return sorted(own, key=lambda row: _number(row["question_order"]))

    def labels(self, qid: str, scale: str = "0") -> dict[str, str]:
        rows = [
            row
            for row in self.rows("answers")
            if row.get("qid") == qid and (row.get("scale_id") or "0") == scale
        ]
        ordered = sorted(rows, key=lambda row: _number(row["sortorder"]))
        return {
            row["code"]: self.text(row, "aid", "answer", "answer_l10ns")
            if "aid" in row
            else clean(row.get("answer", ""))
            for row in ordered
        }

    def route(self, question: Mapping[str, str]) -> tuple[Condition | None, str]:
        """When a question is shown: what is understood, and else the words of the program."""
        group = next((row for row in self.rows("groups") if row.get("gid") == question.get("gid")), {})
        said = [
            text
            for text in (group.get("grelevance", ""), question.get("relevance", ""))
            if text not in ("", "1")
        ]
        known = [condition(text, self._name) for text in said]
        if any(one is None for one in known):
            return None, " and ".join(said)
        made: Condition | None = None
        for one in known:
            made = both(made, one)
        return made, ""

    def _name(self, word: str) -> str:
        """`OND_SQ001.NAOK` is the column OND[SQ001]."""
        bare = re.sub(r"\.(NAOK|value|shown|code)$", "", word)
        titles = {row["title"] for row in self.questions()}
        title, _, sub = bare.partition("_")
        return f"{title}[{sub}]" if sub and bare not in titles and title in titles else bare

    # columns

    def columns(self, question: Mapping[str, str]) -> list[Variable]:
        """The columns of the responses that answer a question."""
        title, kind = question["title"], question["type"]
        route, said = self.route(question)
        group = next((row for row in self.rows("groups") if row.get("gid") == question.get("gid")), {})
        bare = Variable(
            column=(title,), code=title, text=self.text(question, "qid", "question", "question_l10ns"),
            theme=self.text(group, "gid", "group_name", "group_l10ns") if group else "",
            required=question.get("mandatory") == "Y", route=route, route_said=said, listed=True,
        )  # fmt: skip
        if kind in ("M", "P"):
            return self._options(question, bare)
        if kind in ("F", "H", "A", "B", "C", "E", "K", "Q", "1"):
            return self._array(question, bare)
        if kind in (";", ":"):
            return self._texts(question, bare)
        return self._single(question, bare)

    def _single(self, question: Mapping[str, str], bare: Variable) -> list[Variable]:
        title, kind = question["title"], question["type"]
        if kind in OPEN:
            return [replace(bare, type="open" if kind != "S" else "")]
        if kind in ("N", "5"):
            return [
                replace(bare, type="number" if kind == "N" else "", range=(1, 5) if kind == "5" else None)
            ]
        labels = dict(FIXED.get(kind) or self.labels(question["qid"]))
        other = question.get("other") == "Y"
        if other:
            labels["-oth-"] = self._other(question)
        made = [replace(bare, type="single", labels=labels, scale=title)]
        if other:
            made.append(self._open(bare, f"{title}[other]", f"{title}_other_tekst", self._other(question)))
        if kind == "O":
            made.append(
                self._open(bare, f"{title}[comment]", f"{title}_comment", f"{bare.text} (toelichting)")
            )
        return made

    def _other(self, question: Mapping[str, str]) -> str:
        return clean(self.attribute(question["qid"], "other_replace_text")) or OTHER_LABEL

    def _open(self, bare: Variable, column: str, code: str, text: str) -> Variable:
        return replace(bare, column=(column,), code=code, text=text, type="open", required=False)

    def _options(self, question: Mapping[str, str], bare: Variable) -> list[Variable]:
        title = question["title"]
        alone = self.attribute(question["qid"], "exclude_all_others").split(";")
        made = []
        for row in self.rows_of(question["qid"]):
            column = f"{title}[{row['title']}]"
            text = self.text(row, "qid", "question", "question_l10ns")
            made.append(
                replace(bare, column=(column,), code=column, text=text, stem=bare.text, group=title, type="option",
                        exclusive=row["title"] in alone)
            )  # fmt: skip
            if question["type"] == "P":
                comment = f"{title}[{row['title']}comment]"
                made.append(self._open(bare, comment, comment, f"{text} (toelichting)"))
        if question.get("other") == "Y":
            column, label = f"{title}[other]", self._other(question)
            made.append(
                replace(
                    bare,
                    column=(column,),
                    code=column,
                    text=label,
                    stem=bare.text,
                    group=title,
                    type="option",
                    other=True,
                )
            )
            made.append(self._open(bare, column, f"{title}_other_tekst", label))
        return made

    def _array(self, question: Mapping[str, str], bare: Variable) -> list[Variable]:
        title, kind, qid = question["title"], question["type"], question["qid"]
        rows, scales = self.rows_of(qid), ("0", "1") if kind == "1" else ("0",)
        shared: dict[str, Any] = {"type": "single", "scale": title}
        if kind == "B":
            shared = {"type": "grade", "range": (1, 10)}
        elif kind == "A":
            shared = {"type": "single", "labels": {str(n): str(n) for n in range(1, 6)}, "ordered": True}
        elif kind in ("K", "Q"):
            shared = {"type": "number" if kind == "K" else "open"}
        made = []
        for row in rows:
            for scale in scales:
                column = f"{title}[{row['title']}]" + (f"[{_number(scale) + 1}]" if kind == "1" else "")
                labels = (
                    shared.get("labels") or (FIXED.get(kind) or self.labels(qid, scale))
                    if shared["type"] == "single"
                    else {}
                )
                own = self.text(row, "qid", "question", "question_l10ns")
                alone = len(rows) == 1 and kind != "1"
                made.append(
                    replace(bare, **{**shared, "labels": labels}, column=(column,), code=title if alone else column,
                            text=bare.text if alone else own, stem="" if alone else bare.text,
                            group="" if alone else f"{title}{scale if kind == '1' else ''}")
                )  # fmt: skip
        return made

    def _texts(self, question: Mapping[str, str], bare: Variable) -> list[Variable]:
        """A grid of texts or numbers has a column for each cell."""
        kind: Declared = "number" if question["type"] == ":" else "open"
        return [
            replace(bare, column=(f"{bare.code}[{row['title']}_{place['title']}]",),
                    code=f"{bare.code}[{row['title']}_{place['title']}]", type=kind, stem=bare.text,
                    text=f"{self.text(row, 'qid', 'question', 'question_l10ns')} "
                         f"{self.text(place, 'qid', 'question', 'question_l10ns')}")
            for row in self.rows_of(question["qid"])
            for place in self.rows_of(question["qid"], "1")
        ]  # fmt: skip
