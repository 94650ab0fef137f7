"""Which injection comes next, and what a Done, a move or a journey does to those that follow.

An occurrence is known by the local day it was planned for. Whoever keeps reminders keeps the last day that was dealt with and
asks for the one after it: that way nothing is raised twice and nothing is passed over when the zone, the time of day or the
rules of the zone change. All functions are pure; `now` is an argument. Each raises UnknownZone for a zone that is not in the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from .calendar import BadSchedule, Counting, Phase, Phased, Reason, Rule, Schedule
from .sequence import Stretch, days_after, stretches
from .wallclock import day_exists, local_time, moment


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One planned injection. `day` is its identity: the local day it was planned for.

    `at` is the instant in UTC and `local` what the clock in the schedule's zone shows then (naive); `changed`: that is not the
    time that was asked for, because clocks skip it (see `wallclock`).
    """

    day: date
    at: datetime
    local: datetime
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """Occurrences that came due while nobody looked: the first and the last of them, and how many."""

    first: Occurrence
    last: Occurrence
    count: int


@dataclass(frozen=True, slots=True)
class Done:
    """What follows from a Done: the schedule from here on, and the next occurrence (None: that was the last)."""

    schedule: Schedule
    next: Occurrence | None


def occurrence_on(schedule: Schedule, day: date, moved_to: date | None = None) -> Occurrence:
    """The occurrence planned for `day` as its zone has it today; `moved_to`: it was moved to that day and keeps its key."""
    when = moment(datetime.combine(moved_to or day, schedule.at), schedule.zone)
    return Occurrence(day, when.at, when.local, when.changed)


def following(schedule: Schedule, day: date | None = None) -> Occurrence | None:
    """The first occurrence planned for a day after `day` (None: the very first), whether its instant has come or not."""
    return next(all_following(schedule, day), None)


def all_following(schedule: Schedule, day: date | None = None) -> Iterator[Occurrence]:
    """All occurrences after a day in order, up to the year 2100. A day that its zone skips counts as the day after it, once."""
    last = day
    for planned in days_after(schedule, day - timedelta(days=1) if day else None):
        while not day_exists(planned, schedule.zone):
            planned += timedelta(days=1)
        if last is None or planned > last:
            last = planned
            yield occurrence_on(schedule, planned)


def upcoming(schedule: Schedule, after: datetime, count: int) -> tuple[Occurrence, ...]:
    """The next occurrences strictly after an instant, for a list."""
    nearby = local_time(after, schedule.zone).date() - timedelta(days=3)
    return tuple(islice((found for found in all_following(schedule, nearby) if found.at > after), count))


def next_after(schedule: Schedule, after: datetime) -> Occurrence | None:
    """The first occurrence strictly after an instant."""
    return next(iter(upcoming(schedule, after, 1)), None)


def missed(schedule: Schedule, day: date | None, now: datetime) -> Missed | None:
    """What came due after the last day dealt with, up to and including `now`: one answer however many there were."""
    first = last = None
    count = 0
    for found in all_following(schedule, day):
        if found.at > now:
            break
        first, last, count = first or found, found, count + 1
    return Missed(first, last, count) if first and last else None


def done(schedule: Schedule, occurrence: date, given: date) -> Done:
    """The injection planned for `occurrence` was given on the local day `given` (which may be corrected later: call again).

    Counting from the plan leaves the schedule as it is; counting from the day done starts it anew on `given`, inside the
    phase it was in. Either way what comes next lies after both days. Raises BadSchedule (DONE_TOO_EARLY) when the day given
    is so early that the next one would fall on or before this very occurrence: then it was an earlier one that was done.
    """
    anew = _from(schedule, occurrence, given) if schedule.counting is Counting.DONE else schedule
    following_one = following(anew, max(occurrence, given))
    if schedule.counting is Counting.DONE and given < occurrence:
        sooner = following(anew, given)
        if sooner and sooner.day <= occurrence:
            raise BadSchedule(Reason.DONE_TOO_EARLY)
    return Done(anew, following_one)


def _from(schedule: Schedule, occurrence: date, given: date) -> Schedule:
    """The schedule that begins with the injection given on `given` in place of the one planned for `occurrence`."""
    stretch, k = _place(schedule, occurrence)
    return replace(schedule, rule=_rest(schedule.rule, stretch, k), start=given)


def _place(schedule: Schedule, day: date) -> tuple[Stretch, int]:
    """The last planned day that is not after `day`, as stretch and number; the very first when all are after it."""
    first, *others = stretches(schedule)
    place = first, max(_number(first, day), first.first)
    for stretch in others:
        if (k := _number(stretch, day)) >= stretch.first:
            place = stretch, k
    return place


def _number(stretch: Stretch, day: date) -> int:
    """The number of the last day of a stretch that is not after `day`; below `first` when there is none."""
    k = stretch.first_not_before(day + timedelta(days=1)) - 1
    return k if stretch.times is None else min(k, stretch.first + stretch.times - 1)


def _rest(rule: Rule, stretch: Stretch, k: int) -> Rule:
    """The rule that is left when the k-th of a stretch becomes its first day."""
    if not isinstance(rule, Phased) or stretch.times is None:
        return rule.then if isinstance(rule, Phased) and rule.then else rule
    here = Phase(rule.phases[stretch.phase].step, stretch.first + stretch.times - k)
    return Phased((here, *rule.phases[stretch.phase + 1 :]), rule.then)
