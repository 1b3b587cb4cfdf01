"""Wrong questionnaires, study files, expressions and frames."""

from __future__ import annotations

from monitor.study.expression.expression import parse
from monitor.study.expression.expression_check import check
from monitor.study.municipalities import read_municipalities
from monitor.study.organisation_policy import read_policy
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study_reader import read_study
from tests.study.conftest import FRAME, Writer
from tests.study.shapes import SHAPES

from .desk import Case, Cases, Desk, in_place_of

Change = tuple[str, str]
POLICY = """\
name: Gemeente Voorbeeld
function: functionaris gegevensbescherming
date: 2024-06-01
reason: De deelnemers stemden ermee in.
studies: [mini]
floors: {minimum_base: 5}
"""

QUESTIONNAIRE: list[Change] = [
    ("{id: why,", "{id: why, blank: no_answer,"),
    ("survey: mini", "survey: Mini"),
    ("title: Kleine vragenlijst\n", ""),
    ("kind: likert", "kind: likrt"),
    ("n: neutraal, d: oneens", "n: neutraal, n: oneens"),
    ("of: [sa, a]", "of: [sa, aa]"),
    ("agree_net: {", "sa: {"),
    ("special: {dk:", "special: {-8:"),
    ("special: {dk:", "special: {sa:"),
    ("range: [1, 10],", "range: [10, 1],"),
    ("{yes: ja, no: nee}", "{yes: ja}"),
    ("kind: ordinal, categories", "range: [1, 2], kind: ordinal, categories"),
    ("kind: likert\n", "kind: likert\n    scores: {sa: 5}\n"),
    ("scale: agree5, theme", "scale: agree, theme"),
    ("nr: \"1\", scale: agree5", "nr: \"1\", scale: grade10"),
    ("theme: work, text: \"Brieven", "theme: wrk, text: \"Brieven"),
    ("asked: [\"2022\"]", "asked: [\"2021\"]"),
    ("exclusive: [help_none]", "exclusive: [help_non]"),
    ("scale: agree5, theme: work, text: \"Brieven", "scale: agree5, told: {agre_net: x}, theme: work, text: \"Brieven"),
    ("{id: time, kind", "{id: time, told: {\"1\": x}, kind"),
    ("{id: time, kind", "{id: time, rows_told: {tyme: {\"1\": x}}, kind"),
    ("{id: time, kind", "{id: time, favourable: agree, kind"),
    ("parts: {time_a", "rows: {time_a"),
    ("parts: {time_a: \"A\", time_b: \"B\"}", "nr: \"3\""),
    ("kind: multi\n", "kind: single\n"),
    ("scale: agree5, theme: work, text: \"Brieven", "theme: work, text: \"Brieven"),
    ("time_b: \"B\"", "clear: \"B\""),
    ("{id: time, kind", "{id: help, kind"),
    ("mark_a: \"A\"", "help: \"A\""),
    ("asked_if: \"clear in [d, sd]\"", "asked_if: \"clear in [d, ds]\""),
    ("text: \"Brieven zijn duidelijk\"", "asked_if: help_a == 1, text: x"),
    ("asked_if: \"clear in [d, sd]\"", "asked_if: \"1 == 1\""),
    ("value: 100 - time_a", "value: 100 - time_q"),
    ("kind: percentage, theme: work, value", "kind: recode, theme: work, value"),
    ("  unclear: {label: Onduidelijk, kind: yes_no, theme: work, value: \"clear in [d, sd]\"}", "  unclear: {label: O, kind: recode, scale: size2, theme: work, cases: {yes: clear == sa}}"),
    ("  unclear:", "  help:"),
    ("{id: why, kind: open,", "{id: why, kind: open, scale: agree5,"),
    ("kind: grade, scale: grade10, theme", "kind: grade, theme"),
    ("kind: open, theme", "kind: open, range: [1, 2], theme"),
    ("waves: [\"2020\", \"2022\"]", "waves: [\"2020\", \"2020\"]"),
    ("value: \"clear in [d, sd]\"", "value: any_of(help_*, 1)"),
    ("asked: [\"2022\"]", "asked: []"),
    ("of: [sa, a]", "of: [sa, sa]"),
    ("disagree_net: [d, sd]", "disagree_net: []"),
    ("range: [1, 10],", "range: [1, 1000000000],"),
    ("range: [1, 10],", "range: [-5, 5],"),
    ("kind: open, theme", "kind: number, range: [nan, nan], theme"),
    ("kind: multi\n", "kind: multi\n    scale: size2\n"),
    ("kind: percentage, theme: work, value: 100 - time_a", "kind: recode, theme: work, cases: {yes: clear == sa}"),
    ("value: 100 - time_a", "value: clear == sa"),
    ("value: \"clear in [d, sd]\"", "value: time_a + 1"),
    ("value: \"clear in [d, sd]\"", "value: clear"),
]  # fmt: skip

