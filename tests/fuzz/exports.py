"""Damaged exports of survey programs, made from good ones: always the same for the same sample and seed."""

from __future__ import annotations

import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import mutations

SAMPLES = Path(__file__).parents[1] / "exchange" / "samples"
Chance = random.Random
Files = dict[str, bytes]
SHOWN = 3  # people who gave an answer that may then be shown as one of a list
HEADING_ROWS = 3  # of a damaged file, in which an answer may have come to stand where a heading stood


def names() -> list[str]:
    return sorted(path.name for path in SAMPLES.iterdir())


def sample(name: str) -> Files:
    """The files of a sample by name; what is expected of it stays where it is."""
    paths = sorted(
        path for path in (SAMPLES / name).rglob("*") if path.is_file() and path.name != "expected.yaml"
    )
    return {path.relative_to(SAMPLES / name).as_posix(): path.read_bytes() for path in paths}


def damaged(files: Files, seed: str) -> Files:
    """One file, rarely two, made wrong in one to three ways; sometimes a file is missing or in the place of another."""
    chance = random.Random(seed)
    made = dict(files)
    for _ in range(chance.choice((1, 1, 1, 2))):
        name = chance.choice(sorted(made))
        for _ in range(chance.choice((1, 1, 2, 3))):
            made[name] = _changed(name, made[name], chance)
    if len(made) > 1 and chance.random() < 0.08:
        del made[chance.choice(sorted(made))]
    elif len(made) > 1 and chance.random() < 0.05:
        one, other = chance.sample(sorted(made), 2)
        made[one], made[other] = made[other], made[one]
    return made


def _changed(name: str, content: bytes, chance: Chance) -> bytes:
    if chance.random() < 0.06:
        return mutations._whole(content or b"x", chance)
    if content.startswith(b"PK"):
        return chance.choice((mutations._bytes, _cut, _member, *[_workbook] * 7))(content, chance)
    if content.startswith((b"$FL", b"<stata_dta")):
        return chance.choice((mutations._bytes, _cut, _words, *[_survey] * 7))(content, chance)
    ways: list[Callable[[bytes, Chance], bytes]] = [
        mutations._bytes,
        mutations._lines,
        mutations._signs,
        _cut,
    ]
    if content.lstrip(b"\xef\xbb\xbf \n").startswith(b"<"):
        ways += [_element] * 6
    elif content.lstrip(b"\xef\xbb\xbf \n").startswith(b"{"):
        ways += [_json] * 6
    else:
        ways += [
            mutations._cell,
            mutations._column,
            mutations._header,
            mutations._rows,
            _cells,
            _cells,
            _cells,
            _headings,
        ]
    return chance.choice(ways)(content, chance)


