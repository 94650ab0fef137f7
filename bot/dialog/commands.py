"""What commands do, whether they come with a slash, on a button, or in words."""

from __future__ import annotations

from dataclasses import replace

from . import answers, checks, desk, phrases, setup
from .cards import BROWSE, HELP, START_CHECK, note
from .draft import Draft
from .effects import Drop

_ASIDE = {"help": phrases.HELP, "privacy": phrases.PRIVACY}

NAMES = frozenset(["start", "check", "faq", "remind", "cancel", *_ASIDE, *desk.COMMANDS])
"""Every command there is."""

LINKS = frozenset(["check", "faq", "remind"])
"""The commands that a deep link may lead to."""


def run(draft: Draft, name: str) -> None:
    """Do what a command says. While a check is open it stays open, and its question is asked again below the reply."""
    match name:
        case "check":
            checks.begin(draft, draft.script.first)
        case "faq":
            answers.browse(draft)
        case "start":
            draft.say(note(phrases.WELCOME, ((START_CHECK,), (BROWSE,), (HELP,))))
            checks.ask_again(draft)
        case "help" | "privacy":
            draft.say(note(_ASIDE[name], () if draft.session.run else ((START_CHECK,), (BROWSE,))))
            checks.ask_again(draft)
        case "remind":
            setup.begin(draft)
        case name if name in desk.COMMANDS:
            desk.command(draft, name)
        case "cancel":
            _cancel(draft)
        case _:
            draft.say(note(phrases.UNKNOWN_COMMAND, () if draft.session.run else ((START_CHECK,), (HELP,))))
            checks.ask_again(draft)


def _cancel(draft: Draft) -> None:
    ended = draft.session.ended
    if draft.session.run:
        checks.stop(draft)
    elif ended and ended.timer:
        draft.change(ended=replace(ended, timer=None))
        draft.do(Drop(("warm_up",)))
        draft.say(note(phrases.TIMER_CANCELLED, ((START_CHECK,),)))
    elif draft.session.doubt is None:
        draft.say(note(phrases.NOTHING_TO_CANCEL, ((START_CHECK,),)))