CODEBOOK = ("derived:\n", """\
codebook:
  why:
    short: Wat klanten schreven
    codes: {long: Te lange zinnen, words: {label: Moeilijke woorden}}
derived:
""")  # fmt: skip
CODEBOOKS: list[Change] = [
    ("  why:\n", "  wy:\n"),
    ("  why:\n", "  why:\n    theme: wrk\n"),
    ("{long:", "{codes:"),
    ("codes: {long: Te lange zinnen, words: {label: Moeilijke woorden}}", "codes: {}"),
    ("{long:", "{Long:"),
    ("  unclear: {", "  why_long: {label: X, kind: yes_no, value: clear == sa}\n  unclear: {"),
]

LETTER = """\
letter:
  sender: Ministerie van Proeven
  address: [Proefweg 1]
  reference: PR-1
  subject: een proef
  reason: Het onderzoek is klaar.
  motions: [{paper: "26448, nr. 123", by: het lid De Proef, asks: dit te onderzoeken}]
  annexes: [het rapport]
  minister: minister van Proeven
  name: A. Proef
"""
STUDY: list[Change] = [
    ("reports:", LETTER.replace("26448, nr. 123", "26448, 123") + "reports:"),
    ("reports:", LETTER.replace("  name: A. Proef\n", "") + "reports:"),
    ("\"2020\": {", "\"2021\": {"),
    ("published: 2024-09-01", "published: morgen"),
    ("study: mini", "study: nul"),
    ("published: 2024-09-01", "gepubliceerd: 2024-09-01"),
    ("title: Kleine studie", "title: Klein: de studie"),
    ("title: Kleine studie", "title: “Kleine: studie”"),
    ("responses: r20.csv", 'responses: "data\\r20.csv"'),
    ("responses: r20.csv", 'responses: "data\\old\\r20.csv"'),
    ("responses: r20.csv", "responses: https://voorbeeld.nl/r20.csv"),
    ("responses: r20.csv", "responses: ~$r20.xlsx"),
    ("reports: [inspectorate]", "reports: inspectorate"),
    ("reports:", "comparison: {alpha: 0,05}\nreports:"),
    ("reports:", "comparison:\n  alpha: 0,05\nreports:"),
    ("reports:", "comparison: {alpha: 5%}\nreports:"),
    ("breakdowns: [clear]", "breakdowns: [cleer]"),
    ("breakdowns: [clear]", "breakdowns: [time_a]"),
    ("breakdowns: [clear]", "breakdowns: [{id: clear, compared: pairs}]"),
    ("breakdowns: [clear]", "breakdowns: [{id: clear, test_groups: true, compared: reference}]"),
    ("breakdowns: [clear]", "breakdowns: [{id: clear, test_groups: true, compared: reference, reference: none}]"),
    ("breakdowns: [clear]", "breakdowns: [{id: clear, among: {none: uit het westen}}]"),
    ("breakdowns: [clear]", "breakdowns: [clear, clear]"),
    ("breakdowns: [clear]", "breakdowns: [\"clear*clear*clear\"]"),
    ("reports:", "report:"),
    ("reports:", "indicators: [{id: x, items: [cler]}]\nreports:"),
    ("reports:", "indicators: [{id: x, items: [why]}]\nreports:"),
    ("reports:", "indicators: [{id: hlp}]\nreports:"),
    ("reports:", "indicators: [{id: help}, {id: help}]\nreports:"),
    ("reports:", "indicators: [{id: help, quantiles: [25]}]\nreports:"),
    ("reports:", "indicators: [{id: help, theme: x}]\nreports:"),
    ("reports:", "comparison: {alpha: 5}\nreports:"),
    ("reports:", "interval: wald\nreports:"),
    ("reports:", "comparison: {primary_test: mean}\nreports:"),
    ("reports:", "indicators: [{id: clear, primary_test: mean}]\nreports:"),
    ("reports:", "indicators: [{id: clear, figure: means, show: [agree_net], primary_test: wilcoxon}]\nreports:"),
    ("reports:", "indicators: [{id: help, figure: means}]\nreports:"),
    ("reports:", "indicators: [{id: x, items: [rest], figure: means, primary_test: wilcoxon}]\nreports:"),
    ("reports:", "indicators: [{id: x, items: [clear], figure: means, primary_test: mean}, {id: y, items: [clear]}]\nreports:"),
    ("reports:", "indicators: [{id: x, items: [clear], figure: means, primary_test: mean}, {id: y, items: [clear], figure: means, primary_test: wilcoxon}]\nreports:"),
    ("reports:", "comparison: {headlines: [cler]}\nreports:"),
    ("reports:", "comparison: {headlines: [clear], most_headlines: 0}\nreports:"),
    ("reports:", "comparison: {breakdown_families: [x]}\nreports:"),
    ("reports:", "design: {fixed_facts: [sexe]}\nreports:"),
    ("reports:", "indicators: [{id: x, items: [clear], totals: true}]\nreports:"),
    ("reports:", "design: {weights: w}\nindicators: [{id: x, items: [rest], totals: true}]\nreports:"),
    ("reports:", "indicators: [{id: x, items: [clear], ratio_to: rest}]\nreports:"),
    ("reports:", "indicators: [{id: x, items: [clear], ratio_to: rst}]\nreports:"),
    ("reports:", "comparison: {moves: [clear]}\nreports:"),
    ("reports:", "comparison: {moves: [cler]}\nreports:"),
    ("reports:", "design: {stable_ids: on}\ncomparison: {moves: [clear, clear]}\nreports:"),
    ("reports:", "comparison: {moves: [help_a]}\nreports:"),
    ("invited: 10", "invited: -1"),
    ("responses: r20.csv", "responses: /etc/passwd"),
    ("responses: r20.csv", "responses: ../../../etc/passwd"),
    ("{responses: r20.csv}", "{responses: ../r20.csv, data: ..}"),
    ("questionnaire: questionnaire.yaml", "questionnaire: ../../../q.yaml"),
    ("questionnaire: questionnaire.yaml", "questionnaire: none.yaml"),
    ("reports:", "weighting: {method: logit, margins: [[clear]], controls: c.csv}\nreports:"),
    ("reports:", "municipalities: none.csv\nreports:"),
    ("reports:", "comparison: {margins: {share: nan}}\nreports:"),
    ("reports:", "comparison: {margins: {share: -0.1}}\nreports:"),
    ("reports:", "comparison: {margins: {share: 5}}\nreports:"),
    ("reports:", "comparison: {margins: {percentage: 10, mean: 0.3}}\nreports:"),
    ("reports:", "comparison: {margins: {share: 0.05, mean: 1}}\nreports:"),
    ("reports:", "disclosure: {anonymous: {minimum_base: -1}}\nreports:"),
    ("reports:", "disclosure: {identifiable: {minimum_count: geen}}\nreports:"),
    ("reports:", "disclosure: {protection: {width: }}\nreports:"),
    ("reports:", "indicators: [{id: help, show: [x]}]\nreports:"),
    ("reports:", "weighting: {method: linear, margins: [[clear]], controls: c.csv, bounds: [3, 0.3]}\nreports:"),
    ("breakdowns: [clear]", "breakdowns: [\"clear*clear\"]"),
    ("reports: [inspectorate]", "reports: [inspectorate, inspectorate]"),
    ("reports: [inspectorate]", "reports: [{template: inspectorate/any, audience: internal}]"),
    ("reports: [inspectorate]", "reports: [{id: inspectorate, readers: [iedereen]}]"),
    ("reports: [inspectorate]", "reports: [{template: Eigen rapport}]"),
    ("reports: [inspectorate]", "reports: [{id: inspectorate, audience: intern}]"),
    ("r22.csv", "r20.csv"),
    ("invited: 10", "invited: 10, reached: 11"),
    ("reports:", "completed: why\nreports:"),
    ("reports:", "completed: {column: done, severity: firm}\nreports:"),
    ("invited: 10", "fieldwork: [2022-13]"),
    ("invited: 10", "fieldwork: [2022-09-15, 2022-08]"),
    ("{responses: r22.csv,", "{responses: r22.csv, coded: c22.csv,"),
]  # fmt: skip

