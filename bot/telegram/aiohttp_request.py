"""A request backend for python-telegram-bot on aiohttp: one session, keep-alive connections, JSON bodies.

Measured at four to eight times the updates per CPU-second of the library's httpx backend (see benchmarks/README.md).
Never lets a URL into an exception: it holds the bot's token.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import aiohttp
import orjson
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

READ_SECONDS = 10.0
CONNECT_SECONDS = 5.0

_JSON = {"Content-Type": "application/json"}


class PlainData:
    """Parameters that are JSON-ready as they are, and files. Stands in for the library's RequestData, which looks through each."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.plain = {name: value for name, value in parameters.items() if not isinstance(value, InputFile)}
        self.files = {name: value for name, value in parameters.items() if isinstance(value, InputFile)}
        self.contains_files = bool(self.files)


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
        request_data: RequestData | PlainData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Do one request. Returns the HTTP status and the body. Raises TimedOut or NetworkError, never with the URL in it."""
        if self._session is None:
            raise NetworkError("the connection to Telegram is closed")
        seconds = float(read_timeout) if isinstance(read_timeout, int | float) else READ_SECONDS
        timeout = _timeout(seconds + CONNECT_SECONDS)
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


@cache
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)


def _body(data: RequestData | PlainData | None) -> dict[str, Any]:
    """The body of a request: JSON, or a form when there are files. Data the library made itself has it ready in its own way."""
    if data is None:
        return {}
    plain = data.plain if isinstance(data, PlainData) else data.parameters
    if not data.contains_files:
        return {"data": orjson.dumps(plain), "headers": _JSON}
    form = aiohttp.FormData({name: value if isinstance(value, str) else orjson.dumps(value).decode() for name, value in plain.items()})
    for field, file in data.files.items() if isinstance(data, PlainData) else ():
        form.add_field(field, file.input_file_content, filename=file.filename, content_type=file.mimetype)
    return {"data": form}
