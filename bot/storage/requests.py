"""What can be asked of a database beside a Unit and a Receipt, as values that wait in a queue until their group's turn comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.service.ports import Receipt, Unit


@dataclass(frozen=True, slots=True)
class Load:
    """Read a chat."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Empty a chat's outbox and park its timers."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class ClaimTimers:
    """Take due timers."""

    now: datetime
    limit: int
    lease: timedelta


@dataclass(frozen=True, slots=True)
class ClaimParcels:
    """Take parcels that nobody holds, or that this worker holds without having them in hand."""

    limit: int
    in_hand: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """Begin a new lease on held parcels; a lease of zero lets them go."""

    parcels: tuple[int, ...]
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Ahead:
    """Ask whether a parcel of a chat with this id or a lower one is still in the outbox."""

    chat_id: int
    parcel: int


@dataclass(frozen=True, slots=True)
class Lead:
    """Become or stay the worker that leads; without `wish`, stop leading."""

    wish: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """Read the timers that come next."""

    limit: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Read the whole outbox."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Count what waits."""

    now: datetime


@dataclass(frozen=True, slots=True)
class Diaries:
    """Read chats that have a diary, from the one above a chat id."""

    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class Export:
    """Read everything about a chat."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Note:
    """Read a note about the whole database."""

    key: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write such a note."""

    key: str
    value: str


Request = (
    Ahead
    | ClaimParcels
    | ClaimTimers
    | Diaries
    | Drop
    | Export
    | Hold
    | Lead
    | Load
    | Note
    | Planned
    | Receipt
    | Unit
    | Waiting
    | Waits
    | Write
)
