"""Webhook: Telegram, or a balancer in front of us, posts each update here, and the answer says that it is stored.

Whoever does not know the secret is turned away before a byte of the body is read. An update that cannot be stored is refused with
503, and Telegram brings it again; one that came twice is known by its id. The answer to a press travels in the answer to the update.
The webhook stays set when the program stops: another worker may be serving it, and Telegram keeps what nobody takes.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import re
from dataclasses import dataclass
from typing import Any

import orjson

from bot.errors import OperatorError
from bot.service.meter import Meter
from bot.service.ports import Unavailable

from .api import BotApi
from .inbound import ALLOWED
from .lean_server import Reply, Server
from .persistent import persist
from .updates import Answer, Updates

log = logging.getLogger(__name__)

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of the header
SECRET_LINE = re.compile(rf"\r\n{SECRET}:[ \t]*([^\r\n]*?)[ \t]*(?=\r\n)".encode(), re.IGNORECASE)
STORED, BAD, AWAY = Reply(200), Reply(400), Reply(503)
CONNECTIONS = 100
"""How many updates Telegram may have under way here at once: the most it offers."""
STOP_SECONDS = 2.0
"""How long what is under way may take to finish when the program stops."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram sends updates, where we listen for them, and what proves that it is Telegram."""

    url: str
    host: str
    port: int
    secret: str


class Webhook:
    """Receives updates until it is told to stop."""

    def __init__(self, api: BotApi, updates: Updates, hook: Hook, meter: Meter | None = None) -> None:
        self._api = api
        self._updates = updates
        self._hook = hook
        self._meter = meter or Meter()
        self._secret = hook.secret.encode()
        self._stopping = asyncio.Event()
        self._strangers = 0

    async def run(self) -> None:
        """Serve until `stop`. Raises OperatorError when the token is not valid or the address cannot be listened on."""
        me = await persist(self._api, "getMe")
        self._updates.username = str(me.get("username", ""))
        server = Server(self._admit, self._handle)
        try:
            await self._listen(server)
            await persist(self._api, "setWebhook", self._parameters())
            log.info("connected to Telegram as @%s; waiting for messages at %s", self._updates.username, self._hook.url)
            await self._stopping.wait()
        finally:
            await server.stop(STOP_SECONDS)

    def stop(self) -> None:
        """Take no more. What is under way is handled to its end; `run` returns then."""
        self._stopping.set()

    async def _listen(self, server: Server) -> None:
        host, port = self._hook.host, self._hook.port
        try:
            await server.start(host, port)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno and error.errno > 0 else "it cannot be reached"
            raise OperatorError(f"cannot listen on {host}:{port} ({reason}). Set WEBHOOK_LISTEN to another address.") from None

    def _parameters(self) -> dict[str, Any]:
        return {
            "url": self._hook.url,
            "secret_token": self._hook.secret,
            "max_connections": CONNECTIONS,
            "allowed_updates": list(ALLOWED),
        }

    def _admit(self, head: bytes) -> Reply | None:
        given = SECRET_LINE.findall(head)
        if len(given) == 1 and hmac.compare_digest(given[0], self._secret):
            return None
        self._meter.stranger()
        if not self._strangers:
            log.warning("somebody called the webhook without the right secret; turned away, and not said again")
        self._strangers += 1
        return Reply(401, last=True)

    async def _handle(self, body: bytes) -> Reply:
        try:
            update = orjson.loads(body)
        except ValueError:
            return BAD
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return BAD
        try:
            answer = await self._updates.handle_once(update)
        except Unavailable:
            return AWAY
        return _told(answer) if answer else STORED


def _told(answer: Answer) -> Reply:
    """The update is stored, and the press is answered by a call in the body, which saves a request."""
    call = {"method": "answerCallbackQuery", "callback_query_id": answer.query} | ({"text": answer.toast} if answer.toast else {})
    return Reply(200, orjson.dumps(call))
