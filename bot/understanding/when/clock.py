"""Times of day: 9, 9am, 9:30, half past nine, quarter to 7, noon, 9 in the evening.

A clock time that says no half of the day is read so: 0:00, 13 to 24 and a leading zero (06:30) as they stand; 7 to 11 as the
morning; 12 as noon; 1 to 6 may be either half and is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from . import english
from .tokens import Cursor, Kind
from .values import Refused, Unusable

_EITHER_HALF = range(1, 7)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as written. `half`: am, pm or empty. `sure`: as on a clock of 24 hours."""

    hour: int
    minute: int = 0
    half: str = ""
    sure: bool = False

    def readings(self) -> tuple[time, ...]:
        """The one or two times of day it can mean. Raises Unusable."""
        halves = self.both_halves()
        if len(halves) == 1 or self.hour in _EITHER_HALF:
            return halves
        return halves[1:] if self.hour == 12 else halves[:1]

    def both_halves(self) -> tuple[time, ...]:
        """Every time of day that it can mean when nothing says which half of the day is likelier. Raises Unusable."""
        if self.half or self.sure or not 1 <= self.hour <= 12 or self.minute > 59:
            return (self._settled(),)
        return (time(self.hour % 12, self.minute), time(self.hour % 12 + 12, self.minute))

    def in_part(self, part: str) -> tuple[time, ...]:
        """Its readings within a part of the day. Raises Unusable when there is none."""
        found = tuple(reading for reading in self.both_halves() if reading.hour in english.PART_HOURS[part])
        if not found:
            raise Unusable(Refused.IMPOSSIBLE_TIME)
        return found

    def _settled(self) -> time:
        hour = self.hour
        if self.half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if self.half == "pm" else 0)
        elif self.half == "am" and hour > 12:
            raise Unusable(Refused.IMPOSSIBLE_TIME)
        if hour > 23 or self.minute > 59:
            raise Unusable(Refused.IMPOSSIBLE_TIME)
        return time(hour, self.minute)


def take_clock(cursor: Cursor, bare: bool = False, minutes_to: bool = True) -> Clock | None:
    """The clock time that begins here. `bare`: a number alone will do ("9"); else it needs "at", am or pm, or a clock's shape.

    `minutes_to`: "10 to 9" is 8:50; else it is two times.
    """
    start = cursor.at
    marked = cursor.take(english.AT) or bare
    while marked and cursor.take(english.ABOUT):
        pass
    found = _spoken(cursor, minutes_to) or _written(cursor, marked)
    if found is None:
        cursor.at = start
    return found


def _spoken(cursor: Cursor, minutes_to: bool) -> Clock | None:
    """Noon; half past nine; ten to 7."""
    if cursor.take(english.NOON):
        return Clock(12, sure=True)
    past = 30 if cursor.word() == "half" else 15 if cursor.word() == "quarter" else cursor.number()
    hour = cursor.number(2)
    if past not in {5, 10, 15, 20, 25, 30} or hour is None or cursor.word(1) not in {"past", "to"} or not 1 <= hour <= 24:
        return None
    to, sure = cursor.word(1) == "to", cursor.peek(2).sure
    if to and (not minutes_to or past == 30 or cursor.word(3) in english.UNITS):
        return None
    cursor.skip(3)
    half = _half(cursor)
    if not to:
        return Clock(hour, past, half, sure)
    return Clock(hour - 1 or 12, 60 - past, half, sure) if hour != 12 else Clock(11, 60 - past, _other(half), sure)


def _other(half: str) -> str:
    """Ten to 12 pm is before noon: 11:50 am."""
    return {"am": "pm", "pm": "am"}.get(half, "")


def _written(cursor: Cursor, marked: bool) -> Clock | None:
    token = cursor.peek()
    if token.kind is Kind.CLOCK or (token.kind is Kind.DOTTED and (marked or cursor.word(1) in {"am", "pm"})):
        if len(re.findall(r"\d+", token.text)[1]) < 2:
            raise Unusable(Refused.IMPOSSIBLE_TIME)
        cursor.skip()
        hour, minute = token.numbers
        return Clock(hour, minute, _half(cursor), token.kind is Kind.CLOCK and token.sure)
    if token.kind is not Kind.NUMBER or cursor.word(1) in english.COUNTED:
        return None
    if not (marked or cursor.word(1) in {"am", "pm", "oclock"} or _part_of_day_follows(cursor)):
        return None
    cursor.skip()
    number = token.numbers[0]
    behind = cursor.number()
    if behind is not None and 10 <= behind <= 59 and cursor.word(1) not in english.COUNTED:
        cursor.skip()
        return Clock(number, behind, _half(cursor), token.sure)
    if token.text.isdecimal() and len(token.text) in {3, 4}:
        return Clock(*divmod(number, 100), _half(cursor), sure=len(token.text) == 4)
    return Clock(number, 0, _half(cursor), token.sure)


def _part_of_day_follows(cursor: Cursor) -> bool:
    """Nine in the evening."""
    behind = 2 if cursor.word(1) in {"in", "at"} else 1
    behind += 1 if cursor.word(behind) in {"the", "this"} else 0
    return cursor.word(behind) in english.DAY_PARTS


def _half(cursor: Cursor) -> str:
    """A written "am" or "pm" behind the time; "o'clock" is passed over."""
    cursor.take(english.OCLOCK)
    for half in ("am", "pm"):
        if cursor.take(half):
            return half
    return ""
