"""A Store on one SQLite file: WAL, synchronous=FULL, one writer thread, and a commit for everything that waits.

The thread takes whatever requests have gathered while it was busy and answers them in one transaction, so the cost of reaching
the disk is shared. If such a group fails, each request is tried by itself: one that cannot succeed must not take others with it.
The file belongs to one process at a time; a lock beside it says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DBAPIError

from bot.errors import StorageError
from bot.service.ports import LEASE, Kept, Parcel, Receipt, Unavailable, Unit

from . import batch, schema
from .grouped import GROUP, GroupedStore, settle
from .recent import Recent
from .requests import Request
from .tables import outbox, timers

BUSY_SECONDS = 5.0
CHECKPOINT_PAGES = 8000
"""How far the journal grows, in pages of 4 KiB, before it is written back: a page that changed often is written back once."""


@dataclass(slots=True)
class _Asked:
    request: Request
    answer: asyncio.Future[Any]


class SqliteStore(GroupedStore):
    """The Store of a single process. Make one with `SqliteStore.open`."""

    def __init__(self, path: Path, engine: Engine, lock: int) -> None:
        super().__init__()
        self.path = path
        self._engine = engine
        self._lock = lock
        self._worker = batch.Worker(alone=True)
        self._asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._closed = False
        self._recent = Recent()
        self._thread = threading.Thread(target=self._serve, name="sqlite-writer", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, path: Path) -> SqliteStore:
        """Open the file, creating or migrating it as needed. Raises StorageError with what to do about it."""
        path = path.absolute()
        lock = _claim_file(path)
        engine = _engine(path)
        try:
            with engine.begin() as connection:
                schema.prepare(connection)
                _take_over(connection)
            with engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")  # the journal's mode cannot change inside a transaction
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        except BaseException as failure:
            engine.dispose()
            os.close(lock)
            if isinstance(failure, DBAPIError):
                raise StorageError(
                    f"the database {path} cannot be used: {failure.orig}. Restore a backup, or move the file away to start empty."
                ) from None
            raise
        return cls(path, engine, lock)

    async def load(self, chat_id: int) -> Kept:
        if self._closed:
            raise Unavailable("the store is closed")
        return self._recent.get(chat_id) or await super().load(chat_id)

    async def commit(self, unit: Unit) -> tuple[Parcel, ...]:
        try:
            parcels = await super().commit(unit)
        except BaseException:
            self._recent.forget(unit.kept.chat_id)
            raise
        self._recent.committed(unit)
        return parcels

    async def acknowledge(self, receipt: Receipt) -> None:
        await super().acknowledge(receipt)
        if receipt.card is not None:
            self._recent.shown(receipt.chat_id, receipt.card)

    async def drop_parcels(self, chat_id: int) -> None:
        self._recent.forget(chat_id)
        await super().drop_parcels(chat_id)
        self._recent.forget(chat_id)

    async def close(self) -> None:
        """Answer what was asked before, then let the file go. Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        self._asked.put(None)
        await asyncio.to_thread(self._thread.join)
        self._engine.dispose()
        os.close(self._lock)

    async def _ask(self, request: Request) -> Any:
        if self._closed:
            raise Unavailable("the store is closed")
        asked = _Asked(request, asyncio.get_running_loop().create_future())
        self._asked.put(asked)
        return await asked.answer

    def _serve(self) -> None:
        """The writer thread: gather, answer, repeat, until None is asked."""
        open_ = True
        while open_:
            group = [self._asked.get()]
            with contextlib.suppress(queue.Empty):
                while group[-1] is not None and len(group) < GROUP:
                    group.append(self._asked.get_nowait())
            open_ = group[-1] is not None
            if asked := [asked for asked in group if asked is not None]:
                self._answer(asked)

    def _answer(self, group: Sequence[_Asked]) -> None:
        """Answer a group; one message to the event loop carries all the answers."""
        try:
            answers = self._transact([asked.request for asked in group])
        except Exception as failure:
            if len(group) > 1:
                for asked in group:
                    self._answer([asked])
                return
            answers = [self._unavailable(failure)]
        else:
            self._worked()
        loop = group[0].answer.get_loop()
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits for answers any more
            loop.call_soon_threadsafe(_deliver, [(asked.answer, answer) for asked, answer in zip(group, answers, strict=True)])

    def _transact(self, requests: Sequence[Request]) -> list[Any]:
        with self._engine.begin() as connection:
            return batch.run(connection, requests, self._worker)


def _deliver(answers: Sequence[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, answer in answers:
        settle(future, answer)


def _take_over(connection: Connection) -> None:
    """End the leases of the process that had the file before: it holds the file no more, so it is gone."""
    now = round(time.time() * 1000)
    leased = (timers.c.wake > now, timers.c.wake <= now + 2 * LEASE.total_seconds() * 1000, timers.c.wake > timers.c.due)
    connection.execute(timers.update().where(*leased).values(wake=timers.c.due))
    if connection.execute(select(outbox.c.id).limit(1)).first():
        connection.execute(outbox.update().values(wake=0))


def _claim_file(path: Path) -> int:
    """Make the folder and the file for the owner alone, and hold the lock that says whose file it is."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(
            f"the database {path} cannot be written: {error.strerror}. Set DATABASE_URL to a place this user may write."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise StorageError(f"another process uses the database {path}. Stop it first, or set DATABASE_URL to another file.") from None
    return lock


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", f"wal_autocheckpoint={CHECKPOINT_PAGES}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
