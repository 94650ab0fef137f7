"""The planned days of a schedule, in order, on the bare calendar: no zones, no times of day.

A schedule is one stretch of equal steps after another (`Stretch`). Every day is counted from the first of its stretch, never
from its neighbour, so that a month's end does not drift: 31 January, 28 February, 31 March.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .calendar import LAST_DAY, Every, Once, Phase, Phased, Schedule, Unit, WeekdayOfMonth

_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days `anchor + k * step` for k from `first` on, `times` of them; None: without end. `phase`: which one of a Phased."""

    anchor: date
    step: Every | WeekdayOfMonth
    first: int
    times: int | None
    phase: int = 0

    def day(self, k: int) -> date | None:
        """The k-th day counted from the anchor, or None when it lies after LAST_DAY."""
        if isinstance(self.step, WeekdayOfMonth):
            found = _weekday_of_month(self.anchor, k * self.step.months, self.step)
        else:
            found = add(self.anchor, self.step, k)
        return found if found <= LAST_DAY else None

    def first_not_before(self, day: date) -> int:
        """The smallest k, not below `first`, whose day is not before `day` or lies after LAST_DAY (it may lie beyond `times`)."""
        k = max(self.first, self._guess(day) - 1)
        while (found := self.day(k)) is not None and found < day:
            k += 1
        return k

    def _guess(self, day: date) -> int:
        if isinstance(self.step, WeekdayOfMonth):
            return _months_between(self.anchor, day) // self.step.months
        if self.step.unit is Unit.MONTHS:
            return _months_between(self.anchor, day) // self.step.count
        return (day - self.anchor).days // (self.step.count * _DAYS[self.step.unit])

    def has(self, k: int) -> bool:
        """Whether k is within the stretch."""
        return k >= self.first and (self.times is None or k < self.first + self.times)


def add(day: date, step: Every, times: int = 1) -> date:
    """The day `times` steps after another; months keep its day or take their last."""
    if step.unit is Unit.MONTHS:
        return _add_months(day, step.count * times)
    return day + timedelta(days=step.count * times * _DAYS[step.unit])


def stretches(schedule: Schedule) -> Iterator[Stretch]:
    """The stretches of a schedule in order."""
    rule, start = schedule.rule, schedule.start
    match rule:
        case Once():
            yield Stretch(start, Every(1, Unit.DAYS), 0, 1)
        case Every():
            yield Stretch(start, rule, 0, None)
        case WeekdayOfMonth():
            yield _weekdays(start, rule)
        case Phased():
            yield from _phases(start, rule)


def days_after(schedule: Schedule, day: date | None) -> Iterator[date]:
    """The planned days strictly after `day` in order; all of them for None. Each is found without walking those before it."""
    for stretch in stretches(schedule):
        k = stretch.first if day is None else stretch.first_not_before(day + timedelta(days=1))
        while stretch.has(k) and (found := stretch.day(k)) is not None:
            yield found
            k += 1


def _weekdays(start: date, rule: WeekdayOfMonth) -> Stretch:
    passed = _weekday_of_month(start, 0, rule) < start
    return Stretch(_add_months(start.replace(day=1), int(passed)), rule, 0, None)


def _phases(start: date, rule: Phased) -> Iterator[Stretch]:
    anchor = start
    for number, phase in enumerate(rule.phases):
        first = 1 if number else 0
        stretch = Stretch(anchor, phase.step, first, _times(anchor, phase, first), number)
        yield stretch
        last = stretch.day(first + (stretch.times or 1) - 1)
        if last is None:
            return
        anchor = last
    if rule.then:
        yield Stretch(anchor, rule.then, 1, None, len(rule.phases))


def _times(anchor: date, phase: Phase, first: int) -> int:
    """How many injections a phase has. A first phase has its anchor and ends before anchor + span; a later one may touch it."""
    if isinstance(phase.lasts, int):
        return phase.lasts
    end = add(anchor, phase.lasts) + timedelta(days=first)
    beyond = Stretch(anchor, phase.step, first, None).first_not_before(end)
    return beyond - first


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _weekday_of_month(anchor: date, months: int, rule: WeekdayOfMonth) -> date:
    first = _add_months(anchor.replace(day=1), months)
    day = 1 + (rule.weekday - first.weekday()) % 7 + 7 * (rule.nth - 1 if rule.nth > 0 else 4)
    return first.replace(day=day if day <= monthrange(first.year, first.month)[1] else day - 7)
