"""/reminders: the list of what is planned, a card for each reminder, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from . import forms, phrases
from .actions import OnDose, OnReminder, OnSetting
from .calendar import Counting, day_code
from .cards import note
from .diary import Reminder
from .draft import Draft
from .effects import Block, Button, CloseButtons, Drop, Line, Message, Plan, Say, SendFile, Show, Value
from .occurrences import Occurrence, all_following, occurrence_on
from .planning import from_now, keep
from .rhythm import write
from .wallclock import local_time

NEXT_DATES = 3
"""How many dates a card shows."""

UNDO_FOR = timedelta(days=1)
"""How long a deleted reminder can be had back."""

NEW = Button(phrases.LABEL_NEW_REMINDER, OnSetting("remind"))
LIST = Button(phrases.LABEL_MY_REMINDERS, OnSetting("reminders"))

_ACROSS = 2


def show(draft: Draft) -> None:
    """List the reminders, in place when one of our own buttons was pressed."""
    _show(draft, _list(draft))


def press(draft: Draft, action: OnReminder) -> None:
    """A button about a reminder. One that was deleted says so."""
    if action.verb == "undelete":
        _undelete(draft, action)
        return
    reminder = draft.diary.reminder(action.reminder)
    if reminder is None:
        draft.toast(phrases.TOAST_DOSE_GONE)
        _gone(draft, action)
    elif action.verb in _VERBS:
        _VERBS[action.verb](draft, reminder, action.value)
    else:
        _open(draft, reminder, "")


def _gone(draft: Draft, action: OnReminder) -> None:
    """Take the buttons away; while the deletion can be undone, that is the one left, also after a double tap."""
    deleted = next((one for one in draft.diary.reminders if one.id == action.reminder), None)
    draft.do(CloseButtons(draft.pressed) if deleted is None else Show(_deleted(deleted), draft.pressed))


def _list(draft: Draft) -> Message:
    reminders = draft.diary.active
    lost = [one for one in draft.lost if not one.deleted]
    if not reminders and not lost:
        return note(phrases.LIST_EMPTY, ((NEW,),))
    lines = [line for number, one in enumerate(reminders, 1) for line in (_entry(number, one), *_waiting(draft, one))]
    lines += [Line(phrases.LIST_LOST, (("rhythm", _rhythm(one)),)) for one in lost]
    opening = [Button(phrases.LABEL_REMINDER, OnReminder("open", one.id), number=number) for number, one in enumerate(reminders, 1)]
    rows = [tuple(opening[start : start + _ACROSS]) for start in range(0, len(opening), _ACROSS)]
    rows += [(Button(phrases.LABEL_CHANGE_ZONE, OnSetting("zone")),)] if lost else []
    return Message((Line(phrases.LIST), *lines), (*rows, (NEW,)), subject="reminders")


def _entry(number: int, reminder: Reminder) -> Line:
    values: tuple[tuple[str, int | Value], ...] = (("number", number), ("rhythm", _rhythm(reminder)))
    if reminder.paused:
        return Line(phrases.LIST_PAUSED, values)
    if reminder.next is None:
        return Line(phrases.LIST_OVER, values)
    zone = Value("zone", reminder.schedule.zone)
    return Line(phrases.LIST_NEXT, (*values, ("moment", _moment(reminder)), ("zone", zone)))


def _waiting(draft: Draft, reminder: Reminder) -> list[Line]:
    """The occurrence that is open, if one is: it waits for an answer, or was put off."""
    raised = reminder.raised
    if raised is None:
        return []
    date = ("date", Value("short_date", raised.day.isoformat()))
    if reminder.paused or raised.until is None or raised.until <= draft.now:
        return [Line(phrases.REMINDER_WAITING, (date,))]
    local = local_time(raised.until, reminder.schedule.zone)
    return [Line(phrases.REMINDER_PUT_OFF, (date, ("moment", Value("moment", local.isoformat("T", "minutes")))))]


def _open(draft: Draft, reminder: Reminder, _: str) -> None:
    _show(draft, _card(draft, reminder))


def _card(draft: Draft, reminder: Reminder) -> Message:
    schedule = reminder.schedule
    at = (("time", Value("time", schedule.at.isoformat("minutes"))), ("zone", Value("zone", schedule.zone)))
    blocks: list[Block] = [Line(phrases.REMINDER_RHYTHM, (("rhythm", _rhythm(reminder)),)), Line(phrases.REMINDER_AT, at)]
    if schedule.counting is Counting.DONE:
        blocks.append(Line(phrases.REMINDER_FROM_DONE))
    blocks += _waiting(draft, reminder)
    if reminder.paused:
        blocks.append(Line(phrases.REMINDER_PAUSED))
    elif reminder.next is None:
        blocks.append(Line(phrases.REMINDER_OVER))
    else:
        blocks += _next_dates(draft, reminder)
    return Message(tuple(blocks), _card_rows(draft, reminder), subject="reminder")


def _next_dates(draft: Draft, reminder: Reminder) -> list[Line]:
    """The days to come; with the time where it is not the one above them, because clocks skip that one."""
    assert reminder.next  # noqa: S101  # asked for only when there is a next one
    coming = (found for found in all_following(reminder.schedule, reminder.next - timedelta(days=1)))
    return [_next(found) for found in islice((one for one in coming if not draft.diary.answered(reminder, one.day)), NEXT_DATES)]


def _next(coming: Occurrence) -> Line:
    if coming.changed:
        return Line(phrases.REMINDER_NEXT_AT, (("moment", Value("moment", coming.local.isoformat("T", "minutes"))),))
    return Line(phrases.REMINDER_NEXT, (("date", Value("date", coming.local.date().isoformat())),))


def _card_rows(draft: Draft, reminder: Reminder) -> tuple[tuple[Button, ...], ...]:
    def button(label: str, verb: str, value: str = "", ticked: bool = False) -> Button:
        return Button(label, OnReminder(verb, reminder.id, value), ticked=ticked)

    rows = [*_dose_rows(draft, reminder)]
    if not reminder.paused:
        rows += [
            (button(phrases.LABEL_EVENING, "evening", "off" if reminder.evening else "on", reminder.evening),),
            (button(phrases.LABEL_REPEAT, "repeat", "off" if reminder.repeat else "on", reminder.repeat),),
        ]
    pause = button(phrases.LABEL_RESUME, "resume") if reminder.paused else button(phrases.LABEL_PAUSE, "pause")
    rows += [
        (button(phrases.LABEL_ADD_PAST, "add"), button(phrases.LABEL_CALENDAR, "ics")),
        (button(phrases.LABEL_CHANGE, "change"), pause),
        (button(phrases.LABEL_DELETE, "delete"), LIST),
    ]
    return tuple(rows)


def _dose_rows(draft: Draft, reminder: Reminder) -> list[tuple[Button, ...]]:
    """What can be said about the occurrence that waits for an answer, or about the next one."""
    if reminder.raised:
        return [(Button(phrases.LABEL_ANSWER, OnDose("back", reminder.id, day_code(reminder.raised.day))),)]
    if reminder.paused or reminder.next is None:
        return []
    code = day_code(reminder.next)
    had = Button(phrases.LABEL_HAD_TODAY, OnDose("had", reminder.id, code))
    move, skip = (
        Button(label, OnDose(verb, reminder.id, code))
        for label, verb in ((phrases.LABEL_MOVE_NEXT, "move"), (phrases.LABEL_SKIP_NEXT, "skip"))
    )
    return [(had,), (move, skip)]


def _change(draft: Draft, reminder: Reminder, _: str) -> None:
    forms.begin(draft, "remind", about=reminder.id)


def _add_past(draft: Draft, reminder: Reminder, _: str) -> None:
    forms.begin(draft, "had_dose", about=reminder.id)


def _pause(draft: Draft, reminder: Reminder, _: str) -> None:
    draft.do(Drop(("again",), reminder.id))
    _keep(draft, replace(reminder, paused=True))


def _resume(draft: Draft, reminder: Reminder, _: str) -> None:
    """Go on with what is still to come: what passed meanwhile is not asked about."""
    if not reminder.paused:
        _open(draft, reminder, "")
        return
    going = replace(reminder, paused=False)
    going = from_now(draft, going, going.next - timedelta(days=1)) if going.next else going
    raised = going.raised
    if raised and raised.until and raised.until > draft.now:
        draft.do(Plan("again", going.id, raised.until, day_code(raised.day), going.id))
    _keep(draft, going)


def _evening(draft: Draft, reminder: Reminder, value: str) -> None:
    _keep(draft, replace(reminder, evening=value == "on"))


def _repeat(draft: Draft, reminder: Reminder, value: str) -> None:
    if value != "on" and reminder.raised and not reminder.raised.until:
        draft.do(Drop(("again",), reminder.id))
    _keep(draft, replace(reminder, repeat=value == "on"))


def _keep(draft: Draft, reminder: Reminder) -> None:
    keep(draft, reminder)
    _show(draft, _card(draft, reminder))


def _calendar(draft: Draft, reminder: Reminder, _: str) -> None:
    if reminder.next is None:
        draft.toast(phrases.REMINDER_OVER)
        return
    draft.say(note(phrases.CALENDAR_FILE))
    draft.do(SendFile("ics", reminder.id))


def _delete(draft: Draft, reminder: Reminder, _: str) -> None:
    """Take it away, for a day in a way that can be taken back."""
    keep(draft, replace(reminder, deleted=True))
    draft.do(Drop(("again",), reminder.id), Plan("purge", reminder.id, draft.now + UNDO_FOR, key=reminder.id))
    _show(draft, _deleted(reminder))


def _deleted(reminder: Reminder) -> Message:
    rows = ((Button(phrases.LABEL_UNDO, OnReminder("undelete", reminder.id)),), (LIST,))
    return note(phrases.REMINDER_DELETED, rows, rhythm=_rhythm(reminder))


def _undelete(draft: Draft, action: OnReminder) -> None:
    deleted = next((one for one in draft.diary.reminders if one.id == action.reminder and one.deleted), None)
    if deleted is None:
        draft.toast(phrases.TOAST_UNDO_OVER if draft.diary.reminder(action.reminder) is None else phrases.TOAST_UNDONE)
        draft.do(CloseButtons(draft.pressed))
        return
    draft.do(Drop(("purge",), deleted.id))
    _keep(draft, replace(deleted, deleted=False))


def _moment(reminder: Reminder) -> Value:
    assert reminder.next  # noqa: S101  # asked for only when there is a next one
    return Value("moment", occurrence_on(reminder.schedule, reminder.next).local.isoformat("T", "minutes"))


def _rhythm(reminder: Reminder) -> Value:
    return Value("schedule", write(reminder.schedule.rule))


def _show(draft: Draft, message: Message) -> None:
    draft.do(Say(message) if draft.pressed is None else Show(message, draft.pressed))


_VERBS: dict[str, Callable[[Draft, Reminder, str], None]] = {
    "open": _open,
    "change": _change,
    "add": _add_past,
    "pause": _pause,
    "resume": _resume,
    "evening": _evening,
    "repeat": _repeat,
    "ics": _calendar,
    "delete": _delete,
}
