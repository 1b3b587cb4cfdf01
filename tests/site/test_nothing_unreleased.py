"""Truth: what the door kept back of the same answers, measured again, and leaks that are planted one by one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.commands.site_audit import audit_site
from monitor.commands.site_writing import run_of
from monitor.errors import ReleaseError
from monitor.pipeline import declared_study
from monitor.publication.site.audit import SiteAudit
from monitor.release.results.released_set import read_results
from monitor.schema import ESTIMATES
from monitor.stages.measuring import measure
from monitor.stages.options import RunOptions
from monitor.stages.taking_in import take_in

from .conftest import Made

PLACE = "hulp/2025/gemeente/g005-aa-5"
HIDDEN = "hulp/2025/gemeente/g003-sudwest-fryslan"  # of which a figure is kept back
QUESTION = "hulp/2025/vraag/cijfer"
TELLING = ("estimate", "se", "ci_low", "ci_high", "deff", "n_effective")
DIGITS = 6  # of a number that no other figure has by chance


def _digits(value: float) -> str:
    """The first digits of a number, as any way of writing it shows them."""
    return re.sub(r"[^0-9]", "", f"{abs(value):.{DIGITS - 1}e}".partition("e")[0])


@pytest.fixture(scope="module")
def hidden(made: Made) -> pd.DataFrame:
    """The rows of the confidential run that the door suppressed, with their numbers."""
    study = declared_study(made.study, RunOptions(out=made.build, wave="2025"))
    estimates, _, _ = measure(study, take_in(study, lambda *_: None, {}), lambda *_: None)
    released = read_results(made.build / "hulp/2025/results").estimates
    key = list(ESTIMATES.key)
    kept_back = released[released["status"] == "suppressed"][key]
    return estimates.merge(kept_back, on=[name for name in key if name in estimates])


def test_no_suppressed_value_stands_in_any_file_of_the_site(made: Made, hidden: pd.DataFrame) -> None:
    texts = {
        path.relative_to(made.site).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(made.site.rglob("*"))
        if path.suffix in (".html", ".js", ".csv", ".svg", ".json") and path.parent.name != "_bestanden"
    } | {"_bestanden/index.js": made.read("_bestanden/index.js")}
    values = hidden[[name for name in TELLING if name in hidden]].to_numpy(float).ravel()
    wanted = {_digits(value) for value in values[np.isfinite(values)]}
    wanted = {digits for digits in wanted if len(digits.rstrip("0")) >= 5}  # not 0.5 and the like
    assert len(wanted) > 100
    held = (
        read_results(made.build / "hulp/2025/results")
        .whole("estimates")[list(TELLING)]
        .to_numpy(float)
        .ravel()
    )
    earlier = (
        read_results(made.build / "hulp/2023/results")
        .whole("estimates")[list(TELLING)]
        .to_numpy(float)
        .ravel()
    )
    released = {_digits(value) for value in (*held, *earlier) if np.isfinite(value)}
    for name, text in texts.items():
        numbers = {
            re.sub(r"[^0-9]", "", found).lstrip("0")[:DIGITS] for found in re.findall(r"\d[\d.,]{5,}", text)
        }
        assert not (numbers & wanted) - released, name


def test_a_suppressed_figure_is_a_dash_with_words_for_who_hears_it(made: Made) -> None:
    pages = [
        path.read_text(encoding="utf-8")
        for path in made.site.glob("hulp/*/*/*.html")
        if path.parent.name in ("vraag", "gemeente")
    ]
    dashes = [cell for page in pages for cell in re.findall(r"<td[^>]*>(<span>–.*?)</td>", page)]
    assert len(dashes) > 20
    assert set(dashes) == {'<span>–<span class="aloud"> niet getoond</span></span>'}


def _audited(made: Made, site: Path) -> str:
    return audit_site(site, [made.study], made.build, None)[1]


def test_the_audit_passes_the_site_as_it_was_made(made: Made) -> None:
    count = sum(path.is_file() for path in made.site.rglob("*"))
    assert _audited(made, made.site) == f"Site passed: {count:,} files, no number that was not released"


def _changed(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def leak(site: Path) -> None:
        path = site / name
        before = path.read_text(encoding="utf-8")
        after = change(before)
        assert after != before
        path.write_text(after, encoding="utf-8", newline="")

    return leak


def _first(pattern: str, by: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, by, text, count=1)


LEAKS = {
    "a dash that became a figure": _changed(
        f"{HIDDEN}.html", _first(r"<span>–.*?</span></span>", "<span>93%</span>")
    ),
    "a figure of another municipality": _changed(
        f"{PLACE}.html", _first("\\d,\\d \\(n\u00a0=\u00a0\\d+\\)", "9,9 (n\u00a0=\u00a031)")
    ),
    "a figure in a table": _changed(
        f"{QUESTION}.html", _first(r"<td([^>]*)><span>\d,\d", r"<td\1><span>9,9")
    ),
    "a figure in a sentence": _changed(
        f"{QUESTION}.html", _first(r'<p class="lead">', '<p class="lead">Van 4.321 klanten. ')
    ),
    "a figure that only a screen reader says": _changed(
        f"{QUESTION}.html", _first(r'alt="', 'alt="4.321 klanten. ')
    ),
    "a line of a table to take along": _changed(
        f"{QUESTION}.csv",
        lambda text: (
            text.replace(",suppressed,", ",released,")
            if ",suppressed," in text
            else _first(r"(\d)\n", r"\g<1>7\n")(text + "x,1\n")
        ),
    ),
    "a value of a chart": _changed(f"{QUESTION}.js", _first(r'"value":\d\.\d{3,}', '"value":9.87654')),
    "a figure that is compared": _changed(f"{QUESTION}.js", _first(r'\["\d,\d"', '["9,9"')),
    "a column of a chart that nobody knows": _changed(
        f"{QUESTION}.js", _first(r'"value":\d\.\d{3,}', r'"hidden":0.4321,\g<0>')
    ),
    "a figure in a picture": _changed(f"{QUESTION}.svg", _first(r"<text([^>]*)>[^<]+<", r"<text\1>43,21<")),
    "a figure in the search": _changed(
        "_bestanden/index.js", _first(r'"told":"', '"told":"Van 4.321 klanten. ')
    ),
    "a script that does something else": _changed(f"{QUESTION}.js", lambda text: f"{text}alert(1);\n"),
    "another script": _changed("_bestanden/site.js", lambda text: f"{text}\n"),
    "a file that nobody knows": lambda site: (
        (site / "cijfers.txt").write_text("93%", encoding="utf-8") and None
    ),
}


@pytest.fixture(scope="module")
def audit(made: Made) -> SiteAudit:
    options = RunOptions(out=made.build)
    return SiteAudit(made.site, [run_of(made.study, options, wave)[0] for wave in ("2025", "2023")])


def _some(made: Made, to: Path) -> Path:
    """A part of the site: the pages that leaks are planted in, with what stands beside them."""
    for name in (PLACE, HIDDEN, QUESTION, "_bestanden/"):
        for path in made.site.glob(f"{name}*"):
            target = to / path.relative_to(made.site)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return to


def test_the_part_that_leaks_are_planted_in_holds_none(made: Made, tmp_path: Path, audit: SiteAudit) -> None:
    audit.folder = _some(made, tmp_path)
    assert list(audit.leaks()) == []


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_the_audit_finds(made: Made, tmp_path: Path, audit: SiteAudit, leak: Callable[[Path], None]) -> None:
    audit.folder = _some(made, tmp_path)
    leak(tmp_path)
    assert list(audit.leaks()) != []


def test_a_site_of_other_results_is_not_audited_by_these(made: Made, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(made.site, site)
    facts = site / "site.json"
    facts.write_text(
        facts.read_text(encoding="utf-8").replace('"method.json": "', '"method.json": "0'), encoding="utf-8"
    )
    with pytest.raises(ReleaseError, match="made of other results of hulp, wave 2025"):
        _audited(made, site)
