"""What a playground holds: people, chats, messages, presses. Values and the two things that change (a person, a chat).

Knows the shapes. Must not know how a bot or a page asks for them, nor the rules of the Bot API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Entity:
    """Formatting of a stretch of text. `offset` and `length` are in UTF-16 code units."""

    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the Bot API writes it."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **dict(self.extra)}


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button. `action` is the Bot API field it acts by: "callback_data", "url", "copy_text" ..."""

    text: str
    action: str
    value: Any
    style: str | None = None

    @property
    def data(self) -> str | None:
        """The callback data, or None when the button does something else."""
        return self.value if self.action == "callback_data" else None

    @property
    def url(self) -> str | None:
        """The link, or None when the button does something else."""
        return self.value if self.action == "url" else None

    def as_json(self) -> dict[str, Any]:
        """As the Bot API writes it."""
        style = {"style": self.style} if self.style else {}
        return {"text": self.text, self.action: self.value, **style}


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A button of a reply keyboard. `request`: "location" or "contact" when it shares something instead of sending its text."""

    text: str
    request: str = ""
    style: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """Buttons under the typing box. `once`: hidden after one use."""

    rows: tuple[tuple[Key, ...], ...]
    once: bool = False
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file the bot sent, kept whole."""

    file_id: str
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Media:
    """What a person sent other than text. `kind` is the Bot API field ("photo", "location" ...), `value` what it holds."""

    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat as it stands now. `sender` None: the bot. `html`: the text as the bot sent it, before parsing."""

    chat_id: int
    id: int
    date: datetime
    sender: int | None
    text: str = ""
    entities: tuple[Entity, ...] = ()
    html: str = ""
    buttons: Rows = ()
    document: Document | None = None
    media: Media | None = None
    reply_to: int | None = None
    silent: bool = False
    edits: int = 0
    edited_at: datetime | None = None
    deleted: bool = False
    frozen: bool = False

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender is None

    @property
    def edited(self) -> bool:
        """Whether it was changed since it was sent. Taking buttons off counts."""
        return self.edits > 0


@dataclass(frozen=True, slots=True)
class CallbackQuery:
    """A press on an inline button that waits for its answer."""

    id: str
    person_id: int
    chat_id: int
    message_id: int
    data: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a press, as the person sees it over the chat. An empty text shows nothing."""

    text: str
    alert: bool
    query_id: str = ""
    url: str = ""


@dataclass(slots=True)
class Person:
    """Somebody who chats. `id` is also the id of the private chat. `started`: has written or pressed Start, so the bot may write."""

    id: int
    name: str
    language: str
    blocked: bool = False
    started: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat (`person` set) or a supergroup (`title` set)."""

    id: int
    person: Person | None = None
    title: str = ""
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    toasts: list[Toast] = field(default_factory=list)
    keyboard: ReplyKeyboard | None = None


ChangeKind = Literal["people", "person", "message", "toast", "typing", "profile", "update"]


@dataclass(frozen=True, slots=True)
class Change:
    """Something an onlooker may want to show. `update`: an update is waiting for the bot."""

    kind: ChangeKind
    chat_id: int = 0
    message_id: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)
