"""As much of an HTTP/1.1 client as calls of the Bot API need: one request at a time on connections that are kept, with TLS.

Not for anything else: no redirects, cookies, proxies or compression. Half the work of a general client, and that was a third of all the
bot did. Errors never hold a URL: it holds the bot's token.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

IDLE_SECONDS = 50.0
"""A connection that was idle for longer is not used again: the other side may be closing it at this moment."""
LARGEST_HEAD, LARGEST_BODY = 64 * 1024, 32 * 2**20
CONNECT_SECONDS = 5.0
"""How long one address may take. A name may have several; the one that worked last is tried first."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection:[^\r]*close", re.IGNORECASE)
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r]")


class HttpError(Exception):
    """The request could not be made, or what came back is no answer."""


class Client:
    """Makes requests to one server. `connections` bounds how many are open at once. Belongs to one event loop."""

    def __init__(self, connections: int) -> None:
        self._room = asyncio.Semaphore(connections)
        self._idle: list[_Connection] = []
        self._good: tuple[object, ...] | None = None
        self._open = True

    async def post(self, url: str, body: bytes, kind: str, seconds: float) -> tuple[int, bytes]:
        """Send a body and return status and body of the answer. `seconds`: how long to wait for it, once connected.

        Raises HttpError, TimeoutError and OSError.
        """
        server, path = _split(url)
        async with self._room:
            connection = self._kept() or await self._connect(server)
            try:
                answer = await connection.ask(_head(server, path, kind, len(body)) + body, seconds)
            except BaseException:
                connection.abort()
                raise
            if connection.usable and self._open:
                self._idle.append(connection)
            else:
                connection.abort()
        return answer

    def close(self) -> None:
        """Close every connection."""
        self._open = False
        for connection in self._idle:
            connection.abort()
        self._idle.clear()

    def _kept(self) -> _Connection | None:
        if not self._open:
            raise HttpError("the connection is closed")
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._idle:
            connection = self._idle.pop()
            if connection.usable and connection.since > oldest:
                return connection
            connection.abort()
        return None

    async def _connect(self, server: Server) -> _Connection:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
        except UnicodeError:  # a label that is too long for a name
            raise HttpError("the name of the server is none") from None
        failure: Exception = HttpError("the name of the server has no address")
        for family, _, _, _, address in sorted(found, key=lambda one: one[4] != self._good):
            tls, name = (_tls(), server.host) if server.secure else (None, None)
            where = str(address[0]), server.port
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    _, connection = await loop.create_connection(
                        lambda: _Connection(loop), *where, ssl=tls, family=family, server_hostname=name
                    )
            except (OSError, TimeoutError) as error:
                failure = error
                continue
            self._good = address
            return connection
        raise failure


@dataclass(frozen=True, slots=True)
class Server:
    """Where requests go."""

    host: str
    port: int
    secure: bool
    name: str


class _Connection(asyncio.Protocol):
    """One connection, and the answer that is coming in on it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._buffer = bytearray()
        self._status = 0
        self._start = 0
        self._length: int | None = None
        self._chunked = False
        self.usable = False
        self.since = loop.time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a stream it is a Transport
        self.usable = True

    async def ask(self, request: bytes, seconds: float) -> tuple[int, bytes]:
        """Send a request and wait for its answer."""
        if self._transport is None or not self.usable:
            raise HttpError("the connection was closed")
        answer: asyncio.Future[tuple[int, bytes]] = self._loop.create_future()
        self._answer = answer
        self._transport.write(request)
        late = self._loop.call_later(seconds, self._fail, TimeoutError())
        try:
            return await answer
        finally:
            late.cancel()
            self._answer = None
            self.since = self._loop.time()

    def abort(self) -> None:
        """Close without ceremony."""
        self.usable = False
        if self._transport:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done():
            self.abort()  # nobody asked
            return
        self._buffer += data
        if not self._status and not self._read_head():
            return
        if self._chunked:
            body = _unchunked(self._buffer, self._start)
            if body is not None:
                self._done(body)
        elif self._length is not None and len(self._buffer) >= self._start + self._length:
            self._done(bytes(self._buffer[self._start : self._start + self._length]))
        if len(self._buffer) > LARGEST_BODY:
            self._fail(HttpError("the answer is too long"))

    def connection_lost(self, exc: Exception | None) -> None:
        self.usable = False
        if self._status and not self._chunked and self._length is None and exc is None:
            self._done(bytes(self._buffer[self._start :]))  # such an answer ends with its connection
        self._fail(HttpError("the connection was closed"))

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > LARGEST_HEAD:
                self._fail(HttpError("the answer is no HTTP"))
            return False
        head = bytes(self._buffer[: end + 2])
        status = _STATUS.match(head)
        if status is None or status[1].startswith(b"1"):
            self._fail(HttpError("the answer is no HTTP"))
            return False
        length = _LENGTH.search(head)
        self._status, self._start = int(status[1]), end + 4
        self._chunked = _CHUNKED.search(head) is not None
        self._length = int(length[1]) if length and not self._chunked else None
        self.usable = _CLOSE.search(head) is None and (self._chunked or length is not None)
        return True

    def _done(self, body: bytes) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_result((self._status, body))
        self._status, self._length, self._chunked = 0, None, False
        self._buffer.clear()

    def _fail(self, failure: Exception) -> None:
        self.usable = False
        if self._answer and not self._answer.done():
            self._answer.set_exception(failure)


def _unchunked(buffer: bytearray, start: int) -> bytes | None:
    """The body of a chunked answer; None while it is not complete. Raises nothing: what is no chunk is never complete."""
    parts: list[bytes] = []
    while (end := buffer.find(b"\r\n", start)) >= 0:
        try:
            size = int(bytes(buffer[start:end]).partition(b";")[0], 16)
        except ValueError:
            return None
        if size == 0:
            return b"".join(parts) if buffer.find(b"\r\n\r\n", end - 1) >= 0 or buffer[end + 2 : end + 4] == b"\r\n" else None
        if len(buffer) < end + 2 + size + 2:
            return None
        parts.append(bytes(buffer[end + 2 : end + 2 + size]))
        start = end + 2 + size + 2
    return None


_servers: dict[str, Server] = {}


def _split(url: str) -> tuple[Server, str]:
    """The server that a URL names, and the path there. Only the server is remembered: the path holds the token."""
    origin, slash, path = url[8:].partition("/") if url.startswith("https://") else url[7:].partition("/")
    key = url[: len(url) - len(slash + path)]
    server = _servers.get(key)
    if server is None:
        parts = urlsplit(key)
        secure = parts.scheme == "https"
        server = _servers[key] = Server(parts.hostname or "", parts.port or (443 if secure else 80), secure, origin.rpartition("@")[2])
    return server, f"/{path}"


def _head(server: Server, path: str, kind: str, length: int) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: {server.name}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n".encode("ascii")


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
