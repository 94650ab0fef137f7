"""Injection day: the reminder when it comes due, the word of the evening before, and asking again until there is an answer.

A timer says which occurrence it is for, and says nothing once that is answered, paused or deleted. After a time away there is one
message for each reminder, with how late it is; what was missed before that is named in it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from . import phrases
from .actions import Command, OnDose, OnSetting
from .calendar import day_code
from .cards import note
from .diary import Raised, Reminder
from .doses import LONG_AGO, Dose, local_day
from .draft import Draft
from .effects import Button, Drop, Line, Message, Plan, Value
from .events import TimerDue
from .occurrences import Occurrence, all_following, occurrence_on
from .planning import keep, next_open, plan
from .quiet import after_quiet
from .rhythm import write

MOST_ASKED = 3
"""How often an occurrence is asked about when its reminder repeats, the first time included."""

REPEAT_AFTER = timedelta(hours=1)

LATE = timedelta(minutes=10)
"""From this delay on, the message says how late it is."""

_DAY = timedelta(days=1)

MY_REMINDERS = Button(phrases.LABEL_MY_REMINDERS, Command("reminders"))

Rows = tuple[tuple[Button, ...], ...]


def due(draft: Draft, event: TimerDue) -> None:
    """The time of an occurrence has come: ask about it, and plan the next. One whose zone is not known any more says so instead."""
    if any(one.id == event.run and not one.deleted and not one.paused for one in draft.lost):
        draft.say(note(phrases.ZONE_LOST, ((Button(phrases.LABEL_CHANGE_ZONE, OnSetting("zone")),),)))
    reminder = _active(draft, event.run)
    if reminder is None or reminder.next is None or day_code(reminder.next) != event.detail:
        return
    come = _come_due(draft, reminder)
    if not come:  # the clock or its rules were moved since it was planned
        plan(draft, reminder)
        return
    if (wake := _woken(draft)) > draft.now:
        draft.do(Plan("reminder", reminder.id, wake, event.detail, reminder.id))
        return
    before, last = reminder.raised, come[-1].day
    asked = replace(reminder, next=next_open(draft, reminder, last), raised=Raised(last))
    draft.do(Drop(("again",), reminder.id))
    keep(draft, asked)
    _repeat(draft, asked)
    missed = Line(phrases.DOSE_MISSED, (("count", len(come) - 1), ("first", Value("short_date", come[0].day.isoformat()))))
    still_open = Line(phrases.DOSE_OPEN, (("date", Value("short_date", before.day.isoformat())),)) if before else missed
    notes = (*([still_open] if before else []), *([missed] if len(come) > 1 else []))
    draft.say(ask(draft, Dose(asked, last), *notes))


def again(draft: Draft, event: TimerDue) -> None:
    """Ask once more: it was put off to now, or nobody has answered."""
    reminder = _active(draft, event.run)
    raised = reminder.raised if reminder else None
    if reminder is None or raised is None or day_code(raised.day) != event.detail:
        return
    if reminder.next and occurrence_on(reminder.schedule, reminder.next).at <= draft.now:
        return  # the next one is due as well, and its message names this one
    wanted = raised.until == event.due
    if not wanted and (wake := _woken(draft)) > draft.now:
        draft.do(Plan("again", reminder.id, wake, event.detail, reminder.id))
        return
    asked = replace(reminder, raised=replace(raised, times=raised.times + 1))
    draft.write(draft.diary.put(asked))
    _repeat(draft, asked)
    dose = Dose(asked, raised.day)
    moved = dose.shown_day != dose.day
    draft.say(ask(draft, dose, *([] if moved else [Line(phrases.DOSE_AS_ASKED if wanted else phrases.DOSE_NO_ANSWER)])))


def heads_up(draft: Draft, event: TimerDue) -> None:
    """Say the evening before that tomorrow is the day. Too late for that, it says nothing."""
    reminder = _active(draft, event.run)
    if reminder is None or reminder.next is None or day_code(reminder.next) != event.detail:
        return
    coming = occurrence_on(reminder.schedule, reminder.next)
    if coming.at - draft.now < LATE or local_day(draft, reminder) >= coming.local.date() or _woken(draft) > draft.now:
        return
    dose = Dose(reminder, reminder.next)
    values = (("date", Value("short_date", coming.local.date().isoformat())), ("time", Value("time", _clock(coming))))
    rows = ((_button(phrases.LABEL_DOSE_MOVE, "move", dose), _button(phrases.LABEL_DOSE_SKIP, "skip", dose)),)
    draft.say(Message((Line(phrases.DOSE_TOMORROW, values), *_rhythm(draft, reminder)), rows, subject="heads-up"))


def purge(draft: Draft, event: TimerDue) -> None:
    """A day has passed since a reminder was deleted: it can no longer be had back."""
    if draft.diary.reminder(event.run) is None:
        draft.write(replace(draft.diary, reminders=tuple(one for one in draft.diary.reminders if one.id != event.run)))


def ask(draft: Draft, dose: Dose, *notes: Line) -> Message:
    """The question about an occurrence, as it has to be put now. `notes` stand below it."""
    late, raised = late_by(draft, dose), dose.reminder.raised
    if late > LONG_AGO:
        return did_you(draft, dose, *notes)
    repeated = raised is not None and raised.times > 1 and raised.until is None
    return card(draft, dose, *([] if late < LATE or repeated else [_late(draft, dose)]), *notes)


def card(draft: Draft, dose: Dose, *notes: Line, rows: Rows = ()) -> Message:
    """The question about an occurrence of today or of a day to come, with what can be done about it."""
    shown, reminder = dose.shown_day, dose.reminder
    head = phrases.DOSE_TODAY if shown == local_day(draft, reminder) else phrases.DOSE_DAY
    blocks = [Line(head, (("date", Value("short_date", shown.isoformat())),))]
    if shown != dose.day:
        blocks.append(Line(phrases.DOSE_MOVED_FROM, (("date", Value("short_date", dose.day.isoformat())),)))
    return Message((*blocks, *_rhythm(draft, reminder), *notes), rows or _rows(dose), subject=f"injection day {dose.code}")


def did_you(draft: Draft, dose: Dose, *notes: Line) -> Message:
    """The question about an occurrence of more than a day ago."""
    head = Line(phrases.DOSE_DID_YOU, (("date", Value("short_date", dose.shown_day.isoformat())),))
    rows = (
        (_button(phrases.LABEL_DOSE_THAT_DAY, "yes", dose),),
        (_button(phrases.LABEL_DOSE_OTHER_DAY, "other", dose), _button(phrases.LABEL_DOSE_NO, "skip", dose)),
    )
    return Message((head, _late(draft, dose), *_rhythm(draft, dose.reminder), *notes), rows, subject=f"injection day {dose.code}")


def _rows(dose: Dose) -> Rows:
    return (
        (_button(phrases.LABEL_DOSE_DONE, "had", dose, tone="primary"), _button(phrases.LABEL_DOSE_LATER, "later", dose)),
        (_button(phrases.LABEL_DOSE_MOVE, "move", dose), _button(phrases.LABEL_DOSE_SKIP, "skip", dose)),
    )


def _button(label: str, verb: str, dose: Dose, tone: str = "") -> Button:
    return Button(label, OnDose(verb, dose.reminder.id, dose.code), tone=tone)


def late_by(draft: Draft, dose: Dose) -> timedelta:
    """How long ago an occurrence should have been asked about: waiting for quiet hours to end is not being late."""
    return draft.now - after_quiet(dose.due, draft.diary.quiet, draft.zone)


def _late(draft: Draft, dose: Dose) -> Line:
    return Line(phrases.DOSE_LATE, (("ago", Value("ago", str(int(late_by(draft, dose).total_seconds())))),))


def _rhythm(draft: Draft, reminder: Reminder) -> tuple[Line, ...]:
    """Which reminder it is, for a person who has several."""
    if len(draft.diary.active) < 2:
        return ()
    return (Line(phrases.DOSE_RHYTHM, (("rhythm", Value("schedule", write(reminder.schedule.rule))),)),)


def _active(draft: Draft, reminder_id: str) -> Reminder | None:
    """The reminder of a timer, if it still counts."""
    reminder = draft.diary.reminder(reminder_id)
    return None if reminder is None or reminder.paused else reminder


def _come_due(draft: Draft, reminder: Reminder) -> list[Occurrence]:
    """The occurrences from the next one on that have come due and are not answered."""
    come: list[Occurrence] = []
    if reminder.next is None:
        return come
    for found in all_following(reminder.schedule, reminder.next - _DAY):
        if found.at > draft.now:
            break
        if not draft.diary.answered(reminder, found.day):
            come.append(found)
    return come


def _repeat(draft: Draft, reminder: Reminder) -> None:
    """Plan to ask again while that is wanted and not too often, and before the next one comes."""
    raised = reminder.raised
    if not reminder.repeat or raised is None or raised.times >= MOST_ASKED:
        return
    at = after_quiet(draft.now + REPEAT_AFTER, draft.diary.quiet, draft.zone)
    if reminder.next is None or at < occurrence_on(reminder.schedule, reminder.next).at:
        draft.do(Plan("again", reminder.id, at, day_code(raised.day), reminder.id))


def _woken(draft: Draft) -> datetime:
    """Now, or the end of the quiet hours that it is in."""
    return after_quiet(draft.now, draft.diary.quiet, draft.zone)


def _clock(found: Occurrence) -> str:
    return found.local.time().isoformat("minutes")
