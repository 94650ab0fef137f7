"""A slow, obvious calendar: every day is looked at in turn, and every minute of a clock. What the real one is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.dialog.calendar import Every, Once, Phased, Rule, Unit, WeekdayOfMonth

DAY = timedelta(days=1)


def planned_days(rule: Rule, start: date, until: date) -> list[date]:
    """The days a rule plans from `start` up to and including `until`."""
    match rule:
        case Once():
            return [start] if start <= until else []
        case Every():
            return list(every(rule, start, until))
        case WeekdayOfMonth():
            return list(weekdays(rule, start, until))
        case Phased():
            return phased(rule, start, until)


def every(step: Every, start: date, until: date) -> Iterator[date]:
    """Day after day, keeping those on which a step ends."""
    day, months = start, 0
    while day <= until:
        if step.unit is Unit.MONTHS:
            if day == same_day(start, months):
                yield day
                months += step.count
        elif (day - start).days % (step.count * (7 if step.unit is Unit.WEEKS else 1)) == 0:
            yield day
        day += DAY


def same_day(start: date, months: int) -> date:
    """The day of the same number some months later, found by turning pages of a wall calendar."""
    year, month = start.year, start.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    for number in range(start.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError(start)


def weekdays(rule: WeekdayOfMonth, start: date, until: date) -> Iterator[date]:
    """Day after day, counting how often its weekday was seen since its month began."""
    day, seen, first = start.replace(day=1), 0, None
    while day <= until:
        if day.day == 1:
            seen = 0
        if day.weekday() == rule.weekday:
            seen += 1
            last = (day + 7 * DAY).month != day.month
            page = day.year * 12 + day.month
            if day >= start and (last if rule.nth == -1 else seen == rule.nth):
                first = page if first is None else first
                if (page - first) % rule.months == 0:
                    yield day
        day += DAY


def phased(rule: Phased, start: date, until: date) -> list[date]:
    """Write the days down phase by phase."""
    far = until + 40 * 366 * DAY
    days: list[date] = []
    for phase in rule.phases:
        anchor = days[-1] if days else start
        steps = every(phase.step, anchor, far)
        fresh = [] if not days else [next(steps)]  # a later phase begins one step after the last injection
        if isinstance(phase.lasts, int):
            days += [next(steps) for _ in range(phase.lasts)]
            continue
        end = next(day for number, day in enumerate(every(phase.lasts, anchor, far)) if number == 1)
        for day in steps:
            if day > end or (day == end and not fresh):
                break
            days.append(day)
    if rule.then:
        anchor = days[-1]
        days += [day for day in every(rule.then, anchor, until) if day > anchor]
    return [day for day in days if day <= until]


def clock_reaches(local: datetime, zone: str) -> datetime:
    """Watch the clock of a zone minute by minute until it shows `local` or more; a day it never shows is the day after."""
    rules = ZoneInfo(zone)
    begin = local.replace(tzinfo=UTC) - timedelta(hours=27)
    minutes = [begin + timedelta(minutes=number) for number in range(54 * 60)]
    shown = [minute.astimezone(rules).replace(tzinfo=None) for minute in minutes]
    if local.date() not in {face.date() for face in shown}:
        return clock_reaches(local + DAY, zone)
    return next(minute for minute, face in zip(minutes, shown, strict=True) if face >= local)


def jumps(zone: str, year: int) -> list[datetime]:
    """The wall times at which a zone's clock has just been moved in a year, by looking at it every day, and then every hour."""
    rules = ZoneInfo(zone)
    begin = datetime(year, 1, 1, tzinfo=UTC)
    days = [
        begin + number * DAY for number in range(366) if _offset(begin + number * DAY, rules) != _offset(begin + (number + 1) * DAY, rules)
    ]
    hours = [day + timedelta(hours=number) for day in days for number in range(1, 25)]
    moved = [hour for hour in hours if _offset(hour, rules) != _offset(hour - timedelta(hours=1), rules)]
    return [hour.astimezone(rules).replace(tzinfo=None, minute=0, fold=0) for hour in moved]


def _offset(at: datetime, rules: ZoneInfo) -> timedelta | None:
    return at.astimezone(rules).utcoffset()


def minutes_of_day(minute: int) -> time:
    """A time of day by its number of minutes since midnight."""
    return time(minute // 60, minute % 60)
