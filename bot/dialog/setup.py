"""What becomes of the forms that set things up: a reminder, the time zone, the quiet hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import time

from . import checks, forms, phrases
from .actions import Command
from .calendar import Counting, Once, Schedule, WeekdayOfMonth, in_zone
from .cards import note
from .diary import MOST_REMINDERS, Reminder
from .draft import Draft
from .effects import Button, Drop, Line, Message, Value
from .given import Given, first, given
from .occurrences import occurrence_on
from .planning import from_now, keep, replan_all
from .quiet import Quiet
from .rhythm import schedule_of
from .session import Answer, Run

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MY_REMINDERS = Button(phrases.LABEL_MY_REMINDERS, Command("reminders"))
SETTINGS = Button(phrases.LABEL_SETTINGS, Command("settings"))


def begin(draft: Draft, answers: Iterable[Answer] = (), preface: tuple[Line, ...] = ()) -> None:
    """Begin a new reminder, with the answers that a sentence gave ahead. Who has as many as can be is told so at once."""
    if not full(draft):
        forms.begin(draft, "remind", answers=answers, preface=preface)
        return
    checks.ask_again(draft)


def full(draft: Draft) -> bool:
    """Whether there is no room for another reminder; says so."""
    room = len(draft.diary.active) < MOST_REMINDERS
    if not room:
        draft.say(note(phrases.REMIND_TOO_MANY, ((MY_REMINDERS,),), count=MOST_REMINDERS))
    return not room


def save_reminder(draft: Draft, run: Run) -> None:
    """Keep a new reminder, or put a changed one in place of what it was. Says when the first one comes."""
    form = given(run)
    before = draft.diary.reminder(run.about)
    if before is None and full(draft):
        return
    schedule = _schedule(draft, run, form)
    picked = form["confirm"]
    made = Reminder(before.id if before else _next_id(draft), schedule, skipped=before.skipped if before else ())
    made = from_now(draft, replace(made, evening="evening" in picked, repeat="repeat" in picked), None)
    if made.next is None:
        draft.say(note(phrases.REMIND_NEVER, ((Button(phrases.LABEL_NEW_REMINDER, Command("remind")),),)))
        return
    draft.write(replace(draft.diary, zone=draft.diary.zone or schedule.zone))
    keep(draft, _still_open(draft, before, made))
    planned = [Line("when.counts_from_plan")] if "from_done" in picked and isinstance(schedule.rule, WeekdayOfMonth) else []
    draft.say(_saved(made, planned))


def _still_open(draft: Draft, before: Reminder | None, made: Reminder) -> Reminder:
    """A changed reminder keeps the question that waits for an answer, unless the new plan has that day again."""
    raised = before.raised if before else None
    if raised and raised.times and made.next and raised.day < made.next and (raised.until is None or raised.until.date() < made.next):
        return replace(made, raised=raised)
    if before:
        draft.do(Drop(("again",), before.id))
    return made


def _schedule(draft: Draft, run: Run, form: Given) -> Schedule:
    schedule = schedule_of(run.answers, draft.today, draft.diary.zone)
    assert schedule  # noqa: S101  # the last question of the form is asked when all of it is there
    if "from_done" not in form["confirm"] or isinstance(schedule.rule, WeekdayOfMonth | Once):
        return schedule
    return replace(schedule, counting=Counting.DONE)


def _next_id(draft: Draft) -> str:
    number = draft.diary.last_id + 1
    draft.write(replace(draft.diary, last_id=number))
    written = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        written = _DIGITS[digit] + written
    return written


def _saved(reminder: Reminder, notes: Iterable[Line]) -> Message:
    assert reminder.next  # noqa: S101  # one without a day to come is not saved
    moment = occurrence_on(reminder.schedule, reminder.next).local.isoformat("T", "minutes")
    values = (("moment", Value("moment", moment)), ("zone", Value("zone", reminder.schedule.zone)))
    return Message((Line(phrases.REMIND_SAVED, values), *notes), ((MY_REMINDERS,),), subject=phrases.REMIND_SAVED)


def refer_rhythm(draft: Draft, run: Run) -> None:
    """The person does not know how often: that is for their clinic to say."""
    draft.say(note(phrases.REMIND_ASK_CLINIC, ((Button(phrases.LABEL_NEW_REMINDER, Command("remind")),),)))


def set_zone(draft: Draft, run: Run) -> None:
    """Keep where the person is; reminders follow, or keep the clock of where they were made."""
    form = given(run)
    zone = form["new_zone"][0]
    follow = first(form, "travel") == "follow"
    moved = [replace(one, schedule=in_zone(one.schedule, zone), follows=True) if follow else one for one in draft.diary.active]
    draft.write(replace(draft.diary, zone=zone))
    for reminder in moved:
        draft.write(draft.diary.put(reminder))
    replan_all(draft)
    for reminder in draft.lost:  # their zone is gone, so these go by the new one in any case
        keep(draft, from_now(draft, replace(reminder, schedule=in_zone(reminder.schedule, zone)), None))
    draft.lost = ()
    _tell(draft, phrases.ZONE_SET, ("zone", Value("zone", zone)))


def set_quiet(draft: Draft, run: Run) -> None:
    """Keep the hours in which no reminder comes, or that there are none."""
    hours = first(given(run), "quiet_hours")
    quiet = None if hours == "no_quiet" else Quiet(*map(time.fromisoformat, hours.split("/")))
    draft.write(replace(draft.diary, quiet=quiet))
    replan_all(draft)
    if quiet:
        _tell(draft, phrases.QUIET_SET, ("hours", Value("hours", hours)))
    else:
        _tell(draft, phrases.QUIET_NONE)


def _tell(draft: Draft, text: str, *values: tuple[str, Value]) -> None:
    draft.say(Message((Line(text, values),), ((SETTINGS,), (MY_REMINDERS,)), subject=text))
