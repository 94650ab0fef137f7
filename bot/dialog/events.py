"""What can happen in a chat. The only inputs of `take_turn`; none of them holds what a person wrote.

Text is read before it gets here: `bot.understanding` turns it into the signs it states and the options it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .actions import Action


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command, or a deep link (`/start check` arrives as `start` with `check`)."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of the message `message_id` was pressed. `action` is None when its token could not be read."""

    action: Action | None
    message_id: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says for a question that takes a value: the value, or the values it may mean, or why it is none (`when.<reason>`)."""

    value: str = ""
    may_mean: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """The person shared where they are. `zone`: the time zone there; empty where there is none, as at sea."""

    zone: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """A typed message. `signs`: ids of the flags it states as present. `chosen`: options of the open question it names.

    `told`: the value it gives for an open question that takes one.
    """

    signs: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """An older message was edited; `signs` as in `Wrote`."""

    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo, sticker, voice message or anything else that is not text. `signs`: read from its caption."""

    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimerDue:
    """A planned moment has come. `due` may lie well before now, when the bot was away."""

    kind: str
    run: str
    due: datetime
    detail: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A person who had blocked the bot let it back in. Nothing is said; what was parked goes on."""


@dataclass(frozen=True, slots=True)
class ZoneRulesChanged:
    """The rules of time zones are others than when this chat's reminders were planned. Nothing is said."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """A sentence that asks for a reminder, such as "remind me every 2 weeks on friday at 9". `answers`: those of the form it gives."""

    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    signs: tuple[str, ...] = ()


Event = Returned | ZoneRulesChanged | Commanded | Pressed | Wrote | Edited | Attached | Shared | Reminding | TimerDue
