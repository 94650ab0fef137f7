"""Who does what only one worker at a time may do: Telegram lets one program fetch a bot's updates.

Leading is a lease that its holder renews while it lives. Should two lead for a moment, nothing is lost or doubled: updates are known
by their ids. So this saves work and noise, and correctness does not rest on it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

from .ports import Store, Unavailable

log = logging.getLogger(__name__)

BEAT = 5.0
"""Seconds between two attempts to become the leader, or to stay it."""


class Leader:
    """One worker's part in it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._leading = asyncio.Event()
        self._said = False

    async def run(self) -> None:
        """Try to lead, for ever."""
        while True:
            with contextlib.suppress(Unavailable):  # who led goes on: a serious sign is answered although nothing can be stored
                self._tell(await self._store.lead())
            await asyncio.sleep(BEAT)

    async def turn(self) -> None:
        """Wait until this worker leads."""
        await self._leading.wait()

    async def step_down(self) -> None:
        """Let another worker lead at once."""
        if self._leading.is_set():
            with contextlib.suppress(Unavailable):
                await self._store.follow()

    def _tell(self, leads: bool) -> None:
        if leads:
            self._leading.set()
        else:
            self._leading.clear()
            if not self._said:
                log.info("another worker fetches the updates; this one sends, and stands by")
            self._said = True
