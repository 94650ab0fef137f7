"""When a reminder comes next, as timers. The one place that turns a reminder of the diary into rows that come due.

A reminder has at most one timer of each kind, so planning it again moves it. Kinds: `reminder` (the day itself), `heads_up` (the
evening before), `again` (ask once more about the occurrence that is open).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .calendar import day_code
from .diary import Reminder
from .draft import Draft
from .effects import Drop, Plan
from .occurrences import all_following, missed, occurrence_on
from .quiet import after_quiet, heads_up

KINDS = ("reminder", "heads_up", "again")
"""The timers of a reminder."""


def keep(draft: Draft, reminder: Reminder) -> None:
    """Put a reminder into the diary and plan what comes next of it. One that was deleted before can no longer be had back."""
    draft.write(draft.diary.put(reminder).purged(but=reminder.id))
    plan(draft, reminder)


def plan(draft: Draft, reminder: Reminder) -> None:
    """Plan the next occurrence and its heads-up; take away what was planned before."""
    if reminder.paused or reminder.deleted or reminder.next is None:
        draft.do(Drop(("reminder", "heads_up"), reminder.id))
        return
    quiet, zone, day = draft.diary.quiet, reminder.schedule.zone, reminder.next
    due = after_quiet(occurrence_on(reminder.schedule, day).at, quiet, draft.zone)
    draft.do(Plan("reminder", reminder.id, due, day_code(day), reminder.id))
    evening = heads_up(day, zone, quiet)
    if reminder.evening and evening > draft.now:
        draft.do(Plan("heads_up", reminder.id, evening, day_code(day), reminder.id))
    else:
        draft.do(Drop(("heads_up",), reminder.id))


def next_open(draft: Draft, reminder: Reminder, after: date | None) -> date | None:
    """The first planned day after another that the person has not answered yet."""
    coming = (found.day for found in all_following(reminder.schedule, after))
    return next((day for day in coming if not draft.diary.answered(reminder, day)), None)


def from_now(draft: Draft, reminder: Reminder, after: date | None) -> Reminder:
    """The reminder with the first occurrence that is still to come, after a day that was dealt with (None: none was)."""
    gone = missed(reminder.schedule, after, draft.now)
    return replace(reminder, next=next_open(draft, reminder, gone.last.day if gone else after))


def replan_all(draft: Draft) -> None:
    """Plan every reminder anew: the zone, the quiet hours or the rules of a zone have changed."""
    for reminder in draft.diary.active:
        plan(draft, reminder)
