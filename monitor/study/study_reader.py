"""From a study file to a checked Study: known waves, items, breakdowns and paths."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from monitor.errors import DeclarationError, nearest
from monitor.study.companion_reader import with_companions
from monitor.study.declarations import Document, load, read_document
from monitor.study.municipalities import Attribute, Municipalities, read_municipalities
from monitor.study.paths import data_file, declaration_file
from monitor.study.periods import is_date, looks_like_date
from monitor.study.questionnaire import Group, Questionnaire
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study import (
    Breakdown,
    Comparison,
    Completion,
    Constant,
    DesignPlan,
    DisclosureRules,
    Indicator,
    ReportPlan,
    Study,
    Threshold,
    Wave,
    WeightingPlan,
)
from monitor.study.study_file import BreakdownEntry, IndicatorEntry, StudyFile, WaveEntry

POLICY = Path(__file__).with_name("policy.yaml")


def read_study(path: Path) -> Study:
    """Read and check a study file with everything it names, responses apart.

    **Raises** DeclarationError naming file, line and what was expected.
    """
    study, entry, document = _read(path)
    return with_companions(study, entry, document, lambda other: _read(other)[0])


def _read(path: Path) -> tuple[Study, StudyFile, Document]:
    """A study without the surveys beside it: those may name each other."""
    entry, document = load(path, StudyFile, read_document(POLICY).data)
    return _Reader(entry, document, path.parent).study(path), entry, document


class _Reader:
    def __init__(self, entry: StudyFile, document: Document, folder: Path) -> None:
        self.entry = entry
        self.document = document
        self.folder = folder
        questionnaire = read_questionnaire(self._declared("questionnaire", entry.questionnaire))
        self.questionnaire = questionnaire.coded_in(
            [name for name, wave in entry.waves.items() if wave.coded]
        )

    def study(self, path: Path) -> Study:
        entry = self.entry
        municipalities = self._municipalities()
        indicators = self._indicators()
        study = Study(
            id=entry.study,
            title=entry.title,
            subtitle=entry.subtitle or "",
            publisher=entry.publisher or "",
            published=entry.published,
            path=path,
            questionnaire=self.questionnaire,
            waves=self._waves(),
            design=DesignPlan(**dict(entry.design)),
            weighting=self._weighting(),
            comparison=self._comparison(indicators),
            indicators=indicators,
            breakdowns=tuple(
                self._breakdown(found, place, municipalities) for place, found in enumerate(entry.breakdowns)
            ),
            disclosure=self._disclosure(),
            reports=tuple(
                ReportPlan(
                    found.id, self._optional(("reports", place), found.template), found.formats, found.options
                )
                for place, found in enumerate(entry.reports)
            ),
            rules=self._optional(("rules",), entry.rules),
            municipalities=municipalities,
            completed=self._completed(municipalities),
            constants={name: Constant(**dict(found)) for name, found in entry.constants.items()},
            representative=entry.representative or "",
            representativeness=entry.representativeness,
            theme=self._optional(("theme",), entry.theme),
            demonstration=entry.demonstration,
            concept=entry.concept,
        )
        self._check_breakdown_families(study)
        return study

    def _fail(self, key: tuple, what: str, **details: str | None) -> DeclarationError:
        return self.document.error(key, what, **details)

    # paths

    def _declared(self, name: str, text: str) -> Path:
        return self._declared_at((name,), text)

    def _declared_at(self, key: tuple, text: str) -> Path:
        return declaration_file(self.folder, text, self.document, key)

    def _data(self, key: tuple, text: str) -> Path:
        return data_file(self.folder, text, self.document, key)

    def _optional_data(self, key: tuple, text: str | None) -> Path | None:
        return self._data(key, text) if text else None

    def _optional(self, key: tuple, text: str | None) -> Path | None:
        return self._declared_at(key, text) if text else None

    # waves and frame

    def _waves(self) -> tuple[Wave, ...]:
        known = self.questionnaire.waves
        for name in self.entry.waves:
            if name not in known:
                raise self._fail(
                    ("waves", name), f'the questionnaire has no wave "{name}"', expected=", ".join(known),
                    hint=nearest(name, known),
                )  # fmt: skip
        waves = tuple(self._wave(name, self.entry.waves[name]) for name in known if name in self.entry.waves)
        files: dict[Path, str] = {}
        for wave in waves:
            if wave.responses in files:
                raise self._fail(
                    ("waves", wave.id), f"waves {files[wave.responses]} and {wave.id} have one response file",
                    expected="a file of its own for every wave",
                )  # fmt: skip
            files[wave.responses] = wave.id
        return waves

    def _wave(self, name: str, entry: WaveEntry) -> Wave:
        key = ("waves", name)
        chain = [entry.sampled, entry.invited, entry.reached, entry.started]
        if any(count is not None and count < 0 for count in chain):
            raise self._fail(key, f"wave {name} has a negative count in its response chain")
        people = [count for count in (entry.invited, entry.reached, entry.started) if count is not None]
        if people != sorted(people, reverse=True):
            raise self._fail(
                key, f"the response chain of wave {name} grows",
                expected="invited, reached, started: each at most the one before",
            )  # fmt: skip
        self._check_fieldwork((*key, "fieldwork"), entry.fieldwork)
        return Wave(
            id=name,
            label=entry.label or name,
            responses=self._data((*key, "responses"), entry.responses),
            fieldwork=entry.fieldwork,
            sampled=entry.sampled,
            invited=entry.invited,
            reached=entry.reached,
            started=entry.started,
            interviews=entry.interviews,
            mode=entry.mode or "",
            controls=self._optional_data((*key, "controls"), entry.controls),
            dispositions=self._optional_data((*key, "dispositions"), entry.dispositions),
            coded=self._coded(name, entry.coded),
        )

    def _completed(self, municipalities: Municipalities | None) -> Completion | None:
        entry, design = self.entry.completed, self.entry.design
        if entry is None:
            return None
        others = (
            "respondent_id", *self.questionnaire.items, design.psu, design.strata, design.weights, design.population,
            *((municipalities.column, *(found.id for found in municipalities.attributes)) if municipalities else ()),
        )  # fmt: skip
        if entry.column in others:
            raise self._fail(
                ("completed",), f'column "{entry.column}" is in use as something else',
                expected="a column with the day of completion only",
            )  # fmt: skip
        return Completion(entry.column, entry.severity)

    def _check_fieldwork(self, key: tuple, dates: tuple[str, ...]) -> None:
        """A year, month or day each, the first and the last; words such as "voorjaar 2022" are left alone."""
        broken = [text for text in dates if looks_like_date(text) and not is_date(text)]
        if broken or len(dates) > 2:
            raise self._fail(key, "this is no period", got=", ".join(broken or dates),
                             expected="one or two dates such as 2022-09 or 2022-09-15")  # fmt: skip
        if len(dates) == 2 and all(map(is_date, dates)) and dates[0][: len(dates[1])] > dates[1]:
            raise self._fail(key, "the fieldwork ends before it begins", got=" to ".join(dates))

    def _coded(self, wave: str, text: str | None) -> Path | None:
        key = ("waves", wave, "coded")
        if text and not self.questionnaire.codebook(wave):
            raise self._fail(
                key, f"no open question of wave {wave} has codes",
                hint='Add them to the questionnaire, under "codebook:"',
            )  # fmt: skip
        return self._optional_data(key, text)

    def _municipalities(self) -> Municipalities | None:
        entry, key = self.entry.municipalities, ("municipalities",)
        if entry is None:
            return None
        attributes = tuple(
            Attribute(name, found.label, dict(found.categories)) for name, found in entry.attributes.items()
        )
        for attribute in attributes:
            if attribute.id in self.questionnaire.items:
                raise self._fail(
                    (*key, "attributes", attribute.id),
                    f'"{attribute.id}" is an item of the questionnaire too',
                )
        mergers = self._data((*key, "mergers"), entry.mergers) if entry.mergers else None
        return read_municipalities(self._data((*key, "file"), entry.file), entry.column, attributes, mergers)

    def _weighting(self) -> WeightingPlan | None:
        entry = self.entry.weighting
        if entry is None:
            return None
        if entry.bounds is not None and not 0 <= entry.bounds[0] < 1 < entry.bounds[1]:
            raise self._fail(("weighting", "bounds"), "these bounds leave no room to weight",
                             expected="a bound below 1 and one above 1, such as [0.3, 3]")  # fmt: skip
        if (entry.bounds is None) and entry.method == "logit":
            raise self._fail(("weighting",), "logit calibration needs bounds", hint="Add bounds: [0.3, 3]")
        return WeightingPlan(
            method=entry.method,
            margins=entry.margins,
            controls=self._data(("weighting", "controls"), entry.controls),
            bounds=entry.bounds,
            trim=(entry.trim.lower, entry.trim.upper) if entry.trim else None,
            nonresponse_cells=entry.nonresponse_cells,
            base_weight=entry.base_weight,
            merge=entry.merge,
        )

    # what is estimated

    def _indicators(self) -> tuple[Indicator, ...]:
        declared = [self._indicator(found, place) for place, found in enumerate(self.entry.indicators)]
        self._check_unique([found.id for found in declared], "indicators")
        covered = {item for found in declared for item in found.items}
        taken = {found.id for found in declared}
        automatic = [
            _automatic(group, self.questionnaire, covered)
            for group in self.questionnaire.groups.values()
            if group.id not in taken
        ]
        return (*declared, *(found for found in automatic if found is not None))

    def _indicator(self, entry: IndicatorEntry, place: int) -> Indicator:
        key, group = ("indicators", place), self._group(entry, place)
        items = entry.items or (group.items if group else ())
        for item in items:
            self._check_closed_item(item, (*key, "items"))
        self._check_shown(entry.show, items, (*key, "show"))
        if entry.theme is not None and entry.theme not in self.questionnaire.themes:
            raise self._fail((*key, "theme"), f'there is no theme "{entry.theme}"',
                             expected=", ".join(self.questionnaire.themes) or None, hint=nearest(entry.theme, self.questionnaire.themes))  # fmt: skip
        first = self.questionnaire.items[items[0]]
        return Indicator(
            id=entry.id,
            title=entry.title or (_title(group) if group else first.short),
            theme=entry.theme or (group.theme if group else "") or first.theme,
            items=items,
            figure=entry.figure,
            show=entry.show,
            headline=entry.headline,
            primary_test=entry.primary_test,
        )

    def _group(self, entry: IndicatorEntry, place: int) -> Group | None:
        name = entry.group or (None if entry.items else entry.id)
        if name is None:
            return None
        groups = self.questionnaire.groups
        if name not in groups:
            raise self._fail(
                ("indicators", place), f'indicator "{entry.id}" names no items and there is no question "{name}"',
                hint=nearest(name, groups),
            )  # fmt: skip
        return groups[name]

    def _check_closed_item(self, item: str, key: tuple) -> None:
        items = self.questionnaire.items
        if item not in items:
            raise self._fail(key, f'there is no item "{item}"', hint=nearest(item, items))
        if items[item].confidential:
            raise self._fail(
                key,
                f'"{item}" is of kind {items[item].kind} and never reported',
                expected="a closed or derived item",
            )

    def _check_shown(self, show: tuple[str, ...], items: tuple[str, ...], key: tuple) -> None:
        scales = [found.scale for item in items if (found := self.questionnaire.items[item]).scale]
        known = [code for scale in scales for code in (*scale.codes, *(net.id for net in scale.nets))]
        for code in show:
            if code not in known:
                raise self._fail(key, f'none of these items has the category or net "{code}"',
                                 expected=", ".join(dict.fromkeys(known)) or None,
                                 hint=nearest(code, known))  # fmt: skip

    def _check_unique(self, names: Iterable[str], key: str) -> None:
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise self._fail((key,), f'"{name}" occurs twice in {key}', hint="Name it once")
            seen.add(name)

    def _breakdown(
        self, entry: BreakdownEntry, place: int, municipalities: Municipalities | None
    ) -> Breakdown:
        parts = tuple(part.strip() for part in entry.id.split("*"))
        found = [self._breakdown_part(part, ("breakdowns", place), municipalities) for part in parts]
        if len(parts) > 2:
            raise self._fail(("breakdowns", place), "a breakdown crosses two items at most", got=entry.id)
        if len(set(parts)) < len(parts):
            raise self._fail(("breakdowns", place), "a breakdown crosses two different items", got=entry.id)
        label = entry.label or " en ".join(label for label, _ in found)
        groups = found[0][1]
        if len(found) == 2:
            groups = {
                f"{a}|{b}": f"{la}, {lb}" for a, la in found[0][1].items() for b, lb in found[1][1].items()
            }
        return Breakdown("*".join(parts), label, parts, groups, entry.identifiable)

    def _breakdown_part(
        self, part: str, key: tuple, municipalities: Municipalities | None
    ) -> tuple[str, dict[str, str]]:
        for attribute in municipalities.attributes if municipalities else ():
            if attribute.id == part:
                return attribute.label, dict(attribute.categories)
        if municipalities and part == municipalities.column:
            return "Gemeente", {code: row["name"] for code, row in municipalities.rows.items()}
        item = self.questionnaire.items.get(part)
        if item is not None and not set(item.asked) & set(self.entry.waves):
            raise self._fail(
                key,
                f'"{part}" was asked in no wave of this study',
                hint="Take the breakdown away, or add a wave that asked it",
            )
        if item is None or not item.traits.categorical or item.scale is None:
            known = [name for name, found in self.questionnaire.items.items() if found.traits.categorical]
            raise self._fail(
                key, f'"{part}" cannot break down the sample', expected="a closed or derived item, or a frame attribute",
                hint=nearest(part, known),
            )  # fmt: skip
        return item.short, {category.code: category.label for category in item.scale.categories}

    # policy

    def _comparison(self, indicators: tuple[Indicator, ...]) -> Comparison:
        policy = {
            name: value for name, value in dict(self.entry.comparison).items() if name != "most_headlines"
        }
        named = {found.id for found in indicators}
        headlines = tuple(
            dict.fromkeys((*policy["headlines"], *(found.id for found in indicators if found.headline)))
        )
        for name in (*headlines, *policy["leave_out"]):
            if name not in self.questionnaire.items and name not in named:
                known = (*self.questionnaire.items, *named)
                raise self._fail(
                    ("comparison",), f'there is no item or indicator "{name}"', hint=nearest(name, known)
                )
        most = self.entry.comparison.most_headlines
        if len(headlines) > most:
            raise self._fail(
                ("comparison",), f"there are {len(headlines)} headlines", expected=f"at most {most}"
            )
        return Comparison(**{**policy, "headlines": headlines})

    def _disclosure(self) -> DisclosureRules:
        entry = self.entry.disclosure
        return DisclosureRules(
            anonymous=Threshold(**dict(entry.anonymous)),
            identifiable=Threshold(**dict(entry.identifiable)),
            **dict(entry.protection),
        )

    def _check_breakdown_families(self, study: Study) -> None:
        for name in study.comparison.breakdown_families:
            if study.breakdown(name) is None:
                known = [found.id for found in study.breakdowns]
                raise self._fail(("comparison", "breakdown_families"), f'there is no breakdown "{name}"',
                                 expected=", ".join(known) or None, hint=nearest(name, known))  # fmt: skip
        self._check_unique([found.id for found in study.breakdowns], "breakdowns")
        self._check_unique([found.id for found in study.reports], "reports")


def _automatic(group: Group, questionnaire: Questionnaire, covered: set[str]) -> Indicator | None:
    """The indicator of a question that the study file does not name: its closed items not yet covered."""
    items = tuple(
        item for item in group.items if item not in covered and not questionnaire.items[item].confidential
    )
    if not items:
        return None
    theme = group.theme or questionnaire.items[items[0]].theme
    return Indicator(group.id, _title(group), theme, items)


def _title(group: Group) -> str:
    return group.short or group.stem
