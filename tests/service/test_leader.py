"""Which of several workers does what only one may do."""

from __future__ import annotations

import asyncio

import pytest

from bot.service import leader as module
from bot.service.leader import Leader
from bot.service.ports import Unavailable
from bot.storage.memory import MemoryStore


class Contested(MemoryStore):
    """A store whose lead a test gives away; None stands for a database that is away."""

    def __init__(self, leads: bool | None) -> None:
        super().__init__()
        self.leads = leads
        self.followed = 0

    async def lead(self) -> bool:
        if self.leads is None:
            raise Unavailable
        return self.leads

    async def follow(self) -> None:
        self.followed += 1
        if self.leads is None:
            raise Unavailable


async def leads(leader: Leader) -> bool:
    """Whether it is this worker's turn, within a moment."""
    try:
        async with asyncio.timeout(0.1):
            await leader.turn()
    except TimeoutError:
        return False
    return True


async def test_a_worker_stands_by_until_the_lead_is_free_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "BEAT", 0.01)
    caplog.set_level("INFO")
    store = Contested(False)
    leader = Leader(store)
    running = asyncio.create_task(leader.run())
    assert not await leads(leader)
    await leader.step_down()
    assert store.followed == 0
    assert caplog.text.count("another worker fetches the updates") == 1
    store.leads = True
    assert await leads(leader)
    store.leads = None
    await asyncio.sleep(0.05)
    assert await leads(leader)  # while the database is away, who led goes on
    await leader.step_down()
    assert store.followed == 1
    store.leads = False
    await asyncio.sleep(0.05)
    assert not await leads(leader)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
