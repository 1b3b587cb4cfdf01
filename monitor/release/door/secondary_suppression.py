"""Secondary suppression: attack, then coarsen or suppress more, until every suppressed cell is protected.

Sets of linked tables side by side, wave by wave: what is not protected is first coarsened (in anonymous
groups, where whole distributions are published), then more blocks are suppressed, and what cannot be
protected within the rounds of the study is withheld for that breakdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from monitor.errors import ReleaseError
from monitor.release.attack.attacker_problem import AttackerProblem, AttackerProblemBuilder, linked_items
from monitor.release.attack.group_sizes import GroupSizes, group_sizes
from monitor.release.attack.item_relations import Relation, filters_of, item_relations
from monitor.release.attack.known_weights import known_margins
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.propagation import Contradiction
from monitor.release.attack.questions import Asking, side_by_side
from monitor.release.attack.released_rows import released_rows
from monitor.release.door.blocks import EstimateTable, SuppressionPattern, identifiable_breakdowns
from monitor.release.door.capacity_constraints import (
    CapacityConstraint,
    CapacityConstraints,
    cheapest_suppression,
)
from monitor.release.door.nested_classes import coarsen_nested_classes
from monitor.release.door.protection_check import Attack, BlockKeys, Protection, ProtectionCheck
from monitor.release.door.subtotal_suppression import SubtotalSuppression
from monitor.release.results.method import Method, SuppressionRecord
from monitor.study.study import Study


class SecondarySuppression:
    """Protects the suppressed cells of one table of estimates."""

    def __init__(self, table: EstimateTable, study: Study, method: Method) -> None:
        self.table = table
        self.study = study
        self.blocks = table.blocks
        self.nesting = Nesting(study)
        self.margins = known_margins(method, self.nesting, study, identifiable_breakdowns(study))
        self.rows = released_rows(
            table.displayed,
            table.block,
            table.identifiable,
            self.nesting,
            study.weighted,
            table.kept,
            table.share_of_respondents if study.weighted else None,
            table.rounded & table.estimates["wave"].isin(self.margins).to_numpy(),
        )
        keys = BlockKeys(table.blocks["breakdown"].to_numpy(object), table.blocks["item"].to_numpy(object))
        filters = filters_of(study.questionnaire)
        self.check = ProtectionCheck(keys, self.nesting, filters, study.disclosure)
        self.subtotals = SubtotalSuppression(table, self.nesting, filters, study.disclosure)
        self.record = SuppressionRecord()

    def protect(self, pattern: SuppressionPattern) -> None:
        """Suppress further until everything suppressed is protected; `pattern` is changed."""
        before = int(pattern.suppressed.sum())
        self.subtotals.suppress(pattern)
        coarsened = coarsen_nested_classes(self.table, self.nesting, pattern, self.study.disclosure.width)
        self.record = replace(self.record, coarsened=tuple(coarsened))
        for wave in dict.fromkeys(self.blocks["wave"]):
            self.apply(pattern)
            sizes = self._group_sizes(wave)
            items = self.rows.items(wave)
            relations = item_relations(self.study.questionnaire, wave)
            linked_tables = linked_items(items, relations, self.nesting.breakdown_items)
            for record in side_by_side(
                _LinkedTables(self, pattern, wave, linked, sizes, relations).protect()
                for linked in linked_tables
            ):
                self.record = self.record.with_(record)
        self.record = replace(self.record, added=int(pattern.suppressed.sum()) - before)

    def _group_sizes(self, wave: str) -> GroupSizes:
        try:
            return group_sizes(self.rows, wave, self.nesting, self.margins.get(wave))
        except Contradiction:
            raise ReleaseError("release.bases_of_wave_contradict_each_other", wave=wave) from None

    def apply(self, pattern: SuppressionPattern) -> None:
        """Mark which rows a pattern publishes and which it suppresses.

        What a coarsened table leaves out of a group that is suppressed besides, stays a secret of that group.
        """
        table = self.table
        published = table.publishable & ~pattern.coarsened
        suppressed, empty = pattern.suppressed[table.block], table.empty[table.block]
        self.rows = self.rows.with_states(
            published & ~suppressed, table.publishable & suppressed & ~empty, empty
        )


class _LinkedTables:
    """The tables of linked items of one wave, until they are protected; `record` says what that took."""

    def __init__(
        self,
        owner: SecondarySuppression,
        pattern: SuppressionPattern,
        wave: str,
        linked: Sequence[str],
        sizes: GroupSizes,
        relations: Sequence[Relation],
    ) -> None:
        self.owner = owner
        self.pattern = pattern
        self.wave = wave
        self.linked = linked
        self.sizes = sizes
        self.relations = relations
        self.record = SuppressionRecord()
        blocks = owner.blocks
        self.own_blocks = ((blocks["wave"] == wave) & blocks["item"].isin(linked)).to_numpy()

    def protect(self) -> Asking[SuppressionRecord]:
        """Attack and suppress in turn; withhold what the rounds of the study do not protect."""
        if not (self.own_blocks & ~self.owner.table.empty & self.pattern.suppressed).any():
            return self.record
        for rounds in range(1, self.owner.study.disclosure.rounds + 1):
            attack = yield from self._attack()
            if attack.is_safe:
                self._record(attack, rounds)
                return self.record
            if not self._suppress_more(attack):
                break
        yield from self._withhold()
        return self.record

    def _attack(self) -> Asking[Attack]:
        """An attack on the tables as they stand now."""
        owner = self.owner
        owner.apply(self.pattern)
        builder = AttackerProblemBuilder(
            owner.rows,
            self.wave,
            self.sizes,
            owner.study.weighted,
            owner.margins.get(self.wave),
        )
        attack = yield from owner.check.attack(builder, self.linked, self.relations)
        if not attack.relations_hold and self.relations:
            self.relations = ()
            self._note(without_relations=((self.wave, self.linked[0]),))
        return attack

    def _suppress_more(self, attack: Attack) -> bool:
        """Coarsen or suppress more; whether there was anything left to do."""
        if attack.protection is None:
            return False
        failing = attack.unprotected
        return self._coarsen(attack.problem, failing) or self._suppress(
            attack.problem, attack.protection, failing
        )

    def _record(self, attack: Attack, rounds: int) -> None:
        limited = int(attack.protection.limited.sum()) if attack.protection else 0
        self._note(rounds=rounds, secrets=len(attack.problem.suppressed), limited=limited)

    def _note(self, **counted: Any) -> None:
        """Change what the record says."""
        self.record = replace(self.record, **counted)

    def _coarsen(self, problem: AttackerProblem, failing: np.ndarray) -> bool:
        """Coarsen the tables of failing cells that are not coarse yet; whether there were any.

        With a table go those of the same item in fewer classes: nested classifications are linked.
        """
        table, done = self.owner.table, False
        for item, breakdown in self._linked_tables(problem, failing):
            rows = self._blocks_of(item, breakdown)[table.block] & table.publishable
            left_out = rows & ~table.kept & ~self.pattern.coarsened
            if breakdown and left_out.any() and (rows & table.kept).any():
                self.pattern.coarsened |= left_out
                self._note(coarsened=(*self.record.coarsened, (self.wave, item, breakdown)))
                done = True
        return done

    def _linked_tables(self, problem: AttackerProblem, failing: np.ndarray) -> Iterable[tuple[str, str]]:
        """Item and breakdown of failing cells, and of the same items in nested classes."""
        nesting = self.owner.nesting
        return dict.fromkeys(
            (item, other)
            for item, name in _tables_of(problem, failing)
            for other in nesting.breakdowns
            if other == name or nesting.is_classification(other, name)
        )

    def _suppress(self, problem: AttackerProblem, protection: Protection, failing: np.ndarray) -> bool:
        """Suppress more blocks; whether there were any left to suppress."""
        owner = self.owner
        duals = CapacityConstraints(problem)
        constraints = [
            constraint
            for cell in self._one_of_each_kind(problem, failing)
            if (constraint := self._constraint(duals, protection, cell)) is not None
        ]
        cost = owner.blocks["n"].to_numpy(float)
        chosen = cheapest_suppression(constraints, cost) if constraints else []
        self.pattern.suppressed[chosen] = True
        for item in sorted(set(owner.blocks["item"].to_numpy(object)[chosen])):
            owner.subtotals.suppress_item(self.wave, item, self.pattern)
        return bool(chosen)

    def _one_of_each_kind(self, problem: AttackerProblem, failing: np.ndarray) -> list[int]:
        """One failing cell for each figure and set of coarser groups: its neighbours fail for the same reason."""
        cells, refinements = problem.suppressed, self.owner.nesting.refinements
        places = self.owner.blocks["place"].to_numpy()
        kinds: dict[tuple[object, ...], int] = {}
        for cell in failing:
            name, group = cells.breakdown[cell], places[cells.block[cell]]
            parents = [int(one.parent[group]) for (finer, _), one in refinements.items() if finer == name]
            kinds.setdefault((cells.item[cell], cells.category[cell], name, *parents), int(cell))
        return list(kinds.values())

    def _constraint(
        self, duals: CapacityConstraints, protection: Protection, cell: int
    ) -> CapacityConstraint | None:
        """The constraint that protects a cell; where the dual gives none, some block of its table must go."""
        cells, levels = duals.problem.suppressed, protection.levels
        item, breakdown = cells.item[cell], cells.breakdown[cell]
        constraint = duals.of_cell(
            cell,
            protection.low[cell],
            protection.high[cell],
            levels.width[cell],
            levels.reaches[cell],
            self.owner.check.forced(duals.problem, breakdown, item),
        )
        if constraint.capacity:
            return constraint
        blocks = np.flatnonzero(self._blocks_of(item, breakdown) & ~self.pattern.suppressed)
        capacity = {frozenset([int(block)]): 1.0 for block in blocks}
        return CapacityConstraint(capacity, 1.0) if capacity else None

    def _blocks_of(self, item: str, breakdown: str) -> np.ndarray:
        blocks = self.owner.blocks
        return self.own_blocks & ((blocks["item"] == item) & (blocks["breakdown"] == breakdown)).to_numpy()

    def _withhold(self) -> Asking[None]:
        """What could not be protected within the rounds is withheld: the items, then all that is related.

        **Raises** ReleaseError when even that does not help: the figures contradict each other.
        """
        attack = yield from self._attack()
        for with_related in (False, True):
            if attack.is_safe:
                break
            for item, breakdown in sorted(_tables_of(attack.problem, attack.unprotected)):
                self._withhold_table(item, breakdown, with_related)
            attack = yield from self._attack()
        if not attack.is_safe:
            raise ReleaseError(
                "release.figures_on_and_related_items_contradict", linked=self.linked[0], wave=self.wave
            )
        self._record(attack, self.owner.study.disclosure.rounds)

    def _withhold_table(self, item: str, breakdown: str, with_related: bool) -> None:
        """Suppress a table as a whole; with what is related, all but the coarser breakdowns."""
        owner, names = self.owner, self.owner.blocks["breakdown"]
        mask = self._blocks_of(item, breakdown)
        if with_related:
            coarser = {name for name in set(names) if owner.nesting.is_coarser(name, breakdown)}
            mask = self.own_blocks & ~names.isin(coarser).to_numpy()
        self.pattern.suppressed |= mask
        self.pattern.withheld |= mask
        blocks = owner.blocks[mask]
        tables = dict.fromkeys(zip(blocks["wave"], blocks["item"], blocks["breakdown"], strict=True))
        added = [table for table in tables if table not in self.record.withheld]
        self._note(withheld=(*self.record.withheld, *added))


def _tables_of(problem: AttackerProblem, cells: np.ndarray) -> Iterable[tuple[str, str]]:
    """Item and breakdown of some suppressed cells, each once."""
    suppressed = problem.suppressed
    return dict.fromkeys(zip(suppressed.item[cells], suppressed.breakdown[cells], strict=True))
