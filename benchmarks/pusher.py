"""Telegram's side of a webhook: updates posted on kept connections, to one worker after the other; a call in an answer is carried out."""

from __future__ import annotations

import asyncio
import re
import socket
from collections import deque
from collections.abc import Callable, Sequence

import orjson

HOOK_SECRET = "bench-secret"
CONNECTIONS = 100
HEAD = (
    b"POST /hook HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"
    b"X-Telegram-Bot-Api-Secret-Token: " + HOOK_SECRET.encode() + b"\r\nContent-Length: %d\r\n\r\n"
)
LENGTH = re.compile(rb"\r\n[cC]ontent-[lL]ength: *(\d+)")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Pusher:
    """Posts updates, each until it is taken."""

    def __init__(self, ports: Sequence[int], call: Callable[[bytes, bytes], bytes]) -> None:
        self._ports = ports
        self.call = call
        self.waiting: deque[bytes] = deque()
        self.idle: list[Connection] = []
        self._open = 0

    def push(self, body: bytes) -> None:
        """Post an update, on the next connection that is free."""
        self.waiting.append(body)
        if self.idle:
            self.idle.pop(0).post()
        elif self._open < CONNECTIONS:
            port = self._ports[self._open % len(self._ports)]
            self._open += 1
            asyncio.get_running_loop().create_task(self._connect(port))

    async def _connect(self, port: int) -> None:
        await asyncio.get_running_loop().create_connection(lambda: Connection(self), "127.0.0.1", port)


class Connection(asyncio.Protocol):
    """One connection to a worker."""

    def __init__(self, pusher: Pusher) -> None:
        self._pusher = pusher
        self._buffer = b""
        self._sent = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]
        self.post()

    def post(self) -> None:
        """Post what waits, or wait for more."""
        if not self._pusher.waiting:
            self._pusher.idle.append(self)
            return
        assert self._transport
        self._sent = self._pusher.waiting.popleft()
        self._transport.write(HEAD % len(self._sent) + self._sent)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = LENGTH.search(self._buffer, 0, head + 2)
        end, start = head + 4 + (int(length[1]) if length else 0), head + 4
        if not length and b"chunked" in self._buffer[:head]:  # as Node.js does it: one chunk
            last = self._buffer.find(b"0\r\n\r\n", head + 4)
            if last < 0:
                return
            end, start = last + 5, self._buffer.find(b"{", head)
        if len(self._buffer) < end:
            return
        status, body = self._buffer[9:12], self._buffer[start:end].rstrip(b"0\r\n")
        self._buffer = self._buffer[end:]
        if status != b"200":
            self._pusher.waiting.append(self._sent)
        elif body.startswith(b"{"):
            method = orjson.loads(body).get("method", "")
            self._pusher.call(method.encode(), body)
        self.post()
