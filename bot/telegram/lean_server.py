"""As much of an HTTP/1.1 server as a webhook needs: posts with a length, one at a time on connections that are kept, no TLS.

What is wrong with a request is answered with a status and never quoted anywhere: it may be what a person wrote. A general server did the
same at three times the work, and that was more than everything the bot does with an update.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

LARGEST_HEAD = 16 * 1024
LARGEST_BODY = 2**20
"""Bytes of a request's body: several times the largest update."""
SLOW_SECONDS = 10.0
"""How long a client may take to send its request."""
IDLE_SECONDS = 75.0
"""How long a connection may be silent: longer than a balancer keeps it, so that it is not closed under a request."""

_REQUEST = re.compile(rb"([A-Z]{1,16}) [!-~]{1,4096} HTTP/1\.[01]\r\n")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,12})[ \t]*(?=\r\n)", re.IGNORECASE)
_CODING = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection:[^\r]*close", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. A `body` is JSON. `last`: the connection ends with it, and what is left of the request is not read."""

    status: int
    body: bytes = b""
    last: bool = False
    more: bytes = b""
    """Further lines of the head, each with its end."""

    def written(self, last: bool) -> bytes:
        """The answer as it is sent."""
        kind = b"Content-Type: application/json\r\n" if self.body else b""
        close = b"Connection: close\r\n" if last else b""
        line = b"HTTP/1.1 %d %s\r\n" % (self.status, HTTPStatus(self.status).phrase.encode())
        return line + kind + close + self.more + b"Content-Length: %d\r\n\r\n" % len(self.body) + self.body


Admit = Callable[[bytes], Reply | None]
"""Looks at a request's head before its body is read; a Reply turns it away."""
Handle = Callable[[bytes], Awaitable[Reply]]
"""Handles a body."""


class Server:
    """Listens until it is stopped."""

    def __init__(self, admit: Admit, handle: Handle) -> None:
        self.admit = admit
        self.handle = handle
        self.stopping = False
        self.connections: set[_Connection] = set()
        self._listening: asyncio.Server | None = None
        self._watch: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(lambda: _Connection(self), host, port, backlog=1024)
        self._watch = asyncio.create_task(self._keep_watch())

    async def stop(self, seconds: float) -> None:
        """Take no more, and wait so long for what is under way."""
        self.stopping = True
        if self._listening:
            self._listening.close()
        under_way = [connection.work for connection in self.connections if connection.work]
        if under_way:
            await asyncio.wait(under_way, timeout=seconds)
        if self._watch:
            self._watch.cancel()
        for connection in tuple(self.connections):
            connection.close()

    async def _keep_watch(self) -> None:
        """Let go of who is too slow. One look at all of them costs less than a timer for each request."""
        while True:
            await asyncio.sleep(min(SLOW_SECONDS, IDLE_SECONDS) / 4)
            now = asyncio.get_running_loop().time()
            for connection in tuple(self.connections):
                connection.check(now)


class _Connection(asyncio.Protocol):
    """One client, and the request it is sending."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._since = self._loop.time()
        self._start = 0
        self._end = 0
        self._last = False
        self.work: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a stream it is a Transport
        self._server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(self)
        self._transport = None

    def data_received(self, data: bytes) -> None:
        if not self._buffer:
            self._since = self._loop.time()
        self._buffer += data
        if self.work is None:
            self._read()
        elif len(self._buffer) > LARGEST_HEAD + LARGEST_BODY:  # it sends more and more before its first answer
            self.close()

    def check(self, now: float) -> None:
        """Let go of a client that is too slow, or silent for too long."""
        if self.work is not None:
            return
        if self._end and now - self._since > SLOW_SECONDS:
            self._send(Reply(408, last=True))
        elif now - self._since > (SLOW_SECONDS if self._buffer else IDLE_SECONDS):
            self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._transport:
            self._transport.close()

    def _read(self) -> None:
        if not self._end and not self._read_head():
            return
        if len(self._buffer) >= self._end:
            body = bytes(self._buffer[self._start : self._end])
            del self._buffer[: self._end]
            self._end = 0
            self.work = asyncio.create_task(self._handle(body))

    def _read_head(self) -> bool:
        """Whether the head is there and its body is wanted."""
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > LARGEST_HEAD:
                self._send(Reply(431, last=True))
            return False
        head = bytes(self._buffer[: end + 2])
        refusal = self._refusal(head)
        if refusal:
            self._send(refusal)
            return False
        self._start, self._end = end + 4, end + 4 + int(_LENGTH.findall(head)[0])
        self._last = _CLOSE.search(head) is not None
        return True

    def _refusal(self, head: bytes) -> Reply | None:
        request, lengths = _REQUEST.match(head), _LENGTH.findall(head)
        if request is None:
            return Reply(400, last=True)
        if refusal := self._server.admit(head):
            return refusal
        if request[1] != b"POST":
            return Reply(405, last=True, more=b"Allow: POST\r\n")
        if _CODING.search(head) or len(lengths) != 1:
            return Reply(411 if not lengths else 400, last=True)
        return Reply(413, last=True) if int(lengths[0]) > LARGEST_BODY else None

    async def _handle(self, body: bytes) -> None:
        reply = Reply(500, last=True)  # for a bug, which is raised; whoever posted must not wait for ever
        try:
            reply = await self._server.handle(body)
        finally:
            self._send(reply)
            self.work = None
            self._since = self._loop.time()
        if self._buffer and self._transport and not self._transport.is_closing():
            self._read()

    def _send(self, reply: Reply) -> None:
        last = reply.last or self._last or self._server.stopping
        if self._transport and not self._transport.is_closing():
            self._transport.write(reply.written(last))
            if last:
                self._transport.close()
