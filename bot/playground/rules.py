"""Whether a request has the form the Bot API asks for: method, parameters, types, lengths. The facts are in botapi.json.

Knows the notation of that file and nothing about chats. Stricter than Telegram where a typing error would otherwise pass in
silence: a parameter or a field Telegram does not have is refused, and so is one the playground does not play.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from .entities import utf16_length
from .errors import BotApiError, bad_request


@dataclass(frozen=True, slots=True)
class _Fields:
    """The parameters of a method or the fields of a type: what each may be, and which must be there."""

    kinds: Mapping[str, str]
    required: tuple[str, ...]

    @classmethod
    def read(cls, facts: Mapping[str, str]) -> _Fields:
        kinds = {name.rstrip("!"): kind for name, kind in facts.items()}
        return cls(kinds, tuple(name[:-1] for name in facts if name.endswith("!")))


_FACTS = orjson.loads((Path(__file__).parent / "botapi.json").read_bytes())
_METHODS: dict[str, _Fields] = {name: _Fields.read(fields) for name, fields in _FACTS["methods"].items()}
_TYPES: dict[str, _Fields] = {name: _Fields.read(fields) for name, fields in _FACTS["types"].items()}
_UNIONS: dict[str, dict[str, str]] = _FACTS["unions"]
_LIMITS: dict[str, tuple[int, int, str, str]] = _FACTS["limits"]
_PATTERNS: dict[str, tuple[str, str]] = _FACTS["patterns"]
_BY_LOWER = {name.lower(): name for name in _METHODS}
_MISSING = {"chat_id": "chat_id is empty", "text": "message text is empty", "message_id": "message identifier is not specified"}
_TRUE, _FALSE = {"true", "1", "yes"}, {"false", "0", "no", ""}
_INT64 = 2**63
_SCALARS = {"String", "Integer", "Float", "Boolean", "InputFile"}
_LENGTH: dict[str, Callable[[Any], int]] = {
    "utf16": utf16_length,
    "bytes": lambda text: len(text.encode("utf-8", "surrogatepass")),
    "items": len,
    "value": int,
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    mime: str
    content: bytes


def method_name(name: str) -> str:
    """The method as the Bot API spells it; letter case does not matter. Raises BotApiError 404 for one that is not played here."""
    if name.lower() not in _BY_LOWER:
        raise BotApiError(404, "Not Found: method not found")
    return _BY_LOWER[name.lower()]


def check(method: str, params: Mapping[str, Any], *, loose: bool = False) -> dict[str, Any]:
    """The parameters, checked. `loose`: they came as form fields or in the query, so numbers, booleans and objects are still text.

    Raises BotApiError 400 at the first thing Telegram would refuse.
    """
    facts = _METHODS[method]
    for name in params:
        if name not in facts.kinds:
            raise bad_request(f'unknown parameter "{name}" in {method}')
        if facts.kinds[name] == "-":
            raise bad_request(f'parameter "{name}" is not played by the playground')
    for name in facts.required:
        if name not in params:
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    checked = {}
    for name, value in params.items():
        typed = _from_text(value, facts.kinds[name], name) if loose else value
        if not _fits(typed, facts.kinds[name]):
            raise bad_request(f'parameter "{name}" must be of type {facts.kinds[name]}')
        _limits(method, name, typed)
        checked[name] = typed
    return checked


def _from_text(value: Any, kind: str, name: str) -> Any:
    """What a form field means under the type it should have."""
    if not isinstance(value, str):
        return value
    kinds = kind.split("|")
    if "Integer" in kinds and re.fullmatch(r"-?\d{1,19}", value):
        return int(value)
    if "Boolean" in kinds and value.lower() in _TRUE | _FALSE:
        return value.lower() in _TRUE
    if _SCALARS.isdisjoint(kinds):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad_request(f'can\'t parse parameter "{name}" as JSON') from None
    return value


def _fits(value: Any, kind: str) -> bool:
    """Whether the value is of one of the types. Objects are checked inside; what is wrong there raises."""
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(_element(item, kind.removeprefix("Array of ")) for item in value)
    kinds = kind.split("|")
    if any(_scalar(value, one) for one in kinds):
        return True
    objects = [one for one in kinds if one not in _SCALARS]
    if not objects or not isinstance(value, dict):
        return False
    _object(value, _chosen(value, objects))
    return True


def _element(item: Any, kind: str) -> bool:
    if _fits(item, kind):
        return True
    raise bad_request(f"can't parse {kind}: element must be of type {'Array' if kind.startswith('Array') else _kind_of(kind)}")


def _kind_of(kind: str) -> str:
    """The type in the words of Telegram's refusals."""
    if kind.startswith("Array"):
        return "Array"
    return "|".join(dict.fromkeys(one if one in _SCALARS else "Object" for one in kind.split("|")))


def _scalar(value: Any, kind: str) -> bool:
    match kind:
        case "String":
            return isinstance(value, str)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool) and -_INT64 <= value < _INT64
        case "Boolean":
            return isinstance(value, bool)
        case "InputFile":
            return isinstance(value, Upload)
    return False


def _chosen(value: Mapping[str, Any], kinds: list[str]) -> str:
    """Which of several object types the value is meant to be: by its `type` field, else by the required field it has."""
    if len(kinds) == 1 and kinds[0] in _UNIONS:
        union = _UNIONS[kinds[0]]
        named = value.get("type")
        if not isinstance(named, str) or named not in union:
            raise bad_request(f"can't parse {kinds[0]}: Unsupported type specified")
        return union[named]
    return next((kind for kind in kinds if all(name in value for name in _TYPES[kind].required)), kinds[0])


def _object(value: Mapping[str, Any], kind: str) -> None:
    facts = _TYPES[kind]
    for name in facts.required:
        if name not in value:
            raise bad_request(f"can't parse {kind}: Can't find field \"{name}\"")
    for name, item in value.items():
        if name not in facts.kinds:
            raise bad_request(f'can\'t parse {kind}: unknown field "{name}"')
        if facts.kinds[name] == "-":
            raise bad_request(f'can\'t parse {kind}: field "{name}" is not played by the playground')
        if not _fits(item, facts.kinds[name]):
            raise bad_request(f'can\'t parse {kind}: Field "{name}" must be of type {_kind_of(facts.kinds[name])}')
        _limits(kind, name, item)


def _limits(owner: str, name: str, value: Any) -> None:
    limit = _LIMITS.get(f"{owner}.{name}")
    if limit and not limit[0] <= _LENGTH[limit[2]](value) <= limit[1]:
        raise bad_request(limit[3])
    pattern = _PATTERNS.get(f"{owner}.{name}") or _PATTERNS.get(f"*.{name}")
    if pattern and not re.fullmatch(pattern[0], value):
        raise bad_request(pattern[1])
