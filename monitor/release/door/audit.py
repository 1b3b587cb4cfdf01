"""The attacker over everything released together: whatever can be worked out from results is found.

    report = audit([read_results(folder), ...], [study, ...])
    report.passed, report.findings

Several released sets of one study (an earlier run, another wave, other borders of municipalities) are
read as one: what one set suppresses another may tell. Sets of different studies are about different
respondents and are audited each by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError
from monitor.release.attack.attacker_problem import Puzzle, PuzzleBuilder, clusters
from monitor.release.attack.group_sizes import population
from monitor.release.attack.item_relations import filters_of, relations
from monitor.release.attack.nesting import BEFORE_MERGERS, WHOLE, Nesting
from monitor.release.attack.propagation import Contradiction
from monitor.release.attack.published_rows import Told, told
from monitor.release.door.blocks import BLOCK
from monitor.release.door.change_suppression import shut_changes
from monitor.release.door.protection_check import Judge, Judgement, Units, case_of
from monitor.release.results.reasons import NO_RESPONDENTS, NO_SECRET
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.rounding import weighted
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study import Study

FINDING = ["kind", "study", "wave", "item", "category", "breakdown", "group", "low", "high"]
KINDS = {
    "inferred": "a suppressed figure can be worked out within the range given",
    "number_in_suppressed_row": "a suppressed row holds a number",
    "partly_suppressed": "some figures of an item are released in a group, others are suppressed",
    "small_base": "a figure is released on a base below the minimum",
    "small_count": "a small count, or its complement, is released in an identifiable group",
    "change_of_suppressed": "a change is released of which an estimate is not",
    "contradiction": "the released figures cannot all be true",
}


@dataclass
class AuditReport:
    """What the attacker found.

    `secrets` counts suppressed figures, `limited` those whose range is narrower than the full width only
    because of what is published on purpose. **Rows** of `findings`: one per leak; kind (see `KINDS`), key,
    and for an inferred figure the range a reader can work out (in respondents, or full-scale answers).
    """

    secrets: int = 0
    limited: int = 0
    findings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FINDING))

    @property
    def passed(self) -> bool:
        return self.findings.empty

    def summary(self) -> str:
        """One sentence for the screen."""
        if self.passed:
            return f"Audit passed: {self.secrets:,} suppressed figures, none can be worked out"
        kinds = self.findings["kind"].value_counts(sort=False)
        told = "; ".join(f"{count:,} x {KINDS[str(kind)]}" for kind, count in sorted(kinds.items()))
        return f"Audit failed: {told}"


def audit(results: Sequence[ReleasedSet], studies: Sequence[Study]) -> AuditReport:
    """Attack released sets with all that the declarations of their studies tell.

    **Method**: equations over everything released (see attacker_problem.py), ranges by interval propagation and
    linear programming per component (see feasibility_intervals.py), protected as in protection_check.py.
    **Raises** ReleaseError when the declaration of a study is not given.
    """
    declared = {study.id: study for study in studies}
    by_study: dict[str, list[ReleasedSet]] = {}
    for released in results:
        by_study.setdefault(_study_of(released), []).append(released)
    report = AuditReport()
    for name in sorted(by_study):
        if name not in declared:
            raise ReleaseError(
                f'the declaration of study "{name}" is missing', hint="Name its study file too"
            )
        _StudyAudit(by_study[name], declared[name], report).run()
    return report


def _study_of(released: ReleasedSet) -> str:
    named = {*released.estimates["study"], str(released.method.get("study", ""))} - {""}
    if len(named) != 1:
        raise ReleaseError("a released set is of one study", got=", ".join(sorted(named)) or "none")
    return named.pop()


class _StudyAudit:
    def __init__(self, results: Sequence[ReleasedSet], study: Study, report: AuditReport) -> None:
        self.study = study
        self.results = results
        self.report = report
        self.nesting = Nesting(study)
        frames = [
            _with_old_borders(found.estimates, study).assign(set=place) for place, found in enumerate(results)
        ]
        self.frame = pd.concat(frames, ignore_index=True)
        self.unit = self.frame.groupby(["set", *BLOCK], sort=False).ngroup().to_numpy()
        self.open = ((self.frame["status"] != "suppressed") & self.frame["estimate"].notna()).to_numpy()
        self.secret = ~self.open & ~self.frame["reason"].isin(NO_SECRET).to_numpy()

    def run(self) -> None:
        self._known_groups()
        self._rows_with_numbers()
        self._blocks()
        self._changes()
        found = self._told()
        self._thresholds(found)
        for wave in dict.fromkeys(self.frame["wave"]):
            self._attack(found, wave)

    def _find(
        self,
        kind: str,
        rows: pd.DataFrame,
        low: np.ndarray | float = np.nan,
        high: np.ndarray | float = np.nan,
    ) -> None:
        if len(rows):
            found = rows.assign(kind=kind, low=low, high=high).reindex(columns=FINDING)
            known = self.report.findings
            self.report.findings = found if known.empty else pd.concat([known, found], ignore_index=True)

    def _known_groups(self) -> None:
        for name, group in sorted(set(zip(self.frame["breakdown"], self.frame["group"], strict=True))):
            breakdown = self.nesting.breakdowns.get(name)
            if breakdown is None or group not in breakdown.groups:
                raise ReleaseError(
                    f'the study has no group "{group}" of breakdown "{name}"',
                    hint="Audit results with the study file they were made with",
                )

    # what needs no attack

    def _rows_with_numbers(self) -> None:
        numbers = self.frame[list(ESTIMATES.numbers)].notna().any(axis=1)
        self._find("number_in_suppressed_row", self.frame[numbers & (self.frame["status"] == "suppressed")])

    def _blocks(self) -> None:
        """A block goes through the door together; rows derived from a share go with it."""
        hidden = np.bincount(self.unit[self.secret], minlength=self.unit.max(initial=0) + 1) > 0
        self._find("partly_suppressed", self.frame[self.open & hidden[self.unit]])

    def _changes(self) -> None:
        for released in self.results:
            shut = shut_changes(released.changes, released.estimates, self.study).mask
            numbers = released.changes[list(CHANGES.numbers)].notna().any(axis=1).to_numpy()
            rows = released.changes[shut & numbers]
            self._find("change_of_suppressed", rows.assign(wave=rows["from_wave"] + "-" + rows["to_wave"]))

    def _told(self) -> Told:
        found = told(self.frame, self.unit, self._identifiable(), self.nesting, weighted(self.study))
        empty = (self.frame["reason"] == NO_RESPONDENTS).to_numpy()
        return found.with_state(self.open, self.secret, empty)

    def _identifiable(self) -> np.ndarray:
        named = [name for name, found in self.nesting.breakdowns.items() if found.identifiable]
        return self.frame["breakdown"].isin(named).to_numpy()

    def _thresholds(self, found: Told) -> None:
        rules, breakdowns = self.study.disclosure, self.nesting.breakdowns
        named = self.frame["breakdown"].map(
            lambda name: rules.threshold(breakdowns.get(name, WHOLE)).minimum_base
        )
        self._find("small_base", self.frame[self.open & (self.frame["n"] < named).to_numpy()])
        least = float(rules.identifiable.minimum_count or 0)
        rows = self.frame.take(found.position)
        few = (found.rows.high < least) | (rows["n"].to_numpy() - found.rows.low < least)
        shares = (found.rows.measure == "share") & found.rows.open & self._identifiable()[found.position]
        self._find("small_count", rows[few & shares])

    # the attack

    def _attack(self, found: Told, wave: str) -> None:
        first = self.frame.iloc[np.unique(self.unit, return_index=True)[1]]
        units = Units(first["breakdown"].to_numpy(object), first["item"].to_numpy(object))
        judge = Judge(units, self.nesting, filters_of(self.study.questionnaire), self.study.disclosure)
        known = relations(self.study.questionnaire)
        parts = [part for breakdown in self.study.breakdowns for part in breakdown.items]
        try:
            people = population(found, wave, self.nesting)
        except Contradiction:
            self._find("contradiction", pd.DataFrame([{"study": self.study.id, "wave": wave}]))
            return
        builder = PuzzleBuilder(found, wave, self.nesting, people, weighted(self.study))
        broken = self._broken(wave)
        for cluster in clusters(found.items(wave), known, parts):
            if found.has_secret(wave, cluster):
                case = case_of(builder, cluster, () if broken & set(cluster) else known, judge)
                if case.judgement is not None:
                    self._note(case.puzzle, case.judgement, first)
                elif not case.closed:
                    self._find(
                        "contradiction",
                        pd.DataFrame([{"study": self.study.id, "wave": wave, "item": cluster[0]}]),
                    )

    def _broken(self, wave: str) -> set[str]:
        """Items of which a method says that their answers break their own routes."""
        records = [found.method.get("disclosure", {}).get("audit", {}) for found in self.results]
        return {
            item for record in records for own, item in record.get("without_relations", ()) if own == wave
        }

    def _note(self, puzzle: Puzzle, judgement: Judgement, first: pd.DataFrame) -> None:
        self.report.secrets += len(puzzle.secrets)
        self.report.limited += int(judgement.limited.sum())
        failing = np.flatnonzero(~judgement.protected)
        rows = first.iloc[puzzle.secrets.unit[failing]].assign(category=puzzle.secrets.category[failing])
        self._find("inferred", rows, judgement.low[failing], judgement.high[failing])


def _with_old_borders(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Municipal rows of waves that still have a merged-away municipality get their own breakdown."""
    municipalities = study.municipalities
    if municipalities is None or not municipalities.mergers or municipalities.column is None:
        return frame
    own = frame["breakdown"] == municipalities.column
    waves = set(frame.loc[own & frame["group"].isin(list(municipalities.mergers)), "wave"])
    old = own & frame["wave"].isin(waves)
    return frame.assign(
        breakdown=frame["breakdown"].mask(old, f"{municipalities.column}{BEFORE_MERGERS}"),
        group=frame["group"].mask(old, frame["group"] + BEFORE_MERGERS),
    )
