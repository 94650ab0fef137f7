"""Fixtures: a world, a playground that serves it, and a client for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest

from bot.playground.server import Playground
from bot.playground.world import World

from .fakes import TOKEN, BotClient, SmallBot, StillClock

STORIES: list[Mapping[str, Any]] = [
    {
        "name": "A sore arm",
        "file": "stories/sore.yaml",
        "steps": [{"send": "/start"}, {"tap": "A bit sore"}, {"wait": 10}, {"tap": "Start 15 min"}],
    },
    {"name": "A missing button", "file": "stories/missing.yaml", "steps": [{"send": "/start"}, {"tap": "No such button"}]},
    {"name": "No answer", "steps": [{"send": "silence"}]},
    {"name": "A strange step", "steps": [{"dance": "now"}]},
    {"name": "A story with a name so long that no list on a phone can show all of it at once", "file": "long.yaml", "steps": []},
    {"name": "A place", "language": "de", "steps": [{"send": "where"}, {"tap": "Share my place"}]},
]


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def world(clock: StillClock) -> World:
    return World(clock.now, TOKEN)


@pytest.fixture
def planned() -> list[Mapping[str, Any]]:
    """The timers the playground is told of; a test may change the list."""
    return []


@pytest.fixture
async def playground(world: World, clock: StillClock, planned: list[Mapping[str, Any]]) -> AsyncIterator[Playground]:
    async def timers() -> list[Mapping[str, Any]]:
        return list(planned)

    playground = Playground(
        world, stories=STORIES, clock=clock, token=TOKEN, planned=timers, pace=0.05, patience=1.5, quiet=2.0, retry_pause=0.02
    )
    yield playground
    await playground.stop()


@pytest.fixture
async def url(playground: Playground) -> str:
    return await playground.start(0)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def bot(url: str, session: aiohttp.ClientSession) -> BotClient:
    return BotClient(session, url)


@pytest.fixture
async def small_bot(bot: BotClient) -> AsyncIterator[SmallBot]:
    small = SmallBot(bot)
    await small.introduce()
    small.start()
    yield small
    await small.stop()
