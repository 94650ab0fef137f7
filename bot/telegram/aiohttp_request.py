"""A request backend for python-telegram-bot on aiohttp: one session, keep-alive connections, JSON bodies.

Measured at four to eight times the updates per CPU-second of the library's httpx backend (see benchmarks/README.md).
Never lets a URL into an exception: it holds the bot's token.
"""

from __future__ import annotations

from typing import Any

import aiohttp
import orjson
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

READ_SECONDS = 10.0
CONNECT_SECONDS = 5.0


class AiohttpRequest(BaseRequest):
    """Sends Bot API requests. `connections` bounds how many are open at once."""

    def __init__(self, connections: int = 256) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer, when a call does not say otherwise."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the session. Harmless when it is open."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Do one request. Returns the HTTP status and the body. Raises TimedOut or NetworkError, never with the URL in it."""
        if self._session is None:
            raise NetworkError("the connection to Telegram is closed")
        seconds = float(read_timeout) if isinstance(read_timeout, int | float) else READ_SECONDS
        timeout = aiohttp.ClientTimeout(total=seconds + CONNECT_SECONDS, sock_connect=CONNECT_SECONDS)
        try:
            async with self._session.request(method, url, timeout=timeout, **_body(request_data)) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as failure:
            raise NetworkError(f"no connection ({type(failure).__name__})") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read a JSON answer. Raises TelegramError for anything else, without quoting it."""
        try:
            data = orjson.loads(payload)
        except ValueError:
            raise TelegramError("the answer is not JSON") from None
        if not isinstance(data, dict):
            raise TelegramError("the answer is not a JSON object")
        return data


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if request_data.contains_files:
        form = aiohttp.FormData(request_data.json_parameters)
        for field, (name, content, kind) in request_data.multipart_data.items():
            form.add_field(field, content, filename=name, content_type=kind)
        return {"data": form}
    return {"data": orjson.dumps(request_data.parameters), "headers": {"Content-Type": "application/json"}}
