"""The Bot API over HTTP: /bot<token>/<method> in, {"ok": ...} out.

Knows bodies (JSON, form, multipart, query) and status codes. Must not know what a method does. Logs nothing: the address holds the
token, and the bodies hold what people wrote.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web

from .errors import BotApiError, LineFault, bad_request
from .gateway import Gateway
from .rules import Upload

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Wire:
    """The handler. `stopping` lets go of calls that are held open on purpose."""

    def __init__(self, gateway: Gateway, token: str, stopping: asyncio.Event) -> None:
        self._gateway = gateway
        self._token = token
        self._stopping = stopping

    def routes(self) -> list[web.RouteDef]:
        """GET and POST, as Telegram takes both."""
        return [web.route("*", "/bot{token:[^/]*}/{method:[^/]*}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        try:
            return _reply(200, {"ok": True, "result": await self._result(request)})
        except BotApiError as error:
            return _reply(error.code, error.as_json())
        except LineFault as fault:
            if fault.kind == "hang":
                await self._stopping.wait()
            if request.transport:
                request.transport.abort()
            return web.Response(status=500)

    async def _result(self, request: web.Request) -> Any:
        if request.match_info["token"] != self._token:
            raise BotApiError(401, "Unauthorized")
        if request.method not in ("GET", "POST"):
            raise BotApiError(405, "Method Not Allowed")
        params, loose = await read_params(request)
        return await self._gateway.call(request.match_info["method"], params, loose=loose)


def _reply(status: int, body: Mapping[str, Any]) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")


async def read_params(request: web.Request) -> tuple[dict[str, Any], bool]:
    """The parameters of query and body, and whether they are still text. Raises BotApiError 400 or 413."""
    params: dict[str, Any] = dict(request.query)
    if not request.can_read_body:
        return params, True
    try:
        if request.content_type == "application/json":
            body = orjson.loads(await request.read())
            if not isinstance(body, dict):
                raise bad_request("the body must be a JSON object")
            return {**params, **body}, False
        if request.content_type in _FORMS:
            return {**params, **await _form(request)}, True
    except web.HTTPRequestEntityTooLarge:
        raise BotApiError(413, "Request Entity Too Large") from None
    except (ValueError, LookupError, AssertionError, web.RequestPayloadError):
        # The decoders of aiohttp and orjson raise these for bodies that are not what their headers say.
        raise bad_request(f"can't parse the body as {request.content_type}") from None
    raise bad_request(f'content type "{request.content_type}" is not supported')


async def _form(request: web.Request) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            fields[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            fields[name] = value if isinstance(value, str) else bytes(value).decode("utf-8")
    return _attached(fields)


def _attached(fields: dict[str, Any]) -> dict[str, Any]:
    """Put files in the place of the "attach://<name>" that points at them."""
    pointed = {
        name: value.removeprefix("attach://") for name, value in fields.items() if isinstance(value, str) and value.startswith("attach://")
    }
    files = {field: fields.get(field) for field in pointed.values()}
    rest = {name: value for name, value in fields.items() if name not in files}
    return {**rest, **{name: files[field] for name, field in pointed.items() if files[field] is not None}}
