"""The request backend and what errors mean, against a server that answers as told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.service.ports import Broken, Refused, SendLater, Unreachable
from bot.telegram.api import BotApi, failure, loggable

TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


class Server:
    """A Bot API that gives one answer, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status, self.body = 200, b'{"ok": true, "result": true}'
        self.asked: list[tuple[str, str, bytes]] = []
        self.hang = False

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.content_type, await request.read()))
        if self.hang:
            await asyncio.sleep(30)
        return web.Response(status=self.status, body=self.body, content_type="application/json")

    def fail(self, status: int, description: str, **parameters: int) -> None:
        self.status = status
        self.body = json.dumps({"ok": False, "error_code": status, "description": description, "parameters": parameters}).encode()


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[BotApi]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    api = BotApi(TOKEN, f"http://127.0.0.1:{port}")
    await api.open()
    yield api
    await api.close_connections()
    await runner.cleanup()


async def test_parameters_travel_as_json_with_their_types() -> None:
    server = Server()
    async with serving(server) as api:
        parameters = {"chat_id": 2**40, "text": "<b>é</b>", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}}
        assert await api.call("sendMessage", parameters) is True
    path, kind, body = server.asked[0]
    assert (path, kind) == (f"/bot{TOKEN}/sendMessage", "application/json")
    assert json.loads(body) == parameters


async def test_a_file_travels_as_a_form() -> None:
    server = Server()
    async with serving(server) as api:
        await api.call("sendDocument", {"chat_id": 1, "document": InputFile(b"contents", filename="a.json", attach=False)})
    _, kind, body = server.asked[0]
    assert kind == "multipart/form-data"
    assert b'filename="a.json"' in body
    assert b"contents" in body


@pytest.mark.parametrize(
    ("status", "description", "raised", "meaning"),
    [
        (400, "Bad Request: chat not found", BadRequest, Refused),
        (401, "Unauthorized", InvalidToken, Broken),
        (403, "Forbidden: bot was blocked by the user", Forbidden, Unreachable),
        (404, "Not Found", InvalidToken, Broken),
        (409, "Conflict: terminated by other getUpdates request", Conflict, Broken),
        (500, "Internal Server Error", NetworkError, Broken),
        (502, "Bad Gateway", NetworkError, Broken),
    ],
)
async def test_each_refusal_is_understood(status: int, description: str, raised: type[TelegramError], meaning: type[Exception]) -> None:
    server = Server()
    server.fail(status, description)
    async with serving(server) as api:
        with pytest.raises(raised) as refused:
            await api.call("getMe")
    assert isinstance(failure(refused.value), meaning)


async def test_being_told_to_wait_says_how_long() -> None:
    server = Server()
    server.fail(429, "Too Many Requests: retry after 34", retry_after=34)
    async with serving(server) as api:
        with pytest.raises(RetryAfter) as refused:
            await api.call("sendMessage", {"chat_id": 1, "text": "x"})
    meaning = failure(refused.value)
    assert isinstance(meaning, SendLater)
    assert meaning.seconds == 34


@pytest.mark.parametrize("body", [b"<html>bad gateway</html>", b"", b"[1]", b'{"ok":'])
@pytest.mark.parametrize("status", [200, 502])
async def test_an_answer_that_is_not_json_is_an_error_that_does_not_quote_it(body: bytes, status: int) -> None:
    server = Server()
    server.status, server.body = status, body
    async with serving(server) as api:
        with pytest.raises(TelegramError) as refused:
            await api.call("getMe")
    assert isinstance(failure(refused.value), Broken)


async def test_silence_is_a_time_out() -> None:
    server = Server()
    server.hang = True
    async with serving(server) as api:
        with pytest.raises(TimedOut) as refused:
            await api.call("getMe", seconds=0.1)
    assert isinstance(failure(refused.value), Broken)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://no-such-host.invalid"])
async def test_no_connection_is_told_without_the_token(url: str) -> None:
    api = BotApi(TOKEN, url)
    await api.open()
    with pytest.raises(NetworkError) as refused:
        await api.call("getMe")
    await api.close_connections()
    chain: Any = refused.value
    while chain:
        assert TOKEN not in str(chain)
        chain = chain.__cause__


async def test_a_closed_connection_is_told() -> None:
    api = BotApi(TOKEN, "http://127.0.0.1:9")
    with pytest.raises(NetworkError, match="closed"):
        await api.call("getMe")


def test_tokens_are_taken_out_of_texts() -> None:
    assert loggable(f"GET /bot{TOKEN}/getMe failed") == "GET /bot<token>/getMe failed"
    quoting = 'Bad Request: can\'t parse entities: unsupported start tag "my "swollen" lips" at byte offset 7'
    assert loggable(quoting) == 'Bad Request: can\'t parse entities: unsupported start tag "..." at byte offset 7'
    assert isinstance(failure(TelegramError(f"odd {TOKEN}")), Broken)
