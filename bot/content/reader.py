"""YAML with positions: a file becomes plain data, and every part of it keeps its line and column.

Stricter than YAML where YAML surprises: only true and false are booleans (an option may be called `no`), two equal keys in
one mapping are a problem instead of the last one winning in silence, and dates and octal numbers are just text.
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

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the C loader, when PyYAML has it, is untyped
    """A loader whose resolver knows text, integers, true, false and null, and nothing else."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])


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
        raw = path.read_bytes()
        if len(raw) > LARGEST:
            raise _Unreadable(f"the file is larger than {LARGEST:,} bytes")
        text = raw.decode("utf-8-sig")
        node = yaml.compose(text, Loader=_Loader)
    except OSError as error:
        document.problems.append(document.problem((), f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        document.problems.append(document.problem((), f"is not UTF-8 text (byte {error.start}): save it as UTF-8"))
    except _Unreadable as error:
        document.problems.append(document.problem((), str(error)))
    except RecursionError:
        document.problems.append(document.problem((), "is nested too deeply"))
    except yaml.YAMLError as error:
        document.problems.append(_syntax_problem(name, error))
    else:
        if node is None:
            document.problems.append(document.problem((), "is empty: see dialogs/README.md for what belongs here"))
        else:
            document.data = _build(node, (), document, set())
    return document


class _Unreadable(Exception):
    """The file is not worth parsing."""


def _syntax_problem(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(name, *place, f"is not valid YAML: {said}")


def _build(node: yaml.Node, at: At, document: Document, above: set[int]) -> Any:
    document.marks.setdefault(at, (node.start_mark.line + 1, node.start_mark.column + 1))
    if id(node) in above:
        document.problems.append(document.problem(at, "an alias may not contain itself"))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, document, above | {id(node)})
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*at, index), document, above | {id(node)}) for index, child in enumerate(node.value)]
    return _scalar(node, at, document)


def _mapping(node: yaml.MappingNode, at: At, document: Document, above: set[int]) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        mark = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if key is None or not key:
            document.problems.append(Problem(document.name, *mark, "a key must be a plain word"))
            continue
        if key in built:
            document.problems.append(Problem(document.name, *mark, f"{key!r} stands here twice; remove one"))
            continue
        document.marks[(*at, key)] = mark
        built[key] = _build(value_node, (*at, key), document, above)
    return built


def _scalar(node: yaml.Node, at: At, document: Document) -> Any:
    kind = node.tag.rpartition(":")[2]
    match kind:
        case "str":
            return node.value
        case "int":
            return int(node.value) if len(node.value) < 16 else node.value
        case "float":
            return float(node.value)
        case "bool":
            return node.value == "true"
        case "null":
            return None
    document.problems.append(document.problem(at, f"the tag {node.tag!r} is not used in dialogs"))
    return None
