"""Telegram's HTML parse mode: markup in, plain text and entities out, refusals in Telegram's words.

Knows the tags and how Telegram reads a broken one; byte offsets in refusals count UTF-8, entity offsets count UTF-16.
Must not know messages or length limits. One rule is stricter than Telegram: an unknown named entity such as "&nbsp;" is refused,
where Telegram would show it letter by letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlsplit

from .entities import utf16_length
from .errors import bad_request
from .people import Entity

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
_TAGS = {*_SIMPLE, "a", "span", "tg-emoji", "tg-time"}
_PLAIN = re.compile(r"[^<&]+")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]+)|([0-9]+))|([A-Za-z]+));?")
_SPACE = " \t\r\n\v\f"
_BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]*")
_LINK_SCHEMES = {"http", "https", "tg", "mailto", "tel"}
_HOST = re.compile(r"[^\s/?#]+\.[^\s/?#.]+(?:[/?#]\S*)?")
_DATE_FORMAT = re.compile(r"r|[tTdDwW]*")


@dataclass(slots=True)
class _Open:
    """A start tag waiting for its end. Its text starts at `begin` in UTF-16 units, with piece `first` of the text so far."""

    name: str
    begin: int
    first: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """Plain text and entities in the order of their start, outer before inner. Raises BotApiError 400 on broken markup."""
    return _Parser(markup).run()


def _refuse(what: str) -> NoReturn:
    raise bad_request(f"can't parse entities: {what}")


class _Parser:
    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.at = 0
        self.text: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.found: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        markup = self.markup
        while self.at < len(markup):
            if plain := _PLAIN.match(markup, self.at):
                self.put(plain[0])
                self.at = plain.end()
            elif markup[self.at] == "&":
                self.put(self.reference())
            elif markup.startswith("</", self.at):
                self.end_tag()
            else:
                self.start_tag()
        if self.open:
            _refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        order = sorted(self.found, key=lambda entity: (entity.offset, -entity.length))
        return "".join(self.text), order

    def put(self, piece: str) -> None:
        self.text.append(piece)
        self.units += utf16_length(piece)

    def byte(self, at: int) -> int:
        """The byte offset of a character: only for refusals, it takes a walk through the text."""
        return len(self.markup[:at].encode("utf-8", "surrogatepass"))

    def reference(self) -> str:
        """The character that "&..." stands for; a lone "&" stands for itself."""
        match = _REFERENCE.match(self.markup, self.at)
        if not match:
            self.at += 1
            return "&"
        hexadecimal, decimal, name = match.groups()
        if name:
            return self.named(match[0], name)
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        self.at = match.end()
        if 0xD800 <= code <= 0xDFFF:
            _refuse("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units")
        return chr(code) if 0 < code < 0x10FFFF else match[0]

    def named(self, whole: str, name: str) -> str:
        if name not in _NAMED and whole.endswith(";"):
            _refuse(f'Unsupported named HTML entity "{whole}" at byte offset {self.byte(self.at)}')
        self.at += len(whole)
        return _NAMED.get(name, whole)

    def skip_space(self) -> str:
        """Move over white space; the character found there, empty at the end."""
        while self.at < len(self.markup) and self.markup[self.at] in _SPACE:
            self.at += 1
        return self.markup[self.at : self.at + 1]

    def word(self, stops: str) -> str:
        begin = self.at
        while self.at < len(self.markup) and self.markup[self.at] not in stops:
            self.at += 1
        return self.markup[begin : self.at]

    def start_tag(self) -> None:
        at = self.at
        self.at += 1
        name = self.word(_SPACE + ">").lower()
        if self.at >= len(self.markup):
            _refuse(f"Unclosed start tag at byte offset {self.byte(at)}")
        if name not in _TAGS:
            _refuse(f'Unsupported start tag "{name}" at byte offset {self.byte(at)}')
        attributes: dict[str, str] = {}
        while self.skip_space() != ">":
            self.attribute(name, at, attributes)
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {self.byte(at)}')
        self.open.append(_Open(name, self.units, len(self.text), attributes))

    def attribute(self, tag: str, at: int, attributes: dict[str, str]) -> None:
        name = self.word(_SPACE + "=>").lower()
        if self.at >= len(self.markup):
            _refuse(f'Unclosed start tag "{tag}" at byte offset {self.byte(at)}')
        if not name:
            _refuse(f'Empty attribute name in the tag "{tag}" at byte offset {self.byte(at)}')
        value = ""
        if self.skip_space() == "=":
            self.at += 1
            value = self.value(tag, at)
        attributes.setdefault(name, value)

    def value(self, tag: str, at: int) -> str:
        quote = self.skip_space()
        if not quote:
            _refuse(f'Unclosed start tag "{tag}" at byte offset {self.byte(at)}')
        if quote not in "\"'":
            return self.bare_value()
        self.at += 1
        value: list[str] = []
        while self.at < len(self.markup) and self.markup[self.at] != quote:
            if self.markup[self.at] == "&":
                value.append(self.reference())
            else:
                value.append(self.markup[self.at])
                self.at += 1
        if self.at >= len(self.markup):
            _refuse(f"Unclosed start tag at byte offset {self.byte(at)}")
        self.at += 1
        return "".join(value)

    def bare_value(self) -> str:
        begin = self.at
        match = _BARE_VALUE.match(self.markup, self.at)
        value = match[0] if match else ""
        self.at += len(value)
        if self.markup[self.at : self.at + 1] not in (*_SPACE, ">"):
            _refuse(f"Unexpected end of name token at byte offset {self.byte(begin)}")
        return value.lower()

    def end_tag(self) -> None:
        at = self.at
        if not self.open:
            _refuse(f"Unexpected end tag at byte offset {self.byte(at)}")
        self.at += 2
        name = self.word(_SPACE + ">").lower()
        if self.skip_space() != ">":
            _refuse(f"Unclosed end tag at byte offset {self.byte(at)}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.name:
            _refuse(f'Unmatched end tag at byte offset {self.byte(at)}, expected "</{opened.name}>", found "</{name}>"')
        if self.units > opened.begin:
            self.close(opened)

    def close(self, tag: _Open) -> None:
        length = self.units - tag.begin
        kind, extra = self.meaning(tag)
        if kind in ("pre", "code") and self.merge_language(tag, kind, length):
            return
        if kind:
            self.found.append(Entity(kind, tag.begin, length, extra))

    def meaning(self, tag: _Open) -> tuple[str, tuple[tuple[str, object], ...]]:
        """The entity type, empty when Telegram drops it, and its further fields."""
        attributes = tag.attributes
        if tag.name == "a":
            url = link(attributes.get("href") or "".join(self.text[tag.first :]))
            return ("text_link", (("url", url),)) if url else ("", ())
        if tag.name == "span":
            return "spoiler", ()
        if tag.name == "tg-emoji":
            return "custom_emoji", (("custom_emoji_id", attributes.get("emoji-id", "")),)
        if tag.name == "tg-time":
            return "date_time", _date_time(attributes)
        if tag.name == "blockquote" and "expandable" in attributes:
            return "expandable_blockquote", ()
        if tag.name == "code" and (language := attributes.get("class", "").removeprefix("language-")) != attributes.get("class", ""):
            return "code", (("language", language),) if language else ()
        return _SIMPLE[tag.name], ()

    def merge_language(self, tag: _Open, kind: str, length: int) -> bool:
        """Make one `pre` with a language of a <pre> and a <code class="language-..."> around the same text."""
        other = "code" if kind == "pre" else "pre"
        inner = next((e for e in self.found if (e.type, e.offset, e.length) == (other, tag.begin, length)), None)
        own = self.meaning(tag)[1]
        language = own or (inner.extra if inner else ())
        if not (inner and language):
            return False
        self.found.remove(inner)
        self.found.append(Entity("pre", tag.begin, length, language))
        return True


def _date_time(attributes: dict[str, str]) -> tuple[tuple[str, object], ...]:
    unix, form = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isdecimal() or len(unix) > 12:
        _refuse("Invalid Unix time specified")
    if not _DATE_FORMAT.fullmatch(form):
        _refuse("Invalid date format used")
    return (("unix_time", int(unix)), *((("date_time_format", form),) if form else ()))


def link(url: str) -> str:
    """The address a link leads to, with "http://" added where it has none; empty when Telegram would not make a link of it."""
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in _LINK_SCHEMES and (parts.netloc or parts.scheme in ("mailto", "tel")):
        return url
    return f"http://{url}" if _HOST.fullmatch(url) and not url.startswith(".") else ""
