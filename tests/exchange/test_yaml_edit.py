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
