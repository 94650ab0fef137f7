"""When injections are planned: a rule, a first day, a time of day and a zone, as the person typed or tapped them.

Values and their written form. Nothing here has a default that would be a dosing schedule. Days and times are those of the
wall clock in the schedule's zone; instants are worked out each time they are needed (`occurrences`), never kept here.
Must not know the clock, chats or how a rule is said in words.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from typing import Any

MOST_PHASES = 3
"""Phases before the last rule: daily, then weekly, then monthly, then ..."""

MOST_TIMES = 366
"""Injections that one phase may have."""

YEARS_AHEAD = 10
"""How far ahead a first day may lie."""

LAST_DAY = date(2100, 12, 31)
"""No occurrence lies after this day."""


class Reason(StrEnum):
    """Why a schedule cannot be. The value names the sentence that says so."""

    EVERY_ZERO = "every_zero"
    STEP_TOO_LONG = "step_too_long"
    NO_FIFTH_WEEKDAY = "no_fifth_weekday"
    PHASE_EMPTY = "phase_empty"
    PHASE_TOO_LONG = "phase_too_long"
    TOO_MANY_PHASES = "too_many_phases"
    COUNTS_FROM_PLAN = "counts_from_plan"
    NOT_A_MINUTE = "not_a_minute"
    PAST = "past"
    PAST_TIME = "past_time"
    NOT_YET = "not_yet"
    LONG_AGO = "long_ago"
    TOO_FAR = "too_far"
    DONE_TOO_EARLY = "done_too_early"
    NO_QUIET = "no_quiet"
    QUIET_TOO_LONG = "quiet_too_long"


class BadSchedule(ValueError):
    """A schedule that cannot be; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Unit(StrEnum):
    """What steps are counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


LONGEST_STEP = {Unit.DAYS: 366, Unit.WEEKS: 52, Unit.MONTHS: 24}

_FEWEST_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28}
_MOST_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 31}


class Counting(StrEnum):
    """From which day the next one is counted: the day that was planned, or the day the injection was really given."""

    PLANNED = "planned"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Once:
    """One day only."""


@dataclass(frozen=True, slots=True)
class Every:
    """Every `count` days, weeks or months. Months keep the day of the first one, or take the last day where a month is shorter."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        """Raises BadSchedule for a step out of range."""
        if self.count < 1:
            raise BadSchedule(Reason.EVERY_ZERO)
        if self.count > LONGEST_STEP[self.unit]:
            raise BadSchedule(Reason.STEP_TOO_LONG)


@dataclass(frozen=True, slots=True)
class WeekdayOfMonth:
    """The same weekday of every `months`-th month. `nth`: 1 to 4, or -1 for the last. `weekday`: 0 is Monday."""

    nth: int
    weekday: int
    months: int = 1

    def __post_init__(self) -> None:
        """Raises BadSchedule for a weekday that not every month has, or a step out of range."""
        if self.nth not in {1, 2, 3, 4, -1}:
            raise BadSchedule(Reason.NO_FIFTH_WEEKDAY)
        if not 0 <= self.weekday <= 6:
            raise ValueError(self.weekday)
        Every(self.months, Unit.MONTHS)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of equal steps. `lasts`: how many injections, or how long ("for 2 weeks").

    How long counts whole days from the first day of the first phase, which is part of it: every other day for 2 weeks is
    days 1, 3, 5 ... 13, seven injections. A later phase begins one of its own steps after the last injection of the phase
    before: weekly for 4 weeks is then four injections.
    """

    step: Every
    lasts: int | Every

    def __post_init__(self) -> None:
        """Raises BadSchedule for a phase without an injection or with too many."""
        if isinstance(self.lasts, int) and self.lasts < 1:
            raise BadSchedule(Reason.PHASE_EMPTY)
        if isinstance(self.lasts, int) and self.lasts > MOST_TIMES:
            raise BadSchedule(Reason.PHASE_TOO_LONG)
        if isinstance(self.lasts, Every) and not _fits(self.step, self.lasts):
            raise BadSchedule(Reason.PHASE_EMPTY)


def _fits(step: Every, span: Every) -> bool:
    """Whether a step fits into a span, however long its months are."""
    if step.unit is span.unit:
        return step.count <= span.count
    return step.count * _MOST_DAYS[step.unit] <= span.count * _FEWEST_DAYS[span.unit]


@dataclass(frozen=True, slots=True)
class Phased:
    """One phase after another, and then `then` without end; None: after the last phase comes nothing.

    `then` begins one of its steps after the last injection of the last phase.
    """

    phases: tuple[Phase, ...]
    then: Every | None

    def __post_init__(self) -> None:
        """Raises BadSchedule for no phase or too many."""
        if not self.phases:
            raise BadSchedule(Reason.PHASE_EMPTY)
        if len(self.phases) > MOST_PHASES:
            raise BadSchedule(Reason.TOO_MANY_PHASES)


