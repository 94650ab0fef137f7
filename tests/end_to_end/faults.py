"""What fault tests stand on: a Bot API that only counts, and workers that are killed and started anew."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson
from aiohttp import web

from bot.settings import ROOT
from tests.end_to_end.town import TOKEN

Sent = tuple[int, tuple[str, ...]]
"""A chat, and the tokens of a message's buttons."""


class CountingApi:
    """A Bot API on loopback that takes everything, and counts how often each chat was sent a message with the same buttons."""

    def __init__(self) -> None:
        self.received: Counter[Sent] = Counter()
        self.url = ""
        self._last = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[CountingApi]:
        application = web.Application()
        application.router.add_post("/bot{token}/{method}", self._call)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        result: object = True
        match request.match_info["method"]:
            case "getMe":
                result = {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}
            case "getUpdates":
                await asyncio.sleep(5)
                result = []
            case "sendMessage":
                message = orjson.loads(await request.read())
                chat = int(message["chat_id"])
                self.received[chat, tokens(message)] += 1
                self._last += 1
                result = {"message_id": self._last, "chat": {"id": chat}, "date": 0}
        return web.json_response({"ok": True, "result": result})


def tokens(message: Mapping[str, Any]) -> tuple[str, ...]:
    """What the buttons of a message stand for."""
    markup = message.get("reply_markup", {})
    rows = (orjson.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    return tuple(button["callback_data"] for row in rows for button in row)


class Fleet:
    """Workers of one database."""

    def __init__(self, nursery: Process, environment: dict[str, str]) -> None:
        self._nursery = nursery
        self._environment = environment
        self.workers: list[int] = []
        self.kills = 0

    @classmethod
    @asynccontextmanager
    async def of(cls, url: str, database: str, rate: int, said: int | None = None) -> AsyncIterator[Fleet]:
        """A fleet without workers yet, for the Bot API at this URL. None is left when the block ends. `said`: a file for what they log."""
        environment = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
            "DATABASE_URL": database,
            "MESSAGES_PER_SECOND": str(rate),
            "LOG_LEVEL": "ERROR",
        }
        command = (sys.executable, "-m", "tests.end_to_end.nursery")
        nursery = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=said)
        fleet = cls(nursery, environment)
        try:
            assert nursery.stdout
            assert await nursery.stdout.readline() == b"ready\n"
            yield fleet
        finally:
            for worker in fleet.workers:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
            assert nursery.stdin
            nursery.stdin.close()
            await nursery.wait()

    async def start(self, workers: int = 1, settings: Mapping[str, str] | None = None) -> None:
        """Start so many workers, with further settings."""
        assert self._nursery.stdin and self._nursery.stdout
        for _ in range(workers):
            self._nursery.stdin.write(orjson.dumps(self._environment | dict(settings or {})) + b"\n")
            self.workers.append(int(await self._nursery.stdout.readline()))

    async def kill_one(self, chance: random.Random) -> None:
        """kill -9 a worker, and start another in its place."""
        await self.kill(chance.choice(self.workers))
        await self.start()

    async def kill(self, worker: int) -> None:
        """kill -9 this worker."""
        await self._end(worker, signal.SIGKILL)
        self.kills += 1

    async def stop(self, worker: int) -> None:
        """Tell this worker to stop, as an operator would."""
        async with asyncio.timeout(12):
            await self._end(worker, signal.SIGTERM)

    async def _end(self, worker: int, how: signal.Signals) -> None:
        os.kill(worker, how)  # raises when it has ended by itself, which no worker should
        with suppress(ProcessLookupError):  # it may have to wait for the disk before it is gone
            while True:
                os.kill(worker, 0)
                await asyncio.sleep(0.001)
        self.workers.remove(worker)
