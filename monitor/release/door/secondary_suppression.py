"""Suppress, audit, cut or coarsen, until every suppressed figure is protected.

Cluster by cluster of related items and wave by wave: what is not protected is first coarsened (in
anonymous groups, where whole distributions are published), then more blocks are suppressed, and what
cannot be protected within the rounds of the study is withheld for that breakdown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from monitor.errors import ReleaseError
from monitor.release.attack.attacker_problem import Puzzle, PuzzleBuilder, clusters
from monitor.release.attack.group_sizes import Population, population
from monitor.release.attack.item_relations import Relation, filters_of, relations
from monitor.release.attack.nesting import Nesting
from monitor.release.attack.propagation import Contradiction
from monitor.release.attack.published_rows import told
from monitor.release.door.blocks import Door, State
from monitor.release.door.capacity_constraints import Certificates, Cut, choose
from monitor.release.door.protection_check import Case, Judge, Judgement, Units, case_of
from monitor.release.door.subtotal_suppression import Complement
from monitor.release.results.rounding import weighted
from monitor.study.study import Study


@dataclass
class Account:
    """What the loop did, for the record: counts, and tables as (wave, item, breakdown).

    `added` blocks were suppressed besides those that thresholds asked for. `without_relations` names
    (wave, first item) of clusters whose answers break their own routes.
    """

    secrets: int = 0
    limited: int = 0
    rounds: int = 0
    added: int = 0
    coarsened: list[tuple[str, str, str]] = field(default_factory=list)
    withheld: list[tuple[str, str, str]] = field(default_factory=list)
    without_relations: list[tuple[str, str]] = field(default_factory=list)


class Protection:
    """Protects one table of estimates at the door."""

    def __init__(self, door: Door, study: Study) -> None:
        self.door = door
        self.study = study
        self.blocks = door.blocks
        self.weighted = weighted(study)
        self.nesting = Nesting(study)
        self.known = relations(study.questionnaire)
        self.told = told(door.displayed, door.number, door.identifiable, self.nesting, self.weighted)
        units = Units(door.blocks["breakdown"].to_numpy(object), door.blocks["item"].to_numpy(object))
        filters = filters_of(study.questionnaire)
        self.judge = Judge(units, self.nesting, filters, study.disclosure)
        self.complement = Complement(door, self.nesting, filters, study.disclosure)
        self.account = Account()

    def protect(self, state: State) -> None:
        """Suppress further until everything suppressed is protected; `state` is changed."""
        before = int(state.suppressed.sum())
        self.complement.add(state)
        for wave in dict.fromkeys(self.blocks["wave"]):
            self.take(state)
            people = self._people(wave)
            breakdown_items = [part for found in self.study.breakdowns for part in found.items]
            for cluster in clusters(self.told.items(wave), self.known, breakdown_items):
                _Cluster(self, state, wave, cluster, people).protect()
        self.account.added = int(state.suppressed.sum()) - before

    def _people(self, wave: str) -> Population:
        try:
            return population(self.told, wave, self.nesting)
        except Contradiction:
            raise ReleaseError(
                f"the bases of wave {wave} contradict each other",
                expected="valid and missing answers of each item adding up to the same respondents",
                hint="Estimate all items and breakdowns on the same accepted responses",
            ) from None

    def take(self, state: State) -> None:
        """Tell the rows what is open and what is secret now."""
        allowed = self.door.published & ~state.coarsened
        shut, somebody = state.suppressed[self.door.number], self.door.people[self.door.number]
        self.told = self.told.with_state(allowed & ~shut, allowed & shut & somebody, ~somebody)


class _Cluster:
    """Related items of one wave, until they are protected."""

    def __init__(
        self, owner: Protection, state: State, wave: str, cluster: Sequence[str], people: Population
    ) -> None:
        self.owner = owner
        self.state = state
        self.wave = wave
        self.cluster = cluster
        self.people = people
        self.known: Sequence[Relation] = owner.known
        blocks = owner.blocks
        self.mine = ((blocks["wave"] == wave) & blocks["item"].isin(cluster)).to_numpy()

    def protect(self) -> None:
        if not (self.mine & self.owner.door.people & self.state.suppressed).any():
            return
        for number in range(1, self.owner.study.disclosure.rounds + 1):
            case = self._case()
            if case.closed:
                self._note(case, number)
                return
            if not self._improve(case):
                break
        self._withhold()

    def _case(self) -> Case:
        """The cluster as it stands now."""
        owner = self.owner
        owner.take(self.state)
        builder = PuzzleBuilder(owner.told, self.wave, owner.nesting, self.people, owner.weighted)
        case = case_of(builder, self.cluster, self.known, owner.judge)
        if not case.holds and self.known:
            self.known = ()
            owner.account.without_relations.append((self.wave, self.cluster[0]))
        return case

    def _improve(self, case: Case) -> bool:
        """Coarsen or suppress more; whether there was anything left to do."""
        if case.judgement is None:
            return False
        failing = np.flatnonzero(~case.judgement.protected)
        return self._coarsen(case.puzzle, failing) or self._cut(case.puzzle, case.judgement, failing)

    def _note(self, case: Case, rounds: int) -> None:
        account = self.owner.account
        account.rounds = max(account.rounds, rounds)
        account.secrets += len(case.puzzle.secrets)
        account.limited += int(case.judgement.limited.sum()) if case.judgement else 0

    def _coarsen(self, puzzle: Puzzle, failing: np.ndarray) -> bool:
        """Coarsen the tables of failing secrets that are not coarse yet; whether there were any."""
        owner, door, done = self.owner, self.owner.door, False
        secrets = puzzle.secrets
        for item, breakdown in dict.fromkeys(
            zip(secrets.item[failing], secrets.breakdown[failing], strict=True)
        ):
            table = self._table(item, breakdown)
            rows = table[door.number] & door.published
            gone = rows & ~door.coarse & ~self.state.coarsened
            if breakdown and gone.any() and (rows & door.coarse).any():
                self.state.coarsened |= gone
                owner.account.coarsened.append((self.wave, item, breakdown))
                done = True
        return done

    def _cut(self, puzzle: Puzzle, judgement: Judgement, failing: np.ndarray) -> bool:
        """Suppress more blocks; whether there were any left to suppress."""
        certificates = Certificates(puzzle)
        places = self._of_each_kind(puzzle, failing)
        cuts = [self._cut_for(certificates, judgement, place) for place in places]
        cuts = [cut for cut in cuts if cut is not None]
        taken = choose(cuts, self.owner.blocks["n"].to_numpy(float)) if cuts else []
        self.state.suppressed[taken] = True
        for item in sorted(set(self.owner.blocks["item"].to_numpy(object)[taken])):
            self.owner.complement.hide(self.wave, item, self.state)
        return bool(taken)

    def _of_each_kind(self, puzzle: Puzzle, failing: np.ndarray) -> list[int]:
        """One failing secret for each figure and set of coarser groups: its neighbours fail for the same reason."""
        owner, secrets = self.owner, puzzle.secrets
        found: dict[tuple, int] = {}
        for place in failing:
            name, group = secrets.breakdown[place], owner.blocks["place"].iat[secrets.unit[place]]
            above = [
                int(refinement.parent[group])
                for (finer, _), refinement in owner.nesting.refinements.items()
                if finer == name
            ]
            found.setdefault((secrets.item[place], secrets.category[place], name, *above), int(place))
        return list(found.values())

    def _cut_for(self, certificates: Certificates, judgement: Judgement, place: int) -> Cut | None:
        """What would protect a secret; any block of its table where no program tells."""
        puzzle, need = certificates.puzzle, judgement.need
        secrets = puzzle.secrets
        fixed = self.owner.judge.on_purpose(puzzle, secrets.breakdown[place], secrets.item[place])
        found = (judgement.low[place], judgement.high[place], need.width[place], need.reach[place])
        cut = certificates.cut(place, *found, fixed)
        if cut.gain:
            return cut
        table = np.flatnonzero(
            self._table(secrets.item[place], secrets.breakdown[place]) & ~self.state.suppressed
        )
        return Cut({frozenset([int(block)]): 1.0 for block in table}, 1.0) if len(table) else None

    def _table(self, item: str, breakdown: str) -> np.ndarray:
        blocks = self.owner.blocks
        return self.mine & ((blocks["item"] == item) & (blocks["breakdown"] == breakdown)).to_numpy()

    def _withhold(self) -> None:
        """What could not be protected within the rounds is withheld: the items, then all that is related.

        **Raises** ReleaseError when even that does not help: what is told contradicts itself.
        """
        case = self._case()
        for widely in (False, True):
            if case.closed:
                break
            secrets = case.puzzle.secrets
            failing = np.ones(len(secrets), bool) if case.judgement is None else ~case.judgement.protected
            for item, breakdown in sorted(
                set(zip(secrets.item[failing], secrets.breakdown[failing], strict=True))
            ):
                self._shut(item, breakdown, widely)
            case = self._case()
        if not case.closed:
            raise ReleaseError(
                f'the figures on "{self.cluster[0]}" and related items contradict each other in wave {self.wave}',
                hint="Estimate all breakdowns on the same accepted responses",
            )
        self._note(case, self.owner.study.disclosure.rounds)

    def _shut(self, item: str, breakdown: str, widely: bool) -> None:
        owner, names = self.owner, self.owner.blocks["breakdown"]
        mask = self._table(item, breakdown)
        if widely:
            coarser = {name for name in set(names) if owner.nesting.is_coarser(name, breakdown)}
            mask = self.mine & ~names.isin(coarser).to_numpy()
        self.state.suppressed |= mask
        self.state.withheld |= mask
        shut = owner.blocks[mask]
        found = dict.fromkeys(zip(shut["wave"], shut["item"], shut["breakdown"], strict=True))
        owner.account.withheld += [table for table in found if table not in owner.account.withheld]
