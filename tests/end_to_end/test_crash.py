"""kill -9 at random moments of a check: the person goes on where they were, and no answer is lost."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

from bot.playground.server import Playground
from bot.playground.world import World
from bot.settings import ROOT
from tests.end_to_end.test_chat import HEALTHY
from tests.end_to_end.town import TOKEN, TownClock

KILLS = 12


class Operator:
    """Runs `python -m bot run` as a process of its own, and kills it."""

    def __init__(self, url: str, database: Path) -> None:
        self._environment = {
            "PATH": os.environ["PATH"],
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
            "DATABASE_URL": f"sqlite:///{database}",
            "LOG_LEVEL": "WARNING",
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", cwd=ROOT, env=self._environment)

    async def kill(self) -> None:
        assert self.process
        self.process.kill()
        await self.process.wait()


async def test_kill_9_at_any_moment_of_a_check_loses_no_answer(tmp_path: Path) -> None:
    clock = TownClock()
    world = World(clock.now, TOKEN)
    playground = Playground(world, clock=clock, token=TOKEN)
    operator = Operator(await playground.start(0), tmp_path / "b12.db")
    chance = random.Random(7)
    people = [world.add_person(f"Person {number}").id for number in range(6)]
    await operator.start()
    walks = [asyncio.create_task(walk(world, person, chance.random())) for person in people]
    kills = 0
    while not all(done.done() for done in walks):
        await asyncio.sleep(chance.uniform(0.3, 1.6))
        if kills < KILLS:
            await operator.kill()
            kills += 1
            await operator.start()
    await asyncio.gather(*walks)
    await operator.kill()
    await playground.stop()
    assert kills >= 4
    for person in people:
        history = [message for message in world.history(person) if message.from_bot]
        plans = sum("Your plan for today" in message.text for message in history)
        cards = sum("Your answers" in message.text for message in history)
        assert 1 <= plans <= 1 + kills
        assert cards >= 1
        answers = next(message.text for message in reversed(history) if "Your answers" in message.text)
        assert [line.partition(": ")[2] for line in answers.splitlines()[1:]] == list(HEALTHY)


async def walk(world: World, person: int, offset: float) -> None:
    """Go through the check, patiently: press, wait for the next question, press again."""
    await asyncio.sleep(offset)
    world.send_text(person, "/check")
    for number, label in enumerate(HEALTHY, 1):
        await shown(world, person, f"{number} of about 7")
        await asyncio.sleep(0.15)
        world.press_label(person, label)
    await shown(world, person, "Your plan for today")


async def shown(world: World, person: int, text: str) -> None:
    async with asyncio.timeout(60):
        while not any(text in message.text for message in world.history(person) if message.from_bot):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
