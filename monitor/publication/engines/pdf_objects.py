"""Some objects of a PDF written anew, all others byte for byte as they stand: a copy of a whole report takes seconds."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from itertools import pairwise

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject

TABLE = re.compile(rb"xref\n0 (\d+)\n")
ENTRY = 20  # bytes of a line of the table of places


def with_objects(pdf: bytes, reader: PdfReader, changed: Iterable[DictionaryObject]) -> bytes:
    """A PDF in which objects stand as `reader`, which read it, holds them now."""
    at = int(pdf[pdf.rindex(b"startxref") + len(b"startxref") : pdf.rindex(b"%%EOF")])
    table = TABLE.match(pdf, at)
    if table is None or len(reader.xref[0]) != int(table[1]) - 1:  # of another program than Typst
        return _copied(reader)
    written = {_number(found): found for found in changed}
    size = int(table[1])
    places = {number: place for number, place in reader.xref[0].items() if place}
    order = sorted(places, key=lambda number: places[number])
    made, moved = io.BytesIO(), {}
    made.write(pdf[: places[order[0]]])
    for number, (start, end) in zip(order, pairwise([*(places[one] for one in order), at]), strict=True):
        moved[number] = made.tell()
        stands = pdf[start:end]
        made.write(_object(written[number], stands) if number in written else stands)
    begin = made.tell()
    made.write(table[0] + pdf[table.end() : table.end() + ENTRY])
    for number in range(1, size):
        old = table.end() + number * ENTRY
        made.write(
            b"%010d" % moved[number] + pdf[old + 10 : old + ENTRY]
            if number in moved
            else pdf[old : old + ENTRY]
        )
    made.write(pdf[table.end() + size * ENTRY : pdf.rindex(b"startxref")])
    made.write(b"startxref\n%d\n%%%%EOF" % begin)
    return made.getvalue()


def _number(found: DictionaryObject) -> int:
    assert found.indirect_reference is not None  # as every element of a tree
    return found.indirect_reference.idnum


def _object(found: DictionaryObject, stands: bytes) -> bytes:
    """An object between the marks that it stands between."""
    stream = io.BytesIO()
    found.write_to_stream(stream)
    head, _, _ = stands.partition(b"obj")
    return head + b"obj\n" + stream.getvalue() + b"\n" + stands[stands.rindex(b"endobj") :]


def _copied(reader: PdfReader) -> bytes:
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