Rule = Once | Every | WeekdayOfMonth | Phased


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rule with its first day, its time of day (naive, whole minutes) and its zone (an IANA name).

    The first occurrence is on `start`; with a WeekdayOfMonth, on the first such day that is not before `start`.
    """

    rule: Rule
    start: date
    at: time
    zone: str
    counting: Counting = Counting.PLANNED

    def __post_init__(self) -> None:
        """Raises BadSchedule for a time with seconds, a day beyond LAST_DAY, or a weekday of the month counted from the day done."""
        if self.at.second or self.at.microsecond or self.at.tzinfo:
            raise BadSchedule(Reason.NOT_A_MINUTE)
        if self.start > LAST_DAY:
            raise BadSchedule(Reason.TOO_FAR)
        if isinstance(self.rule, WeekdayOfMonth) and self.counting is Counting.DONE:
            raise BadSchedule(Reason.COUNTS_FROM_PLAN)


def in_zone(schedule: Schedule, zone: str) -> Schedule:
    """The schedule of a person who travels and wants it to follow: the same days and times on the clocks of another zone.

    (To keep the home clock, change nothing.) Occurrences are known by their day, so one that was raised is not raised again.
    """
    return replace(schedule, zone=zone)


def why_not_start(day: date, today: date) -> Reason | None:
    """Why a schedule may not begin on this day, or None. `today` is the day in the schedule's zone."""
    if day < today:
        return Reason.PAST
    year = today.year + YEARS_AHEAD
    furthest = date(year, today.month, min(today.day, monthrange(year, today.month)[1]))
    return Reason.TOO_FAR if day > min(furthest, LAST_DAY) else None


def occurrence_key(reminder: str, day: date) -> str:
    """The id of one planned injection: the reminder and the local day it was planned for. Stays when time, zone or day are moved.

    Made of the letters of the reminder's id, digits and `_`, so that it fits into a button.
    """
    return f"{reminder}_{day_code(day)}"


def day_code(day: date) -> str:
    """A day as eight digits, for keys and buttons."""
    return f"{day:%Y%m%d}"


def read_day_code(code: str) -> date:
    """Read what `day_code` wrote. Raises ValueError."""
    if len(code) != 8 or not code.isascii() or not code.isdecimal():
        raise ValueError(code)
    return date(int(code[:4]), int(code[4:6]), int(code[6:]))


def to_data(schedule: Schedule) -> dict[str, Any]:
    """The schedule as JSON-ready data."""
    data = {
        "v": 1,
        "rule": rule_data(schedule.rule),
        "start": schedule.start.isoformat(),
        "at": schedule.at.isoformat("minutes"),
        "zone": schedule.zone,
    }
    return data | ({"from": schedule.counting.value} if schedule.counting is not Counting.PLANNED else {})


def from_data(data: dict[str, Any]) -> Schedule:
    """Read what `to_data` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    if data["v"] != 1:
        raise ValueError(data["v"])
    start, at = date.fromisoformat(data["start"]), time.fromisoformat(data["at"])
    return Schedule(read_rule(data["rule"]), start, at, data["zone"], Counting(data.get("from", "planned")))


def rule_data(rule: Rule) -> list[Any]:
    """A rule as JSON-ready data."""
    match rule:
        case Once():
            return ["once"]
        case Every():
            return ["every", *_step(rule)]
        case WeekdayOfMonth():
            return ["weekday", rule.nth, rule.weekday, rule.months]
        case Phased():
            phases = [[*_step(phase.step), phase.lasts if isinstance(phase.lasts, int) else _step(phase.lasts)] for phase in rule.phases]
            return ["phases", phases, _step(rule.then) if rule.then else None]


def read_rule(data: list[Any]) -> Rule:
    """Read what `rule_data` wrote. Raises ValueError."""
    match data:
        case ["once"]:
            return Once()
        case ["every", count, unit]:
            return _read_step([count, unit])
        case ["weekday", int(nth), int(weekday), int(months)]:
            return WeekdayOfMonth(nth, weekday, months)
        case ["phases", [*phases], then]:
            return Phased(tuple(_read_phase(phase) for phase in phases), _read_step(then) if then else None)
    raise ValueError(data)


def _step(step: Every) -> list[Any]:
    return [step.count, step.unit.value]


def _read_step(data: list[Any]) -> Every:
    match data:
        case [int(count), str(unit)]:
            return Every(count, Unit(unit))
    raise ValueError(data)


def _read_phase(data: list[Any]) -> Phase:
    count, unit, lasts = data
    return Phase(_read_step([count, unit]), lasts if isinstance(lasts, int) else _read_step(lasts))
