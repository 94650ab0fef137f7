"""The log of injections: writing one down, the place it was given, and setting right what was written.

The place of an earlier one may be named as a fact from the person's own log; where to give the next is never said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from . import aftercare, doses, forms, phrases
from .actions import Command, OnDose
from .calendar import BadSchedule, Counting, day_code, occurrence_key, read_day_code
from .cards import START_CHECK, note
from .diary import SIDES, SITES, Injection, Raised, Reminder
from .doses import Dose, find, find_about
from .draft import Draft
from .effects import Block, Button, CloseButtons, Line, Message, Say, Show, Value, Words
from .given import first, given
from .occurrences import done, following, occurrence_on
from .planning import from_now, keep
from .session import Run

_DAY = timedelta(days=1)
NOWHERE = "none"
"""The value of a button that leaves the place or the side open."""

HISTORY = Button(phrases.LABEL_HISTORY, Command("history"))
MY_REMINDERS = Button(phrases.LABEL_MY_REMINDERS, Command("reminders"))


def record(draft: Draft, dose: Dose, day: date) -> None:
    """It was had on this local day: write it down, plan what follows, and ask for the place."""
    if reason := doses.log(draft, dose, day):
        draft.toast(f"when.{reason}")
        return
    injection = draft.diary.injection(dose.reminder.id, dose.day)
    assert injection  # noqa: S101  # it was logged a line ago
    aftercare.plan(draft, injection)
    _show(draft, _ask_site(draft, injection))


def press(draft: Draft, action: OnDose) -> None:
    """A button about an injection that is in the log."""
    injection = _logged(draft, action.reminder, action.occurrence)
    if injection is None:
        draft.toast(phrases.TOAST_NOT_LOGGED)
        draft.do(CloseButtons(draft.pressed))
    else:
        _VERBS[action.verb](draft, injection, action.value)


def log_dose(draft: Draft, run: Run) -> None:
    """The form for the day of an injection is filled in: one that is open, one to set right, or one of a day past."""
    day = date.fromisoformat(first(given(run), "had_date"))
    reminder_id, _, code = run.about.rpartition("_") if "_" in run.about else (run.about, "", "")
    logged = _logged(draft, reminder_id, code)
    dose = find_about(draft, run.about) if code else _on_day(draft, reminder_id, day)
    if logged:
        _redate(draft, logged, day)
    elif isinstance(dose, Dose):
        record(draft, dose, day)
    elif dose or draft.diary.reminder(reminder_id) is None:
        draft.say(note(dose or phrases.TOAST_DOSE_GONE, ((MY_REMINDERS,),)))
    else:
        injection = Injection(reminder_id, day, day, draft.now)
        draft.write(draft.diary.had(injection))
        _show(draft, _ask_site(draft, injection))


def _on_day(draft: Draft, reminder_id: str, day: date) -> Dose | str:
    """The open occurrence that an injection of this day stands for: that of the day, or the one that waits since. Empty when none does."""
    found = find(draft, reminder_id, day_code(day))
    if isinstance(found, Dose) or found != phrases.TOAST_DOSE_CLOSED:
        return found
    reminder = draft.diary.reminder(reminder_id)
    raised = reminder.raised if reminder else None
    return Dose(reminder, raised.day) if reminder and raised and raised.times and raised.day <= day else ""


def reopen(draft: Draft, reminder_id: str, code: str) -> Dose | None:
    """Take back that an occurrence was skipped. None when it was not, or when a later one is asked about by now."""
    reminder = draft.diary.reminder(reminder_id)
    day = next((day for day in reminder.skipped if day_code(day) == code), None) if reminder else None
    if reminder is None or day is None:
        return None
    reminder = replace(reminder, skipped=tuple(one for one in reminder.skipped if one != day))
    if occurrence_on(reminder.schedule, day).at > draft.now:
        reminder = replace(reminder, next=min(day, reminder.next or day))
    elif reminder.raised is None:
        reminder = replace(reminder, raised=Raised(day))
    keep(draft, reminder)
    found = find(draft, reminder_id, code)
    return found if isinstance(found, Dose) else None


def next_line(draft: Draft, reminder_id: str) -> tuple[Line, ...]:
    """When the next one is planned, if one is."""
    reminder = draft.diary.reminder(reminder_id)
    if reminder is None or reminder.paused or reminder.next is None:
        return ()
    local = occurrence_on(reminder.schedule, reminder.next).local
    zone = Value("zone", reminder.schedule.zone)
    return (Line(phrases.DOSE_NEXT, (("moment", Value("moment", local.isoformat("T", "minutes"))), ("zone", zone))),)


def place(injection: Injection) -> Words:
    """The place of an injection in words; nothing when it is not known."""
    side = (f"side.{injection.side}",) if injection.side else ()
    return Words((f"shot.{injection.site}", *side) if injection.site else (phrases.LABEL_NO_PLACE,))


def logged_card(draft: Draft, injection: Injection) -> Message:
    """What was written down, what comes next, and what can be done now."""
    fresh = draft.fresh(injection)
    blocks: list[Block] = [_head(injection), *next_line(draft, injection.reminder)]
    if fresh and aftercare.asks(draft, injection):
        blocks.append(Line(phrases.DOSE_CHECK_INS))
    change = Button(phrases.LABEL_DOSE_FIX, _action("fix", injection))
    return Message(tuple(blocks), (*(((START_CHECK,),) if fresh else ()), (change, MY_REMINDERS)), subject="injection logged")


def _head(injection: Injection) -> Line:
    day = ("date", Value("short_date", injection.day.isoformat()))
    return Line(phrases.DOSE_LOGGED_AT, (day, ("place", place(injection)))) if injection.site else Line(phrases.DOSE_LOGGED, (day,))


def _ask_site(draft: Draft, injection: Injection) -> Message:
    arm, glute, thigh, other = (Button(f"shot.{site}", _action("site", injection, site)) for site in SITES)
    leave = Button(phrases.LABEL_LEAVE_OPEN, _action("site", injection, NOWHERE))
    blocks = (_head(replace(injection, site="")), Line(phrases.DOSE_SITE), *_facts(draft, injection))
    return Message(blocks, ((arm, glute), (thigh, other), (leave,)), subject="injection site")


def _facts(draft: Draft, injection: Injection) -> tuple[Line, ...]:
    """The place of the last one, and the one not used for the longest time, as the log has them."""
    newest: dict[tuple[str, str], Injection] = {}
    for one in draft.diary.injections:
        if one.site and one != injection:
            newest.pop((one.site, one.side), None)
            newest[one.site, one.side] = one
    used = list(newest.values())
    if not used:
        return ()
    last = Line(phrases.DOSE_LAST_PLACE, (("place", place(used[-1])),))
    if len(used) == 1:
        return (last,)
    when = Value("short_date", used[0].day.isoformat())
    return (last, Line(phrases.DOSE_OLDEST_PLACE, (("place", place(used[0])), ("date", when))))


def _site(draft: Draft, injection: Injection, value: str) -> None:
    if value not in SITES:
        _write(draft, replace(injection, site="", side="") if value == NOWHERE else injection)
        return
    injection = replace(injection, site=value, side="")
    if value == "other":
        _write(draft, injection)
        return
    draft.write(draft.diary.had(injection))
    left, right = (Button(f"shot.{side}", _action("side", injection, side)) for side in SIDES)
    leave = Button(phrases.LABEL_LEAVE_OPEN, _action("side", injection, NOWHERE))
    _show(draft, Message((_head(injection), Line(phrases.DOSE_SIDE)), ((left, right), (leave,)), subject="injection side"))


def _side(draft: Draft, injection: Injection, value: str) -> None:
    _write(draft, replace(injection, side=value if value in SIDES and injection.site else ""))


def _write(draft: Draft, injection: Injection) -> None:
    draft.write(draft.diary.had(injection))
    _show(draft, logged_card(draft, injection))


def _fix(draft: Draft, injection: Injection, _: str) -> None:
    """Offer what can be set right."""
    rows = (
        (Button(phrases.LABEL_FIX_DAY, _action("redate", injection)), Button(phrases.LABEL_FIX_PLACE, _action("resite", injection))),
        (Button(phrases.LABEL_REMOVE, _action("remove", injection)), HISTORY),
    )
    _show(draft, Message((_head(injection), Line(phrases.DOSE_FIX)), rows, subject="fix injection"))


def _ask_day(draft: Draft, injection: Injection, _: str) -> None:
    forms.begin(draft, "had_dose", about=occurrence_key(injection.reminder, injection.planned))


def _resite(draft: Draft, injection: Injection, _: str) -> None:
    _show(draft, _ask_site(draft, injection))


def _redate(draft: Draft, injection: Injection, day: date) -> None:
    """It was had on another day than was written. What was counted from it is counted anew."""
    reminder = _follows_from(draft, injection)
    if reminder and reminder.before:
        try:
            after = done(reminder.before, injection.planned, day)
        except BadSchedule as bad:
            draft.say(note(f"when.{bad.reason.value}", ((HISTORY,),)))
            return
        keep(draft, replace(reminder, schedule=after.schedule, next=after.next.day if after.next else None))
    injection = replace(injection, day=day)
    draft.write(draft.diary.had(injection))
    aftercare.drop(draft, injection)
    draft.say(logged_card(draft, injection))


def _ask_remove(draft: Draft, injection: Injection, _: str) -> None:
    rows = ((Button(phrases.LABEL_REMOVE_YES, _action("removed", injection)), Button(phrases.LABEL_KEEP_IT, _action("fix", injection))),)
    _show(draft, Message((_head(injection), Line(phrases.DOSE_REMOVE)), rows, subject="fix injection"))


def _remove(draft: Draft, injection: Injection, _: str) -> None:
    """It was not had after all. What was counted from it is counted as before, and a day still to come is planned again."""
    reminder = _follows_from(draft, injection)
    draft.write(draft.diary.without(injection))
    aftercare.drop(draft, injection)
    if reminder and reminder.before:
        reminder = replace(reminder, schedule=reminder.before, before=None)
        keep(draft, from_now(draft, reminder, injection.planned - _DAY))
    elif reminder and (found := following(reminder.schedule, injection.planned - _DAY)):
        to_come = found.day == injection.planned and found.at > draft.now
        if to_come and (reminder.next is None or found.day < reminder.next):
            keep(draft, replace(reminder, next=found.day))
    _show(draft, note(phrases.DOSE_REMOVED, ((HISTORY, MY_REMINDERS),)))


def _follows_from(draft: Draft, injection: Injection) -> Reminder | None:
    """The reminder whose schedule goes on from this injection: nothing later of it was answered or asked about."""
    reminder = draft.diary.reminder(injection.reminder)
    if reminder is None or not doses.newest(draft, Dose(reminder, injection.planned)):
        return None
    counted = reminder.schedule.counting is Counting.DONE
    return reminder if counted or reminder.before is None else replace(reminder, before=None)


def _logged(draft: Draft, reminder_id: str, code: str) -> Injection | None:
    try:
        return draft.diary.injection(reminder_id, read_day_code(code))
    except ValueError:
        return None


def _action(verb: str, injection: Injection, value: str = "") -> OnDose:
    return OnDose(verb, injection.reminder, day_code(injection.planned), value)


def _show(draft: Draft, message: Message) -> None:
    """In place of the message whose button was pressed; as a new one after a form."""
    draft.do(Say(message) if draft.finished or draft.pressed is None else Show(message, draft.pressed))


_VERBS: dict[str, Callable[[Draft, Injection, str], None]] = {
    "site": _site,
    "side": _side,
    "fix": _fix,
    "redate": _ask_day,
    "resite": _resite,
    "remove": _ask_remove,
    "removed": _remove,
}
VERBS = frozenset(_VERBS)
"""The verbs of buttons that this module knows."""
