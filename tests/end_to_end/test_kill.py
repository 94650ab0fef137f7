"""kill -9 at random moments while 2,000 timers come due: every message arrives, and at most one per kill arrives twice."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.dialog.effects import Plan
from bot.dialog.script import Level
from bot.dialog.session import Ended, Session
from bot.service.ports import Kept, Store, Unit
from bot.storage.postgres import PostgresStore
from bot.storage.sqlite import SqliteStore
from tests.end_to_end.faults import CountingApi, Fleet
from tests.postgres import Postgres

DUE = 2_000
KILLS = 20
RATE = 400
PATIENCE = 90.0


async def opened(database: str) -> Store:
    path = database.removeprefix("sqlite:///")
    return SqliteStore.open(Path(path)) if path != database else await PostgresStore.open(database)


async def plan_all(database: str) -> None:
    """Give 2,000 people a warm-up that is over now."""
    store, now = await opened(database), datetime.now(UTC)
    due = now - timedelta(seconds=10)
    session = Session("en", ended=Ended("run", "starter", Level.STARTER, now - timedelta(minutes=12), (), 10, due))
    timers = (Plan("warm_up", "run", due),)
    await asyncio.gather(*(store.commit(Unit(Kept(chat), session, timers=timers)) for chat in range(1, DUE + 1)))
    await store.close()


@pytest.mark.parametrize(("engine", "workers"), [("sqlite", 1), ("postgres", 4)])
async def test_kill_9_loses_no_message_and_doubles_at_most_one_per_kill(
    engine: str, workers: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    postgres: Postgres | None = request.getfixturevalue("postgres") if engine == "postgres" else None
    database = await postgres.database() if postgres else f"sqlite:///{tmp_path / 'b12.db'}"
    await plan_all(database)
    chance = random.Random(12)
    async with CountingApi().serving() as api, Fleet.of(api.url, database, RATE) as fleet:
        await fleet.start(workers)
        for kill in range(KILLS):
            share = DUE * (kill + chance.random()) / (KILLS + 1)  # each kill at a random moment of its part of the burst
            await received(api, share)
            await asyncio.sleep(chance.uniform(0, 0.05))  # not just after a message has arrived
            await fleet.kill_one(chance)
        await received(api, DUE)
        await quiet(api)
    store = await opened(database)
    left = await store.waiting(), [timer for timer in await store.planned(DUE) if timer.kind == "warm_up"]
    await store.close()
    if postgres:
        await postgres.drop(database)
    doubled = sum(count - 1 for count in api.received.values())
    assert left == ([], [])
    assert len(api.received) == DUE
    assert doubled <= fleet.kills == KILLS


async def received(api: CountingApi, chats: float) -> None:
    """Wait until so many chats have got their message."""
    async with asyncio.timeout(PATIENCE):
        while len(api.received) < chats:  # noqa: ASYNC110  # the moment is what matters, and no event would be nearer to it
            await asyncio.sleep(0.001)


async def quiet(api: CountingApi) -> None:
    """Wait until nothing has arrived for longer than a lease: whatever a killed worker held has been looked at."""
    before = -1
    while len(api.order) != before:
        before = len(api.order)
        await asyncio.sleep(5)
