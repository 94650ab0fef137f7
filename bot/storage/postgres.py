"""A Store on PostgreSQL, shared by as many workers as there are: asyncpg, two writers, and a commit for everything that waits.

Each writer takes whatever requests have gathered while it was busy and answers them in one transaction. If such a group fails, each
request is tried by itself, so that one that cannot succeed does not take others with it; when it is the connection that failed, the
group is tried once more on a new one, and then all of it is Unavailable.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError
from bot.service.ports import Unavailable

from . import batch, schema
from .bucket import SharedBucket
from .grouped import GROUP, GroupedStore, settle
from .requests import Request

WRITERS = 2
CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 10.0
"""How long one statement may take. A worker that hangs must not keep others from a chat for longer."""

_AWAY = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.InterfaceError)


@dataclass(slots=True)
class _Asked:
    request: Request
    answer: asyncio.Future[Any]


class PostgresStore(GroupedStore):
    """The Store of one of several workers. Make one with `PostgresStore.open`."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__()
        self._engine = engine
        self._worker = batch.Worker(alone=False)
        self._asked: asyncio.Queue[_Asked | None] = asyncio.Queue()
        self._closed = False
        self._writers = [asyncio.create_task(self._serve()) for _ in range(WRITERS)]

    @classmethod
    async def open(cls, url: str) -> PostgresStore:
        """Connect, creating or migrating the schema as needed. Raises StorageError with what to do about it."""
        engine = _engine(url)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(schema.prepare)
        except Exception as failure:
            await engine.dispose()
            if isinstance(failure, DBAPIError | asyncpg.PostgresError | OSError | TimeoutError):
                raise StorageError(_refused(url, failure)) from None
            raise
        return cls(engine)

    def bucket(self, rate: int) -> SharedBucket:
        """The token bucket that all workers of this database share; `rate` in messages a second."""
        return SharedBucket(self._engine, rate)

    async def close(self) -> None:
        """Answer what was asked before, then let the connections go. Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        for _ in self._writers:
            self._asked.put_nowait(None)
        await asyncio.gather(*self._writers)
        await self._engine.dispose()

    async def _ask(self, request: Request) -> Any:
        if self._closed:
            raise Unavailable("the store is closed")
        asked = _Asked(request, asyncio.get_running_loop().create_future())
        self._asked.put_nowait(asked)
        return await asked.answer

    async def _serve(self) -> None:
        """A writer: gather, answer, repeat, until None is asked."""
        while (asked := await self._asked.get()) is not None:
            group = [asked]
            while len(group) < GROUP and not self._asked.empty():
                asked = self._asked.get_nowait()
                if asked is None:
                    self._asked.put_nowait(None)  # for this writer's next turn
                    break
                group.append(asked)
            await self._answer(group)

    async def _answer(self, group: Sequence[_Asked]) -> None:
        requests = [asked.request for asked in group]
        try:
            try:
                answers = await self._transact(requests)
            except Exception as failure:
                if not _away(failure):
                    raise
                answers = await self._transact(requests)  # the server was restarted, or closed a connection that was idle for long
        except Exception as failure:
            if len(group) > 1 and not _away(failure):
                for asked in group:
                    await self._answer([asked])
                return
            answers = [self._unavailable(failure)] * len(group)
        else:
            self._worked()
        for asked, answer in zip(group, answers, strict=True):
            settle(asked.answer, answer)

    async def _transact(self, requests: Sequence[Request]) -> list[Any]:
        async with self._engine.begin() as connection:
            return await connection.run_sync(batch.run, requests, self._worker)


def _engine(url: str) -> AsyncEngine:
    limits = {
        "application_name": "b12-companion",
        "statement_timeout": f"{STATEMENT_SECONDS:g}s",
        "idle_in_transaction_session_timeout": f"{STATEMENT_SECONDS * 2:g}s",
    }
    return create_async_engine(
        url,
        pool_size=WRITERS + 1,  # one for the bucket
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        connect_args={"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS + 2, "server_settings": limits},
    )


def _away(failure: Exception) -> bool:
    """Whether it is the connection that failed and not what was asked."""
    return isinstance(failure, _AWAY) or (isinstance(failure, DBAPIError) and failure.connection_invalidated)


def _refused(url: str, failure: Exception) -> str:
    """Why the database cannot be used and what to do, without the password."""
    parts = make_url(url)
    where = f"{parts.database} at {parts.host or parts.query.get('host')}"
    cause = failure.orig.__cause__ or failure.orig if isinstance(failure, DBAPIError) and failure.orig else failure
    reason = " ".join(str(cause).split()) or type(cause).__name__
    if parts.password:
        reason = reason.replace(str(parts.password), "<password>")
    return f"the database {where} cannot be used: {reason}. Check DATABASE_URL, and that PostgreSQL runs and lets this user in."
