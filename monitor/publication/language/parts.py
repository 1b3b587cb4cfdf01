"""What each file of `language/words` holds; the comments in the files say what every wording is for."""

from __future__ import annotations

from monitor.publication.language.filling import filled
from monitor.study.declarations import Declared

# sentences.yaml


class AmountEntry(Declared):
    """One interval of shares: up to `below`, and how it is said before a singular or plural verb."""

    words: str
    below: float | None = None
    singular: tuple[str, ...] = ()
    plural: tuple[str, ...] = ()


class Amounts(Declared):
    """Every share in words, from none to all."""

    none: AmountEntry
    table: tuple[AmountEntry, ...]
    all: AmountEntry


class SentenceWords(Declared):
    """Every wording that depends on a figure."""

    quantities: Amounts
    counts_below: int
    counts: dict[str, str]
    figures: dict[str, str]
    classes: dict[str, str]
    clauses: dict[str, str]
    base_named_from: float
    base_told_below: int
    estimates: dict[str, str]
    earlier: dict[str, str]
    subjects: dict[str, str]
    changes: dict[str, str]
    changes_told: dict[str, str]
    other_start: dict[str, str]
    changes_item: dict[str, str]
    changes_trend: dict[str, str]
    changes_rest: dict[str, str]
    changes_rest_told: dict[str, str]
    changes_two: dict[str, str]
    changes_persons: dict[str, str]
    changes_groups: dict[str, str]
    small: str
    verdicts: dict[str, str]
    verdicts_of_two: dict[str, str]
    break_reasons: dict[str, str]
    difference: dict[str, str]
    units: dict[str, str]
    bases: dict[str, str]
    told_apart: dict[str, str]
    took_part: str
    lists: dict[str, str]
    p_value: dict[str, str]
    numbers: tuple[str, ...]
    months: tuple[str, ...]
    chapters: dict[str, str]


# sampling.yaml


class SamplingWords(Declared):
    """What other words say where the answers are no random sample: by way of sampling the parts that hold."""

    parts: dict[str, tuple[str, ...]]
    verdicts: dict[str, str]
    margins: dict[str, str]

    def instead(self, sampling: str | None) -> list[dict[str, str]]:
        """Wordings with what replaces them, part by part."""
        return [getattr(self, part) for part in self.parts.get(sampling or "", ())]


# figures.yaml


class FigureWords(Declared):
    """Units, bases, notes and alternative texts of figures and tables."""

    counts_below: int
    units: dict[str, str]
    bases: dict[str, str]
    notes: dict[str, str]
    marks: dict[str, str]
    kinds: dict[str, str]
    alternative_texts: dict[str, str]
    title_words: int
    titles: dict[str, str]
    tables: dict[str, str]
    moves: dict[str, str]
    nothing: tuple[str, ...]
    groups: dict[str, str]
    since: dict[str, str]

    def say(self, section: str, name: str, **values: str) -> str:
        """One wording of a section with its slots filled."""
        return filled(getattr(self, section)[name], values)


# erratum.yaml


class ErratumWords(Declared):
    """What moved between two releases, told to whoever read the first."""

    title: str
    intro: str
    intro_same_day: str
    nothing: str
    moved: str
    counts: dict[str, str]
    behind: str
    beneath: str
    beneath_none: str
    sections: dict[str, str]
    leads: dict[str, str]
    header: tuple[str, ...]
    short_header: tuple[str, ...]
    parts: dict[str, str]
    part: str
    none: str
    withdrawn: str
    group: str
    statuses: dict[str, str]
    points: str
    answer: str
    difference: str
    verdict: str
    place: str
    most: int
    more: str
    methods: dict[str, str]
    causes: dict[str, str]


# memo.yaml


class MemoTableWords(Declared):
    """The table of the groups of a plan."""

    caption: str
    caption_percent: str
    stub: str
    columns: tuple[str, ...]
    margin: str
    together: str
    all: str
    others: str
    unknown: str
    too_small: str
    note_too_small: str
    note_file: str


