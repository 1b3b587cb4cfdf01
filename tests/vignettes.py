"""A small study of vignettes for tests: the invented answers of which R worked out the numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

ANSWERS = Path(__file__).with_name("reference") / "instruments_vignettes.csv"
QUESTIONNAIRE = """\
survey: casussen
title: Casussen
respondents: {singular: inkomensconsulent, plural: inkomensconsulenten}
waves: ["2025"]
themes: {who: Wie meededen}
vignettes:
  w: {title: De wasmachine, text: "De wasmachine van een alleenstaande ouder is stuk.", standard: apply}
  j: {title: De jongere, text: "Een jongere vraagt hulp bij de kosten van een opleiding."}
scales:
  experience: {kind: nominal, categories: {long: lang in dienst, short: kort in dienst}}
  yes_no: {kind: nominal, categories: {yes: ja, no: nee}}
  departs: {kind: nominal, categories: {deviate: afwijken, apply: de standaard volgen}}
  helps: {kind: nominal, categories: {grant: toekennen, refer: doorverwijzen, check: eerst onderzoeken}}
  expects:
    kind: nominal
    categories: {same: hetzelfde, discussion: er komt discussie, not_considered: niet over nagedacht, unknown: geen idee}
questions:
  - {id: experience, kind: single, scale: experience, theme: who, text: "Hoe lang bent u in dienst?"}
  - {id: room, per_vignette: true, vignettes: [w], role: room, scale: yes_no, text: "Ziet u ruimte om af te wijken?"}
  - {id: decides, per_vignette: true, role: decision, scale: departs, scale_of: {j: helps}, text: "Wat zou u besluiten?"}
  - {id: expects, per_vignette: true, vignettes: [w], role: expectation, scale: expects, text: "Wat zouden collega's besluiten?"}
  - {id: rule, per_vignette: true, vignettes: [w], role: rule, scale: yes_no, text: "Is er een eigen regel voor zo'n geval?"}
"""
STUDY = """\
study: casussen
title: Casussen
published: 2025-11-01
questionnaire: casussen.yaml
waves: {"2025": {responses: responses.csv}}
pairs: {within: municipality, balance: experience, of: [decision]}
reports: [{template: vignettes/any}]
"""


def answers() -> pd.DataFrame:
    """The answers as a response file."""
    return pd.read_csv(ANSWERS, dtype=str).rename(columns={"consultant": "respondent_id"})


def write_vignettes(
    folder: Path,
    changed: Mapping[str, tuple[str, str]] | None = None,
    given: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame,
) -> Path:
    """The study in a folder; `changed` says by file what stands in place of what, `given` changes the answers."""
    for name, text in {"casussen.yaml": QUESTIONNAIRE, "study.yaml": STUDY}.items():
        change = (changed or {}).get(name, ("", ""))
        assert change[0] in text, (name, change[0])
        (folder / name).write_text(text.replace(*change, 1) if change[0] else text, encoding="utf-8")
    given(answers()).to_csv(folder / "responses.csv", index=False)
    return folder / "study.yaml"