def _cut(content: bytes, chance: Chance) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _words(content: bytes, chance: Chance) -> bytes:
    """Four bytes that a binary file reads as a count or a length, replaced by one that lies."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(0, max(1, min(len(changed), 4000) - 4)) // 4 * 4
        number = chance.choice((0, 1, -1, 2, 7, 255, 2**31 - 1, -(2**31), chance.randrange(2**31)))
        changed[place : place + 4] = number.to_bytes(4, "little", signed=True)
    return bytes(changed)


def _workbook(content: bytes, chance: Chance) -> bytes:
    """A workbook with the cells of a sheet changed as those of a table are; dates become texts."""
    import python_calamine
    import xlsxwriter

    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    except Exception:  # calamine raises many kinds for a workbook that was damaged before
        return mutations._bytes(content, chance)
    if not sheets:
        return content
    chosen = chance.choice(sorted(sheets))
    table = mutations._as_csv([[str(cell) for cell in row] for row in sheets[chosen]])
    change = chance.choice(
        (mutations._cell, mutations._column, mutations._header, mutations._rows, _cells, _headings)
    )
    sheets[chosen] = mutations._table(change(table, chance))
    if chance.random() < 0.05:
        sheets[f"{chosen[:20]} 2"] = sheets[chosen]
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "nan_inf_to_errors": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name[:31] or None)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row[:500]):
                sheet.write(
                    place, column, cell if isinstance(cell, int | float | bool) else str(cell)[:32000]
                )
    made.close()
    return stream.getvalue()


def _survey(content: bytes, chance: Chance) -> bytes:
    """A file of SPSS or Stata with other values, labels, names or columns, written anew."""
    import pyreadstat

    if content not in _whole_files():  # the library may not survive what was damaged before
        return _words(content, chance)
    stata = content.startswith(b"<stata")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("in.dta" if stata else "in.sav")
        path.write_bytes(content)
        read = pyreadstat.read_dta if stata else pyreadstat.read_sav
        write = pyreadstat.write_dta if stata else pyreadstat.write_sav
        try:
            frame, meta = read(path, user_missing=True)
            labels = {name: dict(one) for name, one in meta.variable_value_labels.items()}
            texts = dict(meta.column_names_to_labels)
            frame = _frame(frame, labels, texts, chance)
            more = (
                {}
                if stata
                else {"missing_ranges": {n: m for n, m in meta.missing_ranges.items() if n in frame}}
            )
            write(
                frame, path, column_labels={name: texts.get(name) or "" for name in frame},
                variable_value_labels={name: one for name, one in labels.items() if name in frame}, **more,
            )  # fmt: skip
        except Exception:  # what cannot be read or written is damaged in another way
            return _words(content, chance)
        return path.read_bytes()


@cache
def _whole_files() -> frozenset[bytes]:
    return frozenset(content for name in names() for content in sample(name).values())


def _frame(frame: Any, labels: dict[str, dict], texts: dict[str, str], chance: Chance) -> Any:
    name = chance.choice(list(frame.columns))
    other = chance.choice(list(frame.columns))
    change = chance.randrange(9)
    if change == 0:
        return frame.drop(columns=[name])
    if change == 1:
        frame[name], frame[other] = frame[other].copy(), frame[name].copy()
    elif change == 2:
        return frame.rename(
            columns={name: chance.choice(("x", "respnr", "gem", "weeg", "wave", "Ééneg", f"{other}_1"))}
        )
    elif change == 3:
        texts[name] = chance.choice(
            (*mutations.CELLS, "Welk cijfer geeft u?", "procent", texts.get(other, ""))
        )
    elif change == 4 and labels:
        one = labels[chance.choice(sorted(labels))]
        one[chance.choice(list(one))] = chance.choice((*mutations.CELLS, "ja", "weet ik niet"))
    elif change == 5 and labels:
        labels.pop(chance.choice(sorted(labels)))
    elif change == 6 and frame[name].dtype.kind == "f":
        frame[name] = frame[name] * chance.choice((0.0, -1.0, 1e300, 0.5)) + chance.choice(
            (0, 1, float("nan"))
        )
    elif change == 7:
        return frame.iloc[: chance.randrange(4)].copy()
    else:
        frame[name] = chance.choice(mutations.CELLS)
        labels.pop(name, None)
    return frame


def _member(content: bytes, chance: Chance) -> bytes:
    """A zip file with one member changed, gone, empty, named otherwise or doubled."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, EOFError):
        return mutations._bytes(content, chance)
    except Exception as failure:  # zlib.error and struct.error of a member that was damaged before
        if type(failure).__name__ not in ("error", "RuntimeError"):
            raise
        return mutations._bytes(content, chance)
    if not members:
        return b"PK"
    name = chance.choice(sorted(members))
    change = chance.randrange(8)
    if change == 0:
        del members[name]
    elif change == 1:
        members[name] = b""
    elif change == 2:
        members[chance.choice(("../x", "xl/x" * 40, name.upper(), "x"))] = members.pop(name)
    else:
        members[name] = chance.choice((_element, _element, mutations._bytes, mutations._signs))(
            members[name] or b"x", chance
        )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, inside in members.items():
            archive.writestr(zipfile.ZipInfo(one), inside)
    return stream.getvalue()


