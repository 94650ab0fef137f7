"""The port for those who look after the bot: what it says when all is well, and when something is away."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.content.library import Library
from bot.errors import OperatorError
from bot.operating import server as module
from bot.operating.metrics import Metrics
from bot.operating.server import Operations
from bot.service import ports
from tests.end_to_end.away import Away
from tests.end_to_end.town import Town, town


async def nothing_waits() -> ports.Backlog:
    return ports.Backlog(0, 0.0, 0, 0.0)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@asynccontextmanager
async def operated(library: Library) -> AsyncIterator[tuple[Town, str]]:
    metrics, port = Metrics(), free_port()
    async with town(library, Away(), meter=metrics) as here:
        assert here.companion
        operations = Operations(metrics, here.companion.alive, here.companion.checks(), here.companion.backlog)
        await operations.start("127.0.0.1", port)
        try:
            yield here, f"http://127.0.0.1:{port}"
        finally:
            await operations.stop()


async def asked(url: str, method: str = "GET") -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.request(method, url) as response:
        return response.status, await response.text()


async def test_all_is_well(library: Library) -> None:
    async with operated(library) as (here, url):
        await here.person().say("/check")
        assert await asked(f"{url}/healthz") == (200, '{"alive":true}')
        assert await asked(f"{url}/readyz") == (200, '{"alive":true,"serving":true,"database":true,"telegram":true}')
        status, text = await asked(f"{url}/metrics")
        assert status == 200
        assert 'b12_updates_total{kind="message"} 1.0' in text


async def test_a_database_that_is_away_is_not_ready_but_alive(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    async with operated(library) as (here, url):

        async def away(*_: object) -> None:
            raise ports.Unavailable

        async def silent(*_: object) -> None:
            await asyncio.sleep(60)

        for trouble in (away, silent):
            here.store.meta_get = trouble  # type: ignore[assignment, method-assign]
            here.store.backlog = trouble  # type: ignore[assignment, method-assign]
            status, text = await asked(f"{url}/readyz")
            assert (status, '"database":false' in text) == (503, True)
            assert "b12_database_up 0.0" in (await asked(f"{url}/metrics"))[1]
        assert (await asked(f"{url}/healthz"))[0] == 200


async def test_a_telegram_that_is_away_is_not_ready(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.companion.HEARD_SECONDS", 0.0)
    async with operated(library) as (here, url):
        here.world.fail_next("getMe", 502, "Bad Gateway", times=1)
        status, text = await asked(f"{url}/readyz")
        assert (status, '"telegram":false' in text) == (503, True)
        assert (await asked(f"{url}/readyz"))[0] == 200


async def test_a_part_that_died_of_a_bug_is_not_alive_and_is_told(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    async with operated(library) as (here, url):

        async def broken(*_: object) -> None:
            raise ValueError("my lips are swelling")

        here.store.claim_timers = broken  # type: ignore[assignment, method-assign]
        assert here.companion
        here.companion.timers.wake()
        await asyncio.sleep(0.05)
        assert (await asked(f"{url}/healthz"))[0] == 503
    assert "died of a bug (ValueError in broken" in caplog.text
    assert "lips" not in caplog.text


async def test_while_stopping_nothing_new_is_wanted(library: Library) -> None:
    async with operated(library) as (here, url):
        await here.stop()
        assert '"serving":false' in (await asked(f"{url}/readyz"))[1]


async def test_nothing_else_is_there(library: Library) -> None:
    async with operated(library) as (_, url):
        assert (await asked(f"{url}/"))[0] == 404
        assert (await asked(f"{url}/metrics", "POST"))[0] == 405


async def test_a_port_that_is_taken_is_told(library: Library) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        operations = Operations(Metrics(), lambda: True, {}, nothing_waits)
        with pytest.raises(OperatorError, match="OPS_LISTEN"):
            await operations.start("127.0.0.1", taken.getsockname()[1])
