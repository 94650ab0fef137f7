"""A load generator that plays Telegram: one raw asyncio server, every update prepared beforehand.

Each user holds conversations of eight updates (one command, seven taps) in a closed loop: the next update goes out when the
bot's answer to the last one has come in. A peer's taps carry fixed data; for our bot (`follow`) the data is taken from the
buttons it sent, by the words on them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import orjson
import uvloop

from benchmarks.pusher import HOOK_SECRET, Pusher, free_port

TOKEN = "123456789:" + "A" * 35
STEPS = 8
LABELS = ("None of these", "None of these", "Not sore", "None of these", "My usual shot", "None of these", "Walking")
CHAT = re.compile(rb'chat_id(?:"[^{}]{0,200}?\r\n\r\n|\W{1,6})(\d+)')
LENGTH = re.compile(rb"\r\n[cC]ontent-[lL]ength: *(\d+)")
TICK = os.sysconf("SC_CLK_TCK")
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
        self.next_id = 1000
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


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and the children it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / TICK


def resident_mb(pid: int) -> float:
    """Resident memory of a process, in MiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


@dataclass(frozen=True, slots=True)
class Way:
    """How a bot is driven. `hook`: by webhook; `workers`: so many processes; `pause`: seconds a person thinks before each tap."""

    hook: bool = False
    workers: int = 1
    pause: float = 0.0
    database: str = ""
    users: int = 200
    conversations: int = 4
    follow: bool = False
    limit: float = 120.0


async def measure(name: str, command: list[str], way: Way) -> dict[str, Any]:
    """Run one bot through the load, on a new SQLite file unless a database is given. Returns its figures."""
    world, loop = World(way.follow), asyncio.get_running_loop()
    world.awaited = way.workers
    server = await loop.create_server(lambda: Server(world), "127.0.0.1", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    ports = [free_port() for _ in range(way.workers)]
    if way.hook:
        world.push = Pusher(ports, world.call).push
    bots: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory() as folder:
        root = f"http://127.0.0.1:{port}"
        started = time.perf_counter()
        for own in ports:
            environment = _environment(root, way, own, folder)
            words = {"base": f"{root}/bot", "root": root, "token": TOKEN, "mode": "hook" if way.hook else "poll", "hookport": str(own)}
            bots.append(subprocess.Popen([part.format(**words) for part in command], env=environment, stdout=subprocess.DEVNULL))  # noqa: ASYNC220
        try:
            await asyncio.wait_for(world.ready.wait(), 60)
            to_first_poll = world.first_poll - started
            await asyncio.sleep(1.0)
            empty = sum(resident_mb(bot.pid) for bot in bots)
            wall = used = mine = 0.0
            for number, talks in ((min(50, way.users), 2), (way.users, way.conversations)):  # warm up, then measure
                world.prepare(number, talks)
                before, spent, began = sum(cpu_seconds(bot.pid) for bot in bots), time.process_time(), time.perf_counter()
                world.pause = way.pause
                for index, chat_id in enumerate(list(world.step)[:number]):
                    loop.call_later(way.pause * index / number, world.kick, chat_id)
                await asyncio.wait_for(world.done.wait(), way.limit)
                wall, mine = time.perf_counter() - began, time.process_time() - spent
                await asyncio.sleep(0.3)
                used = sum(cpu_seconds(bot.pid) for bot in bots) - before
            updates, latencies = len(world.latencies), sorted(world.latencies)
            return {
                "name": name,
                "users": way.users,
                "updates": updates,
                "per_cpu_s": round(updates / max(used, 0.01)),
                "per_s": round(updates / wall),
                "p50_ms": round(latencies[updates // 2] * 1e3, 1),
                "p99_ms": round(latencies[updates * 99 // 100] * 1e3, 1),
                "start_s": round(to_first_poll, 2),
                "empty_mb": round(empty, 1),
                "loaded_mb": round(sum(resident_mb(bot.pid) for bot in bots), 1),
                "generator_share": round(mine / wall, 2),
                "calls": {method.decode(): count for method, count in world.counts.items() if count > 50},
            }
        except TimeoutError:
            return {"name": name, "users": way.users, "error": "stalled", "done": len(world.latencies)}
        finally:
            for bot in bots:
                bot.kill()
                bot.wait()
            server.close()


def _environment(root: str, way: Way, own: int, folder: str) -> dict[str, str]:
    hook = {
        "TELEGRAM_MODE": "webhook",
        "WEBHOOK_URL": f"http://127.0.0.1:{own}/",
        "WEBHOOK_LISTEN": f"127.0.0.1:{own}",
        "WEBHOOK_SECRET": HOOK_SECRET,
    }
    return os.environ | {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": root,
        "DATABASE_URL": way.database or f"sqlite:///{Path(folder) / 'b12.db'}",
        "MESSAGES_PER_SECOND": "0",
        "LOG_LEVEL": "ERROR",
        **(hook if way.hook else {}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Drive one bot; prints one JSON line.")
    parser.add_argument("--name", default="bot")
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--conversations", type=int, default=4)
    parser.add_argument("--follow", action="store_true", help="tap the tokens the bot sent")
    parser.add_argument("--limit", type=float, default=120)
    parser.add_argument("--hook", action="store_true", help="by webhook")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds a person thinks before each tap")
    parser.add_argument("--database", default="", help="a DATABASE_URL; default a new SQLite file")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    way = Way(
        given.hook,
        given.workers,
        given.pause,
        given.database,
        users=given.users,
        conversations=given.conversations,
        follow=given.follow,
        limit=given.limit,
    )
    print(json.dumps(uvloop.run(measure(given.name, command, way))), flush=True)


if __name__ == "__main__":
    main()
