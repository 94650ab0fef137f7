"""Quiet hours as typed: 22 to 7, 10pm-7am, from 22:00 until 07:00, off."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.dialog.calendar import BadSchedule, Reason
from bot.dialog.quiet import Quiet

from . import english
from .clock import Clock, take_clock
from .tokens import Cursor, Kind, tokens
from .values import Refused, Unusable

LONGEST = 100
"""Characters that are read."""

_AROUND = frozenset(["from", "between", "quiet", "hours", "please", "my", "set", "are", "is", "time", "no", "messages", "reminders", "be"])


@dataclass(frozen=True, slots=True)
class QuietHours:
    """What was typed: certain hours, none at all (`off`), several to choose from, or why they cannot be."""

    quiet: Quiet | None = None
    off: bool = False
    options: tuple[Quiet, ...] = ()
    refused: Refused | Reason | None = None


def read_quiet(text: str) -> QuietHours:
    """Read quiet hours. Hours that do not say which half of the day they mean are taken in every way that makes a night or a nap."""
    cursor = Cursor(tokens(text[:LONGEST]))
    words = [token.text for token in cursor.found]
    if words == ["no", "quiet", "hours"] or (len(words) == 1 and words[0] in english.NO_QUIET):
        return QuietHours(off=True)
    edges = _edges(cursor)
    if edges is None:
        return QuietHours(refused=Refused.NOT_UNDERSTOOD)
    try:
        options = _ways(*edges)
    except (Unusable, BadSchedule) as trouble:
        return QuietHours(refused=trouble.reason)
    return QuietHours(options[0]) if len(options) == 1 else QuietHours(options=options)


def _edges(cursor: Cursor) -> tuple[Clock, Clock] | None:
    while cursor.take(_AROUND):
        pass
    start = take_clock(cursor, bare=True, minutes_to=False)
    if not (cursor.take(english.UNTIL) or cursor.kind() is Kind.RANGE):
        return None
    if cursor.kind() is Kind.RANGE:
        cursor.skip()
    end = take_clock(cursor, bare=True, minutes_to=False)
    while cursor.take(_AROUND):
        pass
    return (start, end) if start and end and cursor.done() else None


def _ways(start: Clock, end: Clock) -> tuple[Quiet, ...]:
    """Every pair of readings that can be quiet hours. Raises Unusable, or BadSchedule when no pair can.

    When one is written as on a clock of 24 hours, so is the other.
    """
    if any(edge.sure or not 1 <= edge.hour <= 12 for edge in (start, end)):
        start, end = (edge if edge.half else replace(edge, sure=True) for edge in (start, end))
    found: list[Quiet] = []
    trouble: BadSchedule | None = None
    for begin in start.both_halves():
        for until in end.both_halves():
            try:
                found.append(Quiet(begin, until))
            except BadSchedule as bad:
                trouble = trouble or bad
    if not found and trouble:
        raise trouble
    return tuple(found)
