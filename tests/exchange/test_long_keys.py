"""Truth: what is written of an export is YAML again, however long an answer is."""

from __future__ import annotations

from ruamel.yaml import YAML

from monitor.exchange.yaml_text import flow, lines


def test_a_key_longer_than_yaml_reads_without_a_mark_is_read_again() -> None:
    long = "x" * 1500 + ": y"
    value = {"values": {long: "b", "kort": {"z" * 2000: 1}}, "y" * 1024: [1, 2], "y" * 1025: "c"}
    assert YAML(typ="safe").load("\n".join(lines(value))) == value
    assert YAML(typ="safe").load(flow(value)) == value
