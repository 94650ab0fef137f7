"""A balancer as simple as can be: each update to the next worker, to another when that one does not answer, to two when told to."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from bot.telegram.webhook import SECRET


class Balancer:
    """Hands updates on to workers on this machine. `twice`: every update goes to two of them at the same time."""

    def __init__(self, ports: Sequence[int], twice: bool = False) -> None:
        self._ports = ports
        self._twice = twice
        self._turn = itertools.count()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        self.statuses: list[int] = []
        self.url = ""

    @classmethod
    @asynccontextmanager
    async def before(cls, ports: Sequence[int], twice: bool = False) -> AsyncIterator[Balancer]:
        """A balancer before the workers at these ports."""
        balancer = cls(ports, twice)
        application = web.Application()
        application.router.add_post("/hook", balancer._hand_on)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        balancer.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            yield balancer
        finally:
            await balancer._session.close()
            await runner.cleanup()

    async def _hand_on(self, request: web.Request) -> web.Response:
        body, secret = await request.read(), request.headers.get(SECRET, "")
        first = next(self._turn)
        answer = web.Response(status=502)
        for attempt in range(len(self._ports)):
            port = self._ports[(first + attempt) % len(self._ports)]
            try:
                if self._twice:
                    other = self._ports[(first + attempt + 1) % len(self._ports)]
                    answer, _ = await asyncio.gather(self._post(port, body, secret), self._post(other, body, secret))
                else:
                    answer = await self._post(port, body, secret)
            except (aiohttp.ClientError, TimeoutError):
                continue
            break
        self.statuses.append(answer.status)
        return answer

    async def _post(self, port: int, body: bytes, secret: str) -> web.Response:
        url, headers = f"http://127.0.0.1:{port}/", {SECRET: secret, "Content-Type": "application/json"}
        async with self._session.post(url, data=body, headers=headers) as response:
            return web.Response(status=response.status, body=await response.read(), content_type=response.content_type)
