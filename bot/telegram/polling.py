"""Long polling: fetch updates, handle them, and only then confirm them.

An update is confirmed to Telegram by the next request's offset, and that goes out when everything fetched so far is stored. So a
crash at any moment brings the unconfirmed ones again, and those already stored are known by their ids. When storing takes long, what
waits is looked through for serious signs, and so is what Telegram has received meanwhile, as far as it shows that (100 updates).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from typing import Any

from telegram.error import TelegramError

from bot.service.leader import Leader

from .api import BotApi
from .inbound import ALLOWED
from .persistent import persist
from .updates import GLANCE_SECONDS, Updates

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
        await self._leader.turn()
        return _listed(await persist(self._api, "getUpdates", self._wanted(POLL_SECONDS), POLL_SECONDS + 10))

    def _wanted(self, seconds: int) -> dict[str, Any]:
        parameters: dict[str, Any] = {"timeout": seconds, "allowed_updates": list(ALLOWED)}
        return parameters if self._offset is None else parameters | {"offset": self._offset}

    async def _handle(self, fetched: list[Any]) -> None:
        """Handle one batch to its end, and whatever came while that took long."""
        batch = _Batch(self._updates)
        try:
            batch.add(fetched)
            while not await batch.done(GLANCE_SECONDS):
                await batch.glance()
                if not self._stopping:
                    with contextlib.suppress(TelegramError):  # whether Telegram answers is for the next real poll to say
                        batch.add(_listed(await self._api.call("getUpdates", self._wanted(0))))
        finally:
            batch.cancel()
        if batch.known:
            self._offset = max(batch.known) + 1


class _Batch:
    """Updates that were fetched and not confirmed: each chat's in order, the chats at once."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._chats: dict[int, deque[Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._glanced: set[int | None] = set()
        self.known: set[int] = set()

    def add(self, fetched: list[Any]) -> None:
        """Begin with those that are new."""
        for update in fetched:
            number = _number(update)
            if number in self.known:
                continue
            if number is not None:
                self.known.add(number)
            chat = self._updates.chat_of(update)
            if chat in self._chats:
                self._chats[chat].append(update)
            else:
                self._chats[chat] = deque([update])
                task = asyncio.create_task(self._in_order(chat))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def done(self, seconds: float) -> bool:
        """Whether everything is stored, within so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        return not self._tasks

    async def glance(self) -> None:
        """Look once at each update that still waits: a serious sign in it is answered at once."""
        waiting = {_number(update): update for chat in self._chats.values() for update in chat}
        new = waiting.keys() - self._glanced - {None}
        self._glanced |= new
        await asyncio.gather(*(self._updates.glance(waiting[number]) for number in new))

    def cancel(self) -> None:
        """Leave what is not stored to Telegram."""
        for task in self._tasks:
            task.cancel()

    async def _in_order(self, chat: int) -> None:
        waiting = self._chats[chat]
        while waiting:
            await self._updates.handle(waiting[0])
            waiting.popleft()
        del self._chats[chat]


def _number(update: Any) -> int | None:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else None


def _listed(fetched: Any) -> list[Any]:
    return fetched if isinstance(fetched, list) else []
