"""A request backend for python-telegram-bot on the lean HTTP client: keep-alive connections, JSON bodies.

Measured at several times the updates per CPU-second of the library's httpx backend (see benchmarks/README.md).
Never lets a URL into an exception: it holds the bot's token.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import orjson
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from .http import Client, HttpError

READ_SECONDS = 10.0


class PlainData:
    """Parameters that are JSON-ready as they are, and files. Stands in for the library's RequestData, which looks through each."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.plain = {name: value for name, value in parameters.items() if not isinstance(value, InputFile)}
        self.files = {name: value for name, value in parameters.items() if isinstance(value, InputFile)}
        self.contains_files = bool(self.files)


class LeanRequest(BaseRequest):
    """Sends Bot API requests. `connections` bounds how many are open at once."""

    def __init__(self, connections: int = 256) -> None:
        self._connections = connections
        self._client: Client | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer, when a call does not say otherwise."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Be ready for requests. Harmless when it is."""
        self._client = self._client or Client(self._connections)

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

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
        if self._client is None:
            raise NetworkError("the connection to Telegram is closed")
        body, kind = _body(request_data)
        try:
            return await self._client.post(url, body, kind, float(read_timeout) if isinstance(read_timeout, int | float) else READ_SECONDS)
        except TimeoutError:
            raise TimedOut from None
        except (HttpError, OSError) as failure:
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


def _body(data: RequestData | PlainData | None) -> tuple[bytes, str]:
    """The body of a request and its kind: JSON, or a form when there are files."""
    plain = data.plain if isinstance(data, PlainData) else data.parameters if data else {}
    if not isinstance(data, PlainData) or not data.contains_files:
        return orjson.dumps(plain), "application/json"
    boundary = os.urandom(16).hex()
    parts = [_part(boundary, f'name="{name}"', "text/plain; charset=utf-8", _text(value)) for name, value in plain.items()]
    for field, file in data.files.items():
        name = file.filename.translate({ord(sign): "_" for sign in '"\r\n\\'})
        content = file.input_file_content if isinstance(file.input_file_content, bytes) else file.input_file_content.read()
        parts.append(_part(boundary, f'name="{field}"; filename="{name}"', file.mimetype, content))
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _part(boundary: str, name: str, kind: str, content: bytes) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {name}\r\nContent-Type: {kind}\r\n\r\n".encode() + content + b"\r\n"


def _text(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else orjson.dumps(value)
