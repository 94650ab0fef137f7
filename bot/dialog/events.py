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
class Wrote:
    """A typed message. `signs`: ids of the flags it states as present. `chosen`: options of the open question it names."""

    signs: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()


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


Event = Returned | Commanded | Pressed | Wrote | Edited | Attached | TimerDue
