"""What a variable calls the waves of one study: by their role to the reader, and by a key that stays with one wave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from monitor.publication.cells.by_key import group_name, slug
from monitor.schema_words import COMPARED_GROUPS, GROUPS, PERSONS
from monitor.study.labels import wave_label
from monitor.study.study import Study
from monitor.study.wave_roles import FIRST, NOW, PREVIOUS, ROLES, WaveRoles

CHANGE_NAMES = {"previous": "change", "first": "change_first", "trend": "trend"}
RANK = "rank"
YEAR = "year"
WAVE = 3  # the part of a path to a figure that names its wave
STANDS_AT = {"study": 2, "ledger": 1, "facts": 2}  # the same of other paths, by their first part
TAKEN = (*ROLES, *CHANGE_NAMES.values(), GROUPS, PERSONS, *COMPARED_GROUPS)


class WaveNames:
    """The names of the waves of one study in variables. Paths are those of the study itself, with their field."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.roles = WaveRoles(study)

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The key of each wave: `y2022`, `najaar_2022`; no two alike, none that is a role."""
        keys: dict[str, str] = {}
        for wave in self.study.waves:
            plain = slug(wave.id, "y")
            key = f"y_{plain}" if plain in TAKEN else plain
            while key in keys.values():
                key += "_2"
            keys[wave.id] = key
        return keys

    def key(self, wave: str) -> str:
        """The key of a wave; of one that the declaration has lost, as it would be."""
        return self.keys.get(wave, slug(wave, "y"))

    def label(self, wave: str) -> str:
        """What a reader calls a wave."""
        return wave_label(wave, self.study)

    # roles

    @cached_property
    def of_study(self) -> Mapping[str, str]:
        """Name to wave of the study as a whole, roles first: `previous` is the wave before, `first` that of all."""
        waves = [wave.id for wave in self.study.waves]
        earlier = {PREVIOUS: waves[-2], FIRST: waves[0]} if len(waves) > 1 else {}
        return {NOW: waves[-1], **earlier, **{key: wave for wave, key in self.keys.items()}}

    def of_indicator(self, indicator: str) -> Mapping[str, str]:
        """Role to wave where all items of an indicator mean the same one; what is still asked decides."""
        items = next((each.items for each in self.study.indicators if each.id == indicator), ())
        known = [self.roles.of(item) for item in items]
        known = [roles for roles in known if NOW in roles] or known
        meant = {role: {roles[role] for roles in known if role in roles} for role in ROLES}
        return {role: waves.pop() for role, waves in meant.items() if len(waves) == 1}

    def names(self, roles: Mapping[str, str], wave: str) -> Iterator[str]:
        """Every name of a wave, its roles first."""
        yield from (role for role in ROLES if roles.get(role) == wave)
        yield self.key(wave)

    # paths

    def word(self, path: str) -> str:
        """The part of a path that names a wave, "" where none does."""
        word = next(iter(path.split(".")[_place(path) :]), "")
        return word if word in ROLES or word in self.keys.values() else ""

    def renamed(self, path: str, word: str) -> str:
        """A path with another name of a wave; as it stands where it names none."""
        parts = path.split(".")
        if self.word(path):
            parts[_place(path)] = word
        return ".".join(parts)

    def roles_at(self, path: str) -> Mapping[str, str]:
        """Role to wave of what a path is about."""
        parts = path.split(".")
        if parts[0] in STANDS_AT:
            return self.of_study
        if parts[0] == RANK:
            return self.of_indicator(parts[1])
        known = self.study.questionnaire
        if len(parts) <= WAVE or parts[0] not in {**known.items, **known.groups}:
            return {}
        return self.roles.of(parts[0], self._breakdowns.get(parts[2], ""))

    def wave_at(self, path: str) -> str:
        """The wave that a path names, "" where it names none."""
        word = self.word(path)
        return {**self.of_study, **dict.fromkeys(ROLES, ""), **self.roles_at(path)}.get(word, "")

    def role_at(self, path: str) -> str:
        """The first role of the wave that a path names, "" where it has none."""
        wave, roles = self.wave_at(path), self.roles_at(path)
        return next((role for role in ROLES if wave and roles.get(role) == wave), "")

    def year_at(self, path: str) -> str:
        """The path of the label of the wave that a path names."""
        if path.partition(".")[0] in STANDS_AT:
            return f"study.label.{self.word(path)}"
        return f"{path.rpartition('.')[0]}.{YEAR}"

    def listed(self, paths: Iterable[tuple[str, object]], words: Collection[str]) -> set[str]:
        """Paths that name each wave once: the first of those that differ in it alone and mean the same, and those
        whose name of the wave is among some words."""
        seen: set[tuple[str, object]] = set()
        found = set()
        for path, meant in paths:
            word = self.word(path)
            same = (self.renamed(path, ""), meant)
            if not word or word in words or same not in seen:
                found.add(path)
            seen.add(same)
        return found

    @cached_property
    def _breakdowns(self) -> Mapping[str, str]:
        """The breakdown of each group, by the part of a path that names the group."""
        return {
            group_name(breakdown.id, group): breakdown.id
            for breakdown in self.study.breakdowns
            for group in breakdown.groups
        }


def _place(path: str) -> int:
    return STANDS_AT.get(path.partition(".")[0], WAVE)


def comparison_name(comparison: str) -> str:
    """The part of a path that names a comparison: of groups without their breakdown, which stands before it."""
    kind = comparison.partition(":")[0]
    return CHANGE_NAMES.get(kind, kind)
