"""Whether a value may be the answer to a question, and why not. The reasons are sentences by id: `when.<reason>`.

A value may come from a button of long ago or from what was typed, so everything about it is looked at here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from .calendar import LONGEST_STEP, BadSchedule, Reason, Unit, why_not_start
from .draft import Draft
from .given import Given, given
from .machine import Position
from .quiet import Quiet
from .rhythm import read
from .script import TYPED, Question
from .session import Run
from .wallclock import is_zone, moment
from .widgets import BACKWARD as BACKWARD
from .widgets import PAST_DAYS

UNREADABLE = "unreadable"
NO_ZONE_THERE = "no_zone_there"
NEEDS_CITY = "needs_city"
UNKNOWN_PLACE = "unknown_place"
BEYOND_NEXT = "beyond_next"
UNCLEAR_PLACE = "unclear_place"
NO_ZONE_HERE = "no_zone_here"
_OURS = (UNREADABLE, NO_ZONE_THERE, NEEDS_CITY, UNKNOWN_PLACE, BEYOND_NEXT, UNCLEAR_PLACE, NO_ZONE_HERE)
REASONS = frozenset([*(reason.value for reason in Reason), *_OURS])
"""Every reason why a value is not taken. Each has its sentence."""


UNSURE = frozenset([UNREADABLE, UNKNOWN_PLACE, "not_understood", "too_long"])
"""The reasons of words that may not have been meant as a value at all."""


def fill(draft: Draft, run: Run) -> tuple[Run, Position]:
    """Take the answers that were given ahead of their questions, as far as they hold. The last word is still the person's."""
    machine, wanted = draft.dialogs.machines[run.flow], dict(run.wanted)
    position = machine.fold(run.answers, run.carried)
    while not position.ended and (values := wanted.get(position.name)) and len(values) == 1:
        question = machine.flow.questions[position.name]
        if question.input and why_not(draft, question, values[0].removeprefix(TYPED), given(run)):
            break
        further = replace(run, answers=(*run.answers, (position.name, values)))
        ahead = machine.fold(further.answers, run.carried)
        if ahead.ended:
            break
        run, position = further, ahead
    return run, position


def why_not(draft: Draft, question: Question, value: str, given: Given) -> str:
    """The reason why this value cannot be taken; empty when it can. `given`: what the form was given before."""
    try:
        reason = _CHECKS[question.input](draft, question, value, given)
    except BadSchedule as bad:
        return bad.reason.value
    except (KeyError, TypeError, ValueError):
        return UNREADABLE
    return reason.value if reason else ""


def _date(draft: Draft, question: Question, value: str, given: Given) -> Reason | None:
    day = date.fromisoformat(value)
    if question.id not in BACKWARD:
        return why_not_start(day, draft.today)
    if day > draft.today:
        return Reason.NOT_YET
    return Reason.LONG_AGO if (draft.today - day).days > PAST_DAYS else None


def _time(draft: Draft, question: Question, value: str, given: Given) -> Reason | None:
    wanted = time.fromisoformat(value)
    if wanted.second or wanted.microsecond or wanted.tzinfo:
        return Reason.NOT_A_MINUTE
    day = date.fromisoformat(next((given[name][0] for name in ("first_date", "move_date") if name in given), draft.today.isoformat()))
    return Reason.PAST_TIME if datetime.combine(day, wanted) <= draft.local and draft.diary.zone and "weekday" not in given else None


def _zone(draft: Draft, question: Question, value: str, given: Given) -> Reason | None:
    if not is_zone(value):
        raise ValueError(value)
    if "first_date" in given and "time" in given:
        first = datetime.combine(date.fromisoformat(given["first_date"][0]), time.fromisoformat(given["time"][0]))
        return Reason.PAST_TIME if moment(first, value).at <= draft.now else None
    return None


def _number(draft: Draft, question: Question, value: str, given: Given) -> Reason | None:
    number, unit = int(value), Unit(given["rhythm"][0])
    if number < 1:
        return Reason.EVERY_ZERO
    return Reason.STEP_TOO_LONG if number > LONGEST_STEP[unit] else None


def _schedule(draft: Draft, question: Question, value: str, given: Given) -> Reason | None:
    read(value)
    return None


def _hours(draft: Draft, question: Question, value: str, given: Given) -> Reason | None:
    start, end = value.split("/")
    Quiet(time.fromisoformat(start), time.fromisoformat(end))
    return None


_CHECKS = {"date": _date, "time": _time, "zone": _zone, "number": _number, "schedule": _schedule, "hours": _hours}