EXPRESSIONS = [
    "wsh < now",
    "colour == rood",
    "colour == bleu",
    "colour < blue",
    "now < colour",
    "share + colour > 1",
    "any_of(zz_*, less)",
    "any_of(use_*)",
    "answered(use_*)",
    "sum_of(use_*)",
    "sum_of(share, nothing)",
    "share in [often]",
    "share and colour == red",
    "(share + 1) in [2]",
    "",
    "now ==",
    "now in low",
    "now in [low",
    "use_* == less",
    "__import__('os')",
    "now == low)",
    "now @ low",
    "any_of(,)",
    "(" * 60 + "now" + ")" * 60,
    "not " * 60 + "now == low",
    "now" + " " * 3000 + "== low",
]

NO_DECLARATION: dict[str, bytes | None] = {
    "a file that does not exist": None,
    "an empty file": b"",
    "a list instead of keys": b"- a\n- b\n",
    "a bracket that is never closed": b"a: [1\nb: 2\n",
    "text in another encoding": b"a: \xff\xfe\n",
    "thousands of repeated lists": b"a: &x [" + b"1," * 10 + b"]\n" + b"b: [" + b"*x," * 11000 + b"]\n",
    "binary junk": b"\x00\x01\x02",
    "sixty lists in each other": ("a: " + "[" * 60 + "]" * 60).encode(),
    "60,000 keys": "".join(f"k{number}: 1\n" for number in range(30_000)).encode(),
    "a text of six million letters": b"a: " + b"x" * 6_000_000,
}

