"""Webhook: Telegram, or a balancer in front of us, posts each update here, and the answer says that it is stored.

Whoever does not know the secret is turned away before a byte of the body is read. An update that cannot be stored is refused with
503, and Telegram brings it again; one that came twice is known by its id. The answer to a press travels in the answer to the update.
The webhook stays set when the program stops: another worker may be serving it, and Telegram keeps what nobody takes.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from bot.errors import OperatorError
from bot.service.meter import Meter
from bot.service.ports import Unavailable

from .api import BotApi
from .inbound import ALLOWED
from .persistent import persist
from .updates import Answer, Updates

log = logging.getLogger(__name__)
_silent = logging.getLogger(f"{__name__}.aiohttp")
# aiohttp quotes a request it cannot read, and with it what a person wrote.
_silent.setLevel(logging.CRITICAL + 1)

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of the header
CONNECTIONS = 100
"""How many updates Telegram may have under way here at once: the most it offers."""
SLOW_SECONDS = 10.0
"""How long a client may take to send its request."""
IDLE_SECONDS = 75.0
"""How long a connection may be silent: longer than a balancer keeps it, so that it is not closed under a request."""
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
        server = web.Server(self._serve, access_log=None, logger=_silent, keepalive_timeout=IDLE_SECONDS, lingering_time=0)
        runner = web.ServerRunner(server, shutdown_timeout=STOP_SECONDS)
        await runner.setup()
        try:
            await self._listen(runner)
            await persist(self._api, "setWebhook", self._parameters())
            log.info("connected to Telegram as @%s; waiting for messages at %s", self._updates.username, self._hook.url)
            await self._stopping.wait()
        finally:
            await runner.cleanup()

    def stop(self) -> None:
        """Take no more. What is under way is handled to its end; `run` returns then."""
        self._stopping.set()

    async def _listen(self, runner: web.ServerRunner) -> None:
        host, port = self._hook.host, self._hook.port
        try:
            await web.TCPSite(runner, host, port, backlog=1024).start()
        except OSError as error:
            reason = error.strerror or "it cannot be reached"
            raise OperatorError(f"cannot listen on {host}:{port} ({reason}). Set WEBHOOK_LISTEN to another address.") from None

    def _parameters(self) -> dict[str, Any]:
        return {
            "url": self._hook.url,
            "secret_token": self._hook.secret,
            "max_connections": CONNECTIONS,
            "allowed_updates": list(ALLOWED),
        }

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if not hmac.compare_digest(request.headers.get(SECRET, "").encode(errors="surrogateescape"), self._secret):
            return self._turned_away(request)
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        try:
            async with asyncio.timeout(SLOW_SECONDS):
                body = await request.read()
        except TimeoutError:
            return _closing(request, 408)
        try:
            update = orjson.loads(body)
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        try:
            return _told(await self._updates.handle_once(update))
        except Unavailable:
            return web.Response(status=503)

    def _turned_away(self, request: web.BaseRequest) -> web.StreamResponse:
        self._meter.stranger()
        if not self._strangers:
            log.warning("somebody called the webhook without the right secret; turned away, and not said again")
        self._strangers += 1
        return _closing(request, 401)


def _closing(request: web.BaseRequest, status: int) -> web.StreamResponse:
    """An answer after which the connection ends: what is left of the request is not read."""
    response = web.Response(status=status)
    response.force_close()
    return response


def _told(answer: Answer | None) -> web.Response:
    """The update is stored; a press is answered by a call in the body, which saves a request."""
    if answer is None:
        return web.Response()
    call = {"method": "answerCallbackQuery", "callback_query_id": answer.query} | ({"text": answer.toast} if answer.toast else {})
    return web.Response(body=orjson.dumps(call), content_type="application/json")
