"""A load generator that plays Telegram: one raw asyncio server, every update prepared beforehand.

Each user holds conversations of eight updates (one command, seven taps) in a closed loop: the next update goes out when the
bot's answer to the last one has come in. A peer's taps carry fixed data; for our bot (`follow`) the data is taken from the
buttons it sent, by the words on them.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, cast

import orjson

TOKEN = "123456789:" + "A" * 35
STEPS = 8
LABELS = ("None of these", "None of these", "Not sore", "None of these", "My usual shot", "None of these", "Walking")
CHAT = re.compile(rb'chat_id(?:"[^{}]{0,200}?\r\n\r\n|\W{1,6})(\d+)')
LENGTH = re.compile(rb"\r\n[cC]ontent-[lL]ength: *(\d+)")
FIRST_CHAT, DATE = 500_000_000, 1_750_000_000
ME = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Load",
    "username": "load_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}


def http(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


TRUE = http(b'{"ok":true,"result":true}')
FIXED = {
    b"getMe": http(json.dumps({"ok": True, "result": ME}).encode()),
    b"getWebhookInfo": http(b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}'),
    b"getMyCommands": http(b'{"ok":true,"result":[]}'),
    b"getMyDescription": http(b'{"ok":true,"result":{"description":""}}'),
    b"getMyShortDescription": http(b'{"ok":true,"result":{"short_description":""}}'),
}


class World:
    """The users and where each of them stands."""

    def __init__(self, follow: bool) -> None:
        self.follow = follow
        self.queue: deque[bytes] = deque()
        self.push: Callable[[bytes], None] | None = None
        self.pause = 0.0
        self.counts: Counter[bytes] = Counter()
        self.latencies: list[float] = []
        self.next_id = int(time.time() * 8) % 2**30  # above those of an earlier run on the same database
        self.waiter: Server | None = None
        self.ready, self.done = asyncio.Event(), asyncio.Event()
        self.first_poll = 0.0
        self.step: dict[int, int] = {}
        self.left: dict[int, int] = {}
        self.sent_at: dict[int, float] = {}
        self.updates: dict[int, list[bytes]] = {}
        self.replies: dict[int, bytes] = {}
        self.open = 0
        self.hooks, self.awaited = 0, 1

    def prepare(self, users: int, conversations: int) -> None:
        for chat_id in range(FIRST_CHAT, FIRST_CHAT + users):
            user = {"id": chat_id, "is_bot": False, "first_name": "U", "language_code": "en"}
            chat = {"id": chat_id, "first_name": "U", "type": "private"}
            keyboard = [[{"text": text, "callback_data": f"a:0:{number}"}] for number, text in enumerate(("Yes", "No", "Not sure"))]
            shown = {"message_id": 10, "from": ME, "chat": chat, "date": DATE, "text": "Question: did you notice anything?"}
            shown["reply_markup"] = {"inline_keyboard": keyboard}
            entities = [{"type": "bot_command", "offset": 0, "length": 6}]
            command = {"message_id": 9, "from": user, "chat": chat, "date": DATE, "text": "/check", "entities": entities}
            updates: list[dict[str, Any]] = [{"message": command}]
            for step in range(STEPS - 1):
                data = "@DATA@" if self.follow else f"a:{step}:{step % 3}"
                query = {"id": str(chat_id * 10 + step), "from": user, "message": shown, "chat_instance": "1", "data": data}
                updates.append({"callback_query": query})
            self.updates[chat_id] = [orjson.dumps(update)[1:] for update in updates]
            self.replies[chat_id] = http(orjson.dumps({"ok": True, "result": {**shown, "edit_date": DATE}}))
            self.step[chat_id], self.left[chat_id] = 0, conversations
        self.open, self.latencies = users, []
        self.counts.clear()
        self.done.clear()

    def kick(self, chat_id: int, data: bytes = b"") -> None:
        self.next_id += 1
        self.sent_at[chat_id] = time.perf_counter()
        update = self.updates[chat_id][self.step[chat_id]]
        body = b'{"update_id":%d,' % self.next_id + (update.replace(b"@DATA@", data) if data else update)
        if self.push:
            self.push(body)
            return
        self.queue.append(body)
        if self.waiter:
            waiter, self.waiter = self.waiter, None
            waiter.answer_updates()

    def call(self, method: bytes, body: bytes) -> bytes:
        self.counts[method] += 1
        if method in (b"sendMessage", b"editMessageText"):
            found = CHAT.search(body)
            chat_id = int(found[1]) if found else 0
            if chat_id in self.step:
                self._answered(chat_id, method, body)
                return self.replies[chat_id]
        return FIXED.get(method, TRUE)

    def _answered(self, chat_id: int, method: bytes, body: bytes) -> None:
        data = b""
        if self.follow:
            if b"Your answers" in body:
                return  # the summary that the card becomes: nobody waits for it
            if self.step[chat_id] < STEPS - 1:
                data = token(orjson.loads(body), LABELS[self.step[chat_id]])
        self.latencies.append(time.perf_counter() - self.sent_at[chat_id])
        self.step[chat_id] += 1
        if self.step[chat_id] == STEPS:
            self.step[chat_id] = 0
            self.left[chat_id] -= 1
            data = b""
            if not self.left[chat_id]:
                self.open -= 1
                if not self.open:
                    self.done.set()
                return
        loop = asyncio.get_running_loop()
        if self.pause:
            loop.call_later(self.pause * random.uniform(0.5, 1.5), self.kick, chat_id, data)
        else:
            loop.call_soon(self.kick, chat_id, data)


def token(body: dict[str, Any], label: str) -> bytes:
    """The data of the button with these words."""
    markup = body["reply_markup"]
    rows = (orjson.loads(markup) if isinstance(markup, str) else markup)["inline_keyboard"]
    return next(str(button["callback_data"]).encode() for row in rows for button in row if button["text"] == label)


class Server(asyncio.Protocol):
    """Plays api.telegram.org for one keep-alive connection."""

    def __init__(self, world: World) -> None:
        self.world, self.buffer = world, b""
        self.transport: asyncio.Transport | None = None
        self.timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.world.waiter is self:
            self.world.waiter = None

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (head := self.buffer.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.buffer, 0, head)
            end = head + 4 + (int(length[1]) if length else 0)
            if not length and b"chunked" in self.buffer[:head]:
                stop = self.buffer.find(b"0\r\n\r\n", head)
                if stop < 0:
                    return
                end = stop + 5
            if len(self.buffer) < end:
                return
            method = self.buffer[: self.buffer.find(b" HTTP", 0, head)].rsplit(b"/", 1)[1].split(b"?")[0]
            body, self.buffer = self.buffer[head + 4 : end], self.buffer[end:]
            self._serve(method, body)

    def _serve(self, method: bytes, body: bytes) -> None:
        world = self.world
        if method == b"setWebhook":
            world.first_poll = world.first_poll or time.perf_counter()
            world.hooks += 1
            if world.hooks >= world.awaited:
                world.ready.set()
        if method != b"getUpdates":
            assert self.transport
            self.transport.write(world.call(method, body))
            return
        world.first_poll = world.first_poll or time.perf_counter()
        world.ready.set()
        if world.waiter and world.waiter is not self:
            world.waiter.answer_updates()
        world.waiter = self
        if world.queue:
            self.expire()
        else:
            self.timer = asyncio.get_running_loop().call_later(5, self.expire)

    def expire(self) -> None:
        if self.world.waiter is self:
            self.world.waiter = None
            self.answer_updates()

    def answer_updates(self) -> None:
        if self.timer:
            self.timer.cancel()
        queue = self.world.queue
        updates = [queue.popleft() for _ in range(min(100, len(queue)))]
        assert self.transport
        self.transport.write(http(b'{"ok":true,"result":[' + b",".join(updates) + b"]}"))
