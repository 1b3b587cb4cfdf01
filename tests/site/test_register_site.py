"""Truth: a register in the site: pages of its rates and classes, and none of its months."""

from __future__ import annotations

from pathlib import Path

from monitor.commands.site_writing import write_site
from monitor.pipeline import run_study
from monitor.stages.options import RunOptions
from tests.registers import silent, write_register


def test_a_register_stands_in_the_site_by_its_moments(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    path = write_register(folder)
    options = RunOptions(out=tmp_path / "build")
    run_study(path, options, silent)
    write_site((path,), options, tmp_path / "site", silent)
    pages = {
        page.relative_to(tmp_path / "site").as_posix(): page for page in (tmp_path / "site").rglob("*.html")
    }
    assert any("stock_rate" in name or "stock-rate" in name for name in pages)
    told = "".join(page.read_text(encoding="utf-8") for page in pages.values())
    assert "Lopende trajecten per 10.000 inwoners van 15 tot 65 jaar" in told
    assert "noemen" not in told
    assert "2021-05" not in told
