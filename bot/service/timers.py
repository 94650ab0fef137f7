"""The loop that lets timers come due. Timers are rows: claimed with a lease, and gone only when what they caused is stored."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from .conversation import Conversation
from .delivery import Delivery
from .ports import LEASE, Clock, Conflict, Store, Timer, Unavailable

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks."""
AT_ONCE = 64
"""How many timers are fired at once: few enough that a person who taps meanwhile does not notice."""


class Timers:
    """Fires due timers until it is cancelled, no faster than their messages can leave."""

    def __init__(self, conversation: Conversation, store: Store, clock: Clock, delivery: Delivery) -> None:
        self._conversation = conversation
        self._delivery = delivery
        self._store = store
        self._clock = clock
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look now: the clock has been moved."""
        self._wake.set()

    async def run(self) -> None:
        """Look for due timers, for ever."""
        troubled = False
        while True:
            try:
                while await self.fire_due() == AT_ONCE:
                    pass
                if troubled:
                    log.warning("the database is back; timers go on")
                troubled = False
            except Unavailable:
                if not troubled:
                    log.error("the database does not answer; timers wait for it")
                troubled = True
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY):  # not wait_for: before Python 3.12 it can swallow a cancellation
                    await self._wake.wait()

    async def fire_due(self) -> int:
        """Fire what is due now. Returns how many timers that were."""
        await self._delivery.room()
        due = await self._store.claim_timers(self._clock.now(), AT_ONCE, LEASE)
        stored = await asyncio.gather(*map(self._fire, due))
        if late := stored.count(False):
            log.warning("%d timers could not be stored; they come due again when their lease is over", late)
        return len(due)

    async def _fire(self, timer: Timer) -> bool:
        """Fire one. Returns whether it is done with for now, as far as the store goes."""
        try:
            await self._conversation.fire(timer)
        except (Unavailable, Conflict):
            return False
        except Exception as bug:  # one person's timer must never stop everybody's
            log.error("a timer could not be handled and is tried again when its lease is over: %s", type(bug).__name__)
        return True
