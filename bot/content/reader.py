"""YAML with positions: a file becomes plain data, and every part of it keeps its line and column.

Stricter than YAML where YAML surprises: only true and false are booleans (an option may be called `no`), two equal keys in
one mapping are a problem instead of the last one winning in silence, dates and octal numbers are just text, and a key that was
left without a value is a problem instead of the same as no key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .problems import Problem

At = tuple[str | int, ...]
"""The way to a part of a file, such as ("questions", "signs", "next", 2)."""

LARGEST = 2_000_000
"""Bytes of the largest file that is read."""
DEEPEST = 60
"""Levels of nesting. The C parser has no limit of its own: deep enough, it exhausts the stack and takes the process with it."""
MOST_PARTS = 200_000
"""Parts of one file once its aliases are spelled out: a few lines of nested aliases can stand for billions."""

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the C loader, when PyYAML has it, is untyped
    """A loader whose resolver knows text, integers, true, false and null, and nothing else."""


_TAG = "tag:yaml.org,2002:"
_PLAIN = {
    "bool": (re.compile(r"(?:true|false)\Z"), list("tf")),
    "int": (re.compile(r"-?(?:0|[1-9][0-9]*)\Z"), list("-0123456789")),
    "float": (re.compile(r"-?[0-9]+\.[0-9]+\Z"), list("-0123456789")),
    "null": (re.compile(r"(?:null|~|)\Z"), ["n", "~", ""]),
}
"""What is not text: how it is written, and the characters it can begin with."""

_Loader.yaml_implicit_resolvers = {}
for _kind, (_written, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(_TAG + _kind, _written, _first)

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(slots=True)
class Document:
    """One file as data. `name` is its path below the dialogs folder; `marks` maps every part to its (line, column)."""

    name: str
    data: Any
    marks: dict[At, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, at: Sequence[str | int], message: str, warning: bool = False) -> Problem:
        """A problem at this part, or at the nearest enclosing part that the file has."""
        path = tuple(at)
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (1, 1))
        return Problem(self.name, line, column, message, warning)


def read(path: Path, name: str) -> Document:
    """Read one YAML file. Never raises for what is in it: the document lists the problems, and its data may be None."""
    document = Document(name, None)
    try:
        document.data = _build(_parsed(_text(path)), (), document, frozenset())
    except OSError as error:
        document.problems.append(document.problem((), f"cannot be read: {error.strerror}"))
    except _Unreadable as error:
        document.problems.append(Problem(name, *error.place, str(error)))
    return document


class _Unreadable(Exception):
    """The file is not worth parsing; `place` says from where on."""

    def __init__(self, message: str, place: tuple[int, int] = (1, 1)) -> None:
        super().__init__(message)
        self.place = place


def _text(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise _Unreadable(f"the file is larger than {LARGEST:,} bytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable("is not UTF-8 text from here on: save it as UTF-8", _end(raw[: error.start].decode(errors="replace"))) from None
    if wrong := _FORBIDDEN.search(text):
        message = f"holds the character U+{ord(wrong[0]):04X}, which YAML does not allow: delete it"
        raise _Unreadable(message, _end(text[: wrong.start()]))
    return text


def _end(text: str) -> tuple[int, int]:
    """Line and column right after a text, as YAML counts them."""
    lines = _BREAK.split(text)
    return len(lines), len(lines[-1]) + 1


def _parsed(text: str) -> yaml.Node:
    try:
        _refuse_deep(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        place = _place(getattr(error, "problem_mark", None))
        raise _Unreadable(f"is not valid YAML: {said}", min(place, _end(text))) from None  # the parser's end is a line below the text's
    if node is None:
        raise _Unreadable("is empty: see dialogs/README.md for what belongs here")
    return node


def _refuse_deep(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _Unreadable("is nested too deeply", _place(event.start_mark))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _build(node: yaml.Node, at: At, document: Document, above: frozenset[int]) -> Any:
    """The data of a node. `above` are the nodes that contain it, for an alias may contain itself."""
    document.marks.setdefault(at, _place(node.start_mark))
    if id(node) in above:
        document.problems.append(document.problem(at, "an alias may not contain itself"))
        return None
    if len(above) > DEEPEST or len(document.marks) > MOST_PARTS:
        raise _Unreadable("is too large or too deep once its aliases are spelled out", _place(node.start_mark))
    match node:
        case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
            return _mapping(node, at, document, above | {id(node)})
        case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
            return [_build(child, (*at, index), document, above | {id(node)}) for index, child in enumerate(node.value)]
        case yaml.ScalarNode():
            return _scalar(node, at, document)
    return _strange_tag(node, at, document)


def _mapping(node: yaml.MappingNode, at: At, document: Document, above: frozenset[int]) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, place = key_node.value, _place(key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode) or not key:
            document.problems.append(Problem(document.name, *place, "a key must be a plain word"))
            continue
        if key in built:
            document.problems.append(Problem(document.name, *place, f"{key!r} stands here twice; remove one"))
            continue
        document.marks[(*at, key)] = place
        built[key] = _build(value_node, (*at, key), document, above)
    return built


def _scalar(node: yaml.ScalarNode, at: At, document: Document) -> Any:
    kind, value = node.tag.removeprefix(_TAG), node.value
    if kind in _PLAIN and not _PLAIN[kind][0].match(value):  # a tag that was written out, such as `!!int many`
        return _strange_tag(node, at, document)
    match kind:
        case "str":
            return value
        case "int":
            return int(value) if len(value) < 16 else value
        case "float":
            return float(value)
        case "bool":
            return value == "true"
        case "null":
            document.problems.append(document.problem(at, "has no value: write one, or take the key out"))
            return None
    return _strange_tag(node, at, document)


def _strange_tag(node: yaml.Node, at: At, document: Document) -> None:
    document.problems.append(document.problem(at, f"the tag {node.tag!r} is not used in dialogs: take it out"))
