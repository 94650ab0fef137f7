"""What the service needs from outside, as protocols, and the values that cross them.

A Store keeps chats, timers and the outbox; a Sender hands one effect to the person; a Clock tells the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.dialog.effects import Drop, Plan, Sent
from bot.dialog.session import Session

REMEMBERED_UPDATES = 64
"""How many update ids a chat remembers. Telegram delivers a chat's updates in order, give or take its parallel connections."""


UNPARKED = ("forget",)
"""Kinds of timers that go on while a person has blocked the bot: forgetting their answers does not wait for them."""


class Conflict(Exception):
    """Somebody else changed the chat since it was loaded: load it and decide again."""


class Unavailable(Exception):
    """The store cannot be used right now; nothing was changed."""


class SendLater(Exception):
    """The receiver asks to wait this many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"wait {seconds:g} s")


class Unreachable(Exception):
    """The person has blocked the bot or deleted the chat."""


class Refused(Exception):
    """This message will never be accepted as it is; sending it again is useless."""


class Broken(Exception):
    """The line is down or the other side failed; the same message may pass later."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store has of a chat. A chat it does not know has revision 0 and an empty session.

    `updates` are the ids of the updates handled last, oldest first; `card` is the message id of the live card.
    """

    chat_id: int
    revision: int = 0
    session: Session = field(default_factory=Session)
    updates: tuple[int, ...] = ()
    card: int | None = None
    blocked: bool = False

    def handled(self, update_id: int) -> bool:
        """Whether this update was handled before. One far older than the oldest remembered was handled long ago."""
        if update_id in self.updates:
            return True
        oldest = min(self.updates) if len(self.updates) == REMEMBERED_UPDATES else update_id
        return 0 < oldest - update_id < 1_000_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """An effect in the outbox, on its way to a person. Parcels of one chat leave in the order of their ids."""

    id: int
    chat_id: int
    language: str
    effect: Sent


@dataclass(frozen=True, slots=True)
class Timer:
    """A planned moment of a chat, claimed by this process."""

    id: int
    chat_id: int
    kind: str
    run: str
    due: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """All that one turn changes; stored whole or not at all. `kept` is the state the turn was decided on."""

    kept: Kept
    session: Session
    update_id: int | None = None
    fired: int | None = None
    sent: tuple[Sent, ...] = ()
    timers: tuple[Plan | Drop, ...] = ()
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """A parcel has arrived. `card`: the message id of the chat's new live card, when the parcel was one."""

    parcel: int
    chat_id: int
    card: int | None = None


class Store(Protocol):
    """Keeps chats, timers and the outbox. Every method may raise Unavailable, and then nothing was changed."""

    async def load(self, chat_id: int) -> Kept:
        """What is kept of a chat."""
        ...

    async def commit(self, unit: Unit) -> tuple[Parcel, ...]:
        """Store a turn in one transaction. Raises Conflict when the chat's revision is no longer that of `unit.kept`."""
        ...

    async def acknowledge(self, receipt: Receipt) -> None:
        """Take a delivered parcel out of the outbox, and remember the live card."""
        ...

    async def drop_parcels(self, chat_id: int) -> None:
        """Give up on everything in the outbox of a chat, and park its timers until the person is back."""
        ...

    async def claim_timers(self, now: datetime, limit: int, lease: timedelta) -> list[Timer]:
        """Timers that are due and that nobody holds. They are this caller's until the lease runs out."""
        ...

    async def planned(self, limit: int) -> list[Timer]:
        """The timers that come next, soonest first."""
        ...

    async def waiting(self) -> list[Parcel]:
        """Everything in the outbox, in order: what an earlier process left behind."""
        ...

    async def close(self) -> None:
        """Finish what was accepted and let go of the database."""
        ...


class Sender(Protocol):
    """Hands effects to a person."""

    async def send(self, parcel: Parcel, card: int | None) -> int | None:
        """Deliver one effect; `card` is the message id of the live card. Returns the id of the message now showing it, if any.

        Raises SendLater, Unreachable, Refused or Broken.
        """
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current moment, in UTC."""
        ...


def remember(updates: Sequence[int], update_id: int | None) -> tuple[int, ...]:
    """The remembered update ids after one more was handled."""
    return tuple(updates) if update_id is None else (*updates, update_id)[-REMEMBERED_UPDATES:]


def plans(timers: Iterable[Plan | Drop]) -> tuple[frozenset[str], tuple[Plan, ...]]:
    """What a turn's timers come to: the kinds to delete, and the plans to insert after that."""
    deleted: set[str] = set()
    planned: dict[str, Plan] = {}
    for timer in timers:
        if isinstance(timer, Drop):
            deleted.update(timer.kinds)
            for kind in timer.kinds:
                planned.pop(kind, None)
        else:
            deleted.add(timer.kind)
            planned[timer.kind] = timer
    return frozenset(deleted), tuple(planned.values())
