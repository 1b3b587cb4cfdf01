"""Responses met with the rules of questionnaire, study and survey: every row valid, invalid or undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from monitor.errors import IntakeError
from monitor.intake.answers.derived import derive
from monitor.intake.answers.joined import (
    check_municipalities,
    design_frame,
    join_municipalities,
    municipality_column,
    split_answers,
)
from monitor.intake.answers.reading import BROKEN, FORMAT_RULES, read_item
from monitor.intake.answers.routing import apply_route, presence, route_of
from monitor.intake.answers.sets import (
    as_not_chosen,
    asked_groups,
    blank_rows,
    complete_parts,
    complete_set,
    groups_of_kind,
    without_broken,
)
from monitor.intake.answers.typed_answers import NO_ANSWER, NOT_APPLICABLE, NOT_ASKED, VALID, Variable
from monitor.intake.files.columns import ID_COLUMN, ColumnPlan
from monitor.intake.files.limits import read_limits
from monitor.intake.files.responses import Responses
from monitor.intake.files.spellings import Recode
from monitor.intake.judged.handled_files import FilesOfWave
from monitor.intake.rules import FROM_QUESTIONNAIRE, Result, result, told_label
from monitor.intake.validation.edit_rules import apply_rule, read_edit_rules, rules_of_vignettes
from monitor.intake.validation.fieldwork import check_fieldwork
from monitor.intake.validation.foreign_codes import Mismatch, mismatch
from monitor.study.expression.evaluation import ItemShape
from monitor.study.kinds import KINDS
from monitor.study.norms import PROCESS
from monitor.study.questionnaire import Group, Questionnaire
from monitor.study.study import Study

DOUBT = "intake.wrong_file_or_code_list"
TOO_STRICT = "intake.wrong_file_or_rule_too_strict"


@dataclass(frozen=True, repr=False)
class Checked:
    """Responses with their answers typed and every rule met.

    **Rows**: all rows of the file, good and bad. `variables` has closed and derived items and the
    attributes of the municipality; `design` the declared design columns.
    """

    responses: Responses
    plan: ColumnPlan
    variables: Mapping[str, Variable]
    design: pd.DataFrame
    results: tuple[Result, ...] = field(default=())
    recodes: tuple[Recode, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.responses)

    def __repr__(self) -> str:
        return f"Checked({self.responses!r}, {len(self.results)} results)"

    @property
    def rejected(self) -> np.ndarray:
        """Mask of rows that break a hard rule."""
        return self._rows_failing(hard=True)

    @property
    def flagged(self) -> np.ndarray:
        """Mask of rows that break a soft rule; an unanswered question alone flags nobody."""
        return self._rows_failing(hard=False)

    def _rows_failing(self, hard: bool) -> np.ndarray:
        mask = np.zeros(len(self), bool)
        for outcome in self.results:
            if outcome.rule.hard == hard and outcome.rule.name != "no_answer":
                mask[outcome.failed] = True
        return mask


def validate(responses: Responses, study: Study, wave: str, files: FilesOfWave | None = None) -> Checked:
    """Type the answers of one wave and meet every rule; `files` says which files may have been reviewed.

    **Raises** IntakeError when one column fails one rule so often that the file or the code list
    must be wrong (limits.yaml); DeclarationError when the rule file is wrong.
    """
    plan = ColumnPlan(study, wave)
    checker = _Checker(responses, plan)
    checker.check_ids()
    checker.check_fieldwork()
    checker.read_columns()
    checker.complete_groups()
    checker.stop_at_wrong_file()
    checker.leave_out_broken()
    checker.join()
    checker.apply_routes()
    checker.check_reviews(files)
    checker.derive()
    checker.stop_at_wrong_file()
    checker.apply_edit_rules()
    checker.stop_at_wrong_file()
    closed = {name: variable for name, variable in checker.variables.items() if name not in plan.confidential}
    return Checked(
        responses,
        plan,
        {**closed, **checker.joined},
        checker.design,
        tuple(checker.results),
        (*responses.recodes, *checker.recodes),
    )


def judged_rows(questionnaire: Questionnaire, variables: Mapping[str, Variable], rows: int) -> np.ndarray:
    """Mask of the files of which some norm was judged, if only as one that does not apply."""
    found = np.zeros(rows, bool)
    for norm in questionnaire.norms:
        if norm.id in variables:
            found |= np.isin(variables[norm.id].state, (VALID, NOT_APPLICABLE))
    return found


def split_counts(checked: Checked) -> dict[str, int]:
    """Answers of municipalities that were split over several, by code: they are in no figure by municipality."""
    frame = checked.plan.study.municipalities
    column = municipality_column(checked.responses, frame) if frame else None
    return split_answers(column, frame) if frame is not None and column is not None else {}


def _parted(outcome: Result, lost: np.ndarray) -> tuple[Result, ...]:
    """A rule of form in two: it costs a row in which nothing can be read, and elsewhere its answer."""
    gone = lost[outcome.failed]
    if outcome.rule.hard or outcome.rule.name not in FORMAT_RULES or not gone.any():
        return (outcome,)
    hard = replace(outcome.rule, severity="hard")
    return (
        replace(outcome, rule=hard, failed=outcome.failed[gone], passed=0),
        replace(outcome, failed=outcome.failed[~gone]),
    )


class _Checker:
    """The steps of validate; each adds variables and results."""

    def __init__(self, responses: Responses, plan: ColumnPlan) -> None:
        self.responses = responses
        self.plan = plan
        self.rows = len(responses)
        self.variables: dict[str, Variable] = {}
        self.joined: dict[str, Variable] = {}
        self.results: list[Result] = []
        self.recodes: list[Recode] = []
        self.blank: dict[str, np.ndarray] = {}
        self.design = pd.DataFrame()

    def check_ids(self) -> None:
        ids = pd.Series(self.responses.respondent_id, dtype=object)
        missing = (ids == "").to_numpy()
        double = (ids.duplicated(keep=False) & (ids != "")).to_numpy()
        self.results.append(result("missing_respondent_id", ID_COLUMN, missing, self.rows))
        self.results.append(result("duplicate_respondent", ID_COLUMN, double, int((~missing).sum())))

    def check_fieldwork(self) -> None:
        study = self.plan.study
        if study.completed is not None:
            wave = study.wave(self.plan.wave)
            self.results += check_fieldwork(self.responses, study.completed, wave)

    def read_columns(self) -> None:
        for name, item in self.plan.fields.items():
            if not item.confidential:
                self.variables[name], results = read_item(item, self.responses.columns[name])
                self.results += results
            elif name in self.responses.split_off:
                self.variables[name] = presence(item, self.responses.split_off.filled(name))

    def complete_groups(self) -> None:
        groups, fields = self.plan.study.questionnaire.groups, self.plan.fields
        for kind in (kind for kind in KINDS.values() if kind.in_set):
            complete = complete_parts if kind.adds_up else complete_set
            for group in groups_of_kind(kind.id, groups, fields):
                self.blank[group.id] = blank_rows(group, self.variables)
                changed, results = complete(group, self.variables)
                self.variables.update(changed)
                self.results += results

    def leave_out_broken(self) -> None:
        """Answers of the wrong form that do not cost the row become no answer; a row without any other is lost."""
        lost = self._unreadable()
        if lost.any():
            self.results = [part for outcome in self.results for part in _parted(outcome, lost)]
        for group in asked_groups(self.plan.study.questionnaire.groups, self.plan.fields):
            self.variables.update(without_broken(group, self.plan.fields, self.variables))

    def _unreadable(self) -> np.ndarray:
        """Mask of rows with an answer of the wrong form and no answer at all that can be read."""
        closed = [one for name, one in self.variables.items() if not self.plan.fields[name].confidential]
        broken, read = np.zeros(self.rows, bool), np.zeros(self.rows, bool)
        for variable in closed:
            broken |= variable.state == BROKEN
            read |= ~np.isin(variable.state, (BROKEN, NO_ANSWER, NOT_ASKED))
        return broken & ~read

    def join(self) -> None:
        frame = self.plan.study.municipalities
        if frame is None:
            return
        column = municipality_column(self.responses, frame)
        if column is not None:
            self.joined = join_municipalities(column, frame)
        for name, item in self.plan.fields.items():
            if item.list_of == "municipality" and name in self.responses.split_off:
                self.results.append(check_municipalities(name, self.responses.split_off.texts(name), frame))
        if column is not None and frame.column not in self.plan.fields:
            self.results.append(check_municipalities(str(frame.column), column, frame))

    def apply_routes(self) -> None:
        shapes = self.plan.study.questionnaire.shapes
        sets = {group.items[0]: group for group in self._sets()}
        for name, item in self.plan.fields.items():
            if name in sets:
                self.read_blank_set(sets[name])
            if name in self.variables:
                route = route_of(item.asked_if, shapes, self.variables, self.rows)
                self.variables[name], results = apply_route(item, self.variables[name], route)
                self.results += results

    def _sets(self) -> list[Group]:
        groups = asked_groups(self.plan.study.questionnaire.groups, self.plan.fields)
        return [group for group in groups if group.traits.is_option]

    def read_blank_set(self, group: Group) -> None:
        """What it means that somebody who was asked a multiple-choice question left all of it empty.

        **Raises** IntakeError where many did and the questionnaire does not say.
        """
        shapes, fields = self.plan.study.questionnaire.shapes, self.plan.fields
        routes = [
            route_of(fields[name].asked_if, shapes, self.variables, self.rows).asked for name in group.items
        ]
        asked = np.logical_or.reduce(routes)
        blank = self.blank[group.id] & asked
        count, limit = int(blank.sum()), read_limits().blank_sets
        if group.blank == "not_chosen" and count:
            self.variables.update(as_not_chosen(group, self.variables, blank))
            self.recodes.append(Recode(group.id, "", group.traits.negative, "blank", count))
        if not group.blank and asked.sum() >= limit.from_rows and count >= limit.share * asked.sum():
            raise IntakeError(
                "intake.of_those_asked_of_left_every",
                where=self.responses.file,
                group=group.id,
                stem=group.stem,
                count=count,
                asked=int(asked.sum()),
                items=", ".join(group.items[:3]),
            )

    def check_reviews(self, files: FilesOfWave | None) -> None:
        """Whether each row is a file that was drawn, of the process that it was drawn of, with some judgement."""
        study = self.plan.study
        if not study.checks_files:
            return
        judged = judged_rows(study.questionnaire, self.variables, self.rows)
        self.results.append(result("nothing_judged", ID_COLUMN, ~judged, self.rows))
        if files is not None:
            ids = [str(text) for text in self.responses.respondent_id]
            away = np.array([file not in files.place for file in ids] or [], bool)
            process = self.variables[PROCESS]
            said = np.array([*process.categories, ""], object)[process.codes]
            known = [files.place.get(file, ("", ""))[0] for file in ids]
            other = ~away & (process.state == VALID) & (said != np.array(known, object))
            self.results.append(result("not_drawn", ID_COLUMN, away, self.rows))
            self.results.append(result("other_process", PROCESS, other, int((~away).sum())))

    def derive(self) -> None:
        self.variables.update(derive(self.plan.study.questionnaire, self.variables, self.rows))
        self.design, results = design_frame(self.responses, self.plan, {**self.joined, **self.variables})
        self.results += results

    def apply_edit_rules(self) -> None:
        study = self.plan.study
        attributes = study.municipalities.attributes if study.municipalities else ()
        shapes = {
            **study.questionnaire.shapes,
            **{attribute.id: ItemShape(categories=tuple(attribute.categories)) for attribute in attributes},
        }
        known = {**self.joined, **self.variables}
        own = rules_of_vignettes(study.questionnaire)
        for rule in (*own, *read_edit_rules(study.rules, shapes)):
            self.results.append(apply_rule(rule, shapes, known, self.rows))

    def stop_at_wrong_file(self) -> None:
        limit = read_limits().wrong_file
        for outcome in self.results:
            base = outcome.judged if outcome.rule.share_of == "answers" else self.rows
            failures = len(outcome.failed)
            stops = outcome.rule.hard or (
                outcome.rule.name in FORMAT_RULES and not self._soft(outcome.column)
            )
            often = failures >= limit.from_failures and failures > limit.share * base
            if stops and often and self.rows >= limit.from_rows:
                raise self._wrong_file(outcome, base, limit.share)

    def _soft(self, column: str) -> bool:
        """Whether the questionnaire says of an item that its wrong answers are no reason to stop."""
        item = self.plan.fields.get(column)
        return item is not None and item.severity == "soft"

    def _wrong_file(self, outcome: Result, base: int, share: float) -> IntakeError:
        own = outcome.rule.origin == FROM_QUESTIONNAIRE
        seen = self._mismatch(outcome) if own else Mismatch()
        doubt = (outcome.rule.doubt or DOUBT) if own else TOO_STRICT
        return IntakeError(
            "intake.breaks_rule_in_of_rows",
            where=self.responses.file,
            hint=seen.hint or doubt,
            column=outcome.column,
            rule=outcome.rule.name,
            label=told_label(outcome.rule.name, outcome.rule.label),
            count=len(outcome.failed),
            base=base,
            seen=seen.got,
            share=share,
            wanted=seen.expected,
        )

    def _mismatch(self, outcome: Result) -> Mismatch:
        name = outcome.column
        if name not in self.responses.columns:
            return Mismatch()
        item, column = self.plan.fields.get(name), self.responses.columns[name]
        return mismatch(outcome.rule.name, name, item, column, outcome.failed, read_limits())
