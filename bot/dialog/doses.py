"""One planned injection and what the person says became of it. Every button and form about it comes through `find` first.

An occurrence is open while nobody has said what became of it; then it can be had, put off or skipped, each once. What is said of
one never touches another, however old the button: the reminder and the planned day in it decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from . import phrases
from .calendar import BadSchedule, Counting, day_code, occurrence_key, read_day_code
from .diary import MOST_SKIPPED, Injection, Raised, Reminder
from .draft import Draft
from .effects import Drop, Plan
from .inputs import BEYOND_NEXT
from .occurrences import done, following, occurrence_on
from .planning import keep, next_open
from .wallclock import local_time

_DAY = timedelta(days=1)

LONG_AGO = timedelta(days=1)
"""After this, a Done may mean another day than the one it is pressed on, so the day is asked for."""


@dataclass(frozen=True, slots=True)
class Dose:
    """An occurrence that is open. `day`: the day it was planned for, which is its identity."""

    reminder: Reminder
    day: date

    @property
    def code(self) -> str:
        """The day as buttons carry it."""
        return day_code(self.day)

    @property
    def key(self) -> str:
        """The occurrence as forms carry it."""
        return occurrence_key(self.reminder.id, self.day)

    @property
    def raised(self) -> bool:
        """Whether it is the one that was asked about last."""
        return self.reminder.raised is not None and self.reminder.raised.day == self.day

    @property
    def upcoming(self) -> bool:
        """Whether it is the one that comes next."""
        return self.reminder.next == self.day

    @property
    def due(self) -> datetime:
        """When it is due: as planned, or when it was put off to."""
        raised = self.reminder.raised
        if raised and raised.day == self.day and raised.until:
            return raised.until
        return occurrence_on(self.reminder.schedule, self.day).at

    @property
    def shown_day(self) -> date:
        """The local day on which it is due."""
        return local_time(self.due, self.reminder.schedule.zone).date()


def find(draft: Draft, reminder_id: str, code: str) -> Dose | str:
    """The open occurrence of this reminder and day code, or the id of a note that says why there is none."""
    reminder = draft.diary.reminder(reminder_id)
    if reminder is None:
        return phrases.TOAST_DOSE_GONE
    try:
        day = read_day_code(code)
    except ValueError:
        return phrases.TOAST_DOSE_CLOSED
    if draft.diary.answered(reminder, day):
        return phrases.TOAST_DOSE_ANSWERED
    dose = Dose(reminder, day)
    return dose if dose.raised or dose.upcoming or _passed(draft, dose) else phrases.TOAST_DOSE_CLOSED


def find_about(draft: Draft, about: str) -> Dose | str:
    """The same for the occurrence that a form is about."""
    reminder, _, code = about.rpartition("_")
    return find(draft, reminder, code)


def _passed(draft: Draft, dose: Dose) -> bool:
    """Whether it is an occurrence that came due and that a later one has overtaken."""
    schedule = dose.reminder.schedule
    if dose.day < schedule.start or dose.day > local_time(draft.now, schedule.zone).date():
        return False
    planned = following(schedule, dose.day - _DAY)
    return planned is not None and planned.day == dose.day and planned.at <= draft.now


def local_day(draft: Draft, reminder: Reminder) -> date:
    """The day it is where the reminder's clock is."""
    return local_time(draft.now, reminder.schedule.zone).date()


def log(draft: Draft, dose: Dose, given: date) -> str:
    """Write down that it was had on a local day, and plan what follows. Returns why that cannot be; empty when it is done."""
    reminder, schedule = dose.reminder, dose.reminder.schedule
    coming = reminder.next
    last = newest(draft, dose)
    reminder = replace(reminder, before=None) if last else reminder
    if schedule.counting is Counting.DONE and dose.day >= schedule.start and last:
        try:
            after = done(schedule, dose.day, given)
        except BadSchedule as bad:
            return bad.reason.value
        reminder = replace(reminder, schedule=after.schedule, before=schedule)
        coming = after.next.day if after.next else None
    elif dose.upcoming:
        coming = next_open(draft, reminder, dose.day)
    draft.write(draft.diary.had(Injection(reminder.id, dose.day, given, draft.now)))
    _settle(draft, dose, replace(reminder, next=coming))
    return ""


def skip(draft: Draft, dose: Dose) -> None:
    """Pass it over."""
    reminder = replace(dose.reminder, skipped=(*dose.reminder.skipped, dose.day)[-MOST_SKIPPED:])
    draft.write(draft.diary.put(reminder))
    _settle(draft, dose, replace(reminder, next=next_open(draft, reminder, dose.day)) if dose.upcoming else reminder)


def put_off(draft: Draft, dose: Dose, at: datetime) -> str:
    """Ask about it at another time. It stays the occurrence it is. Returns why that cannot be; empty when it is done."""
    reminder = dose.reminder
    coming = next_open(draft, reminder, dose.day)
    if coming and occurrence_on(reminder.schedule, coming).at <= at:
        return BEYOND_NEXT
    asked = reminder.raised.times if dose.raised and reminder.raised else 0
    at = at.replace(microsecond=0)  # as it is stored, so that its timer is known again
    reminder = replace(reminder, raised=Raised(dose.day, asked, at))
    keep(draft, replace(reminder, next=coming) if dose.upcoming else reminder)
    draft.do(Plan("again", reminder.id, at, dose.code, reminder.id))
    return ""


def _settle(draft: Draft, dose: Dose, reminder: Reminder) -> None:
    """It is answered: nothing asks about it again."""
    if dose.raised:
        reminder = replace(reminder, raised=None)
        draft.do(Drop(("again",), reminder.id))
    keep(draft, reminder)


def newest(draft: Draft, dose: Dose) -> bool:
    """Whether nothing later of this reminder has been answered or asked about: only then does the schedule follow from it."""
    reminder = dose.reminder
    later = [one.planned for one in draft.diary.injections if one.reminder == reminder.id]
    later += [*reminder.skipped, *([reminder.raised.day] if reminder.raised else [])]
    return all(day <= dose.day for day in later)
