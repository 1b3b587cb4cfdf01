"""Changes to a YAML file that somebody wrote: every other byte that stands there stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from monitor.exchange.yaml_text import Remarked, flow, lines, scalar

Place = tuple[str | int, ...]


@dataclass
class Edited:
    """A document, and what is added to it; nothing is changed before `text` is asked for."""

    before: str
    root: Node = field(init=False)
    pieces: list[tuple[int, int, str]] = field(default_factory=list)
    """Start, end and what stands there instead; keys of an entry stand before an entry that follows it."""
    entries: list[tuple[int, int, str]] = field(default_factory=list)
    remarks: list[tuple[int, int, str]] = field(default_factory=list)
    short: dict[Place, dict[str, Any]] = field(default_factory=dict)
    """Keys for entries that are a text alone."""
    filled: set[Place] = field(default_factory=set)
    """Mappings on one line that got a key."""

    def __post_init__(self) -> None:
        self.root = YAML(pure=True).compose(self.before)

    @property
    def text(self) -> str:
        """The document with all additions; of those at one place the innermost come first, then the earlier ones."""
        made, at = [], 0
        pieces = [*self.pieces, *map(self._lengthened, self.short), *self.entries]
        ordered = [(start, 0, -_indent(piece), end, piece) for start, end, piece in pieces]
        ordered += [(start, 1, 0, end, piece) for start, end, piece in self.remarks]
        for start, _, _, end, piece in sorted(ordered, key=lambda one: one[:3]):
            made += [self.before[at:start], piece]
            at = max(at, end)
        return "".join([*made, self.before[at:]])

    def node(self, place: Place) -> Node | None:
        """What stands at a place: names of keys and numbers of entries; None where nothing does."""
        here: Node | None = self.root
        for step in place:
            if isinstance(here, MappingNode):
                here = next((value for key, value in here.value if key.value == str(step)), None)
            elif isinstance(here, SequenceNode) and isinstance(step, int) and step < len(here.value):
                here = here.value[step]
            else:
                return None
        return here

    def add_key(self, place: Place, name: str, value: Any) -> None:
        """A key at the end of a mapping. A scalar becomes a mapping with `text` first, as short entries of rows are."""
        node = self.node(place)
        if isinstance(node, ScalarNode):
            self.short.setdefault(place, {})[name] = value
        elif isinstance(node, MappingNode) and node.flow_style:
            at = node.end_mark.index - 1
            empty = not node.value and place not in self.filled
            self.filled.add(place)
            self.pieces.append((at, at, f"{'' if empty else ', '}{scalar(name)}: {flow(value)}"))
        elif isinstance(node, MappingNode):
            self._add_lines(node, {name: value}, node.value[0][0].start_mark.column)

    def put(self, place: Place, value: Any) -> None:
        """What stands under a key, whatever stood there."""
        parent = self.node(place[:-1])
        pairs = parent.value if isinstance(parent, MappingNode) else []
        key, old = next(((key, old) for key, old in pairs if key.value == str(place[-1])), (None, None))
        if key is None or old is None:
            self.add_key(place[:-1], str(place[-1]), value)
            return
        below = isinstance(old, MappingNode | SequenceNode) and not old.flow_style
        end = self._end(old) if below else old.end_mark.index
        said = f"{scalar(key.value)}: {flow(value)}"
        self.pieces.append((key.start_mark.index, end, f"{said}\n" if below else said))

    def scalars(self) -> Iterator[tuple[Place, str]]:
        """Every text of the document with its place."""
        waiting: list[tuple[Place, Node]] = [((), self.root)]
        while waiting:
            place, node = waiting.pop()
            if isinstance(node, ScalarNode):
                yield place, node.value
            elif isinstance(node, MappingNode):
                waiting += [((*place, key.value), value) for key, value in node.value]
            elif isinstance(node, SequenceNode):
                waiting += [((*place, at), value) for at, value in enumerate(node.value)]

    def _lengthened(self, place: Place) -> tuple[int, int, str]:
        """A text alone as a mapping with the keys that were added to it."""
        node = self.node(place)
        start, end = (node.start_mark.index, node.end_mark.index) if node is not None else (0, 0)
        text = self.before[start:end].rstrip()
        said = text if text[:1] in ('"', "'") else flow(node.value if node is not None else "")
        keys = "".join(f", {name}: {flow(value)}" for name, value in self.short[place].items())
        return start, start + len(text), f"{{text: {said}{keys}}}"

    def add_remark(self, place: Place, remark: str) -> None:
        """A comment on a line of its own, above an entry that begins a line."""
        node = self._key_of(place) or self.node(place)
        if node is None:
            return
        at = self._line_start(node.start_mark.index)
        line = self.before[at : node.start_mark.index]
        indent = len(line) - len(line.lstrip(" "))
        self.remarks.append((at, at, f"{' ' * indent}# {remark}\n"))

    def _key_of(self, place: Place) -> Node | None:
        """The name under which a mapping stands, where it begins on a line below that."""
        parent, node = self.node(place[:-1]), self.node(place)
        if not isinstance(parent, MappingNode) or not isinstance(node, MappingNode) or node.flow_style:
            return None
        return next((key for key, value in parent.value if value is node), None)

    def add_entry(self, place: Place, value: Any, before: int | None = None) -> None:
        """An entry of a list, at its end or before another entry."""
        node = self.node(place)
        if not isinstance(node, SequenceNode):
            return
        if node.flow_style:
            at = node.end_mark.index - 1
            self.entries.append((at, at, f"{', ' if node.value else ''}{flow(value)}"))
            return
        column = self._dash(node.value[0])
        written = _entry(value, column)
        ahead = before is not None and 0 < before < len(node.value)
        at = self._end(node.value[before - 1] if ahead and before is not None else node)
        self.entries.append((at, at, written if self.before[at - 1 : at] == "\n" else f"\n{written}"))

    def _dash(self, node: Node) -> int:
        start = self._line_start(node.start_mark.index)
        line = self.before[start : node.start_mark.index]
        return len(line) - len(line.lstrip(" "))

    def _add_lines(self, node: MappingNode, content: Mapping[str, Any], column: int) -> None:
        at = self._end(node)
        written = "".join(f"{line}\n" for line in lines(content, column))
        self.pieces.append((at, at, written if self.before[at - 1 : at] == "\n" else f"\n{written}"))

    def _end(self, node: Node) -> int:
        """The start of the line behind the last line on which something of a node stands."""
        last = node
        while isinstance(last, MappingNode | SequenceNode) and not last.flow_style and last.value:
            entry = last.value[-1]
            last = entry[1] if isinstance(entry, tuple) else entry
        at = last.end_mark.index
        if isinstance(last, ScalarNode) and last.style in ("|", ">"):
            return at
        end = self.before.find("\n", max(at - 1, last.start_mark.index))
        return len(self.before) if end < 0 else end + 1

    def _line_start(self, index: int) -> int:
        return self.before.rfind("\n", 0, index) + 1


def _indent(piece: str) -> int:
    return len(piece) - len(piece.lstrip(" "))


def _entry(value: Any, column: int) -> str:
    if isinstance(value, Remarked):
        return "".join(f"{' ' * column}# {remark}\n" for remark in value.remarks) + _entry(
            value.value, column
        )
    if isinstance(value, Mapping):
        below = lines(value, column + 2)
        return "".join(f"{line}\n" for line in [f"{' ' * column}- {below[0].lstrip()}", *below[1:]])
    return f"{' ' * column}- {flow(value)}\n"
