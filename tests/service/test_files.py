"""The files that a person asks for: all that is kept of them, and the days of one reminder for their calendar."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import icalendar
import pytest

from bot.content.library import Library
from bot.dialog import diary as diaries
from bot.dialog.calendar import in_zone
from bot.dialog.diary import Diary
from bot.dialog.effects import SendFile
from bot.service.files import Files, Made
from bot.service.ports import Unit
from bot.storage.memory import MemoryStore
from tests.dialog.injection_days import Patient
from tests.fakes import FakeClock

CHAT = 7


class Desk:
    """Where files are asked for, by somebody who has set up a reminder for every 2 weeks from 11 December."""

    def __init__(self, library: Library) -> None:
        self.store, self.clock = MemoryStore(), FakeClock()
        self.patient = Patient().set_up("weeks", "2", "2026-12-11", zone="Europe/Berlin")
        self._files = Files(library, self.store, self.clock)

    async def keep(self, diary: Diary) -> Desk:
        kept = await self.store.load(CHAT)
        timers = tuple(self.patient.timers.values())
        await self.store.commit(Unit(kept, self.patient.session, timers=timers, diary=diaries.to_data(diary)))
        return self

    async def file(self, kind: str, about: str = "") -> Made | None:
        return await self._files.make(CHAT, "en", SendFile(kind, about))


def events(made: Made) -> list[Any]:
    return list(icalendar.Calendar.from_ical(made.content).walk("VEVENT"))


@pytest.fixture
async def desk(library: Library) -> Desk:
    made = Desk(library)
    return await made.keep(made.patient.diary)


async def test_all_that_is_kept_is_one_file_that_can_be_read(desk: Desk) -> None:
    made = await desk.file("export")
    assert made and (made.name, made.mime) == ("my-data.json", "application/json")
    kept = json.loads(made.content)
    assert kept["diaries"][0]["diary"]["reminders"][0]["schedule"]["zone"] == "Europe/Berlin"
    assert [timer["due"] for timer in kept["timers"] if timer["kind"] == "reminder"] == ["2026-12-11T08:00:00+00:00"]
    assert made.content.count(b"\n") > 20  # a person reads it


async def test_somebody_who_is_not_known_gets_an_empty_file(library: Library) -> None:
    made = await Files(library, MemoryStore(), FakeClock()).make(CHAT, "en", SendFile("export"))
    assert made and not any(json.loads(made.content).values())


async def test_the_days_of_a_reminder_as_a_calendar(desk: Desk) -> None:
    made = await desk.file("ics", desk.patient.reminder.id)
    assert made and (made.name, made.mime) == ("injection-days.ics", "text/calendar")
    [event] = events(made)
    assert (event["summary"], event["dtstart"].dt.isoformat()) == ("B12 injection day", "2026-12-11T09:00:00+01:00")


async def test_days_that_have_been_are_left_out(desk: Desk) -> None:
    desk.clock.advance(days=10)
    made = await desk.file("ics", desk.patient.reminder.id)
    assert made
    [event] = events(made)
    assert event["dtstart"].dt.isoformat() == "2026-12-25T09:00:00+01:00"


async def test_there_is_no_calendar_of_a_reminder_that_is_gone_or_whose_zone_is(desk: Desk) -> None:
    reminder = desk.patient.reminder
    assert await desk.file("ics", "zz") is None
    await desk.keep(desk.patient.diary.put(replace(reminder, schedule=in_zone(reminder.schedule, "Mars/Olympus"))))
    assert await desk.file("ics", reminder.id) is None
    await desk.keep(desk.patient.diary.put(replace(reminder, deleted=True)))
    assert await desk.file("ics", reminder.id) is None
