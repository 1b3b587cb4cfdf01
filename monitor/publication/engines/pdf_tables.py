"""Row headers in the tables of a PDF, which Typst cannot mark yet: it tags the cells of a head only.

A screen reader then says "Aantal klanten, in sterke mate, 30%" instead of the header of the column alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, TextStringObject

from monitor.publication.engines.pdf_objects import with_objects


def with_row_headers(pdf: bytes) -> bytes:
    """The PDF in which the cells that head a row are header cells, and other cells know them.

    As on the page: the first column of every table with a head, and the second where the first head cell covers both.
    All else keeps its bytes, a PDF without tables every one; equal PDFs give equal bytes.
    """
    reader = PdfReader(io.BytesIO(pdf))
    tree = _tree(reader)
    tables = list(_elements(tree, "/Table"))
    if not any(_elements(table, "/TBody") for table in tables):
        return pdf
    changed: list[DictionaryObject] = [tree]
    named: list[DictionaryObject] = []
    for number, table in enumerate(tables):
        for cell in _mark(table, number):
            changed.append(cell)
            if cell["/S"] == "/TH":
                named.append(cell)
    _register(tree, named)
    return with_objects(pdf, reader, changed)


def _tree(pdf: PdfReader) -> DictionaryObject:
    """The structure of a document; empty where it has none."""
    found = pdf.root_object.get("/StructTreeRoot")
    return found.get_object() if found is not None else DictionaryObject()


def _register(root: DictionaryObject, named: list[DictionaryObject]) -> None:
    """Make elements known by their names, beside those that have one."""
    tree = root.get("/IDTree")
    pairs = dict(_registered(tree.get_object())) if tree is not None else {}
    for element in named:
        assert element.indirect_reference is not None  # as every element of a tree
        pairs[str(element["/ID"])] = element.indirect_reference
    names = ArrayObject(part for name in sorted(pairs) for part in (TextStringObject(name), pairs[name]))
    root[NameObject("/IDTree")] = DictionaryObject({NameObject("/Names"): names})


def _registered(tree: DictionaryObject) -> Iterator[tuple[str, PdfObject]]:
    listed = tree.get("/Names", ArrayObject()).get_object()
    yield from zip(map(str, listed[::2]), listed[1::2], strict=True)
    for kid in tree.get("/Kids", ArrayObject()).get_object():
        yield from _registered(kid.get_object())


def _mark(table: DictionaryObject, number: int) -> Iterator[DictionaryObject]:
    """The cells of the rows of one table, once marked; `number` keeps their names apart from those of other tables."""
    heads = list(_elements(table, "/THead"))
    head_rows = [row for head in heads for row in _elements(head, "/TR")]
    if not head_rows:
        return
    first = next(_cells(head_rows[0]), None)
    stubs = _attribute(first, "/ColSpan", 1) if first is not None else 1
    rows = [row for body in _elements(table, "/TBody") for row in _elements(body, "/TR")]
    yield from _mark_rows(rows, stubs, f"table{number}row")


def _mark_rows(rows: list[DictionaryObject], stubs: int, name: str) -> Iterator[DictionaryObject]:
    going_on: list[tuple[int, str]] = []  # rows left and name of a header that covers more than one
    for place, row in enumerate(rows):
        over = [header for left, header in going_on if left > 0]
        going_on = [(left - 1, header) for left, header in going_on if left > 1]
        column, names = len(over), list(over)
        for cell in _cells(row):
            if column >= stubs:
                _name_headers(cell, names)
                yield cell
                continue
            header = f"{name}{place}x{column}"
            _make_header(cell, header, over)
            yield cell
            names.append(header)
            if (covers := _attribute(cell, "/RowSpan", 1)) > 1:
                going_on.append((covers - 1, header))
            column += _attribute(cell, "/ColSpan", 1)


def _make_header(cell: DictionaryObject, name: str, above: list[str]) -> None:
    cell[NameObject("/S")] = NameObject("/TH")
    cell[NameObject("/ID")] = TextStringObject(name)
    attributes = _table_attributes(cell)
    attributes[NameObject("/Scope")] = NameObject("/Row")
    attributes[NameObject("/Headers")] = _names([*_known(attributes), *above])


def _name_headers(cell: DictionaryObject, names: list[str]) -> None:
    attributes = _table_attributes(cell)
    attributes[NameObject("/Headers")] = _names([*_known(attributes), *names])


def _known(attributes: DictionaryObject) -> list[str]:
    return [str(name) for name in attributes.get("/Headers", [])]


def _names(names: list[str]) -> ArrayObject:
    return ArrayObject(TextStringObject(name) for name in names)


def _table_attributes(cell: DictionaryObject) -> DictionaryObject:
    """What a cell says of itself as part of a table, made where it says nothing."""
    written = cell.get("/A")
    found = written.get_object() if written is not None else ArrayObject()
    listed = found if isinstance(found, ArrayObject) else ArrayObject([found])
    cell[NameObject("/A")] = listed
    for attributes in listed:
        if attributes.get_object().get("/O") == "/Table":
            return attributes.get_object()
    made = DictionaryObject({NameObject("/O"): NameObject("/Table")})
    listed.append(made)
    return made


def _attribute(cell: DictionaryObject, name: str, default: int) -> int:
    return int(_table_attributes(cell).get(name, default))


def _cells(row: DictionaryObject) -> Iterator[DictionaryObject]:
    return (child for child in _children(row) if child.get("/S") in ("/TD", "/TH"))


def _elements(node: DictionaryObject, kind: str) -> Iterator[DictionaryObject]:
    """Elements of a kind below a node, in reading order, none below another."""
    for child in _children(node):
        if child.get("/S") == kind:
            yield child
        else:
            yield from _elements(child, kind)


def _children(node: DictionaryObject) -> Iterator[DictionaryObject]:
    found = node.get("/K", ArrayObject()).get_object()
    for kid in found if isinstance(found, ArrayObject) else [found]:
        child = kid.get_object()
        if isinstance(child, DictionaryObject) and "/S" in child:
            yield child
