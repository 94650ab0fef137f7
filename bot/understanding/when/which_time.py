"""All that a sentence says of the time of day -> the times that can be meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.dialog.calendar import Reason

from . import english
from .clock import Clock
from .sentence import Found
from .values import Refused, Unusable

_MIDNIGHT = (time(0), time(23, 59))
"""Which of the two nights of a day is meant is asked."""


@dataclass(frozen=True, slots=True)
class WhichTime:
    """The times a sentence can mean. `ask`: they are to choose from. `halves`: the same clock time in either half of the day."""

    options: tuple[time, ...] = ()
    ask: bool = False
    halves: tuple[time, ...] = ()


def which_time(found: Found, dotted: list[Clock]) -> WhichTime:
    """Every mention must allow the same time. Raises Unusable when none does."""
    clocks, parts = [*found.clocks, *dotted], set(found.parts_of_day)
    if len(parts) > 1:
        raise Unusable(Refused.SEVERAL_TIMES)
    part = next(iter(parts), "")
    if found.midnight:
        if part or any(clock.hour not in {0, 12} or (clock.hour and clock.sure) for clock in clocks):
            raise Unusable(Refused.SEVERAL_TIMES)
        return WhichTime(_MIDNIGHT, ask=True)
    if not clocks:
        return WhichTime(tuple(time(hour) for hour in english.PART_OFFERS[part]), ask=True) if part else WhichTime()
    readings = [clock.in_part(part) if part else clock.readings() for clock in clocks]
    common = tuple(reading for reading in readings[0] if all(reading in others for others in readings))
    if not common:
        raise Unusable(Refused.SEVERAL_TIMES)
    return WhichTime(common, len(common) > 1, () if part else clocks[0].both_halves())


def in_other_half(which: WhichTime, day: date, now: datetime) -> WhichTime:
    """ "Today at 9", said in the afternoon: nine in the evening is the only nine left, and is asked."""
    if which.ask or day != now.date() or not which.options or which.options[0] > now.time():
        return which
    later = tuple(half for half in which.halves if half > now.time())
    return WhichTime(later, ask=True) if later else which


def still_to_come(options: tuple[time, ...], day: date | None, now: datetime) -> tuple[time, ...]:
    """Without those that are over when the day is today. Raises Unusable when all are."""
    kept = tuple(option for option in options if day != now.date() or option > now.time())
    if options and not kept:
        raise Unusable(Reason.PAST)
    return kept
