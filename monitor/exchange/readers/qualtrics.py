"""Qualtrics: the survey (.qsf), and responses as CSV or TSV with two or three heading rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from monitor.exchange.json_files import mapping
from monitor.exchange.relevance import Condition
from monitor.exchange.source import Doubt, Roles, Source, Variable
from monitor.exchange.tables import Sheet
from monitor.exchange.vocabulary import clean
from monitor.study.column_map import RowsLeftOut

OWN = (
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
    "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "ExternalDataReference",
    "LocationLatitude", "LocationLongitude", "LocationAccuracy", "DistributionChannel", "UserLanguage",
    "Q_RecaptchaScore", "Q_RelevantIDDuplicate", "Q_TotalDuration", "ResponseSet", "Name",
)  # fmt: skip
MEASURED = re.compile(r".+_(First Click|Last Click|Page Submit|Click Count|Browser|Version|Operating System|Resolution)|.+_DO(_.+)?|.+_NPS_GROUP")  # fmt: skip
PREVIEW = ("1", "Survey Preview", "Enquêtevoorbeeld", "8", "9", "12", "Spam")
UNFINISHED = ("0", "False", "FALSE", "Onwaar", "ONWAAR")
SEEN_ONLY = "-99"
NO_QUESTION = ("DB", "Meta", "Timing", "RO", "PGR", "Captcha", "FileUpload", "Draw", "HeatMap", "HotSpot")
SEVERAL = ("MAVR", "MAHR", "MACOL", "MSB")
CHOICE = re.compile(r"q://(?P<question>QID\d+)/(?:SelectableChoice|SelectableAnswer|ChoiceTextEntryValue)/?(?P<choice>[\w.]*)")  # fmt: skip
OPERATORS = {"EqualTo": "==", "NotEqualTo": "!=", "GreaterThan": ">", "GreaterThanOrEqual": ">=", "LessThan": "<", "LessThanOrEqual": "<="}  # fmt: skip


def is_responses(sheet: Sheet) -> bool:
    return "ResponseId" in sheet.headings or ("ResponseID" in sheet.headings and "Finished" in sheet.headings)


def is_structure(content: Any) -> bool:
    return isinstance(content, dict) and "SurveyEntry" in content and "SurveyElements" in content


def read_responses(path: Path, sheet: Sheet) -> Source:
    """The responses: previews and unfinished rows are left out; the second row tells the texts."""
    headings, texts = sheet.headings, sheet.rows[1] if len(sheet.rows) > 1 else []
    below = 3 if len(sheet.rows) > 2 and any('"ImportId"' in cell for cell in sheet.rows[2]) else 2
    columns = dict(zip(headings, sheet.columns(below), strict=True))
    marks = (SEEN_ONLY,) if any(SEEN_ONLY in one.texts for one in columns.values()) else ()
    respondent = next(name for name in ("ResponseId", "ResponseID") if name in headings)
    own = [name for name in headings if name in OWN or MEASURED.fullmatch(name)]
    variables = tuple(
        Variable(column=(name,), code=name, text=_text(text), no_answer=marks)
        for name, text in zip_longest(headings, texts, fillvalue="")
        if name and name not in (*own, respondent)
    )
    left_out = {}
    if "Status" in headings:
        left_out["preview"] = RowsLeftOut(column="Status", values=PREVIEW)
    if "Finished" in headings:
        left_out["not_completed"] = RowsLeftOut(column="Finished", values=UNFINISHED)
    completed = next((name for name in ("RecordedDate", "EndDate") if name in headings), "")
    return Source(
        format="qualtrics", path=path, variables=variables, answers={name: one for name, one in columns.items() if name},
        rows=len(sheet.rows) - below, ignored=tuple(own),
        roles=Roles(respondent_id=respondent, completed=completed, left_out=left_out),
    )  # fmt: skip


def _text(said: str) -> str:
    return clean(re.sub(r"\s+-\s+(Selected Choice|Geselecteerde keuze)(?=\s+-\s+|$)", "", said))


def read_structure(path: Path, content: Mapping[str, Any]) -> Source:
    """The questions that stand in a block that is used, in the order of the blocks."""
    elements = [one for one in content["SurveyElements"] if isinstance(one, dict)]
    survey = _Survey(
        {
            str(one.get("PrimaryAttribute")): mapping(one.get("Payload"))
            for one in elements
            if one.get("Element") == "SQ"
        }
    )
    blocks = [
        mapping(block)
        for one in elements
        if one.get("Element") == "BL"
        for block in mapping(one.get("Payload")).values()
    ]
    variables: list[Variable] = []
    for block in blocks:
        if block.get("Type") == "Trash":
            continue
        for element in mapping(block.get("BlockElements")).values():
            question = survey.questions.get(str(mapping(element).get("QuestionID")))
            if question is not None:
                variables += survey.columns(question, clean(str(block.get("Description") or "")))
    title = clean(str(mapping(content["SurveyEntry"]).get("SurveyName") or ""))
    return Source(
        format="qualtrics", path=path, title=title, variables=tuple(variables), doubts=tuple(survey.doubts)
    )


@dataclass
class _Survey:
    """The questions of a survey by their number."""

    questions: Mapping[str, Mapping[str, Any]]
    doubts: list[Doubt] = field(default_factory=list)

    def columns(self, question: Mapping[str, Any], theme: str) -> list[Variable]:
        """The columns of the responses that answer a question."""
        tag, kind, selector = _tag(question), str(question.get("QuestionType")), str(question.get("Selector"))
        if kind in NO_QUESTION:
            if kind in ("RO", "PGR"):
                self.doubts.append(Doubt("exchange.ranking", tag, {"question": tag}))
            return [Variable(column=(tag,), code=tag, type="ignored")]
        route, said = self._route(question)
        settings = mapping(mapping(question.get("Validation")).get("Settings"))
        bare = Variable(
            column=(tag,), code=tag, text=clean(str(question.get("QuestionText") or "")), theme=theme, listed=True,
            required=settings.get("ForceResponse") == "ON", route=route, route_said=said,
        )  # fmt: skip
        if kind == "Matrix":
            return self._matrix(question, bare)
        if kind == "MC" and selector in SEVERAL:
            return self._options(question, bare)
        if kind == "MC":
            return self._single(question, bare)
        if kind == "Slider":
            return [replace(bare, column=(f"{tag}_{one}",), code=f"{tag}_{one}", text=label, stem=bare.text, type="number")
                    for one, label in _displays(question, "Choices").items()]  # fmt: skip
        if kind == "TE" and selector == "FORM":
            return [replace(bare, column=(f"{tag}_{one}",), code=f"{tag}_{one}", text=label, stem=bare.text)
                    for one, label in _displays(question, "Choices").items()]  # fmt: skip
        number = settings.get("ContentType") == "ValidNumber"
        return [
            replace(
                bare, type="open" if selector in ("ESTB", "ML") else "number" if number else "", listed=False
            )
        ]

    def _single(self, question: Mapping[str, Any], bare: Variable) -> list[Variable]:
        labels = {_value(question, one): label for one, label in _displays(question, "Choices").items()}
        made = [replace(bare, type="single", labels=labels)]
        return [*made, *self._texts(question, bare)]

    def _options(self, question: Mapping[str, Any], bare: Variable) -> list[Variable]:
        tag, choices = bare.code, mapping(question.get("Choices"))
        made = [
            replace(bare, column=(f"{tag}_{one}",), code=f"{tag}_{one}", text=label, stem=bare.text, group=tag, type="option",
                    option_value=_value(question, one), exclusive=bool(mapping(choices[one]).get("ExclusiveAnswer")))
            for one, label in _displays(question, "Choices").items()
        ]  # fmt: skip
        return [*made, *self._texts(question, bare)]

    def _texts(self, question: Mapping[str, Any], bare: Variable) -> list[Variable]:
        """The texts that respondents fill in at a choice."""
        choices = mapping(question.get("Choices"))
        filled = [
            one
            for one in _displays(question, "Choices")
            if str(mapping(choices[one]).get("TextEntry", "")).lower() == "true"
        ]
        return [
            replace(bare, column=(f"{bare.code}_{one}_TEXT",), code=f"{bare.code}_{one}_TEXT", type="open", required=False,
                    text=clean(str(mapping(choices[one]).get("Display") or "")))
            for one in filled
        ]  # fmt: skip

    def _matrix(self, question: Mapping[str, Any], bare: Variable) -> list[Variable]:
        labels = {_value(question, one): label for one, label in _displays(question, "Answers").items()}
        tags = mapping(question.get("ChoiceDataExportTags"))
        made = []
        for one, text in _displays(question, "Choices").items():
            name = str(tags.get(one) or f"{bare.code}_{one}")
            made.append(
                replace(
                    bare,
                    column=(name,),
                    code=name,
                    text=text,
                    stem=bare.text,
                    group=bare.code,
                    type="single",
                    labels=labels,
                )
            )
        return made

    # routes

    def _route(self, question: Mapping[str, Any]) -> tuple[Condition | None, str]:
        """When a question is shown: as far as all of it is understood."""
        logic = question.get("DisplayLogic")
        if not logic:
            return None, ""
        made: Condition | None = None
        for group in mapping(logic).values():
            for one in mapping(group).values():
                if not isinstance(one, dict):
                    continue
                known = self._expression(one)
                if known is None:
                    return None, clean(str(one.get("Description") or "DisplayLogic"))
                sign = str(one.get("Conjuction") or one.get("Conjunction") or "And").lower()
                made = known if made is None else (sign if sign in ("and", "or") else "and", made, known)
        return made, ""

    def _expression(self, one: Mapping[str, Any]) -> Condition | None:
        place = CHOICE.search(str(one.get("ChoiceLocator") or one.get("LeftOperand") or ""))
        other = self.questions.get(place["question"]) if place else None
        if place is None or other is None:
            return None
        tag, operator = _tag(other), str(one.get("Operator"))
        if operator in ("Selected", "NotSelected"):
            value = _value(other, place["choice"])
            several = other.get("Selector") in SEVERAL
            return ("selected", tag, value) if several and operator == "Selected" else None if several else (
                "==" if operator == "Selected" else "!=", tag, value)  # fmt: skip
        if operator in OPERATORS and str(one.get("RightOperand") or "").lstrip("-").isdigit():
            return (OPERATORS[operator], tag, str(one["RightOperand"]))
        return None


def _tag(question: Mapping[str, Any]) -> str:
    return str(question.get("DataExportTag") or question.get("QuestionID") or "")


def _displays(question: Mapping[str, Any], what: str) -> dict[str, str]:
    """The choices or answers of a question in the order in which they are shown."""
    entries = mapping(question.get(what))
    order = question.get("ChoiceOrder" if what == "Choices" else "AnswerOrder")
    named = [str(one) for one in order] if isinstance(order, list) else []
    ordered = [one for one in named if one in entries] or list(entries)
    return {one: clean(str(mapping(entries[one]).get("Display") or "")) for one in ordered}


def _value(question: Mapping[str, Any], choice: str) -> str:
    """The value of a choice in the responses."""
    return str(mapping(question.get("RecodeValues")).get(choice, choice))
