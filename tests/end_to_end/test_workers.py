"""Two workers as real processes on a real PostgreSQL, behind a balancer, in webhook mode: nothing lost, order kept, whatever happens."""

from __future__ import annotations

import asyncio
import itertools
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import make_url

from bot.content.library import Library
from bot.playground.server import Playground
from bot.playground.world import World
from bot.telegram.webhook import SECRET
from tests.end_to_end.balancer import Balancer
from tests.end_to_end.faults import Fleet
from tests.end_to_end.town import TOKEN, TownClock, town
from tests.line import Line

PEOPLE = 12
SAID = ("/help", "/privacy", "/help", "/privacy", "/check", "/help", "/privacy", "/help")
"""What each of them writes, all at once. Once there is a check, its card comes again below each answer."""
SECRET_WORD = "good-secret_1"
PATIENCE = 60.0


class Country:
    """Telegram's side of it: people, what they write, and what they get in which order."""

    def __init__(self, world: World, playground: Playground, fleet: Fleet, balancer: Balancer, ports: list[int], log: Path) -> None:
        self.world = world
        self.playground = playground
        self.fleet = fleet
        self.balancer = balancer
        self.people = [world.add_person(f"Person {number}").id for number in range(PEOPLE)]
        self._ports = ports
        self._log = log

    async def start(self, place: int) -> None:
        """Start the worker of this place, and wait until it serves."""
        settings = {"TELEGRAM_MODE": "webhook", "WEBHOOK_URL": self.balancer.url, "WEBHOOK_SECRET": SECRET_WORD}
        set_before = self._calls("setWebhook")
        await self.fleet.start(settings=settings | {"WEBHOOK_LISTEN": f"127.0.0.1:{self._ports[place]}"})
        await self.until(lambda: self._calls("setWebhook") > set_before)

    def everybody_writes(self) -> None:
        for text in SAID:
            for person in self.people:
                self.world.send_text(person, text)

    def got(self, person: int) -> list[str]:
        """The first lines of the messages that a person was sent, in the order in which they came."""
        sent = [given for method, given in self.world.calls if method == "sendMessage" and given["chat_id"] == person]
        return [str(given["text"]).splitlines()[0] for given in sent]

    async def served(self, expected: list[str]) -> None:
        """Wait until everybody has got at least what they should, and a lease longer."""
        await self.until(lambda: not len(self.world.updates))
        await self.until(lambda: all(len(unrepeated(self.got(person))) >= len(expected) for person in self.people))
        await asyncio.sleep(4)

    def log(self) -> str:
        return self._log.read_text()

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110  # the world has no event for every condition a test may have
                await asyncio.sleep(0.005)

    def _calls(self, method: str) -> int:
        return sum(called == method for called, _ in self.world.calls)


def unrepeated(lines: list[str]) -> list[str]:
    """Without a message that came again right after itself, which at-least-once may force. SAID has no two alike in a row."""
    return [line for line, _ in itertools.groupby(lines)]


@asynccontextmanager
async def country(database: str, folder: Path, twice: bool = False) -> AsyncIterator[Country]:
    world = World(TownClock().now, TOKEN)
    playground = Playground(world, clock=TownClock(), token=TOKEN, retry_pause=0.05)
    url = await playground.start(0)
    ports = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as free:
            ports.append(int(free.getsockname()[1]))
    log = folder / "log"
    with log.open("w") as said:
        async with Balancer.before(ports, twice) as balancer, Fleet.of(url, database, 0, said.fileno()) as fleet:
            yield Country(world, playground, fleet, balancer, ports, log)
            await playground.stop()


async def expected(library: Library) -> list[str]:
    """What one person gets for what they write when there is no trouble."""
    async with town(library) as here:
        ann = here.person()
        for text in SAID:
            await ann.say(text)
        sent = [given for method, given in here.world.calls if method == "sendMessage"]
        lines = [str(given["text"]).splitlines()[0] for given in sent]
    assert unrepeated(lines) == lines
    return lines


