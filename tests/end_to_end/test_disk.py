"""A disk that is full: real refusals by SQLite, in this process and in one of its own. Nothing is lost, and it is told once."""

from __future__ import annotations

import asyncio
import resource
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.content.library import Library
from bot.playground.server import Playground
from bot.playground.world import World
from bot.storage import grouped
from bot.storage.sqlite import SqliteStore
from bot.telegram import updates

from .faults import Fleet
from .test_flood import SICK, URGENT
from .town import TOKEN, Someone, Town, TownClock

FULL = "PRAGMA max_page_count = 1"
ROOM = "PRAGMA max_page_count = 1000000"
CANNOT = "I can't save anything right now."


async def limit(store: SqliteStore, pragma: str) -> None:
    """Leave the file no page more than it has, or room again. The connection is the writer's own: it alone uses it."""

    @event.listens_for(store._engine, "begin", once=True)
    def _set(connection: object) -> None:
        connection.exec_driver_sql(pragma)  # type: ignore[attr-defined]  # of this driver

    await store.backlog(TownClock().now())


def said(person: Someone, beginning: str) -> int:
    return sum(message.text.startswith(beginning) for message in person.messages)


async def test_a_full_disk_loses_nothing_and_is_told_once(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(updates, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(updates, "LONGEST_RETRY", 0.05)
    monkeypatch.setattr(grouped, "CALM", 0.3)
    store = SqliteStore.open(tmp_path / "b12.db")
    here = Town(library, store)
    await here.start()
    ann = here.person()
    await ann.say("/check")
    await limit(store, FULL)
    crowd = [here.person(f"Person {number}") for number in range(30)]
    for person in crowd:
        here.world.send_text(person.id, "/check " + "x" * 60)
    sick = here.person()
    here.world.send_text(sick.id, SICK)
    await here.until(lambda: said(sick, URGENT) == 1)
    await here.until(lambda: any(said(person, CANNOT) for person in crowd))
    await asyncio.sleep(0.5)  # many attempts long
    told = [said(person, CANNOT) for person in crowd]
    assert max(told) == 1
    await limit(store, ROOM)
    await here.settle()
    assert [said(person, CANNOT) for person in crowd] == told
    assert all("1 of about 7" in person.last.text for person in crowd)
    assert [len(person.messages) - 1 for person in crowd] == told
    assert sick.last.text.startswith(URGENT)
    await ann.tap("None of these")
    assert "2 of about 7" in ann.last.text
    assert caplog.text.count("the database failed (SQLITE_FULL)") == 1
    await asyncio.sleep(0.4)
    await store.backlog(here.clock.now())
    assert caplog.text.count("the database works again") == 1
    await here.close()


async def test_a_process_that_may_write_nothing_more_goes_on_when_there_is_room(tmp_path: Path) -> None:
    world = World(TownClock().now, TOKEN)
    playground = Playground(world, clock=TownClock(), token=TOKEN, retry_pause=0.05)
    url = await playground.start(0)
    ann, bob = world.add_person("Ann").id, world.add_person("Bob").id

    def got(person: int) -> list[str]:
        return [message.text for message in world.history(person) if message.from_bot]

    async def until(condition: object) -> None:
        assert callable(condition)
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110  # the world has no event for every condition a test may have
                await asyncio.sleep(0.01)

    log = tmp_path / "log"
    with log.open("w") as lines:
        async with Fleet.of(url, f"sqlite:///{tmp_path}/b12.db", 0, lines.fileno()) as fleet:
            await fleet.start(settings={"LOG_LEVEL": "INFO"})
            world.send_text(ann, "/check")
            await until(lambda: "1 of about 7" in "".join(got(ann)))
            (worker,) = fleet.workers
            _, most = resource.prlimit(worker, resource.RLIMIT_FSIZE)
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (log.stat().st_size + 2_000, most))  # room for the log, and for no page
            world.press_label(ann, "None of these")
            world.send_text(bob, SICK)
            await until(lambda: any(text.startswith(CANNOT) for text in got(ann)))
            await until(lambda: any(text.startswith(URGENT) for text in got(bob)))
            await asyncio.sleep(1.5)
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (most, most))
            await until(lambda: "2 of about 7" in "".join(got(ann)))
            await until(lambda: sum(text.startswith(URGENT) for text in got(bob)) == 2)  # stored now, and so sent again
            assert sum(text.startswith(CANNOT) for text in got(ann)) == 1
            await playground.stop()
    assert log.read_text().count("the database failed") == 1
