"""A proposal as the files that are written: questionnaire, study, and a column map per wave."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from monitor.exchange.places import fixed_places, together
from monitor.exchange.proposal import Proposal, Question
from monitor.exchange.scales import FEWEST, Scale
from monitor.exchange.source import Doubt, Source
from monitor.exchange.telling import told_of
from monitor.exchange.typed import Typed
from monitor.exchange.vocabulary import clean, vocabulary
from monitor.exchange.yaml_text import Remarked, lines
from monitor.messages.catalogue import FILES, text_in
from monitor.study.column_map import RowsLeftOut

Decided = Callable[[Any], Any]
MOST = 400  # signs of a remark, which is one line of a comment
_PRINTED = re.compile(r"[^\x20-\x7e\xa1-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
LEAST = 10  # a smaller number of answers is not told


class Todo(str):
    """A mark where a person should look, with the code of its message."""

    code = ""


def todo(code: str, **values: Any) -> Todo:
    made = Todo(f"TODO: {_PRINTED.sub('', clean(text_in(FILES, code, **values)))[:MOST]}")
    made.code = code
    return made


def as_proposed(content: Any) -> Any:
    """What would be written, as it is."""
    return content


def questionnaire_text(proposal: Proposal, decided: Decided = as_proposed) -> str:
    """The questionnaire, with a remark wherever a person should look and nothing has been `decided`."""
    content = decided(questionnaire(proposal))
    return _document("exchange.head_questionnaire", content, file=proposal.source.path.name)


def questionnaire(proposal: Proposal) -> dict[str, Any]:
    themes: dict[str, Any] = dict(proposal.themes)
    if "vragen" in themes:
        themes["vragen"] = Remarked(themes["vragen"], (todo("exchange.todo_theme"),))
    return {
        "survey": proposal.survey,
        "title": proposal.title,
        "respondents": Remarked(
            {"singular": "respondent", "plural": "respondenten"}, (todo("exchange.todo_respondents"),)
        ),
        "waves": [proposal.wave],
        "themes": themes,
        "scales": {name: _scale(name, scale, proposal) for name, scale in proposal.scales.items()},
        "questions": _questions(proposal),
    }


def _scale(name: str, scale: Scale, proposal: Proposal) -> Any:
    """A scale; with a mark where the answers alone tell it and they may have an order."""
    entry = scale_entry(scale)
    apart = [one for one in scale.categories if not vocabulary().is_other(one.label)]
    listed = any(
        column.variable.listed
        for question in proposal.questions
        if question.scale == name
        for column in question.columns.values()
    )
    if scale.kind != "nominal" or scale.unordered or listed or len(apart) < FEWEST:
        return entry
    return Remarked(entry, (todo("exchange.todo_order"),))


def _questions(proposal: Proposal) -> Any:
    """Every question; one remark about all clauses that were proposed."""
    made = [question_entry(one, proposal) for one in proposal.questions]
    told = any({"told", "rows_told"} & one.value.keys() for one in made)
    return Remarked(made, (todo("exchange.todo_told"),)) if told else made


def remarks_of(doubts: Iterable[Doubt]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(todo(one.code, **one.values) for one in doubts))


def _document(head: str, content: Mapping[str, Any], **values: Any) -> str:
    return "\n".join([f"# {text_in(FILES, head, **values)}", *lines(content)]) + "\n"


def scale_entry(scale: Scale) -> dict[str, Any]:
    if scale.range is not None:
        return {"kind": scale.kind, "range": list(scale.range)}
    made: dict[str, Any] = {
        "kind": scale.kind,
        "categories": {one.code: one.label for one in scale.categories},
    }
    if scale.nets:
        made["nets"] = {name: list(codes) for name, codes in scale.nets.items()}
    if scale.special:
        made["special"] = {
            entry.code: {"label": entry.label, "means": means} for entry, means in scale.special
        }
    return made


def question_entry(one: Question, proposal: Proposal) -> Remarked:
    made: dict[str, Any] = {"id": Remarked(one.id, _counted(one, proposal))}
    if one.kind != "single":
        made["kind"] = one.kind
    if one.scale:
        made["scale"] = one.scale
    made["theme"] = one.theme
    made["text"] = one.text or one.id
    scale = proposal.scales.get(one.scale)
    if scale is not None and scale.kind == "likert":
        made["favourable"] = Remarked("agree", (todo("exchange.todo_favourable"),))
    if one.kind == "grid":
        made["rows"] = {item: text or item for item, text in one.items.items()}
        if clauses := {item: told for item, text in one.items.items() if (told := told_of(text, scale))}:
            made["rows_told"] = clauses
    elif one.items:
        made["options"] = {item: text or item for item, text in one.items.items()}
    elif told := told_of(one.text, scale):
        made["told"] = told
    if one.exclusive:
        made["exclusive"] = one.exclusive
    if one.kind == "multi":
        made["blank"] = _blank(one)
    if special := _special(one):
        made["special"] = special
    if one.range:
        made["range"] = [int(end) if float(end).is_integer() else end for end in one.range]
    if one.required:
        made["required"] = True
    if any(column.soft for column in one.columns.values()):
        made["severity"] = "soft"
    if one.asked_if:
        made["asked_if"] = one.asked_if
    return Remarked(made, remarks_of(one.doubts))


def _special(one: Question) -> dict[str, Any]:
    """Codes outside the base of a question whose answers are numbers."""
    entries = {
        entry.code: (entry, means) for column in one.columns.values() for entry, means in column.special
    }
    return {code: {"label": entry.label, "means": means} for code, (entry, means) in entries.items()}


def _blank(one: Question) -> Any:
    """Rule 6: a set without any choice is no answer where an option for that was offered."""
    offered = bool(one.exclusive) or any(vocabulary().is_other(text) for text in one.items.values())
    meant = "no_answer" if offered else "not_chosen"
    return Remarked(meant, (todo("exchange.todo_blank"),))


def _counted(one: Question, proposal: Proposal) -> tuple[str, ...]:
    """How many answered, as a total only."""
    if not proposal.source.has_answers:
        return ()
    totals = [column.seen.total for column in one.columns.values()]
    most = max(totals, default=0)
    shown = f"{most}" if most >= LEAST else f"< {LEAST}"
    return (text_in(FILES, "exchange.counted", count=shown),)


def column_map_text(proposal: Proposal) -> str:
    """The column map of the wave."""
    return _document("exchange.head_columns", column_map(proposal), file=proposal.source.path.name)


def column_map(proposal: Proposal) -> dict[str, Any]:
    roles, source = proposal.roles, proposal.source
    made: dict[str, Any] = {"file": source.path.name}
    if source.sheet:
        made["sheet"] = source.sheet
    if source.above:
        made["above"] = source.above
    if source.fixed:
        made["fixed"] = fixed_places(proposal)
    if source.fixed_in_bytes:
        made["fixed_in"] = "bytes"
    if source.heading_rows > 1:
        made["header_rows"] = source.heading_rows
    made["respondent_id"] = roles.respondent_id or "none"
    for role in ("weight", "strata", "municipality", "completed"):
        if getattr(roles, role):
            made[role] = getattr(roles, role)
    if roles.left_out:
        made["left_out"] = {reason: rows_left_out(rule) for reason, rule in roles.left_out.items()}
    made["columns"] = {name: entry for one in proposal.questions for name, entry in _mapped(one, source)}
    used = {roles.respondent_id, roles.weight, roles.strata, roles.municipality}
    ignored = dict.fromkeys((*proposal.ignored, *filter(None, [roles.completed])))
    made["ignored"] = [name for name in ignored if name not in used]
    return made


def rows_left_out(rule: RowsLeftOut) -> dict[str, Any]:
    """Rows that are no responses, as a column map says it."""
    said: dict[str, Any] = {"column": rule.column} if rule.column else {}
    if rule.empty:
        said["empty"] = True
    if rule.values:
        said["values"] = list(rule.values)
    if rule.other_than:
        said["other_than"] = list(rule.other_than)
    return said


def _mapped(one: Question, source: Source) -> Iterable[tuple[str, Any]]:
    joined = together(one, source)
    if joined is not None:
        yield one.id, joined.entry
        return
    for item, column in one.columns.items():
        if not column.variable.column or column.seen is None:
            continue
        yield item, _entry(one, item, column)


def _entry(one: Question, item: str, column: Typed) -> Any:
    made: dict[str, Any] = {"column": _heading(column.variable.column)}
    if column.kind == "joined":
        made["joined"] = column.variable.separator.strip() or " "
        made["values"] = dict(one.joined)
        if one.other:
            made["other"] = one.other
    elif one.kind == "multi":
        made |= _option_entry(column)
    elif column.other_code:
        made |= {"values": dict(column.values), "other": column.other_code}
        if column.variable.other_in:
            made["other_in"] = _heading(column.variable.other_in)
    elif column.values:
        made |= _values(column)
    if special := _special_values(column):
        made["special"] = special
    if column.no_answer:
        made["no_answer"] = list(column.no_answer)
    if column.not_asked:
        made["not_asked"] = list(column.not_asked)
    if column.times:
        made["times"] = column.times
    if column.suffix:
        made["suffix"] = column.suffix
    return made["column"] if set(made) == {"column"} and isinstance(made["column"], str) else made


def _heading(column: tuple[str, ...]) -> str | list[str]:
    """A heading as a column map names it: alone, or under the heading above it."""
    return column[0] if len(column) == 1 else list(column)


def _values(column: Typed) -> dict[str, Any]:
    """What cells mean; where only those outside the base are no codes, these alone."""
    outside = {entry.value for entry, _ in column.scale.special} if column.scale else set()
    differing = {value: code for value, code in column.values.items() if value != code}
    if set(differing) <= outside:
        return {"special": differing}
    return {"values": dict(column.values)}


def _special_values(column: Typed) -> dict[str, str]:
    """What stands in the cells of a column of numbers to code outside the base, in each of its spellings."""
    codes = {entry.value: entry.code for entry, _ in column.special}
    spelled = {text: codes[value] for text, value in column.variable.spellings.items() if value in codes}
    return {text: code for text, code in {**codes, **spelled}.items() if text != code}


def _option_entry(column: Typed) -> dict[str, Any]:
    """What says that an option was chosen; an empty cell says that it was not where nothing else does."""
    if column.filled:
        return {"filled": "1", "empty": "0"}
    if column.zeros_open:
        chosen = {value: code for value, code in column.values.items() if value not in column.no_answer}
        return {"values": chosen} if any(value != code for value, code in chosen.items()) else {}
    values = dict(column.values)
    unchosen = "0" in values.values()
    if not unchosen:
        values[""] = "0"
    if all(value == code for value, code in values.items()):
        return {}
    return {"values": values}
