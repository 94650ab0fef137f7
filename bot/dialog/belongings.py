"""What is kept of a person is theirs: /export sends all of it, /delete erases it after one confirmation."""

from __future__ import annotations

from datetime import timedelta

from . import phrases
from .actions import OnSetting
from .calendar import day_code
from .cards import START_CHECK, note
from .diary import Diary
from .draft import Draft
from .effects import Button, Erase, SendFile, Show
from .session import Session


def export(draft: Draft) -> None:
    """Send everything that is kept as one file."""
    draft.say(note(phrases.EXPORT))
    draft.do(SendFile("export"))


def ask_delete(draft: Draft) -> None:
    """Say what will be erased, and ask once. The button that erases says from which day it is."""
    erase = Button(phrases.LABEL_ERASE, OnSetting("erase", day_code(draft.today)), tone="danger")
    draft.say(note(phrases.ERASE_ASK, ((erase,), (Button(phrases.LABEL_KEEP_IT, OnSetting("keep")),))))


def press(draft: Draft, action: OnSetting) -> None:
    """The answer to that question. A yes that was offered days ago is asked for again."""
    if action.verb == "keep":
        draft.do(Show(note(phrases.ERASE_KEPT), draft.pressed))
    elif action.value not in {day_code(draft.today), day_code(draft.today - timedelta(days=1))}:
        ask_delete(draft)
    else:
        draft.change(**{name: getattr(Session(), name) for name in Session.__slots__ if name != "language"})
        draft.write(Diary())
        draft.lost = ()
        draft.do(Erase(), Show(note(phrases.ERASED, ((START_CHECK,),)), draft.pressed))


VERBS = frozenset(["erase", "keep"])
"""The verbs of buttons that this module knows."""
