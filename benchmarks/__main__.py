"""Run the benchmarks and print their tables: `python -m benchmarks [PART ...]`, see --help."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.core import turns_per_second
from benchmarks.loadgen import LABELS
from benchmarks.many import half_load, stored, workers
from benchmarks.measure import Way, measure
from benchmarks.morning import morning
from benchmarks.redflags import milliseconds
from benchmarks.reminders import large_start, reminders
from benchmarks.steady import steady

HERE = Path(__file__).parent
PEERS = HERE / "peers"
WAYS = {"polling": False, "webhook": True}
OURS = [sys.executable, "-m", "bot", "run"]
NODE_PACKAGES = ("grammy@1", "@grammyjs/runner@2", "@grammyjs/conversations@2")


def peers() -> dict[str, list[str]]:
    """The bots to compare with, by name. grammY is left out where Node.js or its packages cannot be had."""
    python, ptb, floor = sys.executable, str(PEERS / "ptb_bot.py"), str(PEERS / "floor_bot.py")
    found = {
        "bare loop: aiohttp, uvloop, orjson": [python, floor, "{root}", "{token}", "poll", "0", "aiohttp"],
        "python-telegram-bot, default": [python, ptb, "{base}", "{token}", "poll", "0"],
        "python-telegram-bot, aiohttp, uvloop": [python, ptb, "{base}", "{token}", "poll", "0", "req=aiohttp+orjson", "conc=256", "uvloop"],
    }
    if grammy := _grammy():
        script = str(PEERS / "grammy_bot.mjs")
        found["grammY conversations + runner"] = [
            "env",
            f"NPMDIR={grammy}",
            "node",
            script,
            "{root}",
            "{token}",
            "poll",
            "0",
            "conv",
            "runner",
        ]
        found["grammY session + runner"] = [
            "env",
            f"NPMDIR={grammy}",
            "node",
            script,
            "{root}",
            "{token}",
            "poll",
            "0",
            "session",
            "runner",
        ]
    return found


def hooked_peers() -> dict[str, list[str]]:
    """The peers that answer in the answer to an update."""
    found = {"bare loop": [sys.executable, str(PEERS / "floor_bot.py"), "{root}", "{token}", "hook", "{hookport}", "aiohttp"]}
    if grammy := _grammy():
        script = str(PEERS / "grammy_bot.mjs")
        found["grammY session, replies in the answer"] = [
            *("env", f"NPMDIR={grammy}", "node", script, "{root}", "{token}", "hook", "{hookport}", "session", "reply")
        ]
    return found


def _grammy() -> str | None:
    folder = Path(tempfile.gettempdir()) / "b12-bench-npm"
    if not shutil.which("npm"):
        print("(no npm: grammY is left out)")
        return None
    if not (folder / "node_modules" / "grammy").is_dir():
        folder.mkdir(exist_ok=True)
        done = subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), *NODE_PACKAGES], capture_output=True, check=False)
        if done.returncode:
            print("(npm could not install grammY: it is left out)")
            return None
    return str(folder)


def core() -> None:
    """Pure turns of the core."""
    print("| pure turns of the core | per CPU-second |\n|---|---|")
    for name, speed in turns_per_second().items():
        print(f"| {name} | {speed:,.0f} |")


def redflags() -> None:
    """Reading one message for red flags."""
    print("| reading a message for red flags | characters | first time, ms | then, ms |\n|---|---|---|---|")
    for name, (characters, first, later) in milliseconds().items():
        print(f"| {name} | {characters} | {first:.2f} | {later:.2f} |")


def updates(rounds: int, users: int) -> None:
    """Whole updates per CPU-second, ours and the peers', by polling and by webhook, in interleaved rounds."""
    ours = {f"this bot (durable SQLite), {name}": (OURS, Way(hook, users=users, follow=True)) for name, hook in WAYS.items()}
    others = {f"{name}, polling": (command, Way(users=users)) for name, command in peers().items()}
    others |= {f"{name}, webhook": (command, Way(True, users=users)) for name, command in hooked_peers().items()}
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in (*ours, *others)}
    for _ in range(rounds):
        for name, (command, way) in (ours | others).items():
            results[name].append(asyncio.run(measure(name, command, way)))
    print(f"| {users} users, {len(LABELS) + 1} updates each | updates per CPU-second | per second | p50 ms | p99 ms | resident MB |")
    print("|---|---|---|---|---|---|")
    for name, runs in results.items():
        good = [run for run in runs if "error" not in run]
        if not good:
            print(f"| {name} | stalled | | | | |")
            continue
        shown = [" / ".join(str(run[key]) for run in good) for key in ("per_cpu_s", "per_s", "p50_ms", "p99_ms", "loaded_mb")]
        print(f"| {name} | {' | '.join(shown)} |", flush=True)


def start() -> None:
    """Seconds to the first poll, and resident memory, against importing telegram.ext."""
    seconds, memory = _imported()
    runs = [asyncio.run(measure("start", OURS, Way(users=1, conversations=1, follow=True, limit=30))) for _ in range(3)]
    ours, resident = statistics.median(run["start_s"] for run in runs), statistics.median(run["empty_mb"] for run in runs)
    print("| | seconds | resident MB |\n|---|---|---|")
    print(f'| `python -c "import telegram.ext"` | {seconds:.2f} | {memory:.1f} |')
    print(f"| this bot to its first poll, empty database | {ours:.2f} | {resident:.1f} |")
    print(f"| ratio | {ours / seconds:.2f} | {resident / memory:.2f} |")


def _imported() -> tuple[float, float]:
    script = "import telegram.ext, resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    times, sizes = [], []
    for _ in range(3):
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]})
        times.append(time.perf_counter() - began)
        sizes.append(float(done.stdout))
    return statistics.median(times), statistics.median(sizes)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = ["core", "redflags", "updates", "half_load", "stored", "workers", "morning", "start", "reminders", "large_start", "steady", []]
    parser.add_argument("parts", nargs="*", choices=names, help="which parts (default: all but steady, which takes eleven minutes)")
    parser.add_argument("--rounds", type=int, default=2, help="interleaved rounds of the update benchmark (default 2)")
    parser.add_argument("--users", type=int, default=200, help="users at once in the update benchmark (default 200)")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long steady lasts after its warm-up (default 10)")
    parser.add_argument("--hook", action="store_true", help="steady by webhook, not by polling")
    given = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "core": core,
        "redflags": redflags,
        "updates": lambda: updates(given.rounds, given.users),
        "start": start,
        "reminders": lambda: reminders(given.rounds),
        "half_load": lambda: half_load(OURS, given.rounds),
        "stored": lambda: stored(OURS, given.rounds),
        "workers": lambda: workers(OURS, given.rounds),
        "morning": morning,
        "large_start": lambda: large_start(measure, OURS, given.rounds),
        "steady": lambda: steady(OURS, given.minutes, given.hook),
    }
    for name in given.parts or [name for name in parts if name != "steady"]:
        print(f"\n## {name}\n", flush=True)
        parts[name]()


if __name__ == "__main__":
    main()
