"""After a plan: its length, the warm-up timer, and the check when the timer is due.

Everything here asks first whether the plan still stands: a button of an older plan, or of one that a serious sign has
overtaken since, starts nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from . import phrases
from .actions import Command, EndTimer, SetMinutes, ShowMinutes, StartTimer
from .cards import START_CHECK, note, outcome_message
from .checks import begin, seconds_late
from .draft import Draft
from .effects import Button, CloseButtons, Drop, Line, Plan, Show
from .script import SERIOUS
from .session import Ended

LATE = timedelta(minutes=2)
"""From this delay on, a message that a timer raises says that it is late."""


def start_timer(draft: Draft, action: StartTimer) -> None:
    """Plan the warm-up check. Pressed twice, the timer that runs goes on."""
    ended = _plan(draft, action.run)
    if ended is None or action.minutes not in draft.script.timers:
        return
    if ended.timer and ended.timer > draft.now:
        draft.toast(phrases.TIMER_RUNNING)
        return
    due = draft.now + timedelta(minutes=action.minutes)
    draft.change(ended=replace(ended, timer=due, minutes=action.minutes))
    draft.do(Plan("warm_up", ended.run, due))
    rows = ((Button(phrases.LABEL_TIMER_DONE, EndTimer(ended.run)),), (Button(phrases.LABEL_FEELS_OFF, Command("check")),))
    draft.say(note(phrases.TIMER_STARTED, rows, minutes=action.minutes))


def show_minutes(draft: Draft, action: ShowMinutes | SetMinutes) -> None:
    """Offer the lengths, or put the chosen one into the plan, in place."""
    ended = _plan(draft, action.run)
    if ended is None or draft.pressed is None:
        return
    if isinstance(action, SetMinutes) and action.minutes in draft.script.timers:
        ended = replace(ended, minutes=action.minutes)
        draft.change(ended=ended)
    outcome = draft.script.outcomes[ended.outcome]
    choosing = isinstance(action, ShowMinutes)
    message = outcome_message(draft.script, outcome, ended.flags, ended.run, ended.minutes, "the person's choice", choosing)
    draft.do(Show(message, draft.pressed))


def end_timer(draft: Draft, action: EndTimer) -> None:
    """The person is done before the time is up."""
    ended = _plan(draft, action.run)
    if ended is None:
        return
    if ended.timer is None:
        draft.toast(phrases.TIMER_OVER)
        return
    draft.do(CloseButtons(draft.pressed), Drop(("warm_up",)))
    _ask_how_it_went(draft, ended)


def timer_due(draft: Draft, run: str, due: datetime) -> None:
    """The warm-up timer ran out. Says so when it is late; asks nothing when the plan no longer stands."""
    late = seconds_late(due, draft.now)
    ended = draft.session.ended
    if ended is None:
        if late > LATE.total_seconds():
            draft.say(note(phrases.TIMER_EXPIRED, ((START_CHECK,),)))
        return
    if ended.run != run or ended.level in SERIOUS or draft.session.run or ended.timer is None:
        return
    preface = (Line(phrases.CARD_LATE, (("minutes", round(late / 60)),)),) if late > LATE.total_seconds() else ()
    _ask_how_it_went(draft, ended, preface)


def _ask_how_it_went(draft: Draft, ended: Ended, preface: tuple[Line, ...] = ()) -> None:
    draft.change(ended=replace(ended, timer=None))
    begin(draft, draft.script.after_timer, carried=ended.flags, preface=preface)


def _plan(draft: Draft, run: str) -> Ended | None:
    """The plan this button belongs to, if it still stands; otherwise say why not."""
    ended = draft.session.ended
    if ended is None or ended.run != run or draft.session.run or ended.outcome not in draft.script.outcomes:
        stale(draft)
        return None
    if ended.level in SERIOUS:
        stale(draft)
        return None
    return ended


def stale(draft: Draft) -> None:
    """A button that belongs to something over and done with: say so, and take its buttons away."""
    standing = draft.standing_serious()
    draft.toast(standing.toast if standing else phrases.TOAST_OLD_PLAN)
    if draft.pressed is not None:
        draft.do(CloseButtons(draft.pressed))