FRAMES = {
    "a frame without names": "code,region\nGM1,noord\n",
    "a municipality twice": FRAME + "GM1,Cee,noord\n",
    "a municipality without region": FRAME + "GM3,Cee\n",
    "a municipality with a field too many": FRAME + "GM3,Cee,noord,x\n",
}
ATTRIBUTES = (
    "municipalities: {file: frame.csv, attributes: {%s: {label: L, categories: {noord: Noord}}}}\nreports:"
)


def _questionnaire(*changes: Change) -> Case:
    return lambda desk: read_questionnaire(Writer(desk.folder).questionnaire(*changes))


def _study(*changes: Change) -> Case:
    return lambda desk: read_study(Writer(desk.folder).study(*changes))


def _with_frame(change: Change) -> Case:
    def run(desk: Desk) -> object:
        desk.write("frame.csv", FRAME)
        return read_study(Writer(desk.folder).study(change))

    return run


def _file(content: bytes | None) -> Case:
    def run(desk: Desk) -> object:
        path = desk.folder / "questionnaire.yaml"
        if content is not None:
            path.write_bytes(content)
        return read_questionnaire(path)

    return run


def _folder(desk: Desk) -> object:
    (desk.folder / "questionnaire.yaml").mkdir()
    return read_questionnaire(desk.folder / "questionnaire.yaml")


def _frame(text: str) -> Case:
    return lambda desk: read_municipalities(desk.write("frame.csv", text))


def _merger(desk: Desk) -> object:
    mergers = desk.write("mergers.csv", "old_code,new_code\nGM8,GM7\n")
    return read_municipalities(desk.write("frame.csv", FRAME), mergers=mergers)


def _merger_twice(desk: Desk) -> object:
    mergers = desk.write("mergers.csv", "old_code,new_code\nGM8,GM1\nGM8,GM1\n")
    return read_municipalities(desk.write("frame.csv", FRAME), mergers=mergers)


def _later_wave(desk: Desk) -> object:
    return read_study(Writer(desk.folder).study()).until("2020").until("2022")


POLICIES: list[Change] = [
    ("function: functionaris gegevensbescherming\n", ""),
    ("function: functionaris gegevensbescherming", "function: TODO"),
    ("date: 2024-06-01", "date: ooit"),
    ("studies: [mini]", "studies: [maxi]"),
    ("{minimum_base: 5}", "{}"),
    ("{minimum_base: 5}", "{minimum_base: 0}"),
    ("{minimum_base: 5}", "{minimum_base: 12}"),
]


