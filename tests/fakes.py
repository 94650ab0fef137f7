"""Hand-written stand-ins for what lies outside: time, and the person at the other end of the line."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta

from bot.dialog.effects import CloseButtons, Line, Say, Show
from bot.service.ports import Parcel

START = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)


class FakeClock:
    """A clock that moves only when told."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, **time: float) -> None:
        self._now += timedelta(**time)


class FakePerson:
    """A Sender that remembers what arrived. Failures put into `trouble` happen first, one for each attempt."""

    def __init__(self) -> None:
        self.got: list[Parcel] = []
        self.attempts = 0
        self.trouble: deque[Exception] = deque()
        self.gate: asyncio.Event | None = None
        self.cards: list[int | None] = []
        self._last = 100

    async def send(self, parcel: Parcel, card: int | None) -> int | None:
        self.attempts += 1
        if self.gate:
            await self.gate.wait()
        if self.trouble:
            raise self.trouble.popleft()
        self.got.append(parcel)
        if isinstance(parcel.effect, Show | CloseButtons):
            self.cards.append(parcel.effect.message_id or card)
        if isinstance(parcel.effect, CloseButtons):
            return None
        self._last += isinstance(parcel.effect, Say)
        return (parcel.effect.message_id or card) if isinstance(parcel.effect, Show) else self._last

    def heard(self, chat_id: int | None = None) -> list[str]:
        """The ids of the sentences that arrived, in order."""
        effects = [parcel.effect for parcel in self.got if chat_id in (None, parcel.chat_id)]
        messages = [effect.message for effect in effects if isinstance(effect, Say | Show)]
        return [block.text for message in messages for block in message.blocks if isinstance(block, Line)]
