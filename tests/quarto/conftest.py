"""These tests need Quarto itself: `just test-quarto` runs them, a plain test run does not collect them."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[1] / "publication" / "rendering" / "conftest.py"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if collection_path.suffix == ".py" and not config.getoption("--quarto") else None


def _example():
    spec = spec_from_file_location("rendering_example", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_shared = _example()
project_in, rendered = _shared.project_in, _shared.rendered
page_blocks, pdf_text, word_text = _shared.page_blocks, _shared.pdf_text, _shared.word_text
published, hostile = _shared.published, _shared.hostile
