"""Long polling: fetch updates, handle them, and only then confirm them.

An update is confirmed to Telegram by the next request's offset, and that goes out when everything fetched so far is stored. So a
crash at any moment brings the unconfirmed ones again, and those already stored are known by their ids.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.errors import OperatorError
from bot.service.leader import Leader

from .api import BotApi, failure, without_token
from .inbound import ALLOWED
from .updates import Updates

log = logging.getLogger(__name__)

POLL_SECONDS = 30
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0


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
        me = await self._persist("getMe")
        self._updates.username = str(me.get("username", ""))
        await self._persist("deleteWebhook")
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
        fetched = await self._persist("getUpdates", parameters, POLL_SECONDS + 10)
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

    async def _persist(self, method: str, parameters: Mapping[str, Any] | None = None, seconds: float | None = None) -> Any:
        """Call until it works. What only the operator can mend is said once, not at every attempt."""
        pause, said = FIRST_PAUSE, ""
        while True:
            try:
                result = await self._api.call(method, parameters, seconds)
            except InvalidToken:
                raise OperatorError(
                    "Telegram does not accept the bot token. Copy it again from @BotFather (/mybots, API Token) into TELEGRAM_BOT_TOKEN."
                ) from None
            except RetryAfter as error:
                pause = max(pause, getattr(failure(error), "seconds", FIRST_PAUSE))
            except Conflict:
                said = _once(said, "another program receives this bot's messages (409). Stop the other one; I keep trying")
            except TelegramError as error:
                said = _once(said, f"Telegram cannot be reached ({without_token(error.message)}); I keep trying")
            else:
                if said:
                    log.warning("Telegram answers again")
                return result
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _once(said: str, message: str) -> str:
    if message != said:
        log.error("%s", message)
    return message
