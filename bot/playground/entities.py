"""Text as Telegram keeps it: lengths in UTF-16 units, trimmed, with commands and addresses found and code left plain.

Knows what Telegram does to text and entities after parsing. Must not know any markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from .errors import bad_request
from .people import Entity

_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_COMMAND = re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@<>])")
_URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_CODE = ("pre", "code")


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of all of Telegram's limits and offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """The text without carriage returns and control characters; done before parsing so that offsets stay right."""
    return _CONTROL.sub(" ", text.replace("\r", ""))


def settle(text: str, entities: Iterable[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """What Telegram keeps of a parsed text: no white space around it, no other formatting inside code, commands and addresses marked."""
    kept = text.strip()
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(kept)
    moved = [_clip(replace(entity, offset=entity.offset - lead), end) for entity in entities]
    given = [entity for entity in moved if entity.length > 0]
    plain = _outside_code(given)
    both = [*plain, *_found(kept, plain)]
    return kept, tuple(sorted(both, key=lambda entity: (entity.offset, -entity.length, entity.type)))


def _clip(entity: Entity, end: int) -> Entity:
    begin, stop = max(entity.offset, 0), min(entity.offset + entity.length, end)
    return replace(entity, offset=begin, length=stop - begin)


def _outside_code(entities: list[Entity]) -> list[Entity]:
    """Code keeps no other formatting: cut it out of whatever overlaps it. An outer code wins over an inner one."""
    codes = [entity for entity in entities if entity.type in _CODE and not any(_holds(other, entity) for other in entities)]
    pieces = [entity for entity in entities if entity.type not in _CODE]
    for code in codes:
        pieces = [piece for entity in pieces for piece in _cut(entity, code)]
    return [*codes, *pieces]


def _holds(outer: Entity, inner: Entity) -> bool:
    """Whether `outer` is a larger code around `inner`, or `pre` around the same text."""
    if outer.type not in _CODE or outer is inner:
        return False
    inside = outer.offset <= inner.offset and inner.offset + inner.length <= outer.offset + outer.length
    return inside and (outer.length > inner.length or (outer.type == "pre" and inner.type == "code"))


def _cut(entity: Entity, code: Entity) -> list[Entity]:
    end, code_end = entity.offset + entity.length, code.offset + code.length
    if code_end <= entity.offset or end <= code.offset or entity.type.endswith("blockquote"):
        return [entity]
    parts = ((entity.offset, code.offset), (code_end, end))
    return [replace(entity, offset=begin, length=stop - begin) for begin, stop in parts if stop > begin]


def _found(text: str, entities: list[Entity]) -> list[Entity]:
    """Commands and addresses in the text, save where code or a link is already."""
    taken = [(e.offset, e.offset + e.length) for e in entities if e.type in (*_CODE, "text_link", "bot_command", "url")]
    found = []
    for kind, pattern in (("url", _URL), ("bot_command", _COMMAND)):
        for match in pattern.finditer(text):
            begin = utf16_length(text[: match.start()])
            end = begin + utf16_length(match[0])
            if not any(begin < stop and start < end for start, stop in taken):
                taken.append((begin, end))
                found.append(Entity(kind, begin, end - begin))
    return found


def given_entities(text: str, entities: Iterable[Mapping[str, Any]]) -> list[Entity]:
    """Entities as a bot passed them beside the text. Raises BotApiError 400 when one does not fit the text."""
    total, edges, result = utf16_length(text), _edges(text), []
    for entity in entities:
        offset, length = entity["offset"], entity["length"]
        if offset < 0 or length < 0:
            raise bad_request(f"entity has incorrect offset {offset} or length {length}")
        if offset + length > total:
            raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {total}")
        if offset not in edges or offset + length not in edges:
            raise bad_request(f"entity beginning at UTF-16 offset {offset} begins or ends in the middle of a character")
        extra = tuple((name, value) for name, value in entity.items() if name not in ("type", "offset", "length"))
        result.append(Entity(entity["type"], offset, length, extra))
    return result


def _edges(text: str) -> set[int]:
    edges, at = {0}, 0
    for char in text:
        at += 2 if char > "\uffff" else 1
        edges.add(at)
    return edges
