"""How fast messages may leave: so many a second overall, one a second in a chat after a short burst, replies before reminders.

The overall rate is a token bucket, shared by all workers where there are several. Replies may empty it; planned messages leave some
tokens in it, so that a reply finds one although thousands of reminders are due. An urgent message takes its token and never waits.
A worker has few planned messages on their way, one at the usual rate: when it is killed, those are the ones that may arrive twice.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from .ports import Unavailable

CHAT_BURST = 4
"""Messages that may go to one chat at once, before it is one a second."""
KNOWN_CHATS = 10_000
REFUSALS = 5.0
"""Two chats told to wait within so many seconds mean that it is the whole bot that is too fast."""
PER_SLOT = 30
"""For every so many messages a second, one planned message may be on its way: at Telegram's usual rate that is one."""


class Rank(IntEnum):
    """Who goes first."""

    URGENT = 0
    REPLY = 1
    PLANNED = 2


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens that were taken, and the seconds until one more can be."""

    number: int
    wait: float


class Bucket(Protocol):
    """Tokens for messages, `rate` of them a second."""

    rate: int

    async def take(self, wanted: int, spent: float, keep: float) -> Grant:
        """Take up to `wanted` tokens, but leave `keep`; `spent` are gone whatever is there. Raises Unavailable."""
        ...

    def spare(self, keep: float) -> bool:
        """Take one token if that can be done without asking anybody."""
        ...


def size(rate: int) -> float:
    """How many messages may leave at once after a quiet time."""
    return max(1.0, rate / 3)


class LocalBucket:
    """The Bucket of a worker that is alone."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._tokens = size(rate)
        self._at = time.monotonic()

    async def take(self, wanted: int, spent: float, keep: float) -> Grant:
        """Take tokens."""
        self._fill()
        self._tokens -= spent
        number = max(0, min(wanted, int(self._tokens - keep)))
        self._tokens -= number
        return Grant(number, max(0.0, (keep + 1 - self._tokens) / self.rate))

    def spare(self, keep: float) -> bool:
        """Take one token."""
        self._fill()
        if self._tokens - keep < 1:
            return False
        self._tokens -= 1
        return True

    def _fill(self) -> None:
        now = time.monotonic()
        self._tokens = min(size(self.rate), self._tokens + (now - self._at) * self.rate)
        self._at = now


class Ticket:
    """A message's place among those that wait."""

    __slots__ = ("admitted", "planned", "rank")

    def __init__(self) -> None:
        self.rank = Rank.PLANNED
        self.planned = False
        self.admitted: asyncio.Future[None] | None = None


class Pace:
    """Says when a message may leave."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._own = LocalBucket(bucket.rate)  # for as long as a shared one cannot be reached
        self._keep = size(bucket.rate) / 2
        self._most = math.ceil(bucket.rate / PER_SLOT)
        self._on_their_way = 0
        self._waiting: tuple[deque[Ticket], ...] = tuple(deque() for _ in Rank)
        self._spent = 0.0
        self._changed = asyncio.Event()
        self._dispatcher: asyncio.Task[None] | None = None
        self._chats: dict[int, float] = {}
        self._refused: tuple[int, float] = (0, 0.0)

    def pause(self, chat_id: int) -> float:
        """Seconds until this chat may get another message."""
        return max(0.0, self._chats.get(chat_id, 0.0) - (CHAT_BURST - 1) - time.monotonic())

    async def admit(self, ticket: Ticket, chat_id: int, rank: Rank) -> None:
        """Wait until this message may leave. Every message that was admitted must `leave`."""
        ticket.rank = rank
        self._count(chat_id)
        if rank is Rank.URGENT:
            self._spend(1)
        elif not self._at_once(rank):
            ticket.admitted = asyncio.get_running_loop().create_future()
            self._waiting[rank].append(ticket)
            self._dispatch()
            await ticket.admitted
        if ticket.rank is Rank.PLANNED and not ticket.planned:
            self._on_their_way += 1
            ticket.planned = True

    def hurry(self, ticket: Ticket, rank: Rank) -> None:
        """Something more important has come to wait behind this message."""
        if ticket.admitted is None or ticket.admitted.done() or rank >= ticket.rank:
            return
        ticket.rank = rank
        if rank is Rank.URGENT:
            self._spend(1)
            ticket.admitted.set_result(None)
        else:
            self._waiting[rank].append(ticket)
            self._dispatch()

    def leave(self, ticket: Ticket) -> None:
        """The message has arrived and that is stored, or it did not get through."""
        ticket.admitted = None
        if ticket.planned:
            ticket.planned = False
            self._on_their_way -= 1
            self._changed.set()

    def refused(self, chat_id: int, seconds: float) -> None:
        """Telegram asked a chat to wait. When another chat was asked that just now, everybody but urgent messages waits."""
        chat, at = self._refused
        now = time.monotonic()
        if chat not in (0, chat_id) and now - at < REFUSALS:
            self._spend(seconds * self._bucket.rate + size(self._bucket.rate))  # what is saved up does not count
            self._refused = (0, 0.0)
        else:
            self._refused = (chat_id, now)

    def _at_once(self, rank: Rank) -> bool:
        if self._spent or any(self._waiting) or (rank is Rank.PLANNED and self._on_their_way >= self._most):
            return False
        return self._bucket.spare(self._keep if rank is Rank.PLANNED else 0)

    def _count(self, chat_id: int) -> None:
        now = time.monotonic()
        if len(self._chats) > KNOWN_CHATS:
            self._chats = {chat: until for chat, until in self._chats.items() if until > now}
        self._chats[chat_id] = max(now, self._chats.get(chat_id, 0.0)) + 1

    def _spend(self, tokens: float) -> None:
        self._spent += tokens
        self._dispatch()

    def _dispatch(self) -> None:
        self._changed.set()
        if self._dispatcher is None or self._dispatcher.done():
            self._dispatcher = asyncio.create_task(self._run())

    async def _run(self) -> None:
        """Hand out tokens while anybody waits."""
        while self._spent or any(self._waiting):
            self._changed.clear()
            rank, wanted = self._next()
            grant = await self._take(wanted, self._keep if rank is Rank.PLANNED else 0)
            for _ in range(grant.number):
                self._let_go()
            if any(self._waiting):
                pause = None if not wanted else grant.wait if grant.number < wanted else 0
                await self._until_changed(pause)

    def _next(self) -> tuple[Rank, int]:
        """Who is served now, and how many of them."""
        for queue, rank in zip(self._waiting, Rank, strict=True):
            while queue and not _waits(queue[0], rank):
                queue.popleft()
            if queue:
                room = self._most - self._on_their_way if rank is Rank.PLANNED else len(queue)
                return rank, max(0, min(len(queue), room))
        return Rank.REPLY, 0

    def _let_go(self) -> None:
        for queue, rank in zip(self._waiting, Rank, strict=True):
            while queue:
                ticket = queue.popleft()
                if _waits(ticket, rank) and ticket.admitted:
                    if rank is Rank.PLANNED:
                        self._on_their_way += 1
                        ticket.planned = True
                    ticket.admitted.set_result(None)
                    return

    async def _take(self, wanted: int, keep: float) -> Grant:
        spent, self._spent = self._spent, 0.0
        try:
            return await self._bucket.take(wanted, spent, keep)
        except Unavailable:
            return await self._own.take(wanted, spent, keep)

    async def _until_changed(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return


def _waits(ticket: Ticket, rank: Rank) -> bool:
    return ticket.admitted is not None and not ticket.admitted.done() and ticket.rank is rank