class MemoWords(Declared):
    """How many people to ask, told to whoever orders the fieldwork."""

    title: str
    subtitle: str
    short_title: str
    unit: str
    mean: str
    of_several: str
    answered: str
    answer: dict[str, str]
    respondents: str
    invite: str
    cost: str
    shows: dict[str, str]
    chance: str
    not_tested: str
    headings: dict[str, str]
    together: dict[str, str]
    last: dict[str, str]
    table: MemoTableWords
    figure: dict[str, str]
    rests: dict[str, str]
    allocations: dict[str, str]
    sources: dict[str, str]
    most_lines: int
    line_letters: int


# annex.yaml, side_by_side.yaml, coded_answers.yaml


class TableWords(Declared):
    """Caption, column heads, labels and notes of one annex table."""

    caption: str
    header: tuple[str, ...]
    rows: dict[str, str] = {}
    values: dict[str, str] = {}
    notes: dict[str, str] = {}


class QuestionnaireWords(Declared):
    """What the questionnaire annex says besides the questions themselves."""

    answers: str
    also_possible: str
    exclusive: str
    only_if: str
    also_in: str
    only_in: str
    broken: str
    derived: str
    derived_intro: str
    first_case: str
    yes_if: str
    code_if: str
    computed: str
    kinds: dict[str, str]
    number_unit: str
    number_range: str


class ConditionWords(Declared):
    """Routes in words: clauses, and the words for signs."""

    relations: dict[str, str]
    orders: dict[str, str]
    clauses: dict[str, str]


class PolicyWords(Declared):
    """What is said of an organisation that lowered a floor of disclosure; `floors` by key of the study file."""

    sentence: str
    floor: str
    floors: dict[str, str]


class AnnexWords(Declared):
    """The annexes: method, questionnaire, what may and may not be concluded."""

    stages: dict[str, str]
    unknown: str
    sections: dict[str, str]
    nothing_known: str
    tables: dict[str, TableWords]
    limits: dict[str, str]
    margins: dict[str, str]
    inside: dict[str, str]
    status: dict[str, str]
    told_of_few: dict[str, dict[str, str]]
    policy: PolicyWords
    representative: dict[str, str]
    representative_for_all: tuple[str, ...]
    questionnaire: QuestionnaireWords
    conditions: ConditionWords


class SideBySideWords(Declared):
    """Two surveys side by side."""

    sides: dict[str, str]
    sides_past: dict[str, str]
    furthest: str
    bases: dict[str, str]
    table: dict[str, str]
    figure: dict[str, str]
    notes: dict[str, str]
    chapter: dict[str, str]
    limits: str
    annex: TableWords


class CodedAnswerWords(Declared):
    """Quotes from open answers, and how well coders agreed."""

    quotes: str
    quote: str
    no_quotes: str
    question: str
    together: str
    unknown: str
    agreement: TableWords


# evidence.yaml


class EvidenceWords(Declared):
    """What was said in interviews, in a box of its own."""

    title: str
    about: str
    demonstration: str
    line: str
    conditioned: str
    spoken: str
    told: str
    nothing: str


# letter.yaml


class LetterWords(Declared):
    """Wording of a letter to parliament."""

    date: str
    subject: str
    reference: str
    annexes: str
    line: str
    motion: str
    promise: str
    promise_numbered: str
    answered: str
    kept: str
    consequences: str
    closing: str
    signed: str


# slides.yaml


class SlideWords(Declared):
    """Wording of the slides: how to read the figures, and what the notes say of each."""

    message: str
    most_told: int
    reading: str
    counts: str
    notes: str
    limits: str
    figures: str
    row: str
    in_section: str
    value: str
    in_group: str
    certainty: str
    tested: str
    described: str
    too_long: str


# summaries.yaml


class MostFigures(Declared):
    """How many figures each text holds at most."""

    main_message: int
    main_changes: int
    main_groups: int
    summary: int
    in_brief: int
    parliament: int
    parliament_in_all: int
    changes: int
    question: int
    letter_rows: int


class Forms(Declared):
    """Sentences by kind of figure, for an indicator of one question and for one of several."""

    alone: dict[str, str]
    member: dict[str, str]


