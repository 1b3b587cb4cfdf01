"""Audit: an attack on everything released together, for whatever can be worked out from results.

    report = audit([read_results(folder), ...], [study, ...])
    report.passed, report.findings

Several released sets of one study (an earlier run, another wave, other borders of municipalities) are linked
tables and are read as one: what one set suppresses another may give away. Sets of different studies are about
different respondents and are audited each by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from monitor.errors import ReleaseError
from monitor.messages.catalogue import text
from monitor.release.attack.attacker_problem import AttackerProblem, AttackerProblemBuilder, linked_items
from monitor.release.attack.group_sizes import group_sizes
from monitor.release.attack.item_relations import filters_of, item_relations
from monitor.release.attack.known_weights import KnownMargin, known_margins
from monitor.release.attack.nesting import BEFORE_MERGERS, WHOLE_SAMPLE, Nesting
from monitor.release.attack.propagation import Contradiction
from monitor.release.attack.questions import side_by_side
from monitor.release.attack.released_rows import ReleasedRows, released_rows
from monitor.release.door.amounts import untold_amounts
from monitor.release.door.benchmark_audit import benchmark_of_untold, benchmark_that_tells_more
from monitor.release.door.beside_tables import taken_apart
from monitor.release.door.blocks import BLOCK, identifiable_breakdowns, in_identifiable_group
from monitor.release.door.change_suppression import suppressed_changes
from monitor.release.door.classes import classes_of
from monitor.release.door.coarsening import coarsenings_of, kept
from monitor.release.door.derived_columns import changes_that_tell_more, estimates_that_tell_more
from monitor.release.door.few_weights import FewWeights, few_weights
from monitor.release.door.flows import earlier_waves, too_few_people
from monitor.release.door.protection_check import BlockKeys, Protection, ProtectionCheck
from monitor.release.results.conditions import as_released
from monitor.release.results.keys import by_key, numbered, values_of
from monitor.release.results.reasons import NEEDS_NO_PROTECTION, NO_RESPONDENTS
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import CHANGES, CLASSES, ESTIMATES
from monitor.study.study import Study

SAME_BASE = ["wave", "item", "category", "measure"]
FINDING = ["kind", "study", "wave", "item", "category", "breakdown", "group", "low", "high"]
KINDS = {
    "inferred": "release.found_inferred",
    "number_in_suppressed_row": "release.found_number_in_suppressed_row",
    "released_as_anonymous": "release.found_released_as_anonymous",
    "partly_suppressed": "release.found_partly_suppressed",
    "small_base": "release.found_small_base",
    "small_count": "release.found_small_count",
    "runs_differ": "release.found_runs_differ",
    "not_a_class": "release.found_not_a_class",
    "change_of_suppressed": "release.found_change_of_suppressed",
    "tells_more": "release.found_tells_more",
    "tells_weights": "release.found_tells_weights",
    "contradiction": "release.found_contradiction",
}


@dataclass
class AuditReport:
    """What the attack gave.

    `suppressed` counts suppressed figures, `limited` those whose feasibility interval is narrower than the full
    width only because of what is published on purpose. **Rows** of `findings`: one per leak; kind (see `KINDS`), key,
    and for an inferred figure the interval a reader can work out (in respondents, or full-scale answers).
    """

    suppressed: int = 0
    limited: int = 0
    findings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FINDING))

    @property
    def passed(self) -> bool:
        return self.findings.empty

    def summary(self) -> str:
        """One sentence for the screen."""
        if self.passed:
            return text("release.audit_passed", count=self.suppressed)
        kinds = self.findings["kind"].value_counts(sort=False)
        leaks = [
            text("release.leak", count=count, kind=text(KINDS[str(kind)]))
            for kind, count in sorted(kinds.items())
        ]
        return text("release.audit_failed", leaks=leaks)


def audit(results: Sequence[ReleasedSet], studies: Sequence[Study]) -> AuditReport:
    """Attack released sets with all that the declarations of their studies say.

    **Method**: table equations over everything released (see attacker_problem.py), feasibility intervals by interval
    propagation and linear programming per component (see feasibility_intervals.py), protected as in
    protection_check.py.
    **Raises** ReleaseError when the declaration of a study is not given.
    """
    declared = {study.id: study for study in studies}
    by_study: dict[str, list[ReleasedSet]] = {}
    for released in results:
        by_study.setdefault(_study_of(released), []).append(released)
    report = AuditReport()
    for name in sorted(by_study):
        if name not in declared:
            raise ReleaseError("release.declaration_of_study_is_missing", name=name)
        _StudyAudit(by_study[name], declared[name], report).run()
    return report


def _study_of(released: ReleasedSet) -> str:
    named = {*released.estimates["study"].unique(), released.method.study} - {""}
    if len(named) != 1:
        raise ReleaseError(
            "release.released_set_is_of_one_study", got=", ".join(sorted(named)) or text("release.none")
        )
    return named.pop()


class _StudyAudit:
    """All released sets of one study as one table: per row its block, whether it is published or suppressed."""

    def __init__(self, results: Sequence[ReleasedSet], study: Study, report: AuditReport) -> None:
        self.study = study = as_released(study, [one.method for one in results])
        self.results = results
        self.report = report
        self.nesting = Nesting(study)
        frames = [
            _with_old_borders(taken_apart(released.estimates).tables, study).assign(set=number)
            for number, released in enumerate(results)
        ]
        self.frame = pd.concat(frames, ignore_index=True)
        self.block = numbered(self.frame, ["set", *BLOCK])
        is_class = self.frame["status"].isin(CLASSES)
        shown = (self.frame["status"] != "suppressed") & self.frame["estimate"].notna()
        self.published = (is_class | shown).to_numpy()
        unneeded = self.frame["reason"].isin(NEEDS_NO_PROTECTION).to_numpy() | self._of_itself()
        self.suppressed = ~self.published & ~unneeded

        self.few = self._few_weights()

    def _of_itself(self) -> np.ndarray:
        """Rows of a question by its own answers: nobody gave another one, and the size of a group is told as its base."""
        breakdowns = {one.id: one.items for one in self.study.breakdowns}
        return by_key(
            self.frame, ["item", "breakdown"], lambda item, name: breakdowns.get(name) == (item,), bool
        )

    def _few_weights(self) -> FewWeights:
        """What may be told of the weights in none of the sets, by what any of them tells of them and keeps back."""
        kept_back = ~self.published & (self.frame["reason"] != NO_RESPONDENTS).to_numpy()
        found = [
            few_weights(self.frame, kept_back, released.method, self.study, self.nesting)
            for released in self.results
        ]
        return FewWeights(
            frozenset().union(*(one.tables for one in found)),
            {wave: deff for one in found for wave, deff in one.deff.items()},
            frozenset.intersection(*(one.alike for one in found)),
        )

    def run(self) -> None:
        """Every check, findings in this order."""
        self._check_groups()
        self._check_kinds()
        self._check_numbers()
        self._check_blocks()
        self._check_changes()
        self._check_beside()
        self._check_derived()
        self._check_benchmark()
        rows = self._released_rows()
        self._check_thresholds(rows)
        self._check_runs()
        for wave in dict.fromkeys(self.frame["wave"]):
            self._attack(rows, wave)

    def _add(
        self,
        kind: str,
        rows: pd.DataFrame,
        low: np.ndarray | float = np.nan,
        high: np.ndarray | float = np.nan,
    ) -> None:
        """Add findings of one kind, one per row."""
        if len(rows):
            new = rows.assign(kind=kind, low=low, high=high).reindex(columns=FINDING)
            earlier = self.report.findings
            self.report.findings = new if earlier.empty else pd.concat([earlier, new], ignore_index=True)

    def _check_groups(self) -> None:
        for name, group in sorted(values_of(self.frame, ["breakdown", "group"])):
            breakdown = self.nesting.breakdowns.get(name)
            if breakdown is None or group not in breakdown.groups:
                raise ReleaseError("release.study_has_no_group_of_breakdown", group=group, name=name)

    # what needs no attack

    def _check_kinds(self) -> None:
        """What a set says of its own breakdowns: it may have been stricter than its study file, never looser."""
        looser = {
            name
            for released in self.results
            for name, record in released.method.breakdowns.items()
            if name in self.nesting.breakdowns
            and self.nesting.breakdowns[name].identifiable
            and not record.identifiable
        }
        rows = self.frame[self.published & self.frame["breakdown"].isin(sorted(looser)).to_numpy()]
        self._add("released_as_anonymous", rows.drop_duplicates("breakdown"))

    def _check_numbers(self) -> None:
        numbers = self.frame[list(ESTIMATES.numbers)].notna().any(axis=1)
        self._add("number_in_suppressed_row", self.frame[numbers & (self.frame["status"] == "suppressed")])

    def _check_blocks(self) -> None:
        """A block is released together; rows derived from a share go with it."""
        suppressed = np.bincount(self.block[self.suppressed], minlength=self.block.max(initial=0) + 1) > 0
        self._add("partly_suppressed", self.frame[self.published & suppressed[self.block]])

    def _check_changes(self) -> None:
        for released in self.results:
            coarsenings = coarsenings_of(released.estimates["item"].unique(), self.study)
            hidden = suppressed_changes(
                released.changes, released.estimates, coarsenings, self.study, self.few
            ).mask
            numbers = released.changes[list(CHANGES.numbers)].notna().any(axis=1).to_numpy()
            rows = released.changes[hidden & numbers]
            self._add("change_of_suppressed", rows.assign(wave=rows["from_wave"] + "-" + rows["to_wave"]))

    def _check_beside(self) -> None:
        """What the same people answered twice, and totals, are told of many people, and of nobody else by subtraction."""
        for released in self.results:
            apart, earlier = taken_apart(released.estimates), earlier_waves(released.changes)
            told = apart.amounts[apart.amounts["estimate"].notna()]
            self._add("small_base", told[untold_amounts(told, apart.tables, self.study)])
            told = apart.flows[apart.flows["estimate"].notna()]
            few = too_few_people(told, apart.tables, earlier, self.study)
            self._add("small_base", told[told["item"].isin(few)])

    def _check_derived(self) -> None:
        """What is told of a recognisable group, or where weights are few, follows from its rounded figures."""
        for released in self.results:
            coarsenings = coarsenings_of(released.estimates["item"].unique(), self.study)
            finer = released.estimates[estimates_that_tell_more(released, self.study, self.few)]
            changes = released.changes[changes_that_tell_more(released, coarsenings, self.study, self.few)]
            changes = changes.assign(wave=changes["from_wave"] + "-" + changes["to_wave"])
            for rows in (finer, changes):
                recognised = in_identifiable_group(rows, self.study)
                self._add("tells_more", rows[recognised])
                self._add("tells_weights", rows[~recognised])

    def _check_benchmark(self) -> None:
        """What is made of the figures of municipalities goes with these, and is no finer."""
        for released in self.results:
            estimates, changes = benchmark_of_untold(released)
            self._add("partly_suppressed", estimates)
            self._add("change_of_suppressed", changes)
            for rows in benchmark_that_tells_more(released, self.study):
                self._add("tells_more", rows)

    def _released_rows(self) -> ReleasedRows:
        shown = kept(self.frame, coarsenings_of(self.frame["item"].unique(), self.study))
        rows = released_rows(
            self.frame,
            self.block,
            self._identifiable(),
            self.nesting,
            self.study.weighted,
            shown,
            by_weight=self.few.rows(self.frame) & self.frame["wave"].isin(self._known_margins()).to_numpy(),
        )
        empty = (self.frame["reason"] == NO_RESPONDENTS).to_numpy()
        return rows.with_states(self.published, self.suppressed, empty)

    def _identifiable(self) -> np.ndarray:
        identifiable = [name for name, own in self.nesting.breakdowns.items() if own.identifiable]
        return self.frame["breakdown"].isin(identifiable).to_numpy()

    def _check_thresholds(self, released: ReleasedRows) -> None:
        """The threshold rules of primary suppression, on what is published."""
        rules, breakdowns = self.study.disclosure, self.nesting.breakdowns
        minimum = by_key(
            self.frame,
            ["breakdown"],
            lambda name: rules.threshold(breakdowns.get(name, WHOLE_SAMPLE)).minimum_base,
            float,
        )
        self._add("small_base", self.frame[self.published & (self.frame["n"].to_numpy() < minimum)])
        least = float(rules.identifiable.minimum_count or 0)
        rows, bounds = self.frame.take(released.position), released.rows
        few = (bounds.high < least) | (bounds.n_high - bounds.low < least)
        told = classes_of(self.frame, self._identifiable())
        self._add("not_a_class", self.frame[told != ""])
        identifiable = self._identifiable()[released.position]
        self._add("small_count", rows[few & (bounds.measure == "share") & bounds.published & identifiable])

    def _check_runs(self) -> None:
        """Of one wave that two sets tell of, the later one less the earlier is about those who came in between."""
        whole = self.frame[self.published & (self.frame["breakdown"] == "").to_numpy()]
        bases = whole.drop_duplicates([*SAME_BASE, "n"]).sort_values([*SAME_BASE, "n"], kind="stable")
        more = bases.groupby(SAME_BASE, sort=False)["n"].diff()
        least = self.study.disclosure.threshold(WHOLE_SAMPLE).minimum_base
        self._add("runs_differ", bases[(more < least).to_numpy()].drop_duplicates(["wave", "item"]))

    # the attack

    def _attack(self, released: ReleasedRows, wave: str) -> None:
        first = self.frame.iloc[np.unique(self.block, return_index=True)[1]]
        keys = BlockKeys(first["breakdown"].to_numpy(object), first["item"].to_numpy(object))
        questionnaire = self.study.questionnaire
        check = ProtectionCheck(keys, self.nesting, filters_of(questionnaire), self.study.disclosure)
        relations = item_relations(questionnaire, wave)
        margin = self._known_margins().get(wave)
        try:
            sizes = group_sizes(released, wave, self.nesting, margin)
        except Contradiction:
            self._add("contradiction", pd.DataFrame([{"study": self.study.id, "wave": wave}]))
            return
        builder = AttackerProblemBuilder(released, wave, sizes, self.study.weighted, margin)
        broken = self._items_with_broken_routes(wave)
        attacked = [
            linked
            for linked in linked_items(released.items(wave), relations, self.nesting.breakdown_items)
            if released.has_suppressed(wave, linked)
        ]
        attacks = side_by_side(
            check.attack(builder, linked, () if broken & set(linked) else relations) for linked in attacked
        )
        for linked, attack in zip(attacked, attacks, strict=True):
            if attack.protection is not None:
                self._record(attack.problem, attack.protection, first)
            elif not attack.is_safe:
                row = {"study": self.study.id, "wave": wave, "item": linked[0]}
                self._add("contradiction", pd.DataFrame([row]))

    def _known_margins(self) -> dict[str, KnownMargin]:
        """What the methods of all sets together tell of the weights, by wave."""
        rounded = identifiable_breakdowns(self.study)
        known: dict[str, KnownMargin] = {}
        for released in self.results:
            known |= known_margins(released.method, self.nesting, self.study, rounded)
        return known

    def _items_with_broken_routes(self, wave: str) -> set[str]:
        """Items of which a method says that their answers break their own routes."""
        records = [released.method.disclosure.audit for released in self.results]
        return {item for record in records for of_wave, item in record.without_relations if of_wave == wave}

    def _record(self, problem: AttackerProblem, protection: Protection, first: pd.DataFrame) -> None:
        """Count the suppressed cells and add the unprotected; `first` has a row for each block."""
        cells = problem.suppressed
        self.report.suppressed += len(cells)
        self.report.limited += int(protection.limited.sum())
        failing = np.flatnonzero(~protection.protected)
        rows = first.iloc[cells.block[failing]].assign(category=cells.category[failing])
        self._add("inferred", rows, protection.low[failing], protection.high[failing])


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
