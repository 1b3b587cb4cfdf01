"""From a study file to a checked Study: its paths resolved, and the names in it looked up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from monitor.errors import DeclarationError, nearest
from monitor.study.benchmark_plan import BenchmarkPlan, ReferencePlan, is_reference
from monitor.study.benchmark_reader import check_benchmark
from monitor.study.breakdown_reader import BreakdownReader
from monitor.study.column_map import ColumnMap, read_column_map
from monitor.study.companion_reader import with_companions
from monitor.study.declarations import Declaration, Key, as_declared, read_declaration
from monitor.study.draw import LEDGER, drawn_design, reviewed_by_others
from monitor.study.draw_reader import check_file_check
from monitor.study.equivalence_margins import check_margins
from monitor.study.house_policy import block_defaults, check_floors, house_floors, study_defaults
from monitor.study.indicator_reader import read_indicators
from monitor.study.municipalities import Municipalities, read_municipalities
from monitor.study.organisation_policy import OrganisationPolicy, not_named
from monitor.study.pairs_reader import check_pairs, design_of_pairs
from monitor.study.panel_moves import check_moves
from monitor.study.paths import answers_file, check_name, data_file, declaration_file
from monitor.study.periods import is_date, looks_like_date
from monitor.study.policy import Comparison
from monitor.study.populations import Populations
from monitor.study.primary_tests import check_primary_tests
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.recognition import Recognition
from monitor.study.register_file import RegisterFile
from monitor.study.register_reader import read_register
from monitor.study.register_study import check_groups_of_events, check_register, of_a_register
from monitor.study.report_reader import read_reports
from monitor.study.study import Study
from monitor.study.study_file import (
    FILE_CHECK,
    REGISTER,
    Breakdown,
    Completion,
    Indicator,
    StudyFile,
    Wave,
    WeightingPlan,
)

PEOPLE = "people"  # the column of a frame that a benchmark counts people by, where the study names none


def read_study(path: Path, policy: OrganisationPolicy | None = None) -> Study:
    """Read and check a study file with everything it names, responses apart.

    `policy` lowers floors of disclosure for the studies that it names: this one, and maybe one beside it.
    **Raises** DeclarationError naming file, line and what was expected.
    """
    if policy and not named_by(policy, path):
        raise not_named(policy, str(read_declaration(path).data.get("study")))
    study, entry, document = _read(path, policy)
    return with_companions(study, entry, document, lambda other: _read(other, policy)[0])


def _read_apart(one: ColumnMap | None, other: ColumnMap | None) -> bool:
    """Whether two column maps read other rows of one file: each leaves out all but its own values of one column."""
    if one is None or other is None:
        return False
    kept = {rows.column: set(rows.other_than) for rows in one.left_out.values() if rows.other_than}
    return any(
        rows.other_than and kept.get(rows.column, set()) and kept[rows.column].isdisjoint(rows.other_than)
        for rows in other.left_out.values()
    )


def named_by(policy: OrganisationPolicy, path: Path) -> bool:
    """Whether a policy names the study of a file."""
    return read_declaration(path).data.get("study") in policy.studies


def _read(path: Path, policy: OrganisationPolicy | None) -> tuple[Study, StudyFile, Declaration]:
    """A study without the surveys beside it: those may name each other."""
    document = read_declaration(path)
    own = policy if policy and named_by(policy, path) else None
    check_floors(document, house_floors() | (own.lowered if own else {}))
    blocks = {
        name: block
        for name, block in block_defaults().items()
        if name in document.data and not is_reference(document.data[name])
    }
    entry = as_declared(document, StudyFile, study_defaults() | blocks)
    study = _Reader(entry, document, path.parent).study(path)
    return replace(study, policy=own), entry, document


class _Reader:
    def __init__(self, entry: StudyFile, document: Declaration, folder: Path) -> None:
        self.entry = entry
        self.document = document
        self.folder = folder
        path = self._declared(("questionnaire",), entry.questionnaire)
        check_register(entry, document)
        self.register: RegisterFile | None = None
        if entry.kind == REGISTER:
            self.register, questionnaire = read_register(path)
        else:
            questionnaire = read_questionnaire(path)
        check_file_check(entry, questionnaire, document)
        check_pairs(entry, questionnaire, document)
        self.questionnaire = questionnaire.coded_in([wave.id for wave in entry.waves if wave.coded])
        if entry.kind == FILE_CHECK:
            self.questionnaire = reviewed_by_others(self.questionnaire, entry.reviewers_from)
            self.entry = replace(entry, design=drawn_design((folder / LEDGER).is_file()))
        if entry.pairs is not None:
            self.entry = replace(entry, design=design_of_pairs(entry.design, entry.pairs))
        if self.register is not None:
            self.entry = of_a_register(entry, self.register)

    def study(self, path: Path) -> Study:
        entry = self.entry
        self._check_names()
        municipalities = self._municipalities()
        indicators = read_indicators(entry.indicators, self.questionnaire, self.document)
        waves, weighting = self._waves(), self._weighting()
        if weighting is None and self.entry.design.weights is None:
            for place, indicator in enumerate(entry.indicators):
                if indicator.totals:
                    raise self._fail(("indicators", place, "totals"), "declared.totals_need_weights")
        recognition = self._recognition(municipalities, waves, weighting)
        recognition.check_figures(indicators)
        comparison = self._comparison(indicators)
        recognition.check_moves(comparison.moves)
        said = {
            **vars(entry),
            "waves": waves,
            "weighting": weighting,
            "comparison": comparison,
            "indicators": indicators,
            "breakdowns": self._breakdowns(municipalities, recognition),
            "reports": read_reports(entry.reports, self.document, self.folder),
            "rules": self._optional(("rules",), entry.rules),
            "panel": self._optional_data(("panel",), entry.panel),
            "completed": self._completed(municipalities),
            "theme": self._optional(("theme",), entry.theme),
            "evidence": self._optional(("evidence",), entry.evidence),
        }
        read = {
            "questionnaire": self.questionnaire,
            "municipalities": municipalities,
            "register": self.register,
        }
        beside = {"companions": {}, "side_by_side": (), "worker_items": recognition.worker_items()}
        study = Study(**{**said, **read, **beside, **self._benchmark(), "path": path})
        self._check_breakdown_families(study)
        self._check_fixed_facts(study)
        check_benchmark(study, self.document)
        check_groups_of_events(study, self.document)
        return study

    def _fail(self, key: Key, what: str, **details: Any) -> DeclarationError:
        return self.document.error(key, what, **details)

    def _check_names(self) -> None:
        """Study, waves and reports become folders, on any system."""
        check_name(self.entry.id, self.document, ("study",))
        for wave in self.entry.waves:
            check_name(wave.id, self.document, ("waves", wave.id))
        for place, report in enumerate(self.entry.reports):
            check_name(report.id, self.document, ("reports", place))

    # paths

    def _declared(self, key: Key, file: Path) -> Path:
        return declaration_file(self.folder, file, self.document, key)

    def _optional(self, key: Key, file: Path | None) -> Path | None:
        return self._declared(key, file) if file else None

    def _data(self, key: Key, file: Path) -> Path:
        return data_file(self.folder, file, self.document, key)

    def _responses(self, key: Key, wave: Wave) -> Path:
        if wave.data is None:
            return self._data(key, wave.responses)
        return answers_file(self.folder / wave.data, wave.responses, self.document, key)

    def _optional_data(self, key: Key, file: Path | None) -> Path | None:
        return self._data(key, file) if file else None

    def _benchmark(self) -> dict[str, BenchmarkPlan | ReferencePlan | None]:
        plan = self.entry.benchmark
        if isinstance(plan, ReferencePlan):
            path = self._declared(("benchmark", "reference"), plan.reference)
            return {"benchmark": None, "reference": replace(plan, reference=path)}
        return {"benchmark": plan, "reference": None}

    # waves and frame

    def _waves(self) -> tuple[Wave, ...]:
        known = self.questionnaire.waves
        for wave in self.entry.waves:
            if wave.id not in known:
                raise self._fail(
                    ("waves", wave.id),
                    "declared.questionnaire_has_no_wave",
                    expected=", ".join(known),
                    hint=nearest(wave.id, known),
                    wave=wave.id,
                )
        waves = tuple(map(self._wave, sorted(self.entry.waves, key=lambda wave: known.index(wave.id))))
        for place, wave in enumerate(waves):
            for other in waves[:place]:
                same = other.responses == wave.responses and self.register is None
                if same and not _read_apart(other.columns, wave.columns):
                    raise self._fail(
                        ("waves", wave.id),
                        "declared.waves_and_have_one_response_file",
                        files=other.id,
                        wave=wave.id,
                    )
        return waves

    def _wave(self, wave: Wave) -> Wave:
        key = ("waves", wave.id)
        chain = [wave.sampled, wave.invited, wave.reached, wave.started]
        if any(count is not None and count < 0 for count in chain):
            raise self._fail(key, "declared.wave_has_negative_count_in_its", wave=wave.id)
        people = [count for count in (wave.invited, wave.reached, wave.started) if count is not None]
        if people != sorted(people, reverse=True):
            raise self._fail(key, "declared.response_chain_of_wave_grows", wave=wave.id)
        self._check_fieldwork((*key, "fieldwork"), wave.fieldwork)
        return replace(
            wave,
            label=wave.label or wave.id,
            responses=self._responses((*key, "responses"), wave),
            controls=self._optional_data((*key, "controls"), wave.controls),
            dispositions=self._optional_data((*key, "dispositions"), wave.dispositions),
            columns=self._columns(wave),
            coded=self._coded(wave),
            frame=self._optional_data((*key, "frame"), wave.frame),
            second=self._optional_data((*key, "second"), wave.second),
        )

    def _check_fieldwork(self, key: Key, dates: tuple[str, ...]) -> None:
        """A year, month or day each, the first and the last; words such as "voorjaar 2022" are left alone."""
        broken = [text for text in dates if looks_like_date(text) and not is_date(text)]
        if broken or len(dates) > 2:
            raise self._fail(key, "declared.is_no_period", got=", ".join(broken or dates))
        if len(dates) == 2 and all(map(is_date, dates)) and dates[0][: len(dates[1])] > dates[1]:
            raise self._fail(key, "declared.fieldwork_ends_before_it_begins", first=dates[0], last=dates[1])

    def _columns(self, wave: Wave) -> ColumnMap | None:
        if wave.columns is None:
            return None
        key = ("waves", wave.id, "columns")
        path = self._optional(key, wave.columns.source)
        return read_column_map(wave.columns, path, self.document, key, self.questionnaire, wave.id)

    def _coded(self, wave: Wave) -> Path | None:
        key = ("waves", wave.id, "coded")
        if wave.coded and not self.questionnaire.codebook(wave.id):
            raise self._fail(key, "declared.no_open_question_of_wave_has", wave=wave.id)
        return self._optional_data(key, wave.coded)

    def _completed(self, municipalities: Municipalities | None) -> Completion | None:
        completed, design = self.entry.completed, self.entry.design
        others = (
            "respondent_id", *self.questionnaire.items, design.psu, design.strata, design.weights, design.population,
            *((municipalities.column, *(one.id for one in municipalities.attributes)) if municipalities else ()),
        )  # fmt: skip
        if completed is not None and completed.column in others:
            raise self._fail(
                ("completed",), "declared.column_is_in_use_as_something", column=completed.column
            )
        return completed

    def _municipalities(self) -> Municipalities | None:
        frame, key = self.entry.municipalities, ("municipalities",)
        if frame is None:
            return None
        for attribute in frame.attributes:
            if attribute.id in self.questionnaire.items:
                raise self._fail(
                    (*key, "attributes", attribute.id),
                    "declared.is_item_of_questionnaire_too",
                    attribute=attribute.id,
                )
        mergers = self._optional_data((*key, "mergers"), frame.mergers)
        file = self._data((*key, "file"), frame.file)
        usual = PEOPLE if isinstance(self.entry.benchmark, BenchmarkPlan) else ""
        return read_municipalities(
            file, frame.column, frame.attributes, mergers, frame.population, usual=usual
        )

    def _weighting(self) -> WeightingPlan | None:
        plan = self.entry.weighting
        if plan is None:
            return None
        if plan.bounds is not None and not 0 <= plan.bounds[0] < 1 < plan.bounds[1]:
            raise self._fail(("weighting", "bounds"), "declared.bounds_leave_no_room_to_weight")
        if plan.bounds is None and plan.method == "logit":
            raise self._fail(("weighting",), "declared.logit_calibration_needs_bounds")
        return replace(plan, controls=self._data(("weighting", "controls"), plan.controls))

    # what is estimated and tested

    def _breakdowns(
        self, municipalities: Municipalities | None, recognition: Recognition
    ) -> tuple[Breakdown, ...]:
        waves = [wave.id for wave in self.entry.waves]
        reader = BreakdownReader(self.questionnaire, municipalities, waves, self.document)
        return tuple(
            recognition.judged(reader.looked_up(breakdown, place), ("breakdowns", place))
            for place, breakdown in enumerate(self.entry.breakdowns)
        )

    def _recognition(
        self, municipalities: Municipalities | None, waves: tuple[Wave, ...], weighting: WeightingPlan | None
    ) -> Recognition:
        populations = Populations(municipalities, weighting, self.entry.design, waves)
        recognition = Recognition(
            self.questionnaire, municipalities, self.entry.design, populations, self.document
        )
        if self.entry.breakdowns:
            recognition.check_frame()
        return recognition

    def _comparison(self, indicators: tuple[Indicator, ...]) -> Comparison:
        policy, named = self.entry.comparison, {indicator.id for indicator in indicators}
        own = (indicator.id for indicator in indicators if indicator.headline)
        headlines = tuple(dict.fromkeys((*policy.headlines, *own)))
        for name in (*headlines, *policy.leave_out):
            if name not in self.questionnaire.items and name not in named:
                known = (*self.questionnaire.items, *named)
                raise self._fail(
                    ("comparison",),
                    "declared.there_is_no_item_or_indicator",
                    hint=nearest(name, known),
                    name=name,
                )
        most = policy.most_headlines
        if most is not None and len(headlines) > most:
            raise self._fail(("comparison",), "declared.there_are_headlines", most=most, count=len(headlines))
        check_primary_tests(indicators, policy, self.questionnaire, self.document)
        check_margins(policy, self.questionnaire, self.document)
        check_moves(policy, self.entry.design, self.questionnaire, self.document)
        return replace(policy, headlines=headlines)

    def _check_fixed_facts(self, study: Study) -> None:
        """Facts that the study file names itself are items; of those of the policy it may have some."""
        design = self.document.data.get("design")
        declared = design.get("fixed_facts") if isinstance(design, dict) else None
        for name in declared or ():
            if name not in study.questionnaire.items:
                raise self._fail(
                    ("design", "fixed_facts"),
                    "declared.there_is_no_item",
                    hint=nearest(name, study.questionnaire.items),
                    item=name,
                )

    def _check_breakdown_families(self, study: Study) -> None:
        for name in study.comparison.breakdown_families:
            if study.breakdown(name) is None:
                known = [breakdown.id for breakdown in study.breakdowns]
                raise self._fail(
                    ("comparison", "breakdown_families"),
                    "declared.there_is_no_breakdown",
                    expected=", ".join(known) or None,
                    hint=nearest(name, known),
                    name=name,
                )
        self.document.check_unique([breakdown.id for breakdown in study.breakdowns], "breakdowns")
