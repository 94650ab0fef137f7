"""Days: Friday, next Tuesday, tomorrow, 4 Dec, December 4th, 4.12., 2026-12-04, the 4th, in 2 weeks, yesterday, 3 days ago.

A day that can be read in two ways is given as both. A day without a year is the next one, or the last one when looking back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.dialog.calendar import Every, Reason, Unit
from bot.dialog.sequence import add

from . import english
from .tokens import Cursor, Kind
from .values import Refused, Unusable

_DAY = timedelta(days=1)

_FARTHEST = 5000
"""Days, weeks or months; beyond any day that may be used."""


@dataclass(frozen=True, slots=True)
class Days:
    """What one mention of a day can mean. `weekday`: only that was said.

    `start`: it is said to be the first day ("from Friday"), or is one certain Friday ("this Friday").
    """

    options: tuple[date, ...]
    weekday: int | None = None
    start: bool = False


@dataclass(frozen=True, slots=True)
class Looking:
    """From which day, and in which direction, a day is looked for."""

    today: date
    back: bool = False

    def nearest(self, fits: Callable[[date], bool]) -> date:
        """The first day that fits, today included. There must be one: a 29 February is at most eight years away."""
        day, step = self.today, -_DAY if self.back else _DAY
        while not fits(day):
            day += step
        return day


def take_day(cursor: Cursor, looking: Looking) -> Days | None:
    """The day that begins here. Raises Unusable for one that cannot be."""
    start = cursor.at
    first = False
    while cursor.take(english.START) or cursor.take("on"):
        first = first or cursor.peek(-1).text != "on"
    found = _relative(cursor, looking) or _named(cursor, looking) or _written(cursor, looking) or _weekday(cursor, looking)
    if found is None:
        cursor.at = start
        return None
    return Days(found.options, found.weekday, first or found.start)


def dotted_day(day: int, month: int, looking: Looking) -> date | None:
    """The day that "4.12" means, when it can be one."""
    try:
        return _in_year(day, month, None, looking)
    except Unusable:
        return None


def day_of_month(number: int, looking: Looking) -> date:
    """The nearest day with this number. Raises Unusable."""
    if not 1 <= number <= 31:
        raise Unusable(Refused.IMPOSSIBLE_DATE)
    return looking.nearest(lambda day: day.day == number)


def weekday_named(cursor: Cursor, ahead: int = 0) -> int | None:
    """The weekday there: 0 is Monday."""
    return english.WEEKDAYS.get(cursor.word(ahead))


def _relative(cursor: Cursor, looking: Looking) -> Days | None:
    """Counted from today."""
    today = looking.today
    cursor.take("the")
    for words, days in ((("day", "after", english.TOMORROW), 2), (("day", "before", english.YESTERDAY), -2)):
        if cursor.take(*words):
            return Days((today + days * _DAY,))
    for table, days in ((english.TODAY, 0), (english.TOMORROW, 1), (english.YESTERDAY, -1)):
        if cursor.take(table):
            return Days((today + days * _DAY,))
    if cursor.word() in {"next", "this", "last"} and cursor.word(1) in english.UNITS:
        raise Unusable(Refused.NEEDS_DAY)
    begin = cursor.at
    ahead = cursor.take("in")
    span = take_span(cursor)
    if span and (cursor.take("from", english.TODAY) or cursor.take("from", "now") or ahead):
        return Days((_later(today, span, 1),))
    if span and cursor.take(english.AGO):
        return Days((_later(today, span, -1),))
    cursor.at = begin
    return None


def take_span(cursor: Cursor) -> tuple[int, Unit] | None:
    """A length of time: 2 weeks, a month, ten days."""
    number = cursor.number()
    if number is None and cursor.word() in {"a", "an"}:
        number = 1
    unit = english.UNITS.get(cursor.word(1))
    if number is None or unit is None:
        return None
    cursor.skip(2)
    return number * unit[0], unit[1]


def _later(today: date, span: tuple[int, Unit], direction: int) -> date:
    count, unit = span
    if count > _FARTHEST:
        raise Unusable(Reason.TOO_FAR)
    return add(today, Every(1, unit), direction * count)


def _named(cursor: Cursor, looking: Looking) -> Days | None:
    """With the name of a month, or the 4th."""
    day = cursor.ordinal() or cursor.number()
    month = english.MONTHS.get(cursor.word(2 if cursor.word(1) == "of" else 1))
    if day is not None and month:
        cursor.skip(3 if cursor.word(1) == "of" else 2)
        return Days((_in_year(day, month, _year(cursor), looking),))
    cursor.take("in")
    month = english.MONTHS.get(cursor.word())
    behind = 2 if cursor.word(1) == "the" else 1
    day = cursor.ordinal(behind) or cursor.number(behind)
    if month and day is not None and not 1000 <= day <= 9999:
        cursor.skip(behind + 1)
        return Days((_in_year(day, month, _year(cursor), looking),))
    if cursor.word() in english.MONTHS and cursor.word() not in english.ALSO_PLAIN_WORDS:
        raise Unusable(Refused.NEEDS_DAY)
    ordinal = cursor.ordinal()
    in_words = not cursor.peek().text[:1].isdigit()
    if ordinal is None or cursor.word(1) in english.NUMBERED or (in_words and cursor.word(-1) != "the"):
        return None
    cursor.skip()
    return Days((day_of_month(ordinal, looking),))


def _year(cursor: Cursor) -> int | None:
    token = cursor.peek()
    if token.kind is Kind.NUMBER and len(token.text) == 4 and token.text.isdecimal() and cursor.word(1) not in {"h", "hrs", "hours"}:
        cursor.skip()
        return token.numbers[0]
    return None


def _written(cursor: Cursor, looking: Looking) -> Days | None:
    """In figures. 5/6 is 5 June or 6 May."""
    token = cursor.peek()
    if token.kind is Kind.DATE:
        year, month, day = token.numbers
        cursor.skip()
        return Days((_in_year(day, month, year, looking),))
    if token.kind is Kind.SLASH:
        first, second, *rest = token.numbers
        cursor.skip()
        return Days(_either_way(first, second, rest[0] if rest else None, looking))
    return None


def _either_way(first: int, second: int, year: int | None, looking: Looking) -> tuple[date, ...]:
    found: list[date] = []
    for day, month in ((first, second), (second, first)):
        try:
            found.append(_in_year(day, month, year, looking))
        except Unusable:
            continue
    if not found:
        raise Unusable(Refused.IMPOSSIBLE_DATE)
    return tuple(dict.fromkeys(found))


def _weekday(cursor: Cursor, looking: Looking) -> Days | None:
    """Friday, next Friday, last Friday."""
    word = cursor.word()
    prefixed = word in {"next", "last"} or word in english.THIS
    weekday = weekday_named(cursor, 1 if prefixed else 0)
    if weekday is None or (not prefixed and word in english.ALSO_PLAIN_WORDS and not _alone(cursor)):
        return None
    cursor.skip(2 if prefixed else 1)
    return weekday_days(weekday, word if prefixed else "", looking)


def weekday_days(weekday: int, prefix: str, looking: Looking) -> Days:
    """The coming one; said on that day itself, today or in a week. "Next" or "last" may also mean that of the week beside this one."""
    today = looking.today
    if looking.back or prefix == "last":
        near, step = today - _DAY * ((today.weekday() - weekday) % 7 or 7), -7
    else:
        near, step = today + _DAY * ((weekday - today.weekday()) % 7 or 7), 7
    if prefix in {"next", "last"}:
        return Days(tuple(sorted({near, *_of_the_week_beside(today, weekday, step)})), weekday, start=True)
    if weekday != today.weekday():
        return Days((near,), weekday, start=bool(prefix))
    return Days((today,) if prefix else (today, near), weekday, start=bool(prefix))


def _alone(cursor: Cursor) -> bool:
    """Whether "sat" and "sun" stand where a day does, not in "I sat in the sun"."""
    before, behind = cursor.peek(-1).text, cursor.peek(1)
    return (
        before in {"on", "every", "each"} or behind.kind in {Kind.NUMBER, Kind.CLOCK} or behind.text == "at" or not (before or behind.text)
    )


def _of_the_week_beside(today: date, weekday: int, step: int) -> Iterable[date]:
    """The weekday in the week after or before this one, for weeks that begin on Monday and on Sunday."""
    monday = today - _DAY * today.weekday()
    sunday = today - _DAY * ((today.weekday() + 1) % 7)
    yield monday + _DAY * (step + weekday)
    yield sunday + _DAY * (step + (weekday + 1) % 7)


def _in_year(day: int, month: int, year: int | None, looking: Looking) -> date:
    """The day of a month; without a year the nearest in the direction looked. Raises Unusable."""
    try:
        if year is not None:
            return date(year, month, day)
        date(2000, month, day)
    except ValueError:
        raise Unusable(Refused.IMPOSSIBLE_DATE) from None
    return looking.nearest(lambda found: (found.month, found.day) == (month, day))
