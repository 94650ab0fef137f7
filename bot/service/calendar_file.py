"""Schedules -> an .ics file (RFC 5545) that calendar programs read. Pure: bytes out, nothing read or sent.

One event for each stretch of equal steps, with its zone. A calendar program shows a wall time that does not exist on a day in its own
way, so on such a day it may be off by the length of the jump; the reminder itself is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialog.calendar import Schedule, Unit, WeekdayOfMonth
from bot.dialog.sequence import Stretch, stretches
from bot.dialog.wallclock import zone

LENGTH = timedelta(minutes=15)
"""How long an event looks in the calendar."""

_FREQUENCY = {Unit.DAYS: "DAILY", Unit.WEEKS: "WEEKLY", Unit.MONTHS: "MONTHLY"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Entry:
    """A reminder to write down. `id` makes the events' ids, so that a later file replaces them; `since`: days before it are left out."""

    id: str
    title: str
    schedule: Schedule
    since: date


def calendar_file(entries: Iterable[Entry], product: str, now: datetime) -> bytes:
    """The file. `product` names the program that made it; `now` is aware. Raises UnknownZone."""
    import icalendar  # here, because it takes a tenth of a second and few people ask for a file

    calendar = icalendar.Calendar()
    calendar.add("prodid", product)
    calendar.add("version", "2.0")
    for entry in entries:
        for number, stretch in enumerate(stretches(entry.schedule)):
            first = stretch.first_not_before(entry.since)
            day = stretch.day(first) if stretch.has(first) else None
            if day is None:
                continue
            event = icalendar.Event()
            event.add("uid", f"{entry.id}-{number}@b12-companion")
            event.add("dtstamp", now)
            event.add("summary", entry.title)
            event.add("dtstart", datetime.combine(day, entry.schedule.at, zone(entry.schedule.zone)))
            event.add("duration", LENGTH)
            if repeats := _repeats(stretch, first):
                event.add("rrule", repeats)
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _repeats(stretch: Stretch, first: int) -> dict[str, Any]:
    """The RRULE of a stretch from its `first`-th day on; empty for a single day.

    A day of the month beyond 28 is the last that exists of 28, 29 ... up to it: RFC 5545 would leave short months out.
    """
    left = None if stretch.times is None else stretch.first + stretch.times - first
    if left == 1:
        return {}
    count: dict[str, Any] = {"COUNT": left} if left else {}
    step = stretch.step
    if isinstance(step, WeekdayOfMonth):
        return {"FREQ": "MONTHLY", "INTERVAL": step.months, "BYDAY": f"{step.nth}{_WEEKDAYS[step.weekday]}", **count}
    rule: dict[str, Any] = {"FREQ": _FREQUENCY[step.unit], "INTERVAL": step.count}
    if step.unit is Unit.MONTHS and stretch.anchor.day > 28:
        rule |= {"BYMONTHDAY": list(range(28, stretch.anchor.day + 1)), "BYSETPOS": -1}
    return rule | count
