"""The .ics file: a calendar program finds in it the days that the bot itself plans."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

import icalendar
import pytest
from dateutil.rrule import rrulestr

from bot.dialog.calendar import Every, Once, Phase, Phased, Rule, Schedule, Unit, WeekdayOfMonth
from bot.dialog.sequence import days_after
from bot.service.calendar_file import Entry, calendar_file

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAYS, WEEKS, MONTHS = Unit.DAYS, Unit.WEEKS, Unit.MONTHS


def entry(rule: Rule, start: date, since: date | None = None, zone: str = "Europe/Berlin") -> Entry:
    return Entry("k3f9a", "Injection day", Schedule(rule, start, time(9), zone), since or start)


def events(*entries: Entry) -> list[Any]:
    return list(icalendar.Calendar.from_ical(calendar_file(entries, "-//b12-companion//EN", NOW)).walk("VEVENT"))


def days(event: Any, count: int) -> list[date]:
    """The days a calendar program would show."""
    start = event["dtstart"].dt
    if "rrule" not in event:
        return [start.date()]
    rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=start.replace(tzinfo=None))
    return [found.date() for found in islice(rule, count)]


@pytest.mark.parametrize(
    ("rule", "start"),
    [
        (Once(), date(2026, 12, 4)),
        (Every(2, DAYS), date(2026, 12, 4)),
        (Every(3, WEEKS), date(2026, 12, 4)),
        (Every(1, MONTHS), date(2026, 12, 28)),
        (Every(1, MONTHS), date(2027, 1, 31)),
        (Every(3, MONTHS), date(2027, 8, 31)),
        (Every(12, MONTHS), date(2028, 2, 29)),
        (WeekdayOfMonth(-1, 4), date(2026, 12, 1)),
        (WeekdayOfMonth(2, 1, 3), date(2026, 12, 1)),
        (Phased((Phase(Every(2, DAYS), Every(2, WEEKS)),), Every(3, MONTHS)), date(2026, 12, 1)),
        (Phased((Phase(Every(1, DAYS), 3), Phase(Every(1, WEEKS), 4)), Every(1, MONTHS)), date(2027, 1, 1)),
        (Phased((Phase(Every(1, DAYS), 1),), None), date(2027, 1, 1)),
    ],
)
@pytest.mark.parametrize("late", [0, 5, 40])
def test_a_calendar_program_shows_the_days_the_bot_plans(rule: Rule, start: date, late: int) -> None:
    planned = list(islice(days_after(Schedule(rule, start, time(9), "Europe/Berlin"), None), 60))
    since = planned[min(late, len(planned) - 1)]
    shown = sorted(day for event in events(entry(rule, start, since)) for day in days(event, 60))
    expected = [day for day in planned if day >= since]
    assert shown[: len(expected)] == expected


def test_an_event_has_its_zone_its_rules_and_a_name_that_stays() -> None:
    file = calendar_file([entry(Every(2, WEEKS), date(2026, 12, 4))], "-//b12-companion//EN", NOW)
    assert b"DTSTART;TZID=Europe/Berlin:20261204T090000" in file
    assert b"BEGIN:VTIMEZONE" in file and b"TZID:Europe/Berlin" in file
    (event,) = events(entry(Every(2, WEEKS), date(2026, 12, 4)))
    assert event["uid"] == "k3f9a-0@b12-companion"
    assert event["summary"] == "Injection day"


def test_what_is_over_is_left_out_and_no_reminder_is_an_empty_calendar() -> None:
    assert events(entry(Once(), date(2026, 12, 4), since=date(2026, 12, 5))) == []
    assert events() == []


def test_several_reminders_share_a_file() -> None:
    found = events(entry(Once(), date(2026, 12, 4)), entry(Every(1, DAYS), date(2026, 12, 5), zone="America/Havana"))
    assert len(found) == 2
