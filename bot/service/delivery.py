"""The outbox on its way out: parcels of one chat in order, different chats at once, each acknowledged by itself.

A parcel stays in the store until the receiver has taken it, so a crash loses none; one that was taken in the instant before a
crash is sent again. A worker sends only what it holds, and keeps its leases alive while it waits; what a dead worker held is taken
up when its leases are over. Waiting and trying again happen here; what a failure means is the Sender's to say.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from bot.dialog.effects import Say, SendFile, Show

from . import unstored
from .line import Line
from .meter import Meter
from .pace import Pace, Rank
from .ports import LEASE, Broken, Parcel, Receipt, Refused, Sender, SendLater, Store, Unavailable, Unreachable
from .trouble import Trouble

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
BEAT = 5.0
"""Seconds between two looks after leases: ours to renew, and those of others that are over."""
MARGIN = 10.0
"""A parcel whose lease ends within so many seconds is not sent before the lease is renewed: sending takes time."""
LAST_SECONDS = 1.5
"""How long, at the end, what Telegram may have got already is waited for."""
AT_ONCE, MOST = 200, 1000
"""How many parcels of dead workers are taken up at once, and how many may be in hand for more to be taken up."""
PLANNED = 200
"""How many planned messages may be in hand before no more timers are fired."""


class Delivery:
    """Drains the outbox. `push` never waits; `drain` waits until everything has gone, or time is up. Without a `pace`, every
    message leaves as soon as those of its chat before it have.
    """

    def __init__(self, store: Store, sender: Sender, pace: Pace | None = None, meter: Meter | None = None) -> None:
        self._store = store
        self._sender = sender
        self._pace = pace
        self._meter = meter or Meter()
        self._trouble = Trouble(log, "every message gets through again")
        self._since: dict[int, float] = {}
        self._lines: dict[int, Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: dict[int, float] = {}
        self._planned: set[int] = set()
        self._lost = 0
        self._closing = False
        self._roomy = asyncio.Event()
        self._roomy.set()

    async def run(self) -> None:
        """Renew leases and take up what dead workers left, for ever."""
        away = False
        while True:
            await asyncio.sleep(BEAT)
            try:
                await self._renew()
                if not away:  # after trouble, the others get a beat to renew theirs
                    await self._take_up()
                away = False
                if self._lost:
                    log.warning("another worker has taken over %d messages that waited here for too long", self._lost)
                self._lost = 0
            except Unavailable:
                away = True

    async def resume(self) -> None:
        """Take up what an earlier process left in the outbox."""
        if taken := await self._take_up():
            log.info("sending %d messages that were waiting in the outbox", taken)

    def push(self, chat_id: int, parcels: Iterable[Parcel], card: int | None = None, since: float | None = None) -> None:
        """Put parcels into a chat's line. `card` is the live card as the store knew it; `since`, by the monotonic clock, when the person
        began to wait.
        """
        parcels = [parcel for parcel in parcels if parcel.id not in self._held]
        if not parcels:
            return
        self._held |= dict.fromkeys((parcel.id for parcel in parcels), time.monotonic() + LEASE.total_seconds())
        self._planned |= {parcel.id for parcel in parcels if parcel.planned}
        if since is not None:
            self._since |= dict.fromkeys((parcel.id for parcel in parcels), since)
        self._count()
        line = self._lines.get(chat_id)
        if line is None:
            line = self._lines[chat_id] = Line(chat_id, card)
            line.add(parcels)
            task = asyncio.create_task(self._run(line))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            line.add(parcels)
            if self._pace:
                self._pace.hurry(line.ticket, line.rank)

    async def room(self) -> None:
        """Wait until there is room for more planned messages."""
        await self._roomy.wait()

    async def send_unstored(self, parcel: Parcel) -> None:
        """Send something that is in no outbox: the store is away and it cannot wait."""
        await unstored.send(self._sender, parcel)

    async def settle(self, seconds: float | None = None) -> None:
        """Wait until everything that was pushed has gone out, or time is up."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def drain(self, seconds: float) -> bool:
        """Let everything go out. Returns False when time ran out; what is left stays in the store, free for others.

        What Telegram may have got by then is waited for a little longer: cut off, it would be sent again by somebody else.
        """
        await self.settle(seconds)
        finished = not self._tasks
        self._closing = True
        await self.settle(LAST_SECONDS)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._held:
            with contextlib.suppress(Unavailable):
                await self._store.release(list(self._held))
        return finished

    async def _take_up(self) -> int:
        taken = 0
        while len(self._held) < MOST:
            parcels = await self._store.claim_parcels(AT_ONCE, self._held.keys())
            for parcel in parcels:
                self.push(parcel.chat_id, (parcel,))
            taken += len(parcels)
            if len(parcels) < AT_ONCE:
                break
        return taken

    async def _renew(self) -> None:
        """Renew every lease that is older than a beat; let go of what somebody else has taken in the meantime."""
        before = time.monotonic()
        old = {parcel for parcel, until in self._held.items() if until < before + LEASE.total_seconds() - BEAT / 2}
        if not old:
            return
        still = await self._store.renew(list(old))
        self._held |= dict.fromkeys(still & self._held.keys(), before + LEASE.total_seconds())
        for line in tuple(self._lines.values()):
            for parcel in [parcel for parcel in line.parcels[1:] if parcel.id in old and parcel.id not in still]:
                self._lose(line, parcel)

    async def _run(self, line: Line) -> None:
        acknowledgements: set[asyncio.Task[None]] = set()
        try:
            while line.parcels and not self._closing:
                parcel = line.parcels[0]
                if not await self._its_turn(line, parcel):
                    continue
                receipt = await self._deliver(line, parcel)
                self._trouble.ended(line.chat_id)
                if receipt is None:
                    continue
                line.taken(parcel)
                acknowledgement = asyncio.create_task(self._acknowledge(receipt))
                acknowledgements.add(acknowledgement)
                acknowledgement.add_done_callback(acknowledgements.discard)
                if line.ticket.planned or not line.parcels:  # before the line ends, the store must know the live card
                    await asyncio.gather(*acknowledgements)
                self._leave(line)
            if self._closing:  # else nothing may wait here: what is pushed meanwhile would come into a line that ends
                await asyncio.gather(*acknowledgements)
        except Unreachable:
            self._trouble.ended(line.chat_id)
            await self._give_up(line)
        finally:
            self._leave(line)
            del self._lines[line.chat_id]

    async def _its_turn(self, line: Line, parcel: Parcel) -> bool:
        """Wait for older parcels of this chat that other workers hold. False when something else is first by now.

        It is when this worker has taken them over: it waits until they have come into the line, too, and not only into its hands.
        """
        ahead = max(parcel.after, line.behind)
        while ahead > line.clear:
            if not await self._insist(lambda: self._store.still_ahead(line.chat_id, ahead)):
                line.clear = ahead
                break
            await line.nap(FIRST_PAUSE)
            if line.parcels[0] is not parcel:
                return False
        return True

    async def _deliver(self, line: Line, parcel: Parcel) -> Receipt | None:
        """Send a parcel until it has arrived or never will. None when another worker has taken it over."""
        pause = FIRST_PAUSE
        while True:
            line.attempt()
            await self._admitted(line, parcel)
            if not await self._still_ours(line, parcel):
                return None
            try:
                shown = await self._sender.send(parcel, await self._card(line, parcel))
            except SendLater as wait:
                self._trouble.met(
                    line.chat_id, f"Telegram asks to wait {wait.seconds:g} s before the next message; waiting as often as it asks"
                )
                await self._wait(line, wait.seconds, told=True)
            except (Broken, Unavailable) as failure:
                self._trouble.met(line.chat_id, f"a message did not get through ({failure}); trying until messages do")
                await self._wait(line, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except Unreachable:
                raise
            except Refused as refusal:
                log.error("a message was refused for good and is dropped: %s", refusal)
                return Receipt(parcel.id, parcel.chat_id)
            except Exception as bug:  # what is behind it in the line must still go out
                log.error("a message could not be put into words and is dropped: %s", type(bug).__name__)
                return Receipt(parcel.id, parcel.chat_id)
            else:
                card = shown if isinstance(parcel.effect, Say | Show) and parcel.effect.card else None
                line.card = card or line.card
                if (since := self._since.get(parcel.id)) is not None:
                    self._meter.sent(time.monotonic() - since, parcel.planned)
                return Receipt(parcel.id, parcel.chat_id, card)

    async def _admitted(self, line: Line, parcel: Parcel) -> None:
        """Wait until a new message may leave. An edit is none, and goes at once."""
        if self._pace is None or not isinstance(parcel.effect, Say):
            return
        while line.rank is not Rank.URGENT and (pause := self._pace.pause(line.chat_id)):
            await line.nap(pause)
        await self._pace.admit(line.ticket, line.chat_id, line.rank)

    async def _wait(self, line: Line, seconds: float, told: bool = False) -> None:
        """Wait before the next attempt. An urgent message that comes into the line meanwhile cuts it short."""
        self._leave(line)
        if self._pace and told:
            self._pace.refused(line.chat_id, seconds)
        await line.nap(seconds)

    def _leave(self, line: Line) -> None:
        if self._pace:
            self._pace.leave(line.ticket)

    async def _still_ours(self, line: Line, parcel: Parcel) -> bool:
        before = time.monotonic()
        if self._held[parcel.id] - before > MARGIN:
            return True
        if parcel.id in await self._insist(lambda: self._store.renew([parcel.id])):
            self._held[parcel.id] = before + LEASE.total_seconds()
            return True
        self._lose(line, parcel)
        return False

    def _lose(self, line: Line, parcel: Parcel) -> None:
        self._lost += 1
        line.taken(parcel)
        line.behind = max(line.behind, parcel.id)
        self._forget(parcel.id)

    async def _card(self, line: Line, parcel: Parcel) -> int | None:
        """The message id of the live card, for an effect that does not say which message it is about."""
        if isinstance(parcel.effect, Say | SendFile) or parcel.effect.message_id is not None:
            return None
        if line.card is None:
            line.card = (await self._store.load(line.chat_id)).card
        return line.card

    async def _acknowledge(self, receipt: Receipt) -> None:
        await self._insist(lambda: self._store.acknowledge(receipt))
        self._forget(receipt.parcel)

    async def _give_up(self, line: Line) -> None:
        log.info("a person has blocked the bot: their messages are dropped and their timers parked")
        await self._insist(lambda: self._store.drop_parcels(line.chat_id))
        for parcel in line.parcels:
            self._forget(parcel.id)
        line.parcels.clear()

    async def _insist(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask the store until it answers."""
        while True:
            try:
                return await ask()
            except Unavailable:
                await asyncio.sleep(FIRST_PAUSE)

    def _forget(self, parcel: int) -> None:
        self._held.pop(parcel, None)
        self._planned.discard(parcel)
        self._since.pop(parcel, None)
        self._count()

    def _count(self) -> None:
        if len(self._planned) < PLANNED:
            self._roomy.set()
        else:
            self._roomy.clear()