def _element(content: bytes, chance: Chance) -> bytes:
    """An XML tree with an element gone, doubled, elsewhere, or with another text, name or attribute."""
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError):
        return mutations._signs(content, chance)
    parents = [one for one in root.iter() if len(one)]
    if not parents:
        return mutations._signs(content, chance)
    parent = chance.choice(parents)
    child = chance.choice(list(parent))
    said = chance.choice((*mutations.CELLS, "<b>x</b>", "${x} = 'a'", "1", "Q1", "{{x}}"))
    change = chance.randrange(7)
    if change == 0:
        parent.remove(child)
    elif change == 1:
        parent.append(child)
    elif change == 2:
        chance.choice(parents).insert(0, ElementTree.Element(child.tag, child.attrib))
    elif change in (3, 4):
        child.text = _printable(said)
    elif change == 5:
        child.tag = chance.choice(("x", "row", "rows", "variable", "value", "question", parent.tag))
    elif child.attrib:
        child.attrib[chance.choice(sorted(child.attrib))] = _printable(said)
    return ElementTree.tostring(root, encoding="utf-8")


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign >= " " and not 0xD800 <= ord(sign) <= 0xDFFF)


def _json(content: bytes, chance: Chance) -> bytes:
    """A JSON tree with a value replaced, gone, or in the place of another."""
    try:
        tree = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return mutations._signs(content, chance)
    places = mutations._places(tree)
    if not places:
        return mutations._signs(content, chance)
    holder, key = chance.choice(places)
    change = chance.randrange(5)
    if change <= 2:
        value: Any = chance.choice(mutations.SCALARS)
        holder[key] = json.loads(json.dumps(value))
    elif change == 3:
        del holder[key]
    else:
        other, place = chance.choice(places)
        holder[key] = json.loads(json.dumps(other[place]))
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "replace")


def _parted(content: bytes) -> tuple[list[list[bytes]], bytes]:
    """Lines in cells by the sign that the first line has most of, with no eye for quotes."""
    first = content.partition(b"\n")[0]
    sign = max((b",", b";", b"\t"), key=first.count)
    return [line.split(sign) for line in content.split(b"\n")], sign


def _cells(content: bytes, chance: Chance) -> bytes:
    """Cells below the headings replaced, swapped, emptied or doubled, one, a row or a column of them."""
    rows, sign = _parted(content)
    width = max(map(len, rows))
    place, other = chance.randrange(width), chance.randrange(width)
    value = chance.choice(mutations.CELLS).encode("utf-8", "replace")
    change = chance.randrange(5)
    chosen = rows[1:] if chance.random() < 0.6 else [chance.choice(rows)]
    for row in chosen:
        if place >= len(row) or other >= len(row):
            continue
        if change == 0:
            row[place] = value
        elif change == 1:
            row[place], row[other] = row[other], row[place]
        elif change == 2:
            row[place] = b""
        elif change == 3:
            row.insert(place, row[other])
        else:
            row[place] = row[place] + chance.choice((b" ", b"0", b"x", b'"', b"\xff"))
    return b"\n".join(sign.join(row) for row in rows)


def _headings(content: bytes, chance: Chance) -> bytes:
    """Headings doubled, emptied, shuffled, in capitals, longer, or once more as a row."""
    rows, sign = _parted(content)
    head = rows[0]
    place = chance.randrange(len(head))
    change = chance.randrange(6)
    if change == 0:
        head[place] = head[chance.randrange(len(head))]
    elif change == 1:
        head[place] = b""
    elif change == 2:
        chance.shuffle(head)
    elif change == 3:
        rows[0] = [one.upper() for one in head]
    elif change == 4:
        head[place] = head[place] * 50
    else:
        rows.insert(0, list(head))
    return b"\n".join(sign.join(row) for row in rows)


def answers_of(name: str, files: Files) -> list[str]:
    """Texts of respondents that no message may repeat: those of the sample that stand in no heading of the damaged files."""
    from ruamel.yaml import YAML

    expected = YAML(typ="safe", pure=True).load(
        (SAMPLES / name / "expected.yaml").read_text(encoding="utf-8")
    )
    tops = "\n".join(
        "\n".join(content.decode("utf-8", "replace").split("\n")[:HEADING_ROWS])
        for content in files.values()
        if not content.startswith((b"PK", b"$FL"))
    )
    secrets = [str(one) for one in expected.get("never_in_yaml", ()) if "{{" not in str(one)]
    often = [
        one for one in secrets if sum(content.count(one.encode()) for content in files.values()) >= SHOWN
    ]
    return [one for one in secrets if one not in tops and one not in often]
