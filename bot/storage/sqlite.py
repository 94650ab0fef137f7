"""A Store on one SQLite file: WAL, synchronous=FULL, one writer thread, and a commit for everything that waits.

The thread takes whatever requests have gathered while it was busy and answers them in one transaction, so the cost of reaching
the disk is shared. If such a group fails, each request is tried by itself: one that cannot succeed must not take others with it.
The file belongs to one process at a time; a lock beside it says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import queue
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from bot.errors import StorageError
from bot.service.ports import Kept, Parcel, Receipt, Timer, Unavailable, Unit

from . import batch, schema

log = logging.getLogger(__name__)

GROUP = 256
"""Most requests in one transaction."""
BUSY_SECONDS = 5.0


@dataclass(slots=True)
class _Asked:
    request: batch.Request
    answer: asyncio.Future[Any]


class SqliteStore:
    """The Store of a single process. Make one with `SqliteStore.open`."""

    def __init__(self, path: Path, engine: Engine, lock: int) -> None:
        self.path = path
        self._engine = engine
        self._lock = lock
        self._asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="sqlite-writer", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, path: Path) -> SqliteStore:
        """Open the file, creating or migrating it as needed. Raises StorageError with what to do about it."""
        path = path.absolute()
        lock = _claim_file(path)
        engine = _engine(path)
        try:
            schema.prepare(engine)
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
        return cast(Kept, await self._ask(batch.Load(chat_id)))

    async def commit(self, unit: Unit) -> tuple[Parcel, ...]:
        return cast(tuple[Parcel, ...], await self._ask(unit))

    async def acknowledge(self, receipt: Receipt) -> None:
        await self._ask(receipt)

    async def drop_parcels(self, chat_id: int) -> None:
        await self._ask(batch.Drop(chat_id))

    async def claim_timers(self, now: datetime, limit: int, lease: timedelta) -> list[Timer]:
        return cast(list[Timer], await self._ask(batch.Claim(now, limit, lease)))

    async def planned(self, limit: int) -> list[Timer]:
        return cast(list[Timer], await self._ask(batch.Planned(limit)))

    async def waiting(self) -> list[Parcel]:
        return cast(list[Parcel], await self._ask(batch.Waiting()))

    async def close(self) -> None:
        """Answer what was asked before, then let the file go. Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        self._asked.put(None)
        await asyncio.to_thread(self._thread.join)
        self._engine.dispose()
        os.close(self._lock)

    async def _ask(self, request: batch.Request) -> Any:
        if self._closed:
            raise Unavailable("the store is closed")
        asked = _Asked(request, asyncio.get_running_loop().create_future())
        self._asked.put(asked)
        return await asked.answer

    def _serve(self) -> None:
        """The writer thread: gather, answer, repeat."""
        held: list[_Asked | None] = []
        while True:
            group, held, last = self._gather(held)
            if group:
                self._answer(group)
            if last and not held:
                return

    def _gather(self, held: list[_Asked | None]) -> tuple[list[_Asked], list[_Asked | None], bool]:
        """What waits, up to GROUP; a second turn of a chat is held back for the next group. Also whether to end after it."""
        group: list[_Asked] = []
        later: list[_Asked | None] = []
        chats: set[int] = set()
        waiting = held or [self._asked.get()]
        while len(group) < GROUP:
            if not waiting:
                try:
                    waiting = [self._asked.get_nowait()]
                except queue.Empty:
                    break
            asked = waiting.pop(0)
            if asked is None:
                return group, later, True
            if isinstance(asked.request, Unit):
                if asked.request.kept.chat_id in chats:
                    later.append(asked)
                    continue
                chats.add(asked.request.kept.chat_id)
            group.append(asked)
        return group, later + waiting, False

    def _answer(self, group: Sequence[_Asked]) -> None:
        """Answer a group; one message to the event loop carries all the answers."""
        try:
            answers = self._transact([asked.request for asked in group])
        except Exception as failure:
            if len(group) > 1:
                for asked in group:
                    self._answer([asked])
                return
            answers = [_told(failure)]
        loop = group[0].answer.get_loop()
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits for answers any more
            loop.call_soon_threadsafe(_deliver, [(asked.answer, answer) for asked, answer in zip(group, answers, strict=True)])

    def _transact(self, requests: Sequence[batch.Request]) -> list[Any]:
        with self._engine.begin() as connection:
            return batch.run(connection, requests)


def _deliver(answers: Sequence[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, answer in answers:
        if future.done():
            continue  # whoever asked was cancelled
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)


def _told(failure: Exception) -> Exception:
    """What to tell the asker. What the database says may quote a row, so only the kind of failure is logged."""
    if not isinstance(failure, DBAPIError):
        return failure
    log.error("the database failed: %s", type(failure.orig).__name__)
    return Unavailable(type(failure.orig).__name__)


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
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
