"""What the service needs from outside, as protocols, and the values that cross them.

A Store keeps chats, timers and the outbox; a Sender hands one effect to the person; a Clock tells the time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson

from bot.dialog.effects import Drop, Plan, Sent
from bot.dialog.session import Session

REMEMBERED_UPDATES = 64
"""How many update ids a chat remembers. Telegram delivers a chat's updates in order, give or take its parallel connections."""


LEASE = timedelta(seconds=30)
"""How long a worker that took a message upon itself may be silent before another one may send it."""

ORPHANED = timedelta(seconds=5)
"""How long the answer to a commit may be on its way within this program."""

UNPARKED = ("forget",)
"""Kinds of timers that go on while a person has blocked the bot: forgetting their answers does not wait for them."""


class Conflict(Exception):
    """Somebody else changed the chat since it was loaded: load it and decide again."""


class Fired(Exception):
    """The timer that caused this turn is gone: somebody else fired it, or it was dropped in the meantime."""


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
    `written` is the diary as it was stored, empty when there is none.
    """

    chat_id: int
    revision: int = 0
    session: Session = field(default_factory=Session)
    updates: tuple[int, ...] = ()
    card: int | None = None
    blocked: bool = False
    written: str = ""

    @property
    def diary(self) -> dict[str, Any]:
        """What is kept for long, such as reminders and settings: read anew at each call, empty when there is none.

        Raises ValueError or TypeError when it cannot be read, so that nobody takes it for an empty one and writes over it.
        """
        return dict(orjson.loads(self.written)) if self.written else {}

    def handled(self, update_id: int) -> bool:
        """Whether this update was handled before. One far older than the oldest remembered was handled long ago."""
        if update_id in self.updates:
            return True
        oldest = min(self.updates) if len(self.updates) == REMEMBERED_UPDATES else update_id
        return 0 < oldest - update_id < 1_000_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """An effect in the outbox, on its way to a person. Parcels of one chat leave in the order of their ids.

    `planned`: nobody is waiting for it, so replies go first. `after`: the id of a parcel of the same chat that another worker
    holds and that must have gone before; 0 when there is none.
    """

    id: int
    chat_id: int
    language: str
    effect: Sent
    planned: bool = False
    after: int = 0


@dataclass(frozen=True, slots=True)
class Timer:
    """A planned moment of a chat, claimed by this process."""

    id: int
    chat_id: int
    kind: str
    run: str
    due: datetime
    detail: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """All that one turn changes; stored whole or not at all. `kept` is the state the turn was decided on.

    `fired`: the id of the timer that caused the turn. `diary`: the new diary, None when it did not change. `erase`: everything
    that is kept of the chat goes, and only `sent` leaves after that; the rest of the unit does not matter then.
    """

    kept: Kept
    session: Session
    update_id: int | None = None
    fired: int | None = None
    sent: tuple[Sent, ...] = ()
    timers: tuple[Plan | Drop, ...] = ()
    blocked: bool = False
    diary: dict[str, Any] | None = None
    erase: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """A parcel has arrived. `card`: the message id of the chat's new live card, when the parcel was one."""

    parcel: int
    chat_id: int
    card: int | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: messages in the outbox, and timers that are due and nobody's; with the age of the oldest of each, in seconds."""

    parcels: int
    oldest: float
    due: int
    latest: float


class Store(Protocol):
    """Keeps chats, timers and the outbox. Every method may raise Unavailable, and then nothing was changed.

    Several workers, each with a Store of its own, may share what is kept. A worker holds the parcels it has committed or claimed
    until it acknowledges them or its lease, LEASE, runs out.
    """

    async def load(self, chat_id: int) -> Kept:
        """What is kept of a chat."""
        ...

    async def commit(self, unit: Unit) -> tuple[Parcel, ...]:
        """Store a turn in one transaction. The parcels are held by this worker.

        Raises Conflict when the chat's revision is no longer that of `unit.kept`, and Fired when its timer is gone.
        """
        ...

    async def acknowledge(self, receipt: Receipt) -> None:
        """Take a delivered parcel out of the outbox, and remember the live card."""
        ...

    async def drop_parcels(self, chat_id: int) -> None:
        """Give up on everything in the outbox of a chat, and park its timers until the person is back."""
        ...

    async def claim_parcels(self, limit: int, in_hand: Collection[int] = ()) -> list[Parcel]:
        """Parcels that are nobody's, in order: what a worker left behind. They are held by this worker now.

        Among them are those this worker has held for ORPHANED without having them `in_hand`: their commit succeeded although
        the connection broke before it could say so.
        """
        ...

    async def renew(self, parcels: Sequence[int]) -> frozenset[int]:
        """Begin a new lease on parcels this worker holds. Returns which of them it still holds."""
        ...

    async def release(self, parcels: Sequence[int]) -> None:
        """Let go of parcels this worker holds, so that another can take them at once."""
        ...

    async def still_ahead(self, chat_id: int, parcel: int) -> bool:
        """Whether a parcel of this chat with this id or a lower one is still in the outbox, whoever holds it."""
        ...

    async def claim_timers(self, now: datetime, limit: int, lease: timedelta) -> list[Timer]:
        """Timers that are due and that nobody holds. They are this caller's until the lease runs out."""
        ...

    async def planned(self, limit: int) -> list[Timer]:
        """The timers that come next, soonest first."""
        ...

    async def waiting(self) -> list[Parcel]:
        """Everything in the outbox, in order, whoever holds it."""
        ...

    async def backlog(self, now: datetime) -> Backlog:
        """What waits now."""
        ...

    async def diaries(self, after: int, limit: int) -> list[Kept]:
        """Chats that have a diary, by chat id from the one above `after`: to walk them all in batches."""
        ...

    async def export(self, chat_id: int) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table about a chat, by table: times as ISO 8601 in UTC, JSON as data."""
        ...

    async def lead(self) -> bool:
        """Become or stay the one worker that leads, for LEASE. Returns whether this worker does."""
        ...

    async def follow(self) -> None:
        """Lead no more, so that another can at once."""
        ...

    async def meta_get(self, key: str) -> str | None:
        """A note of the program about the whole database."""
        ...

    async def meta_set(self, key: str, value: str) -> None:
        """Write such a note."""
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


def written(diary: dict[str, Any]) -> str:
    """The diary as it is stored; an empty one leaves no trace."""
    return orjson.dumps(diary).decode() if diary else ""


def plans(timers: Iterable[Plan | Drop]) -> tuple[frozenset[tuple[str, str | None]], tuple[Plan, ...]]:
    """What a turn's timers come to: the (kind, key) to delete, a key of None meaning all, and the plans to insert after that."""
    deleted: set[tuple[str, str | None]] = set()
    planned: dict[tuple[str, str], Plan] = {}
    for timer in timers:
        if isinstance(timer, Plan):
            deleted.add((timer.kind, timer.key))
            planned[timer.kind, timer.key] = timer
        else:
            deleted.update((kind, timer.key) for kind in timer.kinds)
            planned = {
                (kind, key): plan for (kind, key), plan in planned.items() if kind not in timer.kinds or timer.key not in (None, key)
            }
    return frozenset(deleted), tuple(planned.values())
