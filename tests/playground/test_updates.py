"""How updates reach the bot: long polling and webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground.server import Playground
from bot.playground.world import World

from .fakes import TOKEN, BotClient

SECRET = "a_Secret-1"


@pytest.fixture
def mia(world: World) -> int:
    return world.add_person("Mia").id


async def poll(bot: BotClient, **params: Any) -> list[dict[str, Any]]:
    return list((await bot.call("getUpdates", **params)).result)


async def test_offset_and_limit(bot: BotClient, world: World, mia: int) -> None:
    for text in "abc":
        world.send_text(mia, text)
    everything = await poll(bot)
    assert [update["message"]["text"] for update in everything] == ["a", "b", "c"]
    assert await poll(bot) == everything
    assert await poll(bot, limit=2) == everything[:2]
    assert await poll(bot, offset=everything[1]["update_id"]) == everything[1:]
    world.send_text(mia, "d")
    assert [update["message"]["text"] for update in await poll(bot, offset=-1)] == ["d"]
    assert await poll(bot, offset=everything[2]["update_id"] + 2) == []


async def test_a_long_poll_ends_with_the_first_update(bot: BotClient, world: World, mia: int) -> None:
    waiting = asyncio.create_task(poll(bot, timeout=20))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    world.send_text(mia, "x")
    assert len(await asyncio.wait_for(waiting, 1)) == 1


async def test_a_long_poll_ends_empty_handed(bot: BotClient) -> None:
    assert await poll(bot, timeout=1) == []


async def test_allowed_updates_are_remembered(bot: BotClient, world: World, mia: int) -> None:
    await poll(bot, allowed_updates=["callback_query"])
    world.send_text(mia, "x")
    assert await poll(bot) == []
    await poll(bot, allowed_updates=[])
    world.send_text(mia, "y")
    assert len(await poll(bot)) == 1


async def test_a_second_poll_ends_the_first(bot: BotClient, world: World, mia: int) -> None:
    first = asyncio.create_task(bot.call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.call("getUpdates", timeout=20))
    words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    assert (await asyncio.wait_for(first, 1)).refusal == (409, words)
    world.send_text(mia, "x")
    assert len((await asyncio.wait_for(second, 1)).result) == 1


async def test_a_poll_of_a_bot_that_died_does_not_linger(playground: Playground, bot: BotClient) -> None:
    dead = asyncio.create_task(bot.call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    assert playground._gateway.polling.quiet_for() == 0
    dead.cancel()
    await asyncio.gather(dead, return_exceptions=True)
    await asyncio.sleep(0.05)
    assert playground._gateway.polling.quiet_for() > 0


# Webhook


class Receiver:
    """A bot behind a webhook: keeps what comes, answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, Any], str | None]] = []
        self.answers: list[tuple[int, Any]] = []
        self.at_once = self.most_at_once = 0
        self.slow = 0.0
        self.url = ""
        self.news = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        body = await request.json()
        await asyncio.sleep(self.slow)
        self.at_once -= 1
        status, answer = self.answers.pop(0) if self.answers else (200, None)
        async with self.news:
            self.got.append((body, request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
            self.news.notify_all()
        return web.Response(status=status, text=answer) if isinstance(answer, str) else web.json_response(answer, status=status)

    @property
    def texts(self) -> list[str]:
        return [body["message"]["text"] for body, _ in self.got]

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5), self.news:
            await self.news.wait_for(lambda: len(self.got) >= count)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(bot: BotClient, world: World, mia: int, receiver: Receiver) -> None:
    world.send_text(mia, "before")
    assert (await bot.call("setWebhook", url=receiver.url, secret_token=SECRET)).result is True
    world.send_text(mia, "after")
    await receiver.until(2)
    assert receiver.texts == ["before", "after"] and {secret for _, secret in receiver.got} == {SECRET}
    assert receiver.got[1][0]["update_id"] == receiver.got[0][0]["update_id"] + 1
    info = (await bot.call("getWebhookInfo")).result
    assert info == {"url": receiver.url, "has_custom_certificate": False, "pending_update_count": 0, "max_connections": 40}


async def test_a_webhook_and_polling_exclude_each_other(bot: BotClient, receiver: Receiver) -> None:
    polling = asyncio.create_task(bot.call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await bot.call("setWebhook", url=receiver.url)
    assert (await polling).refusal == (409, "Conflict: terminated by setWebhook request")
    assert (await bot.call("getUpdates")).refusal[0] == 409
    await bot.call("deleteWebhook")
    assert (await bot.call("getUpdates")).status == 200
    assert (await bot.call("getWebhookInfo")).result == {"url": "", "has_custom_certificate": False, "pending_update_count": 0}


async def test_one_chat_in_order_others_meanwhile(bot: BotClient, world: World, mia: int, receiver: Receiver) -> None:
    receiver.slow = 0.05
    tom, kim = world.add_person("Tom").id, world.add_person("Kim").id
    await bot.call("setWebhook", url=receiver.url, max_connections=2)
    for text in "abc":
        world.send_text(mia, text)
    world.send_text(tom, "t")
    world.send_text(kim, "k")
    await receiver.until(5)
    assert [text for text in receiver.texts if text in "abc"] == ["a", "b", "c"]
    assert receiver.most_at_once == 2


async def test_what_fails_is_sent_again(playground: Playground, bot: BotClient, world: World, mia: int, receiver: Receiver) -> None:
    receiver.answers = [(500, None), (302, None), (200, None)]
    await bot.call("setWebhook", url=receiver.url, allowed_updates=["message"])
    world.send_text(mia, "x")
    world.send_text(mia, "y")
    await receiver.until(1)
    await asyncio.sleep(0.01)
    assert not playground._gateway.listening(1)
    await receiver.until(4)
    assert receiver.texts == ["x", "x", "x", "y"]
    info = (await bot.call("getWebhookInfo")).result
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found" and info["allowed_updates"] == ["message"]
    assert playground._gateway.listening(1)


async def test_a_webhook_that_is_not_there(bot: BotClient, world: World, mia: int) -> None:
    await bot.call("setWebhook", url="http://127.0.0.1:9/hook")
    world.send_text(mia, "x")
    await asyncio.sleep(0.1)
    info = (await bot.call("getWebhookInfo")).result
    assert info["last_error_message"].startswith("Connection failed") and info["pending_update_count"] == 1
    await bot.call("setWebhook", url="", drop_pending_updates=True)
    assert (await bot.call("getUpdates")).result == []


async def test_a_call_in_the_answer_is_carried_out(bot: BotClient, world: World, mia: int, receiver: Receiver) -> None:
    hello = {"method": "sendMessage", "chat_id": mia, "text": "hello"}
    receiver.answers = [
        (200, hello),
        (200, {**hello, "text": ""}),
        (200, "ok"),
        (200, [1]),
        (200, {"ok": True}),
        (200, {"method": "deleteWebhook"}),
    ]
    await bot.call("setWebhook", url=receiver.url)
    for text in "abcdefg":
        world.send_text(mia, text)
    await receiver.until(6)
    await asyncio.sleep(0.05)
    assert [message.text for message in world.history(mia) if message.from_bot] == ["hello"]
    assert len(receiver.got) == 6 and [update["message"]["text"] for update in (await bot.call("getUpdates")).result] == ["g"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://127.0.0.1/", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://example.org/hook", "bad webhook: the playground delivers to this machine only (127.0.0.1, localhost)"),
        ("http://[", "bad webhook: invalid URL"),
    ],
)
async def test_webhook_addresses_that_are_refused(bot: BotClient, address: str, words: str) -> None:
    assert (await bot.call("setWebhook", url=address)).refusal == (400, f"Bad Request: {words}")


async def test_a_certificate_is_noted(bot: BotClient, receiver: Receiver) -> None:
    form = aiohttp.FormData({"url": receiver.url})
    form.add_field("certificate", b"---", filename="cert.pem", content_type="application/x-pem-file")
    assert (await bot.form("setWebhook", form)).result is True
    assert (await bot.call("getWebhookInfo")).result["has_custom_certificate"] is True
    async with bot.session.post(f"{bot.url}/bot{TOKEN}/deleteWebhook") as response:
        assert response.status == 200
