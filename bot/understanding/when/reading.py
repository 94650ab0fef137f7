"""One sentence -> one reading: what is certain, what must be asked, or why it cannot be used.

Nothing that the text does not say is ever filled in, and what can be read in two ways is asked.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.dialog.calendar import BadSchedule, Reason, Rule, Schedule, WeekdayOfMonth
from bot.dialog.sequence import days_after

from . import english
from .clock import Clock
from .days import Looking, dotted_day
from .sentence import Found, find
from .tokens import tokens
from .values import Ask, Part, Refused, Ruled, Unusable, When
from .which_day import WhichDay, possible, which_day
from .which_rule import WhichRule, which_rule
from .which_time import WhichTime, in_other_half, still_to_come, which_time

LONGEST = 300
"""Characters. A longer message is no answer to "when?"."""

LONGEST_DELAY = timedelta(days=366)


def read(text: str, now: datetime, expecting: Part | None = None, back: bool = False) -> When:
    """What a sentence says of a day, a time and a schedule.

    `now`: the person's own clock, naive. `expecting`: the part that was asked for, so that "9" is a time, "4" a day and "2 weeks"
    a rule. `back`: a day that has been is meant, as when an injection is put in later.
    """
    if len(text) > LONGEST:
        return When(refused=Refused.TOO_LONG)
    looking = Looking(now.date(), back)
    try:
        return _decide(find(tokens(text), looking, expecting), now, looking, expecting)
    except (Unusable, BadSchedule) as trouble:
        return When(refused=trouble.reason)


def wants_reminder(text: str) -> bool:
    """Whether a message that nobody asked for begins as one that sets a reminder: "remind me ...". Read the rest with `read`."""
    words = [token.text for token in tokens(text[:LONGEST])]
    start = next((place for place, word in enumerate(words) if word not in english.COURTESIES), 0)
    return any(tuple(words[start : start + len(opener)]) == opener for opener in english.OPENERS)


def _decide(found: Found, now: datetime, looking: Looking, expecting: Part | None) -> When:
    if found.turned:
        raise Unusable(Refused.NOT_UNDERSTOOD)
    dates, clocks = _dotted(found, looking, expecting)
    days = which_day(found, dates, looking)
    times = which_time(found, clocks)
    rules = which_rule(found, dated=days.exact)
    if found.stray or (found.delays and (days.options or times.options or rules.options)):
        raise Unusable(Refused.NOT_UNDERSTOOD)
    if found.delays:
        return _delayed(found)
    return _together(days, times, rules, now, looking, tuple(found.unread))


def _together(days: WhichDay, times: WhichTime, rules: WhichRule, now: datetime, looking: Looking, unread: tuple[str, ...]) -> When:
    if len(days.options) == 1 and not looking.back:
        times = in_other_half(times, days.options[0], now)
    at = None if times.ask else next(iter(times.options), None)
    dates = possible(days, at, now, looking)
    day = dates[0] if len(dates) == 1 and not days.ask else None
    asks: list[Ask] = []
    rule: Rule | None = None
    if rules.ask:
        asks.append(Ask(Part.RULE, tuple(Ruled(option, _first_day(option, day, at, now)) for option in rules.options)))
    elif rules.options:
        rule = rules.options[0]
    if len(dates) > 1 or days.ask:
        asks.append(Ask(Part.DAY, dates))
    elif rule:
        day = _first_day(rule, day, at, now)
    if times.ask:
        asks.append(Ask(Part.TIME, times.options if looking.back else still_to_come(times.options, day, now)))
    return When(None if rules.ask else day, at, rule, None, tuple(asks), None, unread)


def _first_day(rule: Rule, day: date | None, at: time | None, now: datetime) -> date | None:
    """The day a rule begins on. "The second Tuesday" brings its own: the first that is not before `day`, or not over."""
    if not isinstance(rule, WeekdayOfMonth):
        return day
    planned = days_after(Schedule(rule, day or now.date(), time(), ""), None)
    return next((found for found in planned if found > now.date() or at is None or at > now.time()), None)


def _delayed(found: Found) -> When:
    delay = found.delays[0]
    if len(found.delays) > 1 or delay <= timedelta():
        raise Unusable(Refused.NOT_UNDERSTOOD)
    if delay > LONGEST_DELAY:
        raise Unusable(Reason.TOO_FAR)
    return When(delay=delay, unread=tuple(found.unread))


def _dotted(found: Found, looking: Looking, expecting: Part | None) -> tuple[list[date], list[Clock]]:
    """What "4.12" is: a day, or a time when it cannot be a day or a time was asked for; open when nothing tells."""
    dates: list[date] = []
    clocks: list[Clock] = []
    for token in found.dotted:
        first, second = token.numbers
        two_digits = len(token.text.rstrip(".").rpartition(".")[2].strip()) == 2  # 9.5 is half past nine to some, and 9:05 to nobody
        day, is_time = dotted_day(first, second, looking), first < 24 and second < 60 and two_digits
        if day and (token.sure or found.clocks or expecting is Part.DAY or not is_time):
            dates.append(day)
        elif is_time and (day is None or expecting is Part.TIME):
            clocks.append(Clock(first, second))
        else:
            raise Unusable(Refused.IMPOSSIBLE_TIME if expecting is Part.TIME else Refused.DAY_OR_TIME if day else Refused.IMPOSSIBLE_DATE)
    return dates, clocks
