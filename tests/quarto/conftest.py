"""These tests need Quarto itself: `just test-quarto` runs them."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / "publication" / "rendering" / "conftest.py"


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
