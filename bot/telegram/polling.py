"""Long polling: fetch updates, handle them, and only then confirm them.

An update is confirmed to Telegram by the next request's offset, and that goes out when everything fetched so far is stored. So a
crash at any moment brings the unconfirmed ones again, and those already stored are known by their ids.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import Any

from bot.service.leader import Leader

from .api import BotApi
from .inbound import ALLOWED
from .persistent import persist
from .updates import Updates

log = logging.getLogger(__name__)

POLL_SECONDS = 30


class Polling:
    """Receives updates until it is told to stop, while this worker leads."""

    def __init__(self, api: BotApi, updates: Updates, leader: Leader) -> None:
        self._api = api
        self._leader = leader
        self._updates = updates
        self._offset: int | None = None
        self._stopping = False
        self._fetching: asyncio.Task[list[Any]] | None = None

    async def run(self) -> None:
        """Poll until `stop`. Raises OperatorError when the token is not valid."""
        me = await persist(self._api, "getMe")
        self._updates.username = str(me.get("username", ""))
        await persist(self._api, "deleteWebhook")
        log.info("connected to Telegram as @%s; waiting for messages", self._updates.username)
        while not self._stopping:
            self._fetching = asyncio.create_task(self._fetch())
            try:
                fetched = await self._fetching
            except asyncio.CancelledError:
                if self._stopping:
                    return
                raise
            await self._handle(fetched)

    def stop(self) -> None:
        """Fetch no more. What was fetched is handled to its end; `run` returns then."""
        self._stopping = True
        if self._fetching:
            self._fetching.cancel()

    async def _fetch(self) -> list[Any]:
        parameters: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED)}
        if self._offset is not None:
            parameters["offset"] = self._offset
        await self._leader.turn()
        fetched = await persist(self._api, "getUpdates", parameters, POLL_SECONDS + 10)
        return fetched if isinstance(fetched, list) else []

    async def _handle(self, fetched: list[Any]) -> None:
        """Handle one batch: each chat's updates in order, the chats at once."""
        chats: dict[int, list[Any]] = defaultdict(list)
        for update in fetched:
            chats[self._updates.chat_of(update)].append(update)
        await asyncio.gather(*(self._in_order(updates) for updates in chats.values()))
        numbers = [update["update_id"] for update in fetched if isinstance(update, dict) and isinstance(update.get("update_id"), int)]
        if numbers:
            self._offset = max(numbers) + 1

    async def _in_order(self, updates: list[Any]) -> None:
        for update in updates:
            await self._updates.handle(update)
