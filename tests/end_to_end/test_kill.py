"""kill -9 at random moments while 2,000 reminders come due: each is heard, at most one per kill is heard twice, and each goes on."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.dialog import diary as diaries
from bot.dialog.actions import OnDose, decode
from bot.dialog.calendar import day_code
from bot.dialog.diary import Raised
from bot.service.ports import Kept, Store, Timer, Unit
from bot.storage.postgres import PostgresStore
from bot.storage.sqlite import SqliteStore
from tests.dialog.injection_days import Patient
from tests.end_to_end.faults import CountingApi, Fleet, Sent
from tests.postgres import Postgres

WITH_ONE, WITH_TWO = 1_600, 200
DUE = WITH_ONE + 2 * WITH_TWO
KILLS = 20
RATE = 400
PATIENCE = 90.0
ZONE = "Asia/Kolkata"
"""A zone whose clocks are never changed, on whatever day this runs."""
STEPS = {"1": timedelta(days=1), "2": timedelta(days=7)}
"""From one occurrence to the next, by the reminder's id."""

Planned = tuple[int, str, str, str, datetime | None]
"""A chat, a reminder, a kind of timer, the day of its occurrence, and when it is due; None when that counts from the moment of asking."""


@dataclass(frozen=True, slots=True)
class Burst:
    """People whose reminders are all due at the same moment. Chats up to WITH_TWO have two, the others one."""

    at: datetime

    @property
    def day(self) -> date:
        """The local day of the occurrence that is due."""
        return self.at.astimezone(ZoneInfo(ZONE)).date()

    @property
    def reminders(self) -> list[tuple[int, str]]:
        """Every reminder there is: chat and id."""
        return [(chat, name) for chat in range(1, WITH_ONE + WITH_TWO + 1) for name in ("1", "2")[: 1 + (chat <= WITH_TWO)]]

    def goes_on(self) -> Iterator[Planned]:
        """What has to be planned once every reminder has been asked about: the next occurrence, and asking again about this one."""
        for chat, name in self.reminders:
            yield chat, name, "reminder", day_code(self.day + STEPS[name]), self.at + STEPS[name]
            yield chat, name, "again", day_code(self.day), None

    async def store(self, database: str) -> None:
        """Set them up as people do, two hours ago, and store what came of it."""
        one = self._patient().send("/remind").taps("days", "1")
        self._finish(one)
        two = self._patient().send("/remind").taps("days", "1")
        self._finish(self._finish(two).send("/remind").taps("weeks", "1"))
        store = await opened(database)
        await asyncio.gather(*(store.commit(unit(chat, two if chat <= WITH_TWO else one)) for chat in range(1, WITH_ONE + WITH_TWO + 1)))
        await store.close()

    def _patient(self) -> Patient:
        patient = Patient()
        patient.now = self.at - timedelta(hours=2)
        return patient

    def _finish(self, patient: Patient) -> Patient:
        patient.give(self.day.isoformat()).give(f"{self.at.astimezone(ZoneInfo(ZONE)):%H:%M}")
        return (patient if patient.diary.zone else patient.give(ZONE)).taps("repeat", "done")


def unit(chat: int, patient: Patient) -> Unit:
    """What is stored of somebody once they have done what this patient did."""
    return Unit(Kept(chat), patient.session, timers=tuple(patient.timers.values()), diary=diaries.to_data(patient.diary))


async def opened(database: str) -> Store:
    path = database.removeprefix("sqlite:///")
    return SqliteStore.open(Path(path)) if path != database else await PostgresStore.open(database)


@pytest.mark.parametrize(("engine", "workers"), [("sqlite", 1), ("postgres", 4)])
async def test_kill_9_loses_no_reminder_and_doubles_at_most_one_per_kill(
    engine: str, workers: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    postgres: Postgres | None = request.getfixturevalue("postgres") if engine == "postgres" else None
    database = await postgres.database() if postgres else f"sqlite:///{tmp_path / 'b12.db'}"
    burst = Burst(datetime.now(UTC).replace(second=0, microsecond=0))
    await burst.store(database)
    chance = random.Random(12)
    async with CountingApi().serving() as api, Fleet.of(api.url, database, RATE) as fleet:
        await fleet.start(workers)
        for kill in range(KILLS):
            share = DUE * (kill + chance.random()) / (KILLS + 1)  # each kill at a random moment of its part of the burst
            await received(api, share)
            await asyncio.sleep(chance.uniform(0, 0.05))  # not just after a message has arrived
            await fleet.kill_one(chance)
        await received(api, DUE)
        await quiet(api)
    store = await opened(database)
    left, planned, kept = await store.waiting(), await store.planned(10 * DUE), await store.diaries(0, DUE)
    await store.close()
    if postgres:
        await postgres.drop(database)
    heard = {occurrence(sent) for sent in api.received}
    assert left == []
    assert sorted(heard) == sorted((chat, name, day_code(burst.day)) for chat, name in burst.reminders)
    assert api.received.total() - DUE <= fleet.kills == KILLS
    assert sorted(map(going_on, (timer for timer in planned if timer.key))) == sorted(burst.goes_on())
    reminders = {(chat.chat_id, one.id): one for chat in kept for one in diaries.from_data(chat.diary).reminders}
    assert {name: (one.next, one.raised) for name, one in reminders.items()} == {
        (chat, name): (burst.day + STEPS[name], Raised(burst.day)) for chat, name in burst.reminders
    }


def occurrence(sent: Sent) -> tuple[int, str, str]:
    """Which occurrence a message asked about: the chat, and what its first button names."""
    chat, buttons = sent
    action = decode(buttons[0])
    assert isinstance(action, OnDose)
    return chat, action.reminder, action.occurrence


def going_on(timer: Timer) -> Planned:
    """What a timer is for."""
    return timer.chat_id, timer.key, timer.kind, timer.detail, timer.due if timer.kind == "reminder" else None


async def received(api: CountingApi, messages: float) -> None:
    """Wait until so many different messages have arrived."""
    async with asyncio.timeout(PATIENCE):
        while len(api.received) < messages:  # noqa: ASYNC110  # the moment is what matters, and no event would be nearer to it
            await asyncio.sleep(0.001)


async def quiet(api: CountingApi) -> None:
    """Wait until nothing has arrived for longer than a lease: whatever a killed worker held has been looked at."""
    before = -1
    while (now := api.received.total()) != before:
        before = now
        await asyncio.sleep(5)