class ClaimAmount(Declared):
    """Words for an amount, and the shares that they fit."""

    words: str
    above: float | None = None
    below: float | None = None


class ClaimWords(Declared):
    """Claims that are proposed: the amounts, the first that fits counts, and a form by kind of item."""

    head: str
    amounts: tuple[ClaimAmount, ...]
    forms: dict[str, str]


class GlanceWords(Declared):
    """‘In één oogopslag’: headers and widths of its columns, verdicts, and what stands where there was no change."""

    most: int
    caption: str
    header: dict[str, str]
    widths: dict[str, str]
    borders: dict[str, str]
    answer: str
    changed: str
    no_change: str
    nothing: str
    hidden: str
    verdicts: dict[str, str]
    note: str
    margin: str
    margin_if_alike: str
    earlier: str
    judged: str


class SummaryWords(Declared):
    """One form per text and kind of figure, and the sentences around them."""

    answered: str
    limits: MostFigures
    main_message: Forms
    main_change: dict[str, str]
    summary: Forms
    in_brief: Forms
    bases: dict[str, str]
    parliament: Forms
    quote: Forms
    context: dict[str, str]
    method: dict[str, str]
    compared: dict[str, dict[str, str]]
    tested: dict[str, str]
    tested_in_main_message: dict[str, str]
    of_question: str
    unknown: str
    unit: str
    boundary: str
    box_title: str
    box_base: str
    quote_title: str
    theme: str
    nothing: str
    nothing_by_theme: str
    uncertain: str
    results_base: str
    proposed_head: str
    glance: GlanceWords
    slots: dict[str, str]
    claims: ClaimWords


# tablebook.yaml


class ColumnWords(Declared):
    """The header of a column and its width in characters."""

    header: str
    width: float


class SheetWords(Declared):
    """The name of a sheet and its title."""

    name: str
    title: str


class CoverWords(Declared):
    """The first sheet of the table book."""

    header: tuple[str, ...]
    what: str
    facts: dict[str, str]
    count: str
    ask: str


class ContentsWords(Declared):
    """The contents of the table book."""

    sheets_header: tuple[str, ...]
    questions_header: tuple[str, ...]
    questions_title: str
    row: str


Entry = tuple[str, str]  # what a note is about, and the note


class TableBookWords(Declared):
    """The table book."""

    title: str
    language: str
    most_groups: int
    most_rows: int
    most_printed: int
    comments: str
    page: str
    demonstration: str
    concept: str
    back: str
    everybody: str
    other_theme: str
    sheets: dict[str, SheetWords]
    about: dict[str, str]
    tables: dict[str, str]
    cover: CoverWords
    contents: ContentsWords
    theme_note: str
    theme_note_alone: str
    not_printed: str
    block: dict[str, str]
    block_changes: dict[str, dict[str, str]]
    measures: dict[str, str]
    net: str
    units: dict[str, str]
    units_of_differences: dict[str, str]
    figures: dict[str, ColumnWords]
    differences: dict[str, ColumnWords]
    differences_note: str
    differences_note_plain: str
    figures_note: str
    by_note: str
    all_answers: str
    all_groups: str
    comparisons: dict[str, str]
    tests: dict[str, str]
    joined: str
    reasons: dict[str, str]
    signs: dict[str, str]
    no_sign: str
    signs_header: tuple[str, ...]
    signs_title: str
    legend: dict[str, str]
    outcomes_header: tuple[str, ...]
    outcomes_title: str
    outcomes_of_waves: dict[str, str]
    outcomes_of_groups: dict[str, str]
    outcomes: dict[str, str]
    notes_header: tuple[str, ...]
    notes_title: str
    notes: tuple[Entry, ...]
    notes_of_changes: tuple[Entry, ...]
    margins_name: str
    margins: str
    margins_adjusted: str
    margins_unadjusted: str
    groups_name: str
    groups: str
    groups_reference: str
    groups_pairs: str
    identifiable_name: str
    identifiable: str
    weights_name: str
    weighted_same: str
    weighted_unknown: str
