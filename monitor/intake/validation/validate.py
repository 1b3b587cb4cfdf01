"""Responses met with the rules of questionnaire, study and survey: every row valid, invalid or undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from monitor.errors import IntakeError
from monitor.intake.answers.derived import derive
from monitor.intake.answers.joined import (
    check_municipalities,
    design_frame,
    join_municipalities,
    municipality_column,
)
from monitor.intake.answers.reading import read_item
from monitor.intake.answers.routing import apply_route, presence, route_of
from monitor.intake.answers.sets import complete_parts, complete_set, groups_of_kind
from monitor.intake.answers.typed_answers import Variable
from monitor.intake.files.columns import ID_COLUMN, ColumnPlan
from monitor.intake.files.limits import read_limits
from monitor.intake.files.responses import Responses
from monitor.intake.rules import FROM_QUESTIONNAIRE, Result, result
from monitor.intake.validation.edit_rules import apply_rule, read_edit_rules
from monitor.intake.validation.fieldwork import check_fieldwork
from monitor.study.expression.evaluation import ItemShape
from monitor.study.kinds import KINDS
from monitor.study.study import Study


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


def validate(responses: Responses, study: Study, wave: str) -> Checked:
    """Type the answers of one wave and meet every rule.

    **Raises** IntakeError when one column fails one rule so often that the file or the code list
    must be wrong (limits.yaml); DeclarationError when the rule file is wrong.
    """
    plan = ColumnPlan(study, wave)
    checker = _Checker(responses, plan)
    checker.check_ids()
    checker.check_fieldwork()
    checker.read_columns()
    checker.complete_groups()
    checker.join()
    checker.apply_routes()
    checker.derive()
    checker.stop_at_wrong_file()
    checker.apply_edit_rules()
    checker.stop_at_wrong_file()
    closed = {name: variable for name, variable in checker.variables.items() if name not in plan.confidential}
    return Checked(responses, plan, {**closed, **checker.joined}, checker.design, tuple(checker.results))


class _Checker:
    """The steps of validate; each adds variables and results."""

    def __init__(self, responses: Responses, plan: ColumnPlan) -> None:
        self.responses = responses
        self.plan = plan
        self.rows = len(responses)
        self.variables: dict[str, Variable] = {}
        self.joined: dict[str, Variable] = {}
        self.results: list[Result] = []
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
                changed, results = complete(group, self.variables)
                self.variables.update(changed)
                self.results += results

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
        for name, item in self.plan.fields.items():
            if name in self.variables:
                route = route_of(item.asked_if, shapes, self.variables, self.rows)
                self.variables[name], results = apply_route(item, self.variables[name], route)
                self.results += results

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
        for rule in read_edit_rules(study.rules, shapes):
            self.results.append(apply_rule(rule, shapes, known, self.rows))

    def stop_at_wrong_file(self) -> None:
        limit = read_limits().wrong_file
        for outcome in self.results:
            base = outcome.judged if outcome.rule.share_of == "answers" else self.rows
            failures = len(outcome.failed)
            often = failures >= limit.from_failures and failures > limit.share * base
            if outcome.rule.hard and often and self.rows >= limit.from_rows:
                raise self._wrong_file(outcome, base, limit.share)

    def _wrong_file(self, outcome: Result, base: int, share: float) -> IntakeError:
        own = outcome.rule.origin == FROM_QUESTIONNAIRE
        return IntakeError(
            f'"{outcome.column}" breaks the rule {outcome.rule.name} in {len(outcome.failed):,} of {base:,} rows',
            where=self.responses.file,
            expected=f"at most {share:.0%}",
            hint=outcome.rule.doubt
            if own
            else "Is this the wrong file, or is the rule too strict? A soft rule only counts",
        )
