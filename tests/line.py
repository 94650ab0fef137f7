"""A TCP line to a database that can be cut and mended: the database goes away without anybody touching it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import URL


class Line:
    """Carries bytes between whoever connects to `port` and the database."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._whole = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @classmethod
    @asynccontextmanager
    async def to(cls, url: URL) -> AsyncIterator[Line]:
        """A line to the database at this URL, until the end of the block."""
        line = cls(url)
        server = await asyncio.start_server(line._serve, "127.0.0.1", 0)
        line.port = server.sockets[0].getsockname()[1]
        try:
            yield line
        finally:
            server.close()
            line.drop_connections()
            await asyncio.gather(*line._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Break every connection, and let no new one through."""
        self._whole = False
        self.drop_connections()

    def mend(self) -> None:
        """Let connections through again."""
        self._whole = True

    def drop_connections(self) -> None:
        """Break every connection there is now."""
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        there_reader, there_writer = await self._connect()
        self._writers |= {writer, there_writer}
        await asyncio.gather(_carry(reader, there_writer), _carry(there_reader, writer))
        self._writers -= {writer, there_writer}
        self._tasks.discard(task)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._url.host:
            return await asyncio.open_connection(self._url.host, self._url.port or 5432)
        return await asyncio.open_unix_connection(f"{self._url.query['host']}/.s.PGSQL.{self._url.port or 5432}")


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
    writer.close()
