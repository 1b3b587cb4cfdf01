"""The wording of the report of a municipality, read from municipality.yaml."""

from __future__ import annotations

from monitor.study.declarations import Declared


class MunicipalityTableWords(Declared):
    """Headers, rows and note of the table of a theme."""

    caption: str
    stub: str
    columns: tuple[str, ...]
    columns_without_peers: tuple[str, ...]
    interval: str
    answers: str
    raw_value: str
    note: str


class SpreadWords(Declared):
    """How municipalities differ; below `least` (of grades another) they hardly do."""

    real: str
    each: str
    hardly: str
    each_hardly: str
    least: float
    least_of_grades: float


class MunicipalityThresholds(Declared):
    """From where on something is told: `never_shown` is a smallest difference that shows nothing, as a part of what a figure can
    be; `own_weight` the part of the own answers below which it is told; `dots` the fewest municipalities of a funnel; `band` the
    standard deviations to either side of the peers that a strip draws."""

    never_shown: float
    own_weight: float
    dots: int
    band: float


class PackWords(Declared):
    """Names of the files that a municipality is handed, how to read them, and the list of what was made for all."""

    report: str
    council: str
    figures: str
    guide_name: str
    list_name: str
    list_columns: tuple[str, ...]
    guide: tuple[str, ...]


class MunicipalityWords(Declared):
    """Everything that the report of a municipality says of itself."""

    know: dict[str, str]
    usual: dict[str, str]
    beside: dict[str, str]
    figure: dict[str, str]
    verdicts: dict[str, str]
    council: dict[str, str]
    most_for_council: int
    changes: dict[str, str]
    change_outcomes: dict[str, str]
    change_figure: dict[str, str]
    table: MunicipalityTableWords
    outcomes: dict[str, str]
    strip: dict[str, str]
    funnel: dict[str, str]
    limits: tuple[str, ...]
    limits_weighted: str
    how: dict[str, str]
    spread: SpreadWords
    thresholds: MunicipalityThresholds
    unit: str
    unit_of_grades: str
    pack: PackWords
    forbidden: tuple[str, ...]
