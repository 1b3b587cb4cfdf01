"""Truth: a small document by hand, and what it should become; every other byte stays."""

from __future__ import annotations

from monitor.exchange.yaml_edit import Edited

BEFORE = """\
# kop
waves: ["2023", "2025"]  # jaren
questions:
  - {id: x, text: "Een, twee"}   # let op
  # opmerking
  - id: g
    rows:
      a: Eerste, tweede
      b: {text: "B"}

  - id: z
    text: >
      lang
      verhaal
  - id: w
    text: w # klaar
"""


def test_additions_stand_where_they_belong_and_nothing_else_moves() -> None:
    edited = Edited(BEFORE)
    edited.add_entry(("waves",), "2027")
    edited.add_key(("questions", 0), "asked", ["2023"])
    edited.add_key(("questions", 1, "rows", "a"), "asked", ["2025"])
    edited.add_key(("questions", 1, "rows", "a"), "note", "nu weg")
    edited.add_key(("questions", 1, "rows"), "c", {"text": "C"})
    edited.add_entry(("questions",), {"id": "m", "text": "M"}, before=2)
    edited.add_key(("questions", 2), "break_note", "Ja: nee")
    edited.add_remark(("questions", 3), "TODO: kijk")
    assert (
        edited.text
        == """\
# kop
waves: ["2023", "2025", "2027"]  # jaren
questions:
  - {id: x, text: "Een, twee", asked: ["2023"]}   # let op
  # opmerking
  - id: g
    rows:
      a: {text: "Eerste, tweede", asked: ["2025"], note: nu weg}
      b: {text: "B"}
      c: {text: C}
  - id: m
    text: M

  - id: z
    text: >
      lang
      verhaal
    break_note: "Ja: nee"
  # TODO: kijk
  - id: w
    text: w # klaar
"""
    )


def test_a_file_without_a_last_line_end_can_be_added_to() -> None:
    edited = Edited("a:\n  - b")
    edited.add_entry(("a",), "c")
    assert edited.text == "a:\n  - b\n  - c\n"


def test_keys_at_the_end_of_a_mapping_stand_before_those_of_the_mapping_around_it() -> None:
    edited = Edited("a:\n  rows:\n    b:\n      text: B\nend: 1\n")
    edited.add_key(("a",), "late", 1)
    edited.add_key(("a", "rows"), "c", "C")
    edited.add_key(("a", "rows", "b"), "deep", 2)
    edited.add_remark(("a", "rows", "b"), "look")
    assert edited.text == (
        "a:\n  rows:\n    # look\n    b:\n      text: B\n      deep: 2\n    c: C\n  late: 1\nend: 1\n"
    )


def test_what_stands_under_a_key_gives_way_to_another_value() -> None:
    edited = Edited("a: {b: 1, c: oud}  # uitleg\nmap:\n  een: 1\n  twee: 2\nz: 3\n")
    edited.put(("a", "c"), "nieuw")
    edited.put(("map",), "kaart.yaml")
    edited.put(("a", "d"), 4)
    assert edited.text == "a: {b: 1, c: nieuw, d: 4}  # uitleg\nmap: kaart.yaml\nz: 3\n"


def test_two_keys_go_into_a_mapping_that_was_empty() -> None:
    edited = Edited("scales: {}\n")
    edited.add_key(("scales",), "a", 1)
    edited.add_key(("scales",), "b", 2)
    assert edited.text == "scales: {a: 1, b: 2}\n"
