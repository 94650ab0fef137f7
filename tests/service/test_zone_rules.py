"""New rules for time zones: every reminder is planned anew, once, whatever the database does meanwhile."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content.library import Library
from bot.dialog import diary as diaries
from bot.dialog.effects import Plan
from bot.service import zone_rules
from bot.service.conversation import Conversation
from bot.service.delivery import Delivery
from bot.service.ports import Kept, Unavailable, Unit
from bot.storage.memory import MemoryStore
from tests.dialog.injection_days import Patient
from tests.fakes import FakeClock, FakePerson

CHATS = (-5, 1, 2, 3)
NEW = "2026z"


class Trouble(MemoryStore):
    """A MemoryStore that is away at the first so many looks for diaries."""

    def __init__(self) -> None:
        super().__init__()
        self.away: deque[Exception] = deque()
        self.looks = 0

    async def diaries(self, after: int, limit: int) -> list[Kept]:
        self.looks += 1
        if self.away:
            raise self.away.popleft()
        return await super().diaries(after, limit)


class Office:
    """People whose reminder was planned by rules that had their clocks an hour off."""

    def __init__(self, library: Library) -> None:
        self.store, self.person = Trouble(), FakePerson()
        self.conversation = Conversation(library, self.store, Delivery(self.store, self.person), FakeClock())
        self.patient = Patient().set_up("weeks", "1", "2026-12-11")

    async def move_in(self) -> Office:
        timers = tuple(self._by_old_rules(plan) for plan in self.patient.timers.values())
        for chat in CHATS:
            await self.store.commit(Unit(Kept(chat), self.patient.session, timers=timers, diary=diaries.to_data(self.patient.diary)))
        return self

    @staticmethod
    def _by_old_rules(plan: Plan) -> Plan:
        return replace(plan, due=plan.due + timedelta(hours=1)) if plan.kind == "reminder" else plan

    async def due(self) -> dict[int, str]:
        """When each chat's reminder comes."""
        return {timer.chat_id: f"{timer.due:%H:%M}" for timer in await self.store.planned(100) if timer.kind == "reminder"}

    async def follow(self, version: str = NEW) -> None:
        await zone_rules.follow(self.store, self.conversation, version)


@pytest.fixture
async def office(library: Library) -> Office:
    return await Office(library).move_in()


async def test_every_reminder_is_planned_by_the_new_rules_and_nothing_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone_rules, "AT_ONCE", 3)
    assert set((await office.due()).values()) == {"10:00"}
    await office.follow()
    assert await office.due() == dict.fromkeys(CHATS, "09:00")
    assert office.person.got == []


async def test_the_same_rules_are_looked_at_once(office: Office) -> None:
    await office.follow()
    looks = office.store.looks
    await office.follow()
    assert office.store.looks == looks
    await office.follow("2027a")
    assert office.store.looks > looks


async def test_a_database_that_is_away_is_waited_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone_rules, "PAUSE", 0.01)
    office.store.away.extend([Unavailable(), Unavailable()])
    await office.follow()
    assert await office.due() == dict.fromkeys(CHATS, "09:00")
    assert await office.store.meta_get(zone_rules.KEY) == NEW
