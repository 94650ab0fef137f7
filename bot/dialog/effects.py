"""What the bot does in answer to an event. The only outputs of `take_turn` beside the new session.

A message is a list of blocks that name texts by id; the room that sends it puts the words in. Nothing here is a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .actions import Action


@dataclass(frozen=True, slots=True)
class Words:
    """Labels by id, joined with commas when shown: the answers of a question, the reasons for an outcome."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """Something that is said differently in each language: `kind` is a key of `bot.content.spoken`, `text` its written form."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence by id, with values for its placeholders. `point`: one of a list, such as the points of a plan."""

    text: str
    values: tuple[tuple[str, int | Words | Value], ...] = ()
    point: bool = False


@dataclass(frozen=True, slots=True)
class Trail:
    """What was answered so far: (title label, labels or values), in order. `listed`: one line each, else run together."""

    answers: tuple[tuple[str, tuple[str | Value, ...]], ...]
    listed: bool = False


Block = Line | Trail


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label by id, what it does, and whether it is ticked. `tone` colours it and never carries meaning alone.

    `number` and `value` fill the placeholders {number} and {value} of the label.
    """

    label: str
    action: Action
    ticked: bool = False
    tone: str = ""
    number: int | None = None
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What one bubble shows. `subject` and `rule` say what it is and which rule led here, for the playground.

    `keyboard` is what stands below the typing box from now on: "location" offers to share where the person is, "none" takes it away.
    """

    blocks: tuple[Block, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    urgent: bool = False
    subject: str = ""
    rule: str = ""
    keyboard: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Send a new message. `card`: it becomes the chat's live card, the one whose buttons are in use."""

    message: Message
    card: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Put this message in place of an older one. `message_id` None: in place of the live card, wherever it is."""

    message: Message
    message_id: int | None
    card: bool = False


@dataclass(frozen=True, slots=True)
class CloseButtons:
    """Take the buttons off an older message and leave its text. `message_id` None: the live card."""

    message_id: int | None


@dataclass(frozen=True, slots=True)
class SendFile:
    """Send a file that is made when it leaves. `kind`: `ics`, the calendar of the reminder `about`, or `export`, all that is kept."""

    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Toast:
    """A short note over the chat in answer to a press; it is not kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Raise `TimerDue` at `due`. A chat has at most one timer of a kind and key: planning another replaces it.

    `key` tells apart timers of one kind that live side by side, such as those of two reminders.
    """

    kind: str
    run: str
    due: datetime
    detail: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """Forget the chat's timers of these kinds: those of one key, or all of them when `key` is None."""

    kinds: tuple[str, ...]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Erase:
    """Erase everything that is kept of the chat; only what is sent in the same turn is left to leave."""


Sent = Say | Show | CloseButtons | SendFile
"""Effects that reach Telegram through the outbox."""

Effect = Say | Show | CloseButtons | SendFile | Toast | Plan | Drop | Erase


@dataclass(frozen=True, slots=True)
class Seen:
    """Effects split by what happens to them: sent through the outbox, kept as timers, shown at once, or everything erased."""

    sent: tuple[Sent, ...] = ()
    timers: tuple[Plan | Drop, ...] = ()
    toast: Toast | None = None
    erase: bool = False


def split(effects: tuple[Effect, ...]) -> Seen:
    """Sort the effects of one turn by what happens to them, each kind in its order."""
    sent = tuple(effect for effect in effects if isinstance(effect, Say | Show | CloseButtons | SendFile))
    timers = tuple(effect for effect in effects if isinstance(effect, Plan | Drop))
    toast = next((effect for effect in effects if isinstance(effect, Toast)), None)
    return Seen(sent, timers, toast, any(isinstance(effect, Erase) for effect in effects))
