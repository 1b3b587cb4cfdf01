"""Truth: what the door kept back of the same answers, measured again, and leaks that are planted one by one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.commands.site_audit import audit_site
from monitor.commands.site_writing import run_of
from monitor.errors import ReleaseError
from monitor.publication.site.audit import SiteAudit
from monitor.stages.options import RunOptions

from .conftest import WAVES, Made
from .kept_back import kept_back, shown_although_kept_back

PLACE = "hulp/2025/gemeente/g005"
HIDDEN = "hulp/2025/gemeente/g003"  # of which a figure is kept back
QUESTION = "hulp/2025/vraag/cijfer"


def test_no_suppressed_value_stands_in_any_file_of_the_site(made: Made) -> None:
    options = RunOptions(out=made.build)
    assert len(kept_back(made.study, replace(options, wave="2025"))) > 100
    assert shown_although_kept_back(made.site, [(made.study, wave) for wave in WAVES], options) == []


def test_a_suppressed_value_that_stands_somewhere_is_found(made: Made, tmp_path: Path) -> None:
    options = RunOptions(out=made.build)
    value = min(kept_back(made.study, replace(options, wave="2025")))
    for name in ("een.html", "een.js", "een.csv", "een.svg"):
        leak = f'<text y="1">0.{value}99</text>'
        (tmp_path / name).write_text(
            f"window.a = {json.dumps(leak)};\n" if name.endswith("js") else leak, encoding="utf-8"
        )
    found = shown_although_kept_back(tmp_path, [(made.study, "2025")], options)
    assert [name for name, _ in found] == ["een.csv", "een.html", "een.js", "een.svg"]


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
    "a figure that is compared": _changed(f"{QUESTION}-vergelijken.js", _first(r'\["\d,\d"', '["9,9"')),
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
