"""The bot behind a webhook, as people and as strangers meet it."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import orjson
import pytest

from bot.content.library import Library
from bot.errors import OperatorError
from bot.service.ports import Unavailable
from bot.telegram import lean_server
from bot.telegram.webhook import SECRET, Hook

from .away import Away
from .test_chat import HEALTHY
from .town import Town, town

KNOWN = {SECRET: "good-secret_1"}


def hook() -> Hook:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return Hook(f"http://127.0.0.1:{port}/hook", "127.0.0.1", port, "good-secret_1")


@pytest.fixture
async def here(library: Library) -> AsyncIterator[Town]:
    async with town(library, Away(), hook()) as made:
        yield made


@asynccontextmanager
async def posted(here: Town, body: object, headers: dict[str, str], method: str = "POST") -> AsyncIterator[aiohttp.ClientResponse]:
    assert here.hook
    sent = io.BytesIO(body if isinstance(body, bytes) else orjson.dumps(body))
    async with aiohttp.ClientSession() as session, session.request(method, here.hook.url, headers=headers, data=sent) as response:
        yield response


def command(update: int, chat: int, text: str = "/check") -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "Ann", "language_code": "en"}
    message = {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"}, "from": person, "text": text}
    return {"update_id": update, "message": message}


def answers(here: Town) -> list[dict[str, Any]]:
    return [parameters for method, parameters in here.world.calls if method == "answerCallbackQuery"]


async def test_a_whole_check_with_every_press_answered_in_the_answer_to_its_update(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.taps(*HEALTHY)
    assert "Your plan for today" in ann.last.text
    assert len(answers(here)) == len(HEALTHY)
    assert here.companion
    assert not here.companion.updates._answers  # none of them was a request of its own


async def test_the_note_over_the_chat_comes_along(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    await ann.press("d.zzz.mild", ann.last.id)
    assert ann.toast == "That button is from an earlier check."


@pytest.mark.parametrize(
    "headers",
    [{}, {SECRET: ""}, {SECRET: "good-secret_"}, {SECRET: "good-secret_11"}, {SECRET: "GOOD-SECRET_1"}, {SECRET: "höchst geheim"}],
)
async def test_who_does_not_know_the_secret_is_turned_away_and_nothing_happens(here: Town, headers: dict[str, str]) -> None:
    ann = here.person()
    async with posted(here, command(1, ann.id), headers) as response:
        assert response.status == 401
    await here.settle()
    assert ann.messages == []


async def test_strangers_are_mentioned_once(here: Town, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(20):
        async with posted(here, command(number, 5), {SECRET: "guess"}) as response:
            assert response.status == 401
    assert caplog.text.count("without the right secret") == 1
    assert "guess" not in caplog.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'"text"', b"\xff\xfe", b"{}", b'{"update_id": "1"}', b"[" * 5000])
async def test_what_is_no_update_is_refused(here: Town, body: bytes) -> None:
    async with posted(here, body, KNOWN) as response:
        assert response.status == 400


@pytest.mark.parametrize("content", [{}, {"poll": {}}, {"chat_boost": {"chat": {"id": 5}}}, {"message": 7}, {"callback_query": []}])
async def test_an_unknown_kind_or_shape_of_update_is_taken_and_ignored(here: Town, content: dict[str, Any]) -> None:
    async with posted(here, {"update_id": 5, **content}, KNOWN) as response:
        assert (response.status, await response.read()) == (200, b"")


async def test_a_body_of_any_size_but_no_larger_than_a_limit(here: Town) -> None:
    async with posted(here, {"update_id": 5, "poll": "x" * 500_000}, KNOWN) as response:
        assert response.status == 200
    async with posted(here, {"update_id": 6, "poll": "x" * 2_000_000}, KNOWN) as response:
        assert response.status == 413


async def test_only_posts_are_taken(here: Town) -> None:
    async with posted(here, b"", KNOWN, "GET") as response:
        assert (response.status, response.headers["Allow"]) == (405, "POST")


async def raw(here: Town, request: bytes) -> bytes:
    """What comes back on a connection on which so much is sent and then nothing more."""
    assert here.hook
    reader, writer = await asyncio.open_connection("127.0.0.1", here.hook.port)
    writer.write(request)
    answer = b""
    with suppress(ConnectionResetError):
        async with asyncio.timeout(5):
            answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("Transfer-Encoding: chunked", 411),
        ("Host: x", 411),
        ("Content-Length: 2\r\nContent-Length: 3", 400),
        ("Content-Length: 2\r\nTransfer-Encoding: chunked", 400),
        ("Content-Length: 99999999", 413),
        ("Cookie: " + "x" * 20_000, 431),
    ],
)
async def test_a_request_whose_length_is_not_clear_or_too_much_is_refused(here: Town, lines: str, status: int) -> None:
    head = f"POST /hook HTTP/1.1\r\n{SECRET}: good-secret_1\r\n{lines}".encode()
    answer = await raw(here, head if status == 431 else head + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"Connection: close" in answer


async def test_a_client_that_is_too_slow_is_let_go(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lean_server, "SLOW_SECONDS", 0.1)
    monkeypatch.setattr(lean_server, "IDLE_SECONDS", 0.3)
    async with town(library, hook=hook()) as here:
        head = f"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n{SECRET}: good-secret_1\r\n".encode()
        assert (await raw(here, head + b'\r\n{"update_id')).startswith(b"HTTP/1.1 408 ")
        assert await raw(here, head) == b""
        assert await raw(here, b"") == b""


async def test_what_is_no_http_is_refused_without_a_word_in_the_log(here: Town, caplog: pytest.LogCaptureFixture) -> None:
    answer = await raw(here, b"my lips are swelling\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert "lips" not in caplog.text


async def test_an_update_that_comes_twice_is_handled_once(here: Town) -> None:
    ann = here.person()
    await ann.say("/help")
    for _ in range(3):
        await taken(here, command(10**9, ann.id, "/help"))
    await asyncio.gather(*(taken(here, command(10**9 + 1, ann.id, "/help")) for _ in range(5)))
    await here.settle()
    assert len(ann.messages) == 3


async def taken(here: Town, update: dict[str, Any]) -> None:
    async with posted(here, update, KNOWN) as response:
        assert response.status == 200


async def test_while_the_database_is_away_updates_wait_with_telegram_and_people_are_told_once(
    here: Town, caplog: pytest.LogCaptureFixture
) -> None:
    ann = here.person()
    await ann.say("/check")
    store = here.store
    assert isinstance(store, Away)
    store.away = True
    here.world.press_label(ann.id, "None of these")
    await here.until(lambda: here.playground._gateway.webhook.failing)
    async with posted(here, command(10**9, 5), KNOWN) as response:
        assert response.status == 503
    await here.until(lambda: "can't save anything" in ann.last.text)
    store.away = False
    await here.settle()
    assert "2 of about 7" in ann.messages[0].text
    assert sum("can't save" in message.text for message in ann.messages) == 1


async def test_while_the_database_is_away_a_serious_sign_is_answered_at_once(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    store = here.store
    assert isinstance(store, Away)
    store.away = True
    here.world.press_label(ann.id, "Hard to breathe")
    await here.until(lambda: ann.last.text.startswith("Get urgent medical help now."))
    store.away = False
    await here.settle()
    assert ann.last.text.startswith("Get urgent medical help now.")
    assert not any("can't save" in message.text for message in ann.messages)


async def test_a_person_who_leaves_while_the_database_is_away_is_taken_note_of_later(here: Town) -> None:
    ann = here.person()
    await ann.say("/check")
    assert isinstance(here.store, Away)
    drop, refused = here.store.drop_parcels, 0

    async def away(chat_id: int) -> None:
        nonlocal refused
        refused += 1
        if refused < 3:
            raise Unavailable
        await drop(chat_id)

    here.store.drop_parcels = away  # type: ignore[method-assign]
    here.world.block(ann.id)
    await here.settle()
    assert (await here.store.load(ann.id)).blocked
    assert refused == 3


async def test_a_bug_while_handling_one_update_does_not_bring_it_back_for_ever(here: Town, caplog: pytest.LogCaptureFixture) -> None:
    ann = here.person()
    await ann.say("/check")
    assert here.companion

    async def broken(*_: object, **__: object) -> object:
        raise ValueError("my lips are swelling")

    here.companion.conversation.receive = broken  # type: ignore[assignment, method-assign]
    await ann.tap("None of these")
    assert "Something went wrong on my side" in ann.toast
    await ann.say("hello")
    assert "Something went wrong on my side" in ann.last.text
    assert "lips" not in caplog.text


async def test_a_bug_that_nobody_foresaw_is_answered_and_brought_again(here: Town, caplog: pytest.LogCaptureFixture) -> None:
    assert here.companion
    handle, tries = here.companion.updates.handle_once, 0

    async def broken(update: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ValueError("my lips are swelling")
        return await handle(update)

    here.companion.updates.handle_once = broken  # type: ignore[method-assign]  # a bug cannot be ordered
    ann = here.person()
    await ann.say("/help")
    assert tries == 3
    assert len(ann.messages) == 1
    assert "lips" not in caplog.text


async def test_from_polling_to_a_webhook_and_back_nothing_is_lost(library: Library) -> None:
    async with town(library) as here:
        ann = here.person()
        await ann.say("/check")
        await here.stop()
        here.world.press_label(ann.id, "None of these")
        here.hook = hook()
        await here.start()
        await here.settle()
        assert "2 of about 7" in ann.last.text
        await here.stop()
        assert here.playground._gateway.webhook.target  # another worker may be serving it
        here.world.press_label(ann.id, "None of these")
        here.hook = None
        await here.start()
        await here.settle()
        assert "3 of about 7" in ann.last.text
        assert here.playground._gateway.webhook.target is None


async def test_telegram_is_told_the_secret_and_what_to_send(here: Town) -> None:
    told = next(parameters for method, parameters in here.world.calls if method == "setWebhook")
    assert here.hook
    assert told["secret_token"] == "good-secret_1"
    assert told["url"] == here.hook.url
    assert set(told["allowed_updates"]) == {"message", "edited_message", "callback_query", "my_chat_member"}
    assert "drop_pending_updates" not in told


async def test_an_address_that_is_taken_is_told_in_one_line(library: Library) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        made = Town(library, hook=Hook(f"http://127.0.0.1:{port}/", "127.0.0.1", port, "s"))
        with pytest.raises(OperatorError, match="WEBHOOK_LISTEN"):
            await made.start()
    await made.playground.stop()


async def test_a_url_that_telegram_refuses_is_told_once_and_tried_again(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    made = Town(library, hook=hook())
    made.world.fail_next("setWebhook", 400, "Bad Request: bad webhook: Failed to resolve host", times=2)
    await made.start()
    await made.until(lambda: sum(method == "setWebhook" for method, _ in made.world.calls) >= 3)
    await made.close()
    assert caplog.text.count("failed to resolve host") == 1


async def test_stopping_finishes_what_is_under_way(here: Town) -> None:
    ann = here.person()
    await ann.say("/help")
    load = here.store.load
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def slow(chat_id: int) -> Any:
        entered.set()
        await go_on.wait()
        return await load(chat_id)

    here.store.load = slow  # type: ignore[method-assign]
    post = asyncio.create_task(taken(here, command(10**9, ann.id)))
    await entered.wait()
    stopping = asyncio.create_task(here.stop())
    await asyncio.sleep(0.05)
    go_on.set()
    await post
    await stopping
    assert "1 of about 7" in ann.last.text