async def test_a_worker_that_is_killed_costs_no_message_and_no_order(library: Library, database: str, tmp_path: Path) -> None:
    wanted = await expected(library)
    async with country(database, tmp_path) as here:
        await here.start(0)
        await here.start(1)
        here.everybody_writes()
        await here.until(lambda: sum(len(here.got(person)) for person in here.people) > PEOPLE * len(wanted) / 3)
        await here.fleet.kill(here.fleet.workers[0])
        await here.until(lambda: sum(len(here.got(person)) for person in here.people) > PEOPLE * len(wanted) / 2)
        await here.start(0)
        await here.served(wanted)
        came = {person: here.got(person) for person in here.people}
        assert [person for person in here.people if unrepeated(came[person]) != wanted] == []
        doubled = sum(len(lines) - len(wanted) for lines in came.values())
        assert doubled <= PEOPLE  # of each chat, one message may have been on its way from the worker that died
        assert set(here.balancer.statuses) <= {200, 502}


async def test_workers_that_are_restarted_one_by_one_lose_and_double_nothing(library: Library, database: str, tmp_path: Path) -> None:
    wanted = await expected(library)
    async with country(database, tmp_path) as here:
        await here.start(0)
        await here.start(1)
        here.everybody_writes()
        await here.until(lambda: sum(len(here.got(person)) for person in here.people) > PEOPLE)
        for place in (0, 1):
            await here.fleet.stop(here.fleet.workers[0])
            await here.start(place)
        await here.served(wanted)
        assert [person for person in here.people if here.got(person) != wanted] == []
        assert here.log() == ""


async def test_the_same_update_to_two_workers_at_once_is_handled_once(library: Library, database: str, tmp_path: Path) -> None:
    wanted = await expected(library)
    async with country(database, tmp_path, twice=True) as here:
        await here.start(0)
        await here.start(1)
        here.everybody_writes()
        await here.served(wanted)
        assert [person for person in here.people if here.got(person) != wanted] == []
        assert set(here.balancer.statuses) == {200}


async def test_a_database_that_refuses_connections_for_a_while(library: Library, database: str, tmp_path: Path) -> None:
    wanted = await expected(library)
    async with Line.to(make_url(database)) as line:
        through = make_url(database).set(host="127.0.0.1", port=line.port, query={}).render_as_string(hide_password=False)
        async with country(through, tmp_path) as here:
            await here.start(0)
            await here.start(1)
            here.everybody_writes()
            await here.until(lambda: sum(len(here.got(person)) for person in here.people) > PEOPLE * len(wanted) / 3)
            line.cut()
            await here.until(lambda: 503 in here.balancer.statuses)
            sick = here.people[0]
            here.world.send_text(sick, "my throat is closing up")
            await asyncio.sleep(2)
            line.mend()
            told = "I can't save anything right now"
            await here.until(lambda: not len(here.world.updates))
            await here.until(lambda: any("urgent" in text for text in here.got(sick)))
            await asyncio.sleep(4)
            for person in here.people[1:]:
                came = [text for text in here.got(person) if not text.startswith(told)]
                assert unrepeated(came) == wanted
                assert len(came) <= len(wanted) + 2
                assert len(here.got(person)) - len(came) <= 2 * 2  # each worker may say it, of an update that each was brought
            assert here.log().count("the database failed") <= 2
            assert here.log().count("the database works again") <= 2


async def test_somebody_else_and_updates_from_yesterday_change_nothing(library: Library, database: str, tmp_path: Path) -> None:
    wanted = await expected(library)
    async with country(database, tmp_path) as here:
        await here.start(0)
        await here.start(1)
        kept: list[dict[str, Any]] = []
        here.world.observe(lambda change: kept.extend(one.body for one in here.world.updates) if change.kind == "update" else None)
        here.everybody_writes()
        await here.served(wanted)
        seen = {update["update_id"]: update for update in kept}
        chance = random.Random(5)
        replayed = chance.sample(sorted(seen), 40)
        async with aiohttp.ClientSession() as session:
            for number in replayed:
                for secret, status in ((SECRET_WORD, 200), ("guess", 401)):
                    async with session.post(here.balancer.url, json=seen[number], headers={SECRET: secret}) as response:
                        assert response.status == status
            stranger = seen[replayed[0]] | {"update_id": 10**9}
            async with session.post(here.balancer.url, json=stranger, headers={SECRET: "guess"}) as response:
                assert response.status == 401
        await asyncio.sleep(1)
        assert [person for person in here.people if here.got(person) != wanted] == []
        assert here.log().count("without the right secret") == 2  # once for each worker
