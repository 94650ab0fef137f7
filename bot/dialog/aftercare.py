"""After an injection: asking a few hours later about serious signs, and a day later about the usual routine.

Both are ours and not the article's; a person can switch them off, and an urgent outcome ends them. They come at their hour or not
at all: not in quiet hours, not late, and not into a check that asks the same.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from . import phrases
from .actions import Command, OnDose, Raise
from .calendar import day_code, occurrence_key, read_day_code
from .cards import START_CHECK, note
from .diary import Injection
from .draft import Draft
from .effects import Button, Drop, Line, Message, Plan, Show, Value
from .events import TimerDue
from .quiet import after_quiet
from .script import Level

CHECK_IN_LATE = timedelta(hours=1)
NEXT_DAY = timedelta(hours=24)
"""When the day after begins: the "same day" of the article is 24 hours (A16)."""
NEXT_DAY_LATE = timedelta(hours=12)

FEELS_WRONG = Button(phrases.LABEL_FEELS_WRONG, Command("check"))


def asks(draft: Draft, injection: Injection) -> bool:
    """Whether the person is still to be asked how they are after this injection."""
    moments = [injection.at + timedelta(hours=hours) for hours in draft.script.check_ins]
    return draft.diary.check_ins and any(at > draft.now and _awake(draft, at) == at for at in moments)


def plan(draft: Draft, injection: Injection) -> None:
    """Plan to ask, after an injection just given. What would fall into quiet hours is left out; the day after waits for their end."""
    if not draft.fresh(injection) or not draft.diary.check_ins:
        return
    code, key = day_code(injection.planned), occurrence_key(injection.reminder, injection.planned)
    for hours in draft.script.check_ins:
        at = draft.now + timedelta(hours=hours)
        if _awake(draft, at) == at:
            draft.do(Plan("check_in", injection.reminder, at, code, f"{key}_{hours}"))
    draft.do(Plan("next_day", injection.reminder, _awake(draft, draft.now + NEXT_DAY), code, key))


def drop(draft: Draft, injection: Injection) -> None:
    """Ask nothing after this injection: it was not had, or on another day."""
    key = occurrence_key(injection.reminder, injection.planned)
    for hours in draft.script.check_ins:
        draft.do(Drop(("check_in",), f"{key}_{hours}"))
    draft.do(Drop(("next_day",), key))


def check_in(draft: Draft, event: TimerDue) -> None:
    """Ask whether there are serious signs, by the buttons of the first question of the check."""
    injection = _after(draft, event, CHECK_IN_LATE)
    if injection is None or (draft.flow and not draft.flow.form):
        return
    ago = Value("ago", str(int((draft.now - injection.at).total_seconds())))
    flow = draft.script.flows[draft.script.first]
    first = flow.questions[flow.start]
    signs = []
    for row in first.rows:
        raised = [(option, draft.script.serious(first.options[option])) for option in row]
        signs.append(tuple(Button(first.options[option].label, Raise(flag), tone=_tone(draft, flag)) for option, flag in raised if flag))
    well = OnDose("well", injection.reminder, day_code(injection.planned))
    rows = (*filter(None, signs), (Button(phrases.LABEL_DOSE_WELL, well),), (FEELS_WRONG,))
    draft.say(Message((Line(phrases.AFTER_SIGNS, (("ago", ago),)),), rows, subject="check-in"))


def well(draft: Draft, action: OnDose) -> None:
    """None of the signs. It lowers nothing that was said before."""
    standing = draft.standing()
    grave = standing is not None and standing.level >= Level.STOP
    draft.do(Show(note(phrases.AFTER_STILL_STOP if grave else phrases.AFTER_WELL, ((START_CHECK,),)), draft.pressed))


def next_day(draft: Draft, event: TimerDue) -> None:
    """A day later: the usual routine, when nothing was reported (O7)."""
    injection = _after(draft, event, NEXT_DAY_LATE)
    if injection is None or draft.session.run or draft.session.signs:
        return
    if any(one.at >= injection.at and Level[one.level.upper()] > Level.STARTER for one in draft.diary.outcomes):
        return
    draft.say(note(phrases.AFTER_DAY, ((FEELS_WRONG,),)))


def _after(draft: Draft, event: TimerDue, latest: timedelta) -> Injection | None:
    """The injection that a timer asks after, if there is still reason to ask now."""
    ended = draft.session.ended
    if draft.now - event.due > latest or not draft.diary.check_ins or (ended and ended.level is Level.URGENT):
        return None
    return draft.diary.injection(event.run, _day(event.detail)) if _awake(draft, draft.now) == draft.now else None


def _day(code: str) -> date:
    try:
        return read_day_code(code)
    except ValueError:
        return date.min


def _awake(draft: Draft, at: datetime) -> datetime:
    return after_quiet(at, draft.diary.quiet, draft.zone)


def _tone(draft: Draft, flag: str) -> str:
    return "danger" if draft.script.flags[flag].level is Level.URGENT else ""
