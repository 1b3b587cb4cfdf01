"""What would make Excel say that a file needs repair: parts, relationships, tables, names and cells of a package.

Excel cannot be tried here. These are the rules of the file format (ECMA-376, parts 1 and 2) whose breach it
reports, read from the parts themselves and not through the library that wrote them.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from zipfile import ZipFile

from lxml import etree
from openpyxl.utils import range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}"
REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LONGEST_TEXT, MOST_LINKS, LAST_ROW, LAST_COLUMN = 32767, 65530, 1048576, 16384
TABLE_NAME = re.compile(r"[A-Za-z_\\][\w.\\]{0,254}")
CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")


class Package:
    """An xlsx file as a package of parts."""

    def __init__(self, path: Path) -> None:
        with ZipFile(path) as archive:
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}

    def findings(self) -> list[str]:
        """Everything over which Excel would ask to repair the file."""
        broken = list(self._broken())
        broken = broken or [*self._types(), *self._relationships()]
        if broken:
            return broken
        return [*self._sheet_names(), *self._tables(), *self._cells(), *self._links(), *self._prints()]

    def _broken(self) -> Iterator[str]:
        for name, count in Counter(name.lower() for name in self.names).items():
            if count > 1:
                yield f"part twice: {name}"
        for name, content in self.parts.items():
            if name.endswith((".xml", ".rels")):
                try:
                    etree.fromstring(content)
                except etree.XMLSyntaxError as problem:
                    yield f"not well-formed: {name}: {problem}"

    @cached_property
    def trees(self) -> dict[str, etree._Element]:
        return {
            name: etree.fromstring(content)
            for name, content in self.parts.items()
            if name.endswith((".xml", ".rels"))
        }

    def _types(self) -> Iterator[str]:
        types = self.trees["[Content_Types].xml"]
        endings = {entry.get("Extension") for entry in types.iter(f"{TYPES}Default")}
        named = [entry.get("PartName").lstrip("/") for entry in types.iter(f"{TYPES}Override")]
        for name in self.names:
            ending = name.rpartition(".")[2]
            by_ending = ending in endings and ending != "xml"  # "xml" alone says nothing of what a part is
            if name != "[Content_Types].xml" and name not in named and not by_ending:
                yield f"without a content type: {name}"
        yield from (f"content type of no part: {name}" for name in named if name not in self.parts)
        yield from (f"content type twice: {name}" for name, count in Counter(named).items() if count > 1)

    def related(self, part: str) -> dict[str, str]:
        """The targets of the relationships of a part by id."""
        folder, name = posixpath.split(part)
        tree = self.trees.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
        if tree is None:
            return {}
        return {
            entry.get("Id"): posixpath.normpath(posixpath.join(folder, entry.get("Target"))).lstrip("/")
            for entry in tree.iter(f"{RELATED}Relationship")
            if entry.get("TargetMode") != "External"
        }

    def _relationships(self) -> Iterator[str]:
        for name, tree in self.trees.items():
            if name.endswith(".rels"):
                ids = Counter(entry.get("Id") for entry in tree.iter(f"{RELATED}Relationship"))
                yield from (f"relationship twice: {name} {one}" for one, count in ids.items() if count > 1)
                folder, file = posixpath.split(name)
                part = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
                for one, target in self.related(part).items():
                    if target not in self.parts:
                        yield f"relationship to nothing: {name} {one} {target}"
            else:
                known = self.related(name)
                used = {element.get(REFERENCE) for element in tree.iter() if element.get(REFERENCE)}
                yield from (f"reference to no relationship: {name} {one}" for one in used - known.keys())

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of every sheet by its name."""
        related = self.related("xl/workbook.xml")
        entries = self.trees["xl/workbook.xml"].iter(f"{MAIN}sheet")
        return {entry.get("name"): related[entry.get(REFERENCE)] for entry in entries}

    def _sheet_names(self) -> Iterator[str]:
        entries = list(self.trees["xl/workbook.xml"].iter(f"{MAIN}sheet"))
        names = [entry.get("name") for entry in entries]
        for name in names:
            long = len(name.encode("utf-16-le")) // 2 > 31
            if long or re.search(r"[\[\]:*?/\\]|^'|'$", name) or name.lower() == "history" or not name:
                yield f"name of a sheet: {name}"
        for what, found in (
            ("name", [name.lower() for name in names]),
            ("id", [e.get("sheetId") for e in entries]),
        ):
            yield from (
                f"{what} of a sheet twice: {one}" for one, count in Counter(found).items() if count > 1
            )

    @cached_property
    def texts(self) -> list[str]:
        """The shared texts, as a reader of the file sees them."""
        shared = self.trees.get("xl/sharedStrings.xml")
        if shared is None:
            return []
        return [
            "".join(part.text or "" for part in entry.iter(f"{MAIN}t")) for entry in shared.iter(f"{MAIN}si")
        ]

    def _values(self, part: str) -> dict[str, str]:
        """The texts of the cells of a sheet by their address."""
        return {
            cell.get("r"): self.texts[int(cell.find(f"{MAIN}v").text)]
            for cell in self.trees[part].iter(f"{MAIN}c")
            if cell.get("t") == "s"
        }

    def _tables(self) -> Iterator[str]:
        names: Counter[str] = Counter()
        ids: Counter[str] = Counter()
        for sheet, part in self.sheets.items():
            values, taken = self._values(part), set()
            count = self.trees[part].find(f"{MAIN}tableParts")
            targets = [target for target in self.related(part).values() if "/tables/" in target]
            if len(targets) != (0 if count is None else int(count.get("count"))):
                yield f"number of tables: {sheet}"
            for target in targets:
                table = self.trees[target]
                name = table.get("displayName")
                names[name.lower()] += 1
                ids[table.get("id")] += 1
                if table.get("name") != name or not TABLE_NAME.fullmatch(name) or CELL.fullmatch(name):
                    yield f"name of a table: {name}"
                yield from self._table(table, name, values, taken)
        defined = [
            entry.get("name").lower() for entry in self.trees["xl/workbook.xml"].iter(f"{MAIN}definedName")
        ]
        yield from (f"table named as a range: {name}" for name in names if name in defined)
        yield from (f"name of a table twice: {name}" for name, count in names.items() if count > 1)
        yield from (f"id of a table twice: {one}" for one, count in ids.items() if count > 1)

    @staticmethod
    def _table(table: etree._Element, name: str, values: dict[str, str], taken: set) -> Iterator[str]:
        left, top, right, bottom = range_boundaries(table.get("ref"))
        columns = [column.get("name") for column in table.iter(f"{MAIN}tableColumn")]
        if len(columns) != right - left + 1 or bottom <= top:
            yield f"range of a table: {name}"
        lowered = Counter(column.lower() for column in columns)
        yield from (f"column twice: {name} {one}" for one, count in lowered.items() if count > 1)
        for place, column in enumerate(columns):
            address = f"{_letters(left + place)}{top}"
            if values.get(address) != column or not column or len(column) > 255:
                yield f"header is not its cell: {name} {address}"
        filters = table.find(f"{MAIN}autoFilter")
        if filters is not None and filters.get("ref") != table.get("ref"):
            yield f"filter is not its table: {name}"
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if cells & taken:
            yield f"table over a table: {name}"
        taken |= cells

    def _cells(self) -> Iterator[str]:
        looks = len(self.trees["xl/styles.xml"].find(f"{MAIN}cellXfs"))
        for text in self.texts:
            if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
                yield f"text too long: {text[:20]}"
        for sheet, part in self.sheets.items():
            tree, before = self.trees[part], (0, 0)
            for cell in tree.iter(f"{MAIN}c"):
                column, row, _, _ = range_boundaries(cell.get("r"))
                if (row, column) <= before or row > LAST_ROW or column > LAST_COLUMN:
                    yield f"cell out of order: {sheet} {cell.get('r')}"
                before = (row, column)
                yield from self._cell(cell, sheet, looks)
            last = 0
            for columns in tree.iter(f"{MAIN}col"):
                if int(columns.get("min")) <= last:
                    yield f"columns overlap: {sheet}"
                last = int(columns.get("max"))
            heights = (row.get("ht") for row in tree.iter(f"{MAIN}row"))
            yield from (
                f"height of a row: {sheet} {height}" for height in heights if height and float(height) > 409.5
            )
            if tree.find(f"{MAIN}mergeCells") is not None:
                yield f"merged cells: {sheet}"

    def _cell(self, cell: etree._Element, sheet: str, looks: int) -> Iterator[str]:
        value, kind, where = cell.find(f"{MAIN}v"), cell.get("t"), f"{sheet} {cell.get('r')}"
        if int(cell.get("s", "0")) >= looks:
            yield f"look of a cell: {where}"
        if cell.find(f"{MAIN}f") is not None:
            yield f"formula: {where}"
        if kind == "s" and not 0 <= int(value.text) < len(self.texts):
            yield f"text of a cell: {where}"
        if kind in (None, "n") and value is not None and not math.isfinite(float(value.text)):
            yield f"number of a cell: {where}"

    def _links(self) -> Iterator[str]:
        for sheet, part in self.sheets.items():
            links = list(self.trees[part].iter(f"{MAIN}hyperlink"))
            if len(links) > MOST_LINKS:
                yield f"too many links: {sheet}"
            for link in links:
                name, _, address = (link.get("location") or "").rpartition("!")
                target = re.sub("^'|'$", "", name).replace("''", "'")
                cells = self._values(self.sheets[target]) if target in self.sheets else {}
                if address not in cells:
                    yield f"link to nothing: {sheet} {link.get('location')}"

    def _prints(self) -> Iterator[str]:
        for sheet, part in self.sheets.items():
            for footer in self.trees[part].iter(f"{MAIN}oddFooter"):
                if len((footer.text or "").encode("utf-16-le")) // 2 > 255:
                    yield f"footer too long: {sheet}"
        for entry in self.trees["xl/workbook.xml"].iter(f"{MAIN}definedName"):
            found = re.match(r"(?:'((?:[^']|'')*)'|([^'!]*))!", entry.text or "")
            if found is None or (found[1] or found[2]).replace("''", "'") not in self.sheets:
                yield f"range of no sheet: {entry.text}"


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
