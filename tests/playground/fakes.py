"""What the playground's tests put around it: a clock that stands still, a client, and a small bot that polls and answers.

Everything here speaks HTTP to a real server. Nothing is patched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

TOKEN = "4242:playground-test-token"
BEGINNING = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)


@dataclass
class StillClock:
    """Stands at BEGINNING until it is moved."""

    offset: float = 0.0

    def now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.offset)

    def advance(self, *, seconds: float) -> None:
        self.offset += seconds


@dataclass
class Reply:
    """What came back from the look-alike."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.status == 200 and self.body["ok"] is True, self.body
        return self.body["result"]

    @property
    def refusal(self) -> tuple[int, str]:
        assert self.body["ok"] is False and self.body["error_code"] == self.status, self.body
        return self.status, self.body["description"]


@dataclass
class BotClient:
    """The bot's side of the wire: JSON bodies, as the production adapter sends them."""

    session: aiohttp.ClientSession
    url: str
    token: str = TOKEN

    async def call(self, method: str, /, **params: Any) -> Reply:
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=params) as response:
            return Reply(response.status, await response.json())

    async def form(self, method: str, /, data: Any) -> Reply:
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", data=data) as response:
            return Reply(response.status, await response.json())


QUESTION = "<b>1 of 3</b>\nHow does the place of the shot feel?"
QUESTION_KEYS = [
    [{"text": "Not sore", "callback_data": "a:0"}, {"text": "A bit sore", "callback_data": "a:1"}],
    [{"text": "Swelling fast", "callback_data": "urgent", "style": "danger"}],
    [{"text": "Start", "callback_data": "go", "style": "primary"}, {"text": "Done", "callback_data": "done", "style": "success"}],
    [{"text": "Note", "callback_data": "toast"}, {"text": "Alert", "callback_data": "alert"}],
]
PLAN = "<b>Your plan for today</b>\n15 minutes of easy walking.\nStop if you feel <i>dizzy</i>, and send /check again."


@dataclass
class SmallBot:
    """Polls, greets, asks one question, edits it when pressed. Enough to try a page with."""

    client: BotClient
    heard: list[dict[str, Any]] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    async def introduce(self) -> None:
        await self.client.call(
            "setMyDescription", description="Walks you through a check on injection day.\nGeneral guidance, not a doctor."
        )
        await self.client.call("setMyShortDescription", short_description="Exercise after a B12 shot")
        commands = [("start", "Begin"), ("check", "Start the check"), ("help", "What I can do")]
        await self.client.call("setMyCommands", commands=[{"command": name, "description": words} for name, words in commands])

    def start(self) -> None:
        self.task = asyncio.create_task(self.run())

    async def stop(self) -> None:
        assert self.task
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def run(self) -> None:
        offset = 0
        while True:
            for update in (await self.client.call("getUpdates", offset=offset, timeout=20)).result:
                offset = update["update_id"] + 1
                self.heard.append(update)
                await self.take(update)

    async def take(self, update: Mapping[str, Any]) -> None:
        if "message" in update:
            await self.read(update["message"])
        elif "callback_query" in update:
            await self.pressed(update["callback_query"])

    async def say(self, chat_id: int, text: str, **more: Any) -> Reply:
        return await self.client.call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **more)

    async def read(self, message: Mapping[str, Any]) -> None:
        chat_id, text = message["chat"]["id"], message.get("text", "")
        if text.startswith(("/start", "/check")):
            await self.say(chat_id, QUESTION, reply_markup={"inline_keyboard": QUESTION_KEYS})
        elif text == "where":
            keys = [[{"text": "Share my place", "request_location": True}], ["Never mind"]]
            await self.say(chat_id, "Where are you?", reply_markup={"keyboard": keys, "one_time_keyboard": True})
        elif text == "quiet":
            await self.say(chat_id, "This came without a sound.", disable_notification=True)
        elif text == "many":
            for number in range(30):
                await self.say(chat_id, f"Line {number}")
        elif text == "think":
            await self.client.call("sendChatAction", chat_id=chat_id, action="typing")
        elif text == "rich":
            await self.say(chat_id, RICH, reply_markup={"inline_keyboard": RICH_KEYS})
        elif text == "file":
            form = aiohttp.FormData({"chat_id": str(chat_id), "caption": "Everything I keep about you"})
            form.add_field("document", b'{"sessions": []}', filename="my data.json", content_type="application/json")
            await self.client.form("sendDocument", form)
        elif text == "silence":
            return
        else:
            await self.say(chat_id, f"You wrote {len(text)} characters, {sorted(set(message) - {'from', 'chat', 'date', 'message_id'})}.")

    async def pressed(self, query: Mapping[str, Any]) -> None:
        message, data = query["message"], query["data"]
        place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        words = {"toast": "Noted", "alert": "This one has to be read", "go": "", "done": ""}.get(data, "")
        await self.client.call("answerCallbackQuery", callback_query_id=query["id"], text=words, show_alert=data == "alert")
        if data in ("a:0", "a:1"):
            keys = [[{"text": "Start 15 min", "callback_data": "go"}, {"text": "Back", "callback_data": "back"}]]
            await self.client.call("editMessageText", **place, text=PLAN, parse_mode="HTML", reply_markup={"inline_keyboard": keys})
        elif data == "back":
            await self.client.call(
                "editMessageText", **place, text=QUESTION, parse_mode="HTML", reply_markup={"inline_keyboard": QUESTION_KEYS}
            )
        elif data == "go":
            await self.client.call("editMessageReplyMarkup", **place)
            await self.say(place["chat_id"], "Started. I will ask in 10 minutes.")
        elif data == "urgent":
            await self.client.call("editMessageReplyMarkup", **place)
            await self.say(place["chat_id"], "Stop and get urgent medical help now. Call your local emergency number.")
        elif data == "done":
            await self.client.call("deleteMessage", **place)


RICH = (
    "<b>Bold <i>and italic</i></b>, <u>under</u>, <s>struck</s>, <code>x = 1</code>, 😀 <a href='https://example.org/'>a link</a>, "
    "<tg-spoiler>hidden words</tg-spoiler> &lt;b&gt; &amp; /help\n<blockquote>quoted\nlines</blockquote>"
    "<blockquote expandable>long quote</blockquote><pre><code class='language-py'>print(1)</code></pre>"
    "<tg-time unix='1796374800' format='t'>9:00</tg-time>"
)
RICH_KEYS = [
    [{"text": "Read more", "url": "https://example.org/more"}, {"text": "Copy code", "copy_text": {"text": "B12-42"}}],
    [{"text": "Ask a friend", "switch_inline_query": "b12"}],
]
