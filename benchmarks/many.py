"""Many people: latency at half load, what the number of stored people costs, and what a second worker brings."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from benchmarks.measure import Way, measure
from bot.dialog.script import Level
from bot.dialog.session import Ended, Session, to_data
from bot.storage.sqlite import SqliteStore

STORED = (1_000, 1_000_000)
HALF = 350.0
"""Updates a second at half load: half of what a worker did in a second on the machine of the tables while others used it, too."""


def half_load(command: list[str], rounds: int) -> None:
    """From update to reply sent while people think between taps."""
    print("| people who think before they tap | updates a second | p50 ms | p99 ms |\n|---|---|---|---|")
    for name, hook in (("polling", False), ("webhook", True)):
        way = Way(hook, pause=200 / HALF, users=200, conversations=3, follow=True)
        runs = [asyncio.run(measure(name, command, way)) for _ in range(rounds)]
        print(f"| {name} | {_cells(runs, 'per_s', 'p50_ms', 'p99_ms')} |", flush=True)


def stored(command: list[str], rounds: int) -> None:
    """The same load on a database with few and with many people in it."""
    results: dict[int, list[dict[str, Any]]] = {people: [] for people in STORED}
    with tempfile.TemporaryDirectory() as folder:
        for people in STORED:
            asyncio.run(_fill(Path(folder) / f"{people}.db", people))
        for _ in range(rounds):
            for people in STORED:
                way = Way(database=f"sqlite:///{folder}/{people}.db", follow=True, limit=200)
                results[people].append(asyncio.run(measure(str(people), command, way)))
    print("| people stored | updates per CPU-second | per second | resident MB |\n|---|---|---|---|")
    for people, runs in results.items():
        print(f"| {people:,} | {_cells(runs, 'per_cpu_s', 'per_s', 'loaded_mb')} |", flush=True)


EACH = 250.0
"""Updates a second for each worker when two are compared with one at the same load for each."""


def workers(command: list[str], rounds: int) -> None:
    """One worker and two, on PostgreSQL, by webhook: as much as possible, and at the same load for each.

    PostgreSQL and the generator need a share of the same cores, so the first says little of two machines. The second says what sharing a
    database costs: updates that arrive together share a transaction, so a worker must be compared with one that is as busy.
    """
    from tests.postgres import Postgres

    server = Postgres()
    print("| workers on PostgreSQL | updates per CPU-second of all workers | per second | p50 ms | p99 ms |\n|---|---|---|---|---|")
    for name, pause in (("as much as possible", 0.0), (f"{EACH:g} a second for each", 200 / EACH)):
        results: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
        for _ in range(rounds):
            for number in results:
                url = asyncio.run(server.database())
                way = Way(True, number, pause, url, users=200 * number, conversations=3, follow=True)
                results[number].append(asyncio.run(measure(str(number), command, way)))
                asyncio.run(server.drop(url))
        for number, runs in results.items():
            print(f"| {number}, {name} | {_cells(runs, 'per_cpu_s', 'per_s', 'p50_ms', 'p99_ms')} |", flush=True)
    server.close()


def _cells(runs: list[dict[str, Any]], *names: str) -> str:
    return " | ".join(" / ".join(str(run.get(name, "stalled")) for run in runs) for name in names)


async def _fill(path: Path, people: int) -> None:
    """A database of people who once did a check, each with a timer a year ahead."""
    await SqliteStore.open(path).close()
    now = datetime.now(UTC)
    session = orjson.dumps(to_data(Session("en", ended=Ended("run", "starter", Level.STARTER, now, (), 10)))).decode()
    updates = orjson.dumps(list(range(1, 9))).decode()
    due = int(now.timestamp() * 1000) + 365 * 86_400_000
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people})"
    with sqlite3.connect(path) as connection:
        connection.execute(f"INSERT INTO chats {numbers} SELECT i * 1000, 1, ?, ?, NULL, 0 FROM n", (session, updates))
        connection.execute(f"INSERT INTO timers {numbers} SELECT i, i * 1000, 'forget', 'run', '', {due} + i, {due} + i, '' FROM n")
    connection.close()
