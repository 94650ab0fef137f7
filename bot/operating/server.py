"""`/healthz`, `/readyz` and `/metrics` on a port of their own, for this machine or a network of machines that trust each other.

Knows how to ask and how to answer; what it asks is handed in. No answer holds anything about a person.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import orjson
from aiohttp import web

from bot.errors import OperatorError
from bot.service.ports import Backlog, Unavailable

from .metrics import Metrics

PATIENCE = 5.0
"""Seconds that each question may take."""
IDLE_SECONDS = 75.0
_silent = logging.getLogger(f"{__name__}.aiohttp")
_silent.setLevel(logging.CRITICAL + 1)

Check = Callable[[], Awaitable[bool]]


class Operations:
    """The server. `alive`: whether every part of the program runs; `ready`: by name, what must work for it to be of use."""

    def __init__(
        self, metrics: Metrics, alive: Callable[[], bool], ready: Mapping[str, Check], backlog: Callable[[], Awaitable[Backlog]]
    ) -> None:
        self._metrics = metrics
        self._alive = alive
        self._ready = ready
        self._backlog = backlog
        self._runner: web.ServerRunner | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises OperatorError when that cannot be done."""
        self._runner = web.ServerRunner(web.Server(self._serve, access_log=None, logger=_silent, keepalive_timeout=IDLE_SECONDS))
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self._runner.cleanup()
            reason = error.strerror or "it cannot be reached"
            raise OperatorError(f"cannot listen on {host}:{port} ({reason}). Set OPS_LISTEN to another address, or to nothing.") from None

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        match request.path:
            case "/healthz":
                return _told({"alive": self._alive()})
            case "/readyz":
                answers = await asyncio.gather(*(_within_patience(check) for check in self._ready.values()))
                return _told({"alive": self._alive(), **dict(zip(self._ready, answers, strict=True))})
            case "/metrics":
                return web.Response(body=self._metrics.text(await self._waiting()), headers={"Content-Type": "text/plain; version=0.0.4"})
        return web.Response(status=404)

    async def _waiting(self) -> Backlog | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._backlog()
        except (TimeoutError, Unavailable):
            return None


async def _within_patience(check: Check) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except (TimeoutError, Unavailable):
        return False


def _told(facts: Mapping[str, bool]) -> web.Response:
    return web.Response(status=200 if all(facts.values()) else 503, body=orjson.dumps(dict(facts)), content_type="application/json")
