"""One bot under load: start it, warm it up, drive it, and say what it cost. `python -m benchmarks.measure --help`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.loadgen import TOKEN, Server, World
from benchmarks.pusher import HOOK_SECRET, Pusher, free_port

TICK = os.sysconf("SC_CLK_TCK")


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


@dataclass(frozen=True, slots=True)
class Bench:
    """A bot at work, and the world that drives it. `start_s`: how long it took to its first poll."""

    world: World
    bots: list[subprocess.Popen[bytes]]
    start_s: float

    def cpu(self) -> float:
        """Seconds of CPU that all processes have used."""
        return sum(cpu_seconds(bot.pid) for bot in self.bots)

    def resident(self) -> float:
        """Resident memory of all processes, in MiB."""
        return sum(resident_mb(bot.pid) for bot in self.bots)

    def begin(self, users: int, conversations: int, pause: float) -> None:
        """Let so many people begin, spread over the pause that each makes between two taps."""
        loop = asyncio.get_running_loop()
        self.world.prepare(users, conversations)
        self.world.pause = pause
        for index, chat_id in enumerate(list(self.world.step)[:users]):
            loop.call_later(pause * index / users, self.world.kick, chat_id)


@asynccontextmanager
async def at_work(command: list[str], way: Way) -> AsyncIterator[Bench]:
    """Start the bot, on a new SQLite file unless a database is given, and end it with the block."""
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
            yield Bench(world, bots, world.first_poll - started)
        finally:
            for bot in bots:
                bot.kill()
                bot.wait()
            server.close()


async def measure(name: str, command: list[str], way: Way) -> dict[str, Any]:
    """Run one bot through the load. Returns its figures."""
    done = 0
    try:
        async with at_work(command, way) as bench:
            world = bench.world
            await asyncio.sleep(1.0)
            empty = bench.resident()
            wall = used = mine = 0.0
            for number, talks in ((min(50, way.users), 2), (way.users, way.conversations)):  # warm up, then measure
                before, spent, began = bench.cpu(), time.process_time(), time.perf_counter()
                bench.begin(number, talks, way.pause)
                try:
                    await asyncio.wait_for(world.done.wait(), way.limit)
                finally:
                    done = len(world.latencies)
                wall, mine = time.perf_counter() - began, time.process_time() - spent
                await asyncio.sleep(0.3)
                used = bench.cpu() - before
            updates, latencies = len(world.latencies), sorted(world.latencies)
            return {
                "name": name,
                "users": way.users,
                "updates": updates,
                "per_cpu_s": round(updates / max(used, 0.01)),
                "per_s": round(updates / wall),
                "p50_ms": round(latencies[updates // 2] * 1e3, 1),
                "p99_ms": round(latencies[updates * 99 // 100] * 1e3, 1),
                "start_s": round(bench.start_s, 2),
                "empty_mb": round(empty, 1),
                "loaded_mb": round(bench.resident(), 1),
                "generator_share": round(mine / wall, 2),
                "calls": {method.decode(): count for method, count in world.counts.items() if count > 50},
            }
    except TimeoutError:
        return {"name": name, "users": way.users, "error": "stalled", "done": done}


def _environment(root: str, way: Way, own: int, folder: str) -> dict[str, str]:
    hook = {
        "TELEGRAM_MODE": "webhook",
        "WEBHOOK_URL": f"http://127.0.0.1:{own}/",
        "WEBHOOK_LISTEN": f"127.0.0.1:{own}",
        "WEBHOOK_SECRET": HOOK_SECRET,
    }
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # as an operator starts it
    return ours | {
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
