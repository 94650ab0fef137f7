"""One language's texts and labels, and how a message of ids becomes words.

Markup is a small part of Telegram's HTML: authors write <b> and <i>, and what was answered so far stands in a quotation that
folds itself when it grows. Values are escaped when they are filled in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.dialog import phrases
from bot.dialog.actions import encode
from bot.dialog.effects import Block, Button, Line, Message, Trail, Value, Words

from .spoken import PATTERNS, Speaker

PLACEHOLDERS = frozenset(
    ["number", "total", "minutes", "reasons", "notes", "signs", "ago", "first", "moment", "outcome", "place", "rhythm", "zone"]
).union(*PATTERNS.values())
"""What may stand in braces in a text."""

_TAG = re.compile(r"</?[a-z]+(?: expandable)?>")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence (or a few) with the ids of the passages it rests on."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """The words on a button, and other ways to type them."""

    text: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """A button as it is shown: its words, the token that comes back when it is pressed, and its tone."""

    text: str
    token: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it is shown. `text` is HTML unless `plain`; `sources` are the passages behind it, in order.

    `keyboard`: words on the key that shares a location; None takes such a key away, and empty leaves what is there.
    """

    text: str
    rows: tuple[tuple[Key, ...], ...]
    plain: bool
    sources: tuple[str, ...]
    keyboard: str | None = ""


@dataclass(frozen=True)
class Phrasebook:
    """All the words of one language."""

    language: str
    name: str
    texts: Mapping[str, Text]
    labels: Mapping[str, Label]

    def show(self, message: Message) -> Shown:
        """Put a message into words."""
        parts = [self._block(block) for block in message.blocks]
        text = "\n".join(parts)
        sources = dict.fromkeys(source for block in message.blocks if isinstance(block, Line) for source in self.texts[block.text].sources)
        rows = tuple(tuple(self._key(button) for button in row) for row in message.rows)
        keyboard = self.label(phrases.LABEL_SHARE_PLACE) if message.keyboard == "location" else None if message.keyboard else ""
        return Shown(without_tags(text) if message.urgent else text, rows, message.urgent, tuple(sources), keyboard)

    def say(self, text: str) -> str:
        """A text without placeholders, as plain text."""
        return without_tags(self.texts[text].text)

    def label(self, label: str, number: int | None = None, value: Value | None = None) -> str:
        """The words of a label."""
        words = self.labels[label].text
        if number is None and value is None:
            return words
        return words.format_map({"number": number, "value": self.spoken(value) if value else ""})

    def spoken(self, value: Value) -> str:
        """A value in words, as plain text."""
        return self._speaker.say(value)

    @cached_property
    def _speaker(self) -> Speaker:
        return Speaker(lambda name, **values: self.texts[name].text.format_map(values), lambda name: self.labels[name].text)

    def _block(self, block: Block) -> str:
        if isinstance(block, Line):
            values = {name: self._value(value) for name, value in block.values}
            text = self.texts[block.text].text
            return f"{'• ' if block.point else ''}{text.format_map(values) if values else text}"
        return self._trail(block)

    def _trail(self, trail: Trail) -> str:
        shown = [f"{self._quoted(title)}: {', '.join(map(self._quoted, answer))}" for title, answer in trail.answers]
        return "\n".join(shown) if trail.listed else f"<blockquote expandable>{' · '.join(shown)}</blockquote>"

    def _value(self, value: int | Words | Value) -> str:
        if isinstance(value, Words):
            return ", ".join(map(self._quoted, value.labels))
        return html.escape(self.spoken(value), quote=False) if isinstance(value, Value) else str(value)

    def _quoted(self, label: str | Value) -> str:
        return self._value(label) if isinstance(label, Value) else html.escape(self.labels[label].text, quote=False)

    def _key(self, button: Button) -> Key:
        words = self.label(button.label, button.number, button.value)
        return Key(f"✓ {words}" if button.ticked else words, encode(button.action), button.tone)


def without_tags(text: str) -> str:
    """The same words without markup."""
    return html.unescape(_TAG.sub("", text))
