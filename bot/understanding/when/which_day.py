"""All mentions of a day in a sentence -> the days that can be meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.dialog.calendar import YEARS_AHEAD, Reason, why_not_start

from .days import Days, Looking, day_of_month, weekday_days
from .sentence import Found
from .values import Refused, Unusable


@dataclass(frozen=True, slots=True)
class WhichDay:
    """The days a sentence can mean. `ask`: how it was written leaves it open (5/6), so that even a single one is asked.

    `exact`: a day of the calendar is named, not only a weekday.
    """

    options: tuple[date, ...] = ()
    ask: bool = False
    exact: bool = False


def which_day(found: Found, dotted: list[date], looking: Looking) -> WhichDay:
    """Every mention must allow the same day. Raises Unusable when none does."""
    mentions = [*_mentions(found, looking), *(Days((day,)) for day in dotted)]
    exact = [mention for mention in mentions if mention.weekday is None]
    weekdays = {mention.weekday for mention in mentions if mention.weekday is not None}
    if len(weekdays) > 1:
        raise Unusable(Refused.SEVERAL_DAYS)
    options = _common(exact or mentions)
    if mentions and not options:
        raise Unusable(Refused.SEVERAL_DAYS)
    open_to_doubt = any(len(mention.options) > 1 for mention in exact)
    if exact and weekdays:
        options = tuple(day for day in options if day.weekday() in weekdays)
        if not options:
            raise Unusable(Refused.WEEKDAY_MISMATCH)
        open_to_doubt = len(options) > 1
    return WhichDay(options, open_to_doubt, bool(exact))


def possible(which: WhichDay, at: time | None, now: datetime, looking: Looking) -> tuple[date, ...]:
    """Those of the days that may be used. Raises Unusable with the reason of the first when none may."""
    reasons = [_why_not(day, at, now, looking) for day in which.options]
    kept = tuple(day for day, reason in zip(which.options, reasons, strict=True) if reason is None)
    if not kept and reasons and reasons[0]:
        raise Unusable(reasons[0])
    return kept


def _why_not(day: date, at: time | None, now: datetime, looking: Looking) -> Refused | Reason | None:
    today = now.date()
    if looking.back:
        if day > today or (day == today and at is not None and at > now.time()):
            return Refused.FUTURE
        return Reason.TOO_FAR if day.year < today.year - YEARS_AHEAD else None
    if day == today and at is not None and at <= now.time():
        return Reason.PAST
    return why_not_start(day, today)


def _mentions(found: Found, looking: Looking) -> list[Days]:
    mentions: list[Days] = []
    for segment in found.segments:
        mentions += segment.days
        for often in segment.often:
            if often.number is not None:
                mentions.append(Days((day_of_month(often.number, looking),)))
            if often.weekday is not None:
                mentions.append(weekday_days(often.weekday, "", looking))
        if not segment.often:
            mentions += [weekday_days(nth.weekday, "last", looking) for nth in segment.nths if nth.nth == -1]
    return mentions


def _common(mentions: list[Days]) -> tuple[date, ...]:
    """The days that all mentions allow, in the order of the first."""
    if not mentions:
        return ()
    first, *others = mentions
    return tuple(day for day in first.options if all(day in other.options for other in others))
