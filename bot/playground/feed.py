"""Live updates for the page: Server-Sent Events that begin with the whole state.

Knows subscribers and their queues. Must not know what is in an event. Reconnecting is subscribing anew, so nothing is ever missed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from aiohttp import web

_BACKLOG = 2000


class Feed:
    """All the pages that are open. `snapshot` gives the state a page starts from; `heartbeat`: seconds of silence to be broken."""

    def __init__(self, snapshot: Callable[[], Mapping[str, Any]], heartbeat: float = 15.0) -> None:
        self._snapshot = snapshot
        self._heartbeat = heartbeat
        self._readers: set[asyncio.Queue[bytes | None]] = set()

    def publish(self, kind: str, **data: Any) -> None:
        """Send an event to every page. A page too slow to follow is cut off; it reconnects and starts from the state."""
        event = _encode({"kind": kind, **data})
        for reader in list(self._readers):
            try:
                reader.put_nowait(event)
            except asyncio.QueueFull:
                self._cut_off(reader)

    def _cut_off(self, reader: asyncio.Queue[bytes | None]) -> None:
        self._readers.discard(reader)
        while not reader.empty():
            reader.get_nowait()
        reader.put_nowait(None)

    def close(self) -> None:
        """End every stream."""
        for reader in list(self._readers):
            self._cut_off(reader)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Handle GET /api/events until the page leaves."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        reader: asyncio.Queue[bytes | None] = asyncio.Queue(_BACKLOG)
        self._readers.add(reader)
        # State and subscription in one go: an event in between would be lost or shown twice.
        reader.put_nowait(_encode({"kind": "state", **self._snapshot()}))
        try:
            # A page that is closed while something is sent to it has simply left.
            with contextlib.suppress(ConnectionResetError):
                while (event := await self._next(reader)) is not None:
                    await response.write(event)
        finally:
            self._readers.discard(reader)
        return response

    async def _next(self, reader: asyncio.Queue[bytes | None]) -> bytes | None:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(reader.get(), self._heartbeat)
        # A comment: it keeps the connection open and shows a page that has left.
        return b": still here\n\n"


def _encode(event: Mapping[str, Any]) -> bytes:
    return b"data: " + to_json(event) + b"\n\n"


def to_json(value: Any) -> bytes:
    """JSON for the page; what JSON has no form for becomes text."""
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)
