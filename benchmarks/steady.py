"""A long time at half capacity: does memory stay, and does the answer stay quick?"""

from __future__ import annotations

import asyncio
import time

from benchmarks.measure import Bench, Way, at_work

USERS = 1_000
FULL_SECONDS = 30.0
"""How long as much as possible is handled first: it says what half of that is, and fills what is kept in memory on purpose."""
SETTLE_SECONDS = 30.0
"""How long half capacity lasts before memory is looked at for the first time."""
ALLOWED = 5.0
"""Percent by which memory may grow."""


def steady(command: list[str], minutes: float, hook: bool) -> None:
    """Print a line for each minute, and whether memory was stable."""
    asyncio.run(_steady(command, minutes, hook))


async def _steady(command: list[str], minutes: float, hook: bool) -> None:
    async with at_work(command, Way(hook, follow=True)) as bench:
        bench.begin(USERS, 10**9, 0.0)
        began = time.perf_counter()
        await asyncio.sleep(FULL_SECONDS)
        capacity = len(bench.world.latencies) / (time.perf_counter() - began)
        bench.world.pause = USERS / (capacity / 2)
        await asyncio.sleep(SETTLE_SECONDS)
        first = bench.resident()
        print(f"{'webhook' if hook else 'polling'}, {USERS} people: {capacity:.0f} updates a second at most; now half of that\n")
        print("| minute | updates a second | p50 ms | p99 ms | CPU | resident MB | growth |\n|---|---|---|---|---|---|---|")
        print(f"| 0 | | | | | {first:.1f} | |", flush=True)
        most = 0.0
        for minute in range(1, max(1, round(minutes)) + 1):
            seconds = min(60.0, minutes * 60)
            shown = await _minute(bench, seconds)
            now = bench.resident()
            most = max(most, now / first * 100 - 100)
            print(f"| {minute} | {shown} | {now:.1f} | {now / first * 100 - 100:+.1f} % |", flush=True)
        print(f"\nmemory grew by {most:.1f} % at most: {'stable' if most < ALLOWED else 'not stable'} (goal: under {ALLOWED:g} %)")


async def _minute(bench: Bench, seconds: float) -> str:
    bench.world.latencies = []
    used, began = bench.cpu(), time.perf_counter()
    await asyncio.sleep(seconds)
    wall = time.perf_counter() - began
    latencies = sorted(bench.world.latencies) or [float("inf")]
    p50, p99 = latencies[len(latencies) // 2], latencies[len(latencies) * 99 // 100]
    return f"{len(latencies) / wall:.0f} | {p50 * 1e3:.1f} | {p99 * 1e3:.1f} | {(bench.cpu() - used) / wall:.0%}"
