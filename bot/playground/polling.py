"""getUpdates: long polling by one bot at a time.

Knows who is waiting and when the bot last asked. Must not know HTTP or what is in an update.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from .errors import BotApiError
from .people import Change
from .world import World

LONGEST_POLL = 50
_OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Polling:
    """The one poll under way. Times are of the event loop, not of the playground's clock."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._waiter: asyncio.Future[None] | None = None
        self._last: float | None = None
        world.observe(self._changed)

    def _changed(self, change: Change) -> None:
        if change.kind == "update" and self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    async def get_updates(self, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Updates from `offset` on, confirming those before it; waits up to `timeout` seconds for the first."""
        self.interrupt(_OTHER_POLL)
        updates = self.world.updates
        if "allowed_updates" in params:
            updates.allow(params["allowed_updates"])
        updates.confirm(params.get("offset", 0))
        limit = min(max(params.get("limit", 100), 1), 100)
        seconds = min(max(params.get("timeout", 0), 0), LONGEST_POLL)
        if not len(updates) and seconds:
            await self._wait(seconds)
        self._last = asyncio.get_running_loop().time()
        return updates.first(limit)

    async def _wait(self, seconds: int) -> None:
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return
        finally:
            if self._waiter is waiter:
                self._waiter = None

    def interrupt(self, reason: str) -> None:
        """Answer the poll under way with 409."""
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(BotApiError(409, f"Conflict: {reason}"))

    def quiet_for(self) -> float:
        """Seconds since the bot last asked; zero while it is asking."""
        if self._waiter:
            return 0.0
        return float("inf") if self._last is None else asyncio.get_running_loop().time() - self._last