RECOGNITION = (
    "{id: clear, identifiable: off}",
    "{id: clear, population_at_least: {n: 30, source: CBS}}",
    "{id: region, population_at_least: {n: 600, source: CBS}}",
    "{id: clear, population_at_least: {n: 300, source: CBS}}",
    "{id: clear, population_at_least: {n: 300, source: TODO}}",
)
PEOPLED = """\
municipalities:
  file: frame.csv
  population: people
  attributes: {region: {label: Landsdeel, categories: {noord: Noord, zuid: Zuid}}}
"""


def _recognised(breakdown: str = "clear", people: str = "250", more: str = "") -> Case:
    """A breakdown of the small study with a frame that tells how many people live where."""

    def run(desk: Desk) -> object:
        rows = "".join(f"GM{n},Aa {n},{'noord' if n % 2 else 'zuid'},{people}\n" for n in range(4))
        desk.write("frame.csv", f"code,name,region,people\n{rows}")
        desk.write("controls.csv", CONTROLS)
        lines = f"{PEOPLED}{more}breakdowns: [{breakdown}]"
        return read_study(Writer(desk.folder).study(("breakdowns: [clear]", lines)))

    return run


BENCHMARKED = """\
municipalities:
  file: frame.csv
  column: gemeente
  population: people
  attributes: {region: {label: Landsdeel, categories: {noord: Noord, zuid: Zuid}}}
comparison: {headlines: [clear]}
benchmark: {breakdown: gemeente, peers: region, traits: [region]}
breakdowns: [gemeente, region, clear]"""
BENCHMARKS: list[Change] = [
    ("  column: gemeente\n", ""),
    ("breakdown: gemeente,", "breakdown: gemeent,"),
    ("breakdown: gemeente,", "breakdown: clear,"),
    ("peers: region", "peers: regio"),
    ("[gemeente, region, clear]", "[gemeente, clear]"),
    ("traits: [region]", "traits: [region, size]"),
    ("traits: [region]", "traits: []"),
    ("traits: [region]", "trait: [region]"),
    ("traits: [region]", "traits: [region], indicators: [help]"),
    ("traits: [region]", "traits: [region], members: 9"),
    ("traits: [region]", "traits: [region], fitted: 10"),
    ("traits: [region]", "traits: [region], largest: 0.5"),
    ("traits: [region]", "traits: [region], largest: 30"),
    ("traits: [region]", "traits: [region], most: 11"),
    ("comparison: {headlines: [clear]}\n", ""),
    (", peers: region", ""),
]


def _benchmark(*changes: Change, people: str = "250", respondent: str = "klant") -> Case:
    """The small study with a benchmark of four municipalities, pieces of it replaced."""

    def run(desk: Desk) -> object:
        rows = "".join(f"GM{n},Aa {n},{'noord' if n % 2 else 'zuid'},{people}\n" for n in range(4))
        desk.write("frame.csv", f"code,name,region,people\n{rows}")
        lines = BENCHMARKED
        for old, new in changes:
            assert old in lines
            lines = lines.replace(old, new, 1)
        writer = Writer(desk.folder)
        study = writer.study(("breakdowns: [clear]", lines))
        writer.questionnaire(
            ("singular: klant, plural: klanten", f"singular: {respondent}, plural: {respondent}s"), HOURS
        )
        return read_study(study)

    return run


HOURS = ("  - {id: why,", '  - {id: hours, kind: number, theme: work, text: "Hoeveel uur?"}\n  - {id: why,')
CONTROLS = "margin,category,total,source,reference_date\n" + "".join(
    f"clear,{code},40,CBS,2024-01-01\n" for code in ("sa", "a", "n", "d", "sd")
)
WEIGHTED = "weighting: {method: raking, margins: [[clear]], controls: controls.csv}\n"


TEAMS = ("  size2:", "  teams: {kind: nominal, categories: {x: Noord, y: Zuid}}\n  size2:")
TEAM = ("  - id: help\n", '  - {id: team, scale: teams, theme: work, text: "Welk team?"}\n  - id: help\n')


