"""YAML text to plain values, with the line of each key kept.

Read as YAML 1.2 has it: `17:00`, `no`, `on` and `2026-01-01` are text, only `true` and `false` are
truth values, and `010` is no number. So a time of day may stand without quotation marks, and a
`NO` is never taken for "false". Lists become tuples. Anchors, aliases and tags are not read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from queue_monitor.config.libyaml import Libyaml
from queue_monitor.domain.errors import Complaint

Path = tuple[str | int, ...]

_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_DECIMAL: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_CONSTANTS: Final[Mapping[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "True": True,
    "false": False,
    "False": False,
}
_LONGEST = 1_000_000
#: libyaml takes a tab where PyYAML does not, and leaves out byte order marks.
_DOUBTFUL: Final = re.compile("[\t\ufeff]")
_CORE_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ["str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in the file, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the file says, and where."""

    data: object
    places: Mapping[Path, Place]
    complaints: tuple[Complaint, ...] = ()

    def place(self, path: Path) -> Place | None:
        """Where `path` stands, or the nearest block around it; None for nothing at all."""
        while path not in self.places:
            if not path:
                return None
            path = path[:-1]
        return self.places[path]

    def value(self, path: Path) -> object:
        """The value at `path`. Raises KeyError if there is none."""
        value = self.data
        for part in path:
            match value, part:
                case Mapping(), str() if part in value:
                    value = value[part]
                case tuple(), int() if part < len(value):
                    value = value[part]
                case _:
                    raise KeyError(path)
        return value


def key_of(path: Path) -> str:
    """A path as people write it: `services[2].letter`; empty for the whole file."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read(text: str) -> Source:
    """The values and places in `text`. What is not readable is in `complaints`; never raises."""
    if len(text) > _LONGEST:
        return _broken("a file of over a million characters", "a configuration by hand", line=None)
    try:
        node = _quickly(text) or yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return _unreadable(text, error)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _broken(f"the character U+{ord(_first(error)):04X}", "printable text", line=line)
    except RecursionError:
        return _broken("blocks in blocks without end", "at most a few levels", line=None)
    if node is None:
        return _broken("an empty file", "the settings of an office", line=1)
    walk = _Walk()
    try:
        data = walk.value(node, ())
    except RecursionError:
        return _broken("blocks in blocks without end", "at most a few levels", line=None)
    return Source(data=data, places=walk.places, complaints=tuple(walk.complaints))


def _quickly(text: str) -> yaml.Node | None:
    """The nodes as libyaml finds them, in a tenth of the time; None to read it the other way.

    PyYAML has the last word on what is broken or doubtful: its messages are the ones we know.
    """
    if Libyaml is None or _DOUBTFUL.search(text):
        return None
    try:
        return yaml.compose(text, Loader=Libyaml)
    except (yaml.YAMLError, UnicodeError):
        return None


def _first(error: yaml.reader.ReaderError) -> str:
    character = error.character
    return chr(character) if isinstance(character, int) else str(character)[:1] or "\0"


def _broken(found: str, wanted: str, *, line: int | None, column: int | None = None) -> Source:
    complaint = Complaint(key="", line=line, column=column, found=found, wanted=wanted)
    return Source(data=None, places={}, complaints=(complaint,))


def _unreadable(text: str, error: yaml.MarkedYAMLError) -> Source:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return _broken("text that is not YAML", "YAML", line=None)
    rest = text.splitlines()[mark.line : mark.line + 1]
    problem = error.problem or "text that is not YAML"
    found, wanted = f"broken YAML: {problem}", "YAML, with each level indented by two spaces"
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in rest) or "'\\t'" in problem:
        found, wanted = "a tab", "spaces: YAML does not take tabs before a key"
    elif "mapping values are not allowed" in problem:
        wanted = 'one "key: value" a line, with quotation marks round a text that has ": " in it'
    elif "expected a single document" in (error.context or ""):
        found, wanted = "a second document", "one document, without a line of ---"
    return _broken(found, wanted, line=mark.line + 1, column=mark.column + 1)


class _Walk:
    """One way through the nodes of a file."""

    def __init__(self) -> None:
        self.places: dict[Path, Place] = {}
        self.complaints: list[Complaint] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> object:
        self.places.setdefault(path, _place(node))
        if id(node) in self._seen:
            # The node stands at its anchor; the key is where the alias is.
            self._complain(self.places[path], path, "an alias (*name)", "the value written out")
            return None
        if node.tag not in _CORE_TAGS:
            self._complain(_place(node), path, f"the tag {node.tag}", "a value without a tag")
            return None
        match node:
            case yaml.ScalarNode():
                return _scalar(node)
            case yaml.SequenceNode():
                self._seen.add(id(node))
                return tuple(self.value(item, (*path, i)) for i, item in enumerate(node.value))
            case yaml.MappingNode():
                self._seen.add(id(node))
                return dict(self._entries(node, path))
            case _:
                return None

    def _entries(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, object]]:
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._complain(_place(key), path, "a list or block as a key", "a word as a key")
                continue
            inner = (*path, key.value)
            if inner in self.places:
                first = self.places[inner].line
                self._complain(
                    _place(key),
                    inner,
                    f"a second `{key.value}` (the first is on line {first})",
                    "each key once",
                )
                continue
            self.places[inner] = _place(key)
            yield key.value, self.value(value, inner)

    def _complain(self, place: Place, path: Path, found: str, wanted: str) -> None:
        self.complaints.append(
            Complaint(
                key=key_of(path),
                line=place.line,
                column=place.column,
                found=found,
                wanted=wanted,
            )
        )


def _place(node: yaml.Node) -> Place:
    return Place(line=node.start_mark.line + 1, column=node.start_mark.column + 1)


def _scalar(node: yaml.ScalarNode) -> object:
    text: str = node.value
    if node.style:  # quoted, or a block; for plain text libyaml says "", PyYAML None
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
