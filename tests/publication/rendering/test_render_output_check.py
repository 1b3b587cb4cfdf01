"""Truth: hand-made outputs, each with one thing that a reader must never meet."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.engines.output_check import check_output

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>Van {{< var x >}}</p>", "{{< var x >}}"),
        ("<p>Van ?var:x</p>", "?var:x"),
        ("<p>Zie <strong>?@fig-x</strong></p>", "?@fig-x"),
        ('<img alt="" src="data:x">', "no description"),
        ('<img src="data:x">', "no description"),
        ('<img alt="figures/g02.png" src="data:x">', "no description"),
        ('<img alt="Balken met cijfers" src="https://x.nl/a.png">', "https://x.nl/a.png"),
        ('<script src="https://x.nl/m.js"></script>', "https://x.nl/m.js"),
        ('<link rel="stylesheet" href="styles.css">', "styles.css"),
        ('<p style="background: url(https://x.nl/b.png)">x</p>', "https://x.nl/b.png"),
        ('<h2 id="x" onmouseover="alert(1)">Kop</h2>', "onmouseover=alert(1)"),
        ('<a href="java\nscript:alert(1)">x</a>', "javascript:alert(1)"),
        ('<a href="file:///etc/passwd">x</a>', "file:///etc/passwd"),
    ],
)
def test_a_page_with_something_unfinished_is_refused(page: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    with pytest.raises(PublicationError) as refused:
        check_output(path)
    assert words in str(refused.value)


def test_words_of_a_variable_that_look_unfinished_are_let_through(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("<style>a { b: '{{<' }</style><p>Schrijf {{&lt; var x &gt;}}</p>", encoding="utf-8")
    check_output(path, ["{{< var x >}}"])


def _word(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W} {WP}><w:body>{body}</w:body></w:document>")
    return path


def test_a_word_file_in_order_is_let_through(tmp_path: Path) -> None:
    check_output(_word(tmp_path / "report.docx", '<wp:docPr id="1" name="P" descr="Balken met cijfers."/>'))


def test_typst_code_is_read_without_its_backslashes(tmp_path: Path) -> None:
    path = tmp_path / "report.typ"
    path.write_text(r"Zie {{\< var x \>}}", encoding="utf-8")
    with pytest.raises(PublicationError, match="something was not filled in"):
        check_output(path)