def _by_team(desk: Desk) -> object:
    """A figure of those in one team, told as one of everybody."""
    heard = (
        "  heard: {label: X, kind: yes_no, theme: work, value: clear == sa, asked_if: team == x}\n  rest: {"
    )
    writer = Writer(desk.folder)
    study = writer.study()
    writer.questionnaire(TEAM, ("  rest: {", heard), TEAMS)
    return read_study(study)


def _moves_between_teams(desk: Desk) -> object:
    writer = Writer(desk.folder)
    study = writer.study(("reports:", "design: {stable_ids: on}\ncomparison: {moves: [team]}\nreports:"))
    writer.questionnaire(TEAM, TEAMS)
    return read_study(study)


def _policy(old: str, new: str) -> Case:
    """The small study under the policy of an organisation with one piece replaced."""

    def run(desk: Desk) -> object:
        policy = desk.write("policy.yaml", POLICY.replace(old, new, 1))
        return read_study(Writer(desk.folder).study(), read_policy(policy))

    return run


def _expression(text: str) -> Case:
    return lambda desk: check(parse(text), SHAPES)


CASES: Cases = {
    **{f"questionnaire: {name}": _file(content) for name, content in NO_DECLARATION.items()},
    "questionnaire: a folder": _folder,
    "questionnaire: a line that begins with a tab": _file(b"survey: a\nscales:\n\teens: {}\n"),
    "questionnaire: a document of Word": _file(b"PK\x03\x04\xff\x00\x00"),
    "questionnaire: the study file": lambda desk: read_questionnaire(Writer(desk.folder).study()),
    "study: the questionnaire": lambda desk: read_study(Writer(desk.folder).questionnaire()),
    "study: the folder of the study": lambda desk: read_study(Writer(desk.folder).study().parent),
    "study: the answers": lambda desk: read_study(desk.write("antwoorden.xlsx", b"PK")),
    "study: a name that is almost right": lambda desk: read_study(
        Writer(desk.folder).study().with_name("Study.yml")
    ),
    **{f"questionnaire: {in_place_of(old, new)}": _questionnaire((old, new)) for old, new in QUESTIONNAIRE},
    **{f"codebook: {in_place_of(old, new)}": _questionnaire(CODEBOOK, (old, new)) for old, new in CODEBOOKS},
    **{f"study: {in_place_of(old, new)}": _study((old, new)) for old, new in STUDY},
    "study: a breakdown by an item of a wave that is left out": _study(
        ('  "2022": {responses: r22.csv, invited: 10}\n', ""), ("breakdowns: [clear]", "breakdowns: [help_a]")
    ),
    "study: a wave asked for that comes later": _later_wave,
    **{f"breakdown: {one}": _recognised(one) for one in RECOGNITION},
    "indicator: a figure of those in one team": _by_team,
    **{f"benchmark: {in_place_of(old, new)}": _benchmark((old, new)) for old, new in BENCHMARKS},
    "benchmark: municipalities without a number of people": _benchmark(people=""),
    "benchmark: municipalities without people": _benchmark(people="0"),
    "benchmark: more figures than are tested together": _benchmark(
        ("headlines: [clear]", "headlines: [clear, help]"), ("traits: [region]", "traits: [region], most: 1")
    ),
    "benchmark: of officials": _benchmark(respondent="klantmanager"),
    "benchmark: a reference beside municipalities": _benchmark(
        ("breakdown: gemeente, peers: region, traits: [region]", "reference: ../nl, peers: region")
    ),
    "benchmark: of a number without ends": _benchmark(("headlines: [clear]", "headlines: [hours]")),
    "comparison: who moved between teams": _moves_between_teams,
    "municipalities: a population that is no number": _recognised(people="veel"),
    "municipalities: a population that is not that of the control totals": _recognised(more=WEIGHTED),
    **{f"policy: {in_place_of(old, new)}": _policy(old, new) for old, new in POLICIES},
    **{f"municipalities: {name}": _frame(text) for name, text in FRAMES.items()},
    "municipalities: a merger into nowhere": _merger,
    "municipalities: a merger twice": _merger_twice,
    "municipalities: a region that is not declared": _with_frame(("reports:", ATTRIBUTES % "region")),
    "municipalities: an attribute with the id of an item": _with_frame(("reports:", ATTRIBUTES % "clear")),
    **{
        f"expression: {text if len(text) < 100 else text[:40] + ' ...'}": _expression(text)
        for text in EXPRESSIONS
    },
}
