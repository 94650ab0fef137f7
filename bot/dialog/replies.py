"""What a person says about an injection that is open: had it, later, another day, skip. The buttons, and the forms they lead to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from . import forms, logbook, onday, phrases
from .actions import OnDose
from .calendar import read_day_code
from .cards import note
from .doses import LONG_AGO, Dose, find, find_about, local_day, put_off, skip
from .draft import Draft
from .effects import Button, CloseButtons, Line, Message, Say, Show, Value
from .given import first, given
from .onday import MY_REMINDERS, card, late_by
from .quiet import EVENING
from .session import Run
from .wallclock import local_time, moment

DOUBLE_TAP = timedelta(seconds=20)
_HOUR = timedelta(hours=1)


def press(draft: Draft, action: OnDose) -> None:
    """A button about an open occurrence. When it is open no longer, say so and take the buttons away."""
    if action.verb == "undo":
        _take_back_skip(draft, action)
        return
    dose = find(draft, action.reminder, action.occurrence)
    if dose == phrases.TOAST_DOSE_ANSWERED:
        _answered(draft, action)
    elif isinstance(dose, str):
        refuse(draft, dose)
    elif not dose.raised and not dose.upcoming and action.verb not in _OF_ANY_DAY:
        refuse(draft, phrases.TOAST_DOSE_CLOSED)
    else:
        _VERBS[action.verb](draft, dose)


def said(draft: Draft, verb: str) -> bool:
    """The same in words, such as "done". Returns False when no injection waits for an answer, or something else may be meant.

    Where several wait, each is asked about again, and the buttons say which is which.
    """
    ended = draft.session.ended
    waiting = [Dose(one, one.raised.day) for one in draft.diary.active if one.raised and not one.paused]
    if not waiting or draft.session.run or draft.session.doubt or (ended and ended.timer):
        return False
    if len(waiting) == 1:
        _VERBS[verb](draft, waiting[0])
    else:
        for dose in waiting:
            draft.say(onday.ask(draft, dose))
    return True


def _answered(draft: Draft, action: OnDose) -> None:
    """It was answered: nothing is changed. The second half of a double tap leaves the buttons that the first one brought."""
    draft.toast(phrases.TOAST_DOSE_ANSWERED)
    reminder, day = draft.diary.reminder(action.reminder), read_day_code(action.occurrence)
    injection = draft.diary.injection(action.reminder, day)
    if reminder and injection is None:
        draft.do(Show(_skipped(draft, Dose(reminder, day)), draft.pressed))
    elif injection is None or draft.now - injection.at > DOUBLE_TAP:
        draft.do(CloseButtons(draft.pressed))


def refuse(draft: Draft, toast: str) -> None:
    """This button does nothing any more."""
    draft.toast(toast)
    draft.do(CloseButtons(draft.pressed))


def _had(draft: Draft, dose: Dose) -> None:
    """Had it now, unless it was due so long ago, or a later one has come, that another day may be meant."""
    if late_by(draft, dose) > LONG_AGO or not (dose.raised or dose.upcoming):
        _show(draft, onday.did_you(draft, dose))
    else:
        logbook.record(draft, dose, local_day(draft, dose.reminder))


def _that_day(draft: Draft, dose: Dose) -> None:
    logbook.record(draft, dose, min(dose.shown_day, local_day(draft, dose.reminder)))


def _other_day(draft: Draft, dose: Dose) -> None:
    forms.begin(draft, "had_dose", about=dose.key)


def _skip(draft: Draft, dose: Dose) -> None:
    skip(draft, dose)
    _show(draft, _skipped(draft, dose))


def _skipped(draft: Draft, dose: Dose) -> Message:
    line = Line(phrases.DOSE_SKIPPED, (("date", Value("short_date", dose.day.isoformat())),))
    undo = Button(phrases.LABEL_UNDO, OnDose("undo", dose.reminder.id, dose.code))
    return Message((line, *logbook.next_line(draft, dose.reminder.id)), ((undo, MY_REMINDERS),), subject="skipped")


def _later(draft: Draft, dose: Dose) -> None:
    """Offer when to ask again."""

    def button(label: str, verb: str) -> Button:
        return Button(label, OnDose(verb, dose.reminder.id, dose.code))

    evening = [button(phrases.LABEL_DOSE_EVENING, "evening")] if _evening(draft) > draft.now else []
    rows = (
        (button(phrases.LABEL_DOSE_HOUR, "hour"), *evening),
        (button(phrases.LABEL_DOSE_TIME, "time"), button(phrases.LABEL_BACK, "back")),
    )
    _show(draft, card(draft, dose, Line(phrases.DOSE_WHEN), rows=rows))


def _back(draft: Draft, dose: Dose) -> None:
    _show(draft, onday.ask(draft, dose))


def _in_an_hour(draft: Draft, dose: Dose) -> None:
    _ask_again_at(draft, dose, draft.now + _HOUR)


def _this_evening(draft: Draft, dose: Dose) -> None:
    if (evening := _evening(draft)) > draft.now:
        _ask_again_at(draft, dose, evening)
    else:
        draft.toast(phrases.TOAST_EVENING_OVER)
        _later(draft, dose)


def _at_a_time(draft: Draft, dose: Dose) -> None:
    forms.begin(draft, "later_dose", about=dose.key)


def _another_day(draft: Draft, dose: Dose) -> None:
    forms.begin(draft, "move_dose", about=dose.key)


def _evening(draft: Draft) -> datetime:
    return moment(datetime.combine(draft.today, EVENING), draft.zone).at


def _ask_again_at(draft: Draft, dose: Dose, at: datetime) -> None:
    if put_off(draft, dose, at):
        draft.toast(phrases.TOAST_NEXT_FIRST)
    else:
        _show(draft, _put_off_note(draft, dose, at))


def _put_off_note(draft: Draft, dose: Dose, at: datetime) -> Message:
    """When it will be asked about again; it can still be answered before."""
    zone = dose.reminder.schedule.zone
    values = (("moment", Value("moment", local_time(at, zone).isoformat("T", "minutes"))), ("zone", Value("zone", zone)))
    done, skipped = (
        Button(label, OnDose(verb, dose.reminder.id, dose.code))
        for label, verb in ((phrases.LABEL_DOSE_DONE, "had"), (phrases.LABEL_DOSE_SKIP, "skip"))
    )
    return Message((Line(phrases.DOSE_PUT_OFF, values),), ((done, skipped),), subject="put off")


def _take_back_skip(draft: Draft, action: OnDose) -> None:
    """A skip by mistake: the occurrence is open again, as it was."""
    dose = logbook.reopen(draft, action.reminder, action.occurrence)
    if dose is None:
        refuse(draft, phrases.TOAST_DOSE_CLOSED)
    else:
        _show(draft, onday.ask(draft, dose))


def snooze(draft: Draft, run: Run) -> None:
    """The form for a later time today is filled in."""
    at = moment(datetime.combine(draft.today, time.fromisoformat(first(given(run), "later_time"))), draft.zone).at
    _from_form(draft, run, at)


def move(draft: Draft, run: Run) -> None:
    """The form for another day is filled in."""
    form = given(run)
    dose = find_about(draft, run.about)
    zone = draft.zone if isinstance(dose, str) else dose.reminder.schedule.zone
    local = datetime.combine(date.fromisoformat(first(form, "move_date")), time.fromisoformat(first(form, "move_time")))
    _from_form(draft, run, moment(local, zone).at)


def _from_form(draft: Draft, run: Run, at: datetime) -> None:
    dose = find_about(draft, run.about)
    if isinstance(dose, str):
        draft.say(note(dose, ((MY_REMINDERS,),)))
    elif not dose.raised and not dose.upcoming:
        draft.say(note(phrases.TOAST_DOSE_CLOSED, ((MY_REMINDERS,),)))
    elif at <= draft.now:
        draft.say(Message((Line("when.past_time"),), onday.card(draft, dose).rows, subject="put off"))
    elif reason := put_off(draft, dose, at):
        draft.say(Message((Line(f"when.{reason}"),), onday.card(draft, dose).rows, subject="put off"))
    else:
        draft.say(_put_off_note(draft, dose, at))


def _show(draft: Draft, message: Message) -> None:
    draft.do(Say(message) if draft.pressed is None else Show(message, draft.pressed))


_VERBS: dict[str, Callable[[Draft, Dose], None]] = {
    "had": _had,
    "yes": _that_day,
    "other": _other_day,
    "skip": _skip,
    "later": _later,
    "back": _back,
    "hour": _in_an_hour,
    "evening": _this_evening,
    "time": _at_a_time,
    "move": _another_day,
}
_OF_ANY_DAY = frozenset(["had", "yes", "other", "skip"])
"""What can still be said about an occurrence that a later one has overtaken."""

VERBS = frozenset([*_VERBS, "undo"])
"""The verbs of buttons that this module knows."""
