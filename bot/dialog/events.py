"""What can happen in a chat. The only inputs of `take_turn`; none of them holds what a person wrote.

Text is read before it gets here: `bot.understanding` turns it into the signs it states, the options it names, the question it asks.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Self

from .actions import Action


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of the message `message_id` was pressed. `action` is None when its token could not be read."""

    action: Action | None
    message_id: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says for a question that takes a value: the value, or the values it may mean, or why it is none (`when.<reason>`).

    `called`: what to call those values, where their written form says too little. `zones`: by which zone's clock a time was said; several
    when that is open, none when the place is not known, None when no place was named. `mixed`: other words stand beside the value.
    """

    value: str = ""
    may_mean: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    refused: str = ""
    zones: tuple[str, ...] | None = None
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """The person shared where they are. `zone`: the time zone there; empty where there is none, as at sea."""

    zone: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What typed words say, as ids.

    signs: flags stated as present now; they escalate. doubts: flags that may have been meant; they are asked about. denied: flags it
    says are not there. reply: `yes`, `no` or `not_sure`, when that is what the message says. chosen: options of the open question that
    it names. dose: what it says of an injection that was asked about, by the verb of the button. command: a command named in words.
    tier: how sure the match of a question is: `answer` (the first of `topics` is meant), `suggest` (one of them may be), or `unknown`
    (then `topics` is at most the kind of question it is). foreign: it is not English. told: the value it gives for an open question
    that takes one. wanted: answers it gives to the reminder form, when the command is `remind` or that form asks how often; refused:
    why it can give none (`when.<reason>`).
    """

    signs: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    reply: str = ""
    chosen: tuple[str, ...] = ()
    told: Told | None = None
    command: str = ""
    tier: str = "unknown"
    topics: tuple[str, ...] = ()
    foreign: bool = False
    wanted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    refused: str = ""
    dose: str = ""
    denied: tuple[str, ...] = ()

    @classmethod
    def of(cls, heard: Heard) -> Self:
        """The same words in another kind of message."""
        return cls(**{field.name: getattr(heard, field.name) for field in fields(Heard)})


@dataclass(frozen=True, slots=True)
class Wrote(Heard):
    """A typed message."""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command. `link`: the deep link that `/start` came with. `heard`: what other words behind the command say."""

    name: str
    link: str = ""
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class Edited(Heard):
    """An older message was edited, and says this now."""


@dataclass(frozen=True, slots=True)
class Attached(Heard):
    """A photo, sticker, voice message or anything else that is not text, with what its caption says."""


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


Event = Returned | ZoneRulesChanged | Commanded | Pressed | Wrote | Edited | Attached | Shared | TimerDue
