"""Where what is about reminders, injections and a person's own data goes: commands, buttons and timers, each to who knows them."""

from __future__ import annotations

from . import aftercare, belongings, checks, history, logbook, onday, overview, phrases, planning, preferences, replies, setup
from .actions import OnDose, OnReminder, OnSetting
from .draft import Draft
from .effects import CloseButtons
from .events import TimerDue

_COMMANDS = {
    "reminders": overview.show,
    "history": history.show,
    "export": belongings.export,
    "delete": belongings.ask_delete,
    "settings": preferences.show,
}
COMMANDS = frozenset(_COMMANDS)
"""The commands that are answered here."""

_TIMERS = {
    "reminder": onday.due,
    "again": onday.again,
    "heads_up": onday.heads_up,
    "purge": onday.purge,
    "check_in": aftercare.check_in,
    "next_day": aftercare.next_day,
}


def command(draft: Draft, name: str) -> None:
    """Answer a command of COMMANDS. An open question is asked again below."""
    _COMMANDS[name](draft)
    checks.ask_again(draft)


def press(draft: Draft, action: OnDose | OnReminder | OnSetting) -> None:
    """Do what a button says; one that no version knows any more says that it is old."""
    match action:
        case OnReminder():
            overview.press(draft, action)
        case OnSetting():
            _setting(draft, action)
        case OnDose() if action.verb in replies.VERBS:
            replies.press(draft, action)
        case OnDose() if action.verb in logbook.VERBS:
            logbook.press(draft, action)
        case OnDose() if action.verb == "well":
            aftercare.well(draft, action)
        case OnDose():
            draft.toast(phrases.TOAST_DOSE_CLOSED)
            draft.do(CloseButtons(draft.pressed))


def _setting(draft: Draft, action: OnSetting) -> None:
    match action.verb:
        case "reminders":
            overview.show(draft)
        case "remind":
            setup.begin(draft)
        case "history":
            history.show(draft, action.value)
        case verb if verb in belongings.VERBS:
            belongings.press(draft, action)
        case _:
            preferences.press(draft, action)


def timer(draft: Draft, event: TimerDue) -> bool:
    """A moment that was planned has come. Returns whether it is one of ours."""
    handle = _TIMERS.get(event.kind)
    if handle:
        handle(draft, event)
    return handle is not None


def zone_rules_changed(draft: Draft) -> None:
    """The rules of zones are others: plan everything anew, and say nothing."""
    planning.replan_all(draft)
