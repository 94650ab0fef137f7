"""HTTP itself: tokens, methods, bodies, broken requests."""

from __future__ import annotations

import asyncio
import io
import logging
from typing import Any

import aiohttp
import pytest

from bot.playground.server import Playground
from bot.playground.world import World

from .fakes import TOKEN, BotClient, StillClock


@pytest.fixture
def mia(world: World) -> int:
    person = world.add_person("Mia")
    world.send_text(person.id, "/start")
    return person.id


async def send(bot: BotClient, body: bytes | io.BytesIO, content_type: str, method: str = "sendMessage") -> tuple[int, dict[str, Any]]:
    url = f"{bot.url}/bot{TOKEN}/{method}"
    async with bot.session.post(url, data=body, headers={"Content-Type": content_type}) as response:
        return response.status, await response.json()


async def test_wrong_token(bot: BotClient) -> None:
    stranger = BotClient(bot.session, bot.url, "4242:somebody-else")
    assert (await stranger.call("getMe")).body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_unknown_methods_and_paths(bot: BotClient) -> None:
    assert (await bot.call("sendPigeon")).refusal == (404, "Not Found: method not found")
    async with bot.session.get(f"{bot.url}/bot{TOKEN}") as response:
        assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
    async with bot.session.put(f"{bot.url}/bot{TOKEN}/getMe") as response:
        assert (response.status, (await response.json())["description"]) == (405, "Method Not Allowed")


async def test_get_form_and_query(bot: BotClient, world: World, mia: int) -> None:
    async with bot.session.get(f"{bot.url}/bot{TOKEN}/sendMessage", params={"chat_id": mia, "text": "by query"}) as response:
        assert (await response.json())["result"]["text"] == "by query"
    assert (await bot.form("sendMessage", {"chat_id": mia, "text": "by form", "disable_notification": "true"})).result["text"] == "by form"
    parts = aiohttp.FormData(
        {"chat_id": str(mia), "text": "by parts", "reply_markup": '{"inline_keyboard": []}'}, default_to_multipart=True
    )
    assert (await bot.form("sendMessage", parts)).result["text"] == "by parts"
    async with bot.session.post(f"{bot.url}/bot{TOKEN}/getMe") as response:
        assert response.status == 200


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b'{"chat_id": ', "application/json", "can't parse the body as application/json"),
        (b'{"text": "\\ud800"}', "application/json", "can't parse the body as application/json"),
        (b"\xff\xfe", "application/json", "can't parse the body as application/json"),
        (b"[1, 2]", "application/json", "the body must be a JSON object"),
        (b"no parts", "multipart/form-data; boundary=x", "can't parse the body as multipart/form-data"),
        (b"no boundary", "multipart/form-data", "can't parse the body as multipart/form-data"),
        (b"a=b", "application/x-www-form-urlencoded; charset=klingon", "can't parse the body as application/x-www-form-urlencoded"),
        (b"<xml/>", "text/xml", 'content type "text/xml" is not supported'),
    ],
)
async def test_bodies_that_cannot_be_read(bot: BotClient, body: bytes, content_type: str, words: str) -> None:
    status, answer = await send(bot, body, content_type)
    assert (status, answer["ok"], answer["error_code"], answer["description"]) == (400, False, 400, f"Bad Request: {words}")


@pytest.mark.parametrize("path", [f"/bot{TOKEN}/getMe", "/api/people"])
async def test_a_body_that_is_not_compressed_as_it_says(url: str, path: str) -> None:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n"
    )
    answer = await raw_request(url, head.encode() + b"abcd")
    assert answer.startswith(b"HTTP/1.1 400 ")


async def raw_request(url: str, data: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    writer.write(data)
    answer = await asyncio.wait_for(reader.read(200), 5)
    writer.close()
    return answer


async def test_a_field_of_bytes_in_a_form(bot: BotClient, mia: int) -> None:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("chat_id", str(mia))
    form.add_field("text", "as bytes", content_type="application/octet-stream")
    assert (await bot.form("sendMessage", form)).result["text"] == "as bytes"


async def test_a_body_that_is_too_large(bot: BotClient) -> None:
    status, answer = await send(bot, io.BytesIO(b"x" * (51 * 1024 * 1024)), "application/json")
    assert (status, answer["description"]) == (413, "Request Entity Too Large")


async def test_other_names_for_this_machine_are_refused(bot: BotClient) -> None:
    for path in ("/", "/api/state", f"/bot{TOKEN}/getMe"):
        for name in ("evil.example", "localhost.evil.example", "[::1", "127.0.0.1:80:80"):
            async with bot.session.get(bot.url + path, headers={"Host": name}) as response:
                assert response.status == 403 and "only on 127.0.0.1" in (await response.json())["error"]
    async with bot.session.get(bot.url + "/", headers={"Host": "localhost"}) as response:
        assert response.status == 200


async def test_other_pages_are_refused(bot: BotClient) -> None:
    for origin in ("https://evil.example", "null"):
        async with bot.session.get(f"{bot.url}/bot{TOKEN}/getMe", headers={"Origin": origin}) as response:
            assert response.status == 403


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/people HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"\x00\x01\r\n\r\n",
    ],
)
async def test_broken_http_is_answered_and_not_logged(url: str, raw: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "aiohttp"):
        answer = await raw_request(url, raw)
    assert answer.startswith(b"HTTP/1.") and b" 400 " in answer and b"Traceback" not in answer
    assert not caplog.records


async def test_a_port_in_use(playground: Playground, url: str, world: World, clock: StillClock) -> None:
    other = Playground(world, clock=clock, token=TOKEN)
    with pytest.raises(OSError):
        await other.start(int(url.rpartition(":")[2]))
    await other.stop()


async def test_stopping_lets_go_of_open_calls(playground: Playground, bot: BotClient, world: World) -> None:
    world.fail_next("getMe", -1)
    hanging = asyncio.create_task(bot.call("getMe"))
    polling = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(playground.stop(), 5)
    with pytest.raises(aiohttp.ClientError):
        await hanging
    assert (await polling).status == 409
