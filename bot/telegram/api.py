"""Calls to the Bot API as plain data.

python-telegram-bot carries the calls, knows the errors and builds the URLs; its objects are left out of the way in and out,
because building a whole Message for a reply that nobody reads costs more than everything else in a turn.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.service.meter import Meter
from bot.service.ports import Broken, Refused, SendLater, Unreachable

from .lean_request import LeanRequest, PlainData

PUBLIC_URL = "https://api.telegram.org"
PATIENCE = 3.0
"""Seconds to wait when all that is asked is whether Telegram is there."""
TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,}")
"""What a bot token looks like."""
QUOTED = re.compile(r"(?<!\w)[\"'`\u00ab\u201c].*[\"'`\u00bb\u201d]", re.DOTALL)
"""From the first sign of quotation to the last: a quotation may hold others."""
LONGEST = 300


class BotApi(Bot):
    """A bot whose calls take and give plain data: `await api.call("sendMessage", {"chat_id": 1, "text": "hi"})`."""

    def __init__(self, token: str, url: str = PUBLIC_URL, meter: Meter | None = None) -> None:
        self._calls, self._polls = LeanRequest(), LeanRequest(2)
        super().__init__(
            token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=self._calls, get_updates_request=self._polls
        )

        self._meter = meter or Meter()
        self._heard = -math.inf

    async def open(self) -> None:
        """Open the connections, without asking Telegram anything yet."""
        await self._calls.initialize()
        await self._polls.initialize()

    async def close_connections(self) -> None:
        """Close the connections."""
        await self._calls.shutdown()
        await self._polls.shutdown()

    async def call(self, method: str, parameters: Mapping[str, Any] | None = None, seconds: float | None = None) -> Any:
        """Call a method and return its `result`. `seconds`: how long to wait for the answer. Raises telegram.error.TelegramError."""
        request = self._polls if method == "getUpdates" else self._calls
        timeout = BaseRequest.DEFAULT_NONE if seconds is None else seconds
        try:
            result = await request.post(f"{self.base_url}/{method}", cast(RequestData, PlainData(parameters or {})), read_timeout=timeout)
        except TelegramError as error:
            self._meter.telegram_error(type(error).__name__)
            raise
        self._heard = time.monotonic()
        return result

    async def reachable(self, within: float) -> bool:
        """Whether Telegram has answered in the last so many seconds, or does now."""
        if time.monotonic() - self._heard > within:
            try:
                await self.call("getMe", seconds=PATIENCE)
            except TelegramError:
                return False
        return True


def failure(error: TelegramError) -> Exception:
    """What an error of the Bot API means for a message on its way, in the terms of the service."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return SendLater(wait.total_seconds() if isinstance(wait, timedelta) else wait)
    if isinstance(error, Forbidden):
        return Unreachable()
    if isinstance(error, BadRequest):
        return Refused(loggable(error.message))
    if isinstance(error, NetworkError | InvalidToken):
        return Broken(loggable(error.message))
    return Broken(type(error).__name__)


def loggable(text: str) -> str:
    """What Telegram says, for a log: without anything that looks like a bot token, and without what it quotes, which may be a person's."""
    return TOKEN.sub("<token>", QUOTED.sub('"..."', text))[:LONGEST]
