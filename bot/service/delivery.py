"""The outbox on its way out: parcels of one chat in order, different chats at once, each acknowledged by itself.

A parcel stays in the store until the receiver has taken it, so a crash loses none; one that was taken in the instant before a
crash is sent again. Waiting and trying again happen here; what a failure means is the Sender's to say.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable

from bot.dialog.effects import Say, Show

from .ports import Broken, Parcel, Receipt, Refused, Sender, SendLater, Store, Unavailable, Unreachable

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0


class Delivery:
    """Drains the outbox. `push` never waits; `drain` waits until everything has gone, or time is up."""

    def __init__(self, store: Store, sender: Sender) -> None:
        self._store = store
        self._sender = sender
        self._lines: dict[int, _Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def resume(self) -> None:
        """Take up what an earlier process left in the outbox."""
        left = await self._store.waiting()
        for parcel in left:
            self.push(parcel.chat_id, (parcel,))
        if left:
            log.info("sending %d messages that were waiting in the outbox", len(left))

    def push(self, chat_id: int, parcels: Iterable[Parcel], card: int | None = None) -> None:
        """Put parcels at the end of a chat's line. `card` is the live card as the store knew it."""
        parcels = tuple(parcels)
        if not parcels:
            return
        line = self._lines.get(chat_id)
        if line is None:
            line = self._lines[chat_id] = _Line(chat_id, card)
            task = asyncio.create_task(self._run(line))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        line.parcels.extend(parcels)

    async def send_unstored(self, parcel: Parcel) -> None:
        """Send something that is in no outbox, once: the store is away and it cannot wait."""
        try:
            await self._sender.send(parcel, None)
        except (SendLater, Unreachable, Refused, Broken) as failure:
            log.error("a message that could not wait for the database did not get through (%s)", type(failure).__name__)

    async def settle(self, seconds: float | None = None) -> None:
        """Wait until everything that was pushed has gone out, or time is up."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def drain(self, seconds: float) -> bool:
        """Let what is under way finish. Returns False when time ran out; what is left stays in the store."""
        await self.settle(seconds)
        finished = not self._tasks
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return finished

    async def _run(self, line: _Line) -> None:
        acknowledgements: set[asyncio.Task[None]] = set()
        try:
            while line.parcels:
                receipt = await self._deliver(line, line.parcels[0])
                line.parcels.popleft()
                acknowledgement = asyncio.create_task(self._acknowledge(receipt))
                acknowledgements.add(acknowledgement)
                acknowledgement.add_done_callback(acknowledgements.discard)
                if not line.parcels:  # before the line ends, the store must know the live card
                    await asyncio.gather(*acknowledgements)
        except Unreachable:
            await self._give_up(line)
        finally:
            del self._lines[line.chat_id]

    async def _deliver(self, line: _Line, parcel: Parcel) -> Receipt:
        pause = FIRST_PAUSE
        while True:
            try:
                shown = await self._sender.send(parcel, await self._card(line, parcel))
            except SendLater as wait:
                log.warning("told to wait %g s before the next message of a chat", wait.seconds)
                await asyncio.sleep(wait.seconds)
            except (Broken, Unavailable) as failure:
                log.warning("a message did not get through (%s); trying again in %g s", failure, pause)
                await asyncio.sleep(pause)
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
                return Receipt(parcel.id, parcel.chat_id, card)

    async def _card(self, line: _Line, parcel: Parcel) -> int | None:
        """The message id of the live card, for an effect that does not say which message it is about."""
        if isinstance(parcel.effect, Say) or parcel.effect.message_id is not None:
            return None
        if line.card is None:
            line.card = (await self._store.load(line.chat_id)).card
        return line.card

    async def _acknowledge(self, receipt: Receipt) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._store.acknowledge(receipt)
            except Unavailable:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

    async def _give_up(self, line: _Line) -> None:
        log.info("a person has blocked the bot: their messages are dropped and their timers parked")
        line.parcels.clear()
        await self._store.drop_parcels(line.chat_id)


class _Line:
    """The parcels of one chat that wait, and its live card as far as it is known here."""

    __slots__ = ("card", "chat_id", "parcels")

    def __init__(self, chat_id: int, card: int | None) -> None:
        self.chat_id = chat_id
        self.card = card
        self.parcels: deque[Parcel] = deque()
