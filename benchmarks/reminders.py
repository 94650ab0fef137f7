"""A burst of due timers with ever more rows that are due later: how fast it goes out, how long a person who taps meanwhile waits.

The sender costs nothing; each message is acknowledged by itself. What is measured is everything between a due row and its
acknowledgement: claim, load, decide, commit, deliver.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from benchmarks.measure import Way
from bot.clocks import SystemClock
from bot.content.library import Library, load
from bot.dialog.events import Commanded
from bot.dialog.script import Level
from bot.dialog.session import Ended, Session, to_data
from bot.service.conversation import Conversation
from bot.service.delivery import Delivery
from bot.service.pace import LocalBucket, Pace
from bot.service.ports import Parcel, Store
from bot.service.timers import Timers
from bot.settings import ROOT
from bot.storage.sqlite import SqliteStore

DUE = 10_000
FUTURE = (1_000, 100_000, 1_000_000)
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) ",
    "postgres": "WITH n AS (SELECT generate_series({first}, {last}) AS i) ",
}


class Free:
    """A sender that costs nothing. Counts what it was given, and notes when each chat was last sent to."""

    def __init__(self) -> None:
        self.sent = 0
        self.at: dict[int, float] = {}

    async def send(self, parcel: Parcel, card: int | None) -> int | None:
        self.sent += 1
        self.at[parcel.chat_id] = time.perf_counter()
        return self.sent


def seeding(engine: str, future: int) -> list[str]:
    """The statements that fill an empty database: DUE chats whose warm-up is over, and chats whose warm-up is over later."""
    now = datetime.now(UTC)
    ended = Ended("run", "starter", Level.STARTER, now, (), 10, now)
    session = orjson.dumps(to_data(Session("en", ended=ended))).decode()
    millis = int(now.timestamp() * 1000)
    statements = []
    for first, last, due in ((1, DUE, str(millis - 1000)), (DUE + 1, DUE + future, f"{millis} + 86400000 + i * 20")):
        numbers = NUMBERS[engine].format(first=first, last=last)
        false = "false" if engine == "postgres" else "0"
        chat = f"SELECT i, 1, '{session}', '[]', NULL, {false} FROM n"
        timer = f"SELECT i, i, 'warm_up', 'run', '', {due}, {due}, '' FROM n"
        if engine == "sqlite":
            statements += [f"INSERT INTO chats {numbers}{chat}", f"INSERT INTO timers {numbers}{timer}"]
        else:
            statements += [f"{numbers}INSERT INTO chats {chat}", f"{numbers}INSERT INTO timers {timer}"]
    return statements


async def seed_sqlite(path: Path, future: int) -> None:
    """Make and fill a SQLite file."""
    await SqliteStore.open(path).close()
    with sqlite3.connect(path) as connection:
        for statement in seeding("sqlite", future):
            connection.execute(statement)
    connection.close()


@asynccontextmanager
async def sqlite(future: int) -> AsyncIterator[Store]:
    """A filled SQLite store."""
    with tempfile.TemporaryDirectory() as folder:
        await seed_sqlite(Path(folder) / "b12.db", future)
        store = SqliteStore.open(Path(folder) / "b12.db")
        yield store
        await store.close()


@asynccontextmanager
async def postgres(future: int) -> AsyncIterator[Store]:
    """A filled PostgreSQL store, on the server that the tests use."""
    from bot.storage.postgres import PostgresStore
    from tests.postgres import Postgres, connected

    server = Postgres()
    url = await server.database()
    async with connected(url) as connection:
        for statement in (*seeding("postgres", future), "ANALYZE"):
            await connection.execute(statement)
    store = await PostgresStore.open(url)
    yield store
    await store.close()
    await server.drop(url)


ENGINES = {"sqlite": sqlite, "postgres": postgres}


async def burst(store: Store, library: Library) -> dict[str, float]:
    """Let everything that is due go out. Returns messages a second, and what a person who taps meanwhile waits, in milliseconds."""
    sender, clock = Free(), SystemClock()
    delivery = Delivery(store, sender, Pace(LocalBucket(10_000)))
    conversation = Conversation(library, store, delivery, clock)
    timers = Timers(conversation, store, clock, delivery)
    waits: list[float] = []
    people = asyncio.create_task(tapping(conversation, sender, waits))
    used, began = time.process_time(), time.perf_counter()
    firing = asyncio.create_task(timers.run())
    while sender.sent - len(waits) < DUE:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await delivery.settle()
    took, used = time.perf_counter() - began, time.process_time() - used
    for task in (people, firing):
        task.cancel()
    await asyncio.gather(people, firing, return_exceptions=True)
    await delivery.drain(5)
    waits.sort()
    return {
        "per_s": DUE / took,
        "cpu_us": used / DUE * 1e6,
        "p50_ms": statistics.median(waits) * 1e3,
        "p99_ms": waits[len(waits) * 99 // 100] * 1e3,
    }


async def tapping(conversation: Conversation, sender: Free, waits: list[float]) -> None:
    """Every 20 ms somebody new starts a check, and waits for the first question."""
    for chat in range(-1, -(10**9), -1):
        began = time.perf_counter()
        await conversation.receive(chat, Commanded("check"), None, "en")
        while chat not in sender.at:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        waits.append(sender.at[chat] - began)
        await asyncio.sleep(0.02)


def reminders(rounds: int) -> None:
    """Print the table of bursts."""
    library = load(ROOT / "dialogs")
    print(f"| {DUE:,} due, future rows | messages/s, each acknowledged | CPU us each | a tap meanwhile: p50 ms | p99 ms |")
    print("|---|---|---|---|---|")
    results: dict[tuple[str, int], list[dict[str, float]]] = {}
    for _ in range(rounds):
        for engine in ENGINES:
            for future in FUTURE:
                results.setdefault((engine, future), []).append(asyncio.run(_once(engine, future, library)))
    for (engine, future), runs in results.items():
        shown = [" / ".join(f"{run[key]:,.0f}" for run in runs) for key in ("per_s", "cpu_us", "p50_ms", "p99_ms")]
        print(f"| {engine}, {future:,} | {' | '.join(shown)} |", flush=True)


async def _once(engine: str, future: int, library: Library) -> dict[str, float]:
    async with ENGINES[engine](future) as store:
        return await burst(store, library)


async def started(measure: Any, command: list[str], future: int) -> tuple[float, float]:
    """Seconds to the first poll and resident MiB of the whole program on a database with so many future rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b12.db"
        if future:
            await seed_sqlite(path, future)
            with sqlite3.connect(path) as connection:
                connection.execute("DELETE FROM timers WHERE id <= ?", (DUE,))
            connection.close()
        run = await measure("start", command, Way(users=1, conversations=1, follow=True, limit=60, database=f"sqlite:///{path}"))
        return run["start_s"], run["empty_mb"]


def large_start(measure: Any, command: list[str], rounds: int) -> None:
    """Print how starting with a million rows compares with starting empty."""
    print("| start on SQLite | seconds to the first poll | resident MB |\n|---|---|---|")
    sizes = (0, FUTURE[-1])
    runs: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            runs[size].append(asyncio.run(started(measure, command, size)))
    medians = {size: [statistics.median(column) for column in zip(*found, strict=True)] for size, found in runs.items()}
    for size, (seconds, memory) in medians.items():
        print(f"| {size:,} people and timers | {seconds:.2f} | {memory:.1f} |")
    ratios = [large / empty for large, empty in zip(medians[sizes[1]], medians[0], strict=True)]
    print(f"| ratio | {ratios[0]:.2f} | {ratios[1]:.2f} |")
