"""How often: every 2 weeks, daily, every other Friday, the first Monday of the month, 3-monthly; and for how long.

A phrase with two meanings ("every second Friday", "biweekly") gives both, or the one of them that can be set, and is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from bot.dialog.calendar import Every, Once, Unit, WeekdayOfMonth

from . import english
from .days import take_span, weekday_named
from .tokens import Cursor, Kind
from .values import Refused, Unusable


class Strength(Enum):
    """How firmly a phrase says a rule: "on Fridays" gives way to "every 2 weeks"."""

    SAID = auto()
    IMPLIED = auto()


Step = Every | WeekdayOfMonth


@dataclass(frozen=True, slots=True)
class Often:
    """What one phrase says of how often. `ask`: even a single option has to be confirmed.

    `weekday`: it names this day. `number`: it names this day of the month. `part`: it names a part of the day.
    """

    options: tuple[Step | Once, ...]
    weekday: int | None = None
    number: int | None = None
    part: str = ""
    strength: Strength = Strength.SAID
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Nth:
    """A weekday of the month without saying how often: "on the second Tuesday"."""

    nth: int
    weekday: int


def take_often(cursor: Cursor) -> Often | Nth | None:
    """What is said here of how often. Raises Unusable, or BadSchedule for a step out of range."""
    start = cursor.at
    found = _counted(cursor) or _every(cursor) or _adverb(cursor) or _of_the_month(cursor) or _plural(cursor)
    if found is None:
        cursor.at = start
    return found


def take_lasting(cursor: Cursor) -> tuple[int, Unit] | int | None:
    """For how long: "for 2 weeks", or "for 6 injections" (a plain number)."""
    start = cursor.at
    if not cursor.take(english.FOR):
        return None
    cursor.take("the")
    cursor.take({"next", "another"})
    if span := take_span(cursor):
        return span
    count = cursor.number()
    if count is not None and cursor.word(1) in english.SHOTS:
        cursor.skip(2)
        return count
    cursor.at = start
    return None


def every(count: int, unit: tuple[int, Unit]) -> Every:
    """A step of so many units. Raises BadSchedule."""
    return Every(count * unit[0], unit[1])


def _counted(cursor: Cursor) -> Often | None:
    """Once; once a week; twice a week; 2 injections a month."""
    start = cursor.at
    number = {"once": 1, "twice": 2}.get(cursor.word())
    if number is None and (cursor.word(1) in english.TIMES or cursor.word(1) in english.SHOTS):
        number = cursor.number()
        cursor.skip()
    if number is None:
        cursor.at = start
        return None
    only_times = cursor.word() not in english.SHOTS - english.TIMES - {"time"}
    cursor.skip()
    more = _every(cursor) or _adverb(cursor) or _per(cursor)
    if number != 1 and (more or only_times):
        raise Unusable(Refused.TIMES_PER)
    return more or (Often((Once(),)) if only_times else None)


def _per(cursor: Cursor) -> Often | None:
    """A week, per month, in a day."""
    cursor.take("in")
    if cursor.word() in english.PER and (unit := english.UNITS.get(cursor.word(1))):
        cursor.skip(2)
        return Often((every(1, unit),))
    return None


def _every(cursor: Cursor) -> Often | None:
    alternate = cursor.take("on", english.ALTERNATE) or cursor.take(english.ALTERNATE)
    if not alternate:
        if not cursor.take(english.EVERY):
            return None
        cursor.take("single")
        alternate = cursor.take(english.OTHER)
    _refuse_what_no_rule_says(cursor)
    if alternate:
        return _unit_or_weekday(cursor, 2)
    if cursor.word() == "last" and (weekday := weekday_named(cursor, 1)) is not None:
        cursor.skip(2)
        return Often((WeekdayOfMonth(-1, weekday, _months(cursor) or 1),))
    if (nth := cursor.ordinal()) is not None:
        return _every_nth(cursor, nth)
    number = cursor.number()
    if number is not None:
        cursor.skip()
        if cursor.kind() is Kind.RANGE or cursor.word() in {"to", "or"}:
            raise Unusable(Refused.RANGE)
    return _unit_or_weekday(cursor, 1 if number is None else number)


def _refuse_what_no_rule_says(cursor: Cursor) -> None:
    behind = 0 if cursor.number() is None else 1
    if cursor.word() in english.MANY_DAYS:
        raise Unusable(Refused.SEVERAL_DAYS)
    if cursor.word(behind) in english.HOURS | english.MINUTES:
        raise Unusable(Refused.TOO_OFTEN)


def _unit_or_weekday(cursor: Cursor, count: int) -> Often | None:
    word = cursor.word()
    if unit := english.UNITS.get(word):
        cursor.skip()
        return Often((every(count, unit),))
    weekday = english.WEEKDAYS_PLURAL.get(word, weekday_named(cursor))
    if weekday is not None:
        cursor.skip()
        return Often((Every(count, Unit.WEEKS),), weekday)
    if word in english.DAY_PARTS and count == 1:
        cursor.skip()
        return Often((Every(1, Unit.DAYS),), part=english.DAY_PARTS[word])
    return None


def _every_nth(cursor: Cursor, nth: int) -> Often | None:
    """Every 3rd day; every first Monday; every second Friday (of the month, or every other?); every 15th of the month."""
    cursor.skip()
    weekday = weekday_named(cursor)
    if weekday is None:
        if unit := english.UNITS.get(cursor.word()):
            cursor.skip()
            return Often((every(nth, unit),))
        months = _months(cursor)
        return Often((Every(months, Unit.MONTHS),), number=nth) if months else None
    cursor.skip()
    months = _months(cursor)
    if months:
        return Often((WeekdayOfMonth(nth, weekday, months),))
    if nth == 1:
        return Often((WeekdayOfMonth(1, weekday),))
    if nth > 4:
        return Often((Every(nth, Unit.WEEKS),), weekday)
    return Often((Every(nth, Unit.WEEKS), WeekdayOfMonth(nth, weekday)), weekday)


def _months(cursor: Cursor) -> int | None:
    """How many months "of the month", "of every 2 months", "each month" stands for."""
    start = cursor.at
    cursor.take({"of", "in"})
    if cursor.take({"the", "a", "every", "each", "per"}):
        count = 2 if cursor.take(english.OTHER) else cursor.number() or cursor.ordinal() or 1
        if cursor.kind() in {Kind.NUMBER, Kind.ORDINAL}:
            cursor.skip()
        if cursor.take(english.MONTH_WORDS):
            return count
    cursor.at = start
    return 1 if cursor.take("of", english.MONTH_WORDS) or cursor.take("monthly") else None


def _adverb(cursor: Cursor) -> Often | None:
    """Daily, weekly, fortnightly; 3-monthly, 12 weekly."""
    number = cursor.number()
    ahead = 0 if number is None else 2 if cursor.kind(1) is Kind.RANGE else 1
    word = cursor.word(ahead)
    if number is None and word in english.TWO_MEANINGS:
        cursor.skip()
        return Often((every(1, english.TWO_MEANINGS[word]),), ask=True)
    if word not in english.ADVERBS:
        return None
    cursor.skip(ahead + 1)
    return Often((every(1 if number is None else number, english.ADVERBS[word]),))


def _of_the_month(cursor: Cursor) -> Often | Nth | None:
    """The first Monday of the month; the last Friday; the 15th of every month."""
    cursor.take("on")
    cursor.take("the")
    last = cursor.word() == "last"
    nth = -1 if last else cursor.ordinal()
    weekday = weekday_named(cursor, 1)
    if nth is None or (last and weekday is None):
        return None
    cursor.skip(1 if weekday is None else 2)
    only_this = cursor.take("of", "the", english.MONTH_WORDS)  # this month's, or every month's?
    months = 1 if only_this else _months(cursor)
    if weekday is None:
        return Often((Every(months, Unit.MONTHS),), number=nth, ask=only_this) if months else None
    if months:
        return Often((WeekdayOfMonth(nth, weekday, months),), ask=only_this)
    return Nth(nth, weekday)


def _plural(cursor: Cursor) -> Often | None:
    """On Fridays."""
    weekday = english.WEEKDAYS_PLURAL.get(cursor.word())
    if weekday is None:
        return None
    cursor.skip()
    return Often((Every(1, Unit.WEEKS),), weekday, strength=Strength.IMPLIED)
