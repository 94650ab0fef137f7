"""A sign that a message may have meant: ask about it once, and take anything short of a no for a yes.

A doubt stays open until it is answered, whatever else happens in the chat; silence counts as yes after `WAIT`. Nothing here ever
lowers an outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from . import checks, phrases
from .actions import Raise, Settle
from .cards import BROWSE, START_CHECK, note, said_again
from .draft import Draft
from .effects import Button, CloseButtons, Drop, Line, Message, Plan, Say, Show
from .events import Heard, TimerDue
from .script import Outcome
from .session import KEEP, Doubt

WAIT = timedelta(minutes=10)


def raise_doubt(draft: Draft, flags: Iterable[str]) -> bool:
    """A message may have meant these signs: ask. A second one while a doubt is open is no denial, so it escalates.

    Returns whether any of the flags is a serious one; if none is, nothing has happened.
    """
    asked = draft.script.grave(flags)
    if not asked:
        return False
    if draft.session.doubt:
        return checks.escalate(draft, asked)
    standing = draft.standing_serious()
    if standing and draft.session.run is None and _covers(draft, standing, asked):
        draft.say(said_again(standing))
        return True
    doubt = Doubt(checks.stamp(draft.now), asked, draft.now)
    nothing_kept = not (draft.session.run or draft.session.ended or draft.session.signs)
    draft.change(doubt=doubt)
    draft.do(Plan("doubt", doubt.id, draft.now + WAIT, asked[0]))
    if nothing_kept:  # else what is kept has planned its forgetting already, and must not wait for this
        draft.do(Plan("forget", doubt.id, draft.now + KEEP))
    checks.ask_again(draft)
    return True


def reply(draft: Draft, heard: Heard) -> bool:
    """A typed yes, no or not sure answers the open doubt, and so does denying all that it asks about. Returns whether it did."""
    doubt = draft.session.doubt
    if doubt is None:
        return False
    if heard.reply in ("yes", "not_sure"):
        checks.escalate(draft, doubt.flags)
    elif heard.reply == "no" or set(doubt.flags) <= set(heard.denied):
        _deny(draft)
    else:
        return False
    return True


def settle(draft: Draft, action: Settle) -> None:
    """A button of a doubt. Yes and not sure count however old the button is; no counts while that doubt is open."""
    doubt = draft.session.doubt
    live = doubt is not None and doubt.id == action.doubt and doubt.flags[0] == action.flag
    if action.answer == "no" and live:
        _deny(draft)
        return
    if action.answer == "no" or not checks.raise_by_button(draft, doubt.flags if doubt and live else (action.flag,)):
        draft.toast(phrases.TOAST_OLD_BUTTON)
    if not live:
        draft.do(CloseButtons(draft.pressed))


def silence(draft: Draft, event: TimerDue) -> None:
    """Nobody answered. After a day the doubt itself is forgotten; then say that it was there."""
    doubt = draft.session.doubt
    if doubt and doubt.id == event.run:
        checks.escalate(draft, doubt.flags)
    elif doubt is None and draft.now - event.due >= KEEP - WAIT:
        flags = draft.script.grave((event.detail,))
        have_it = ((Button(phrases.LABEL_HAVE_THIS, Raise(flags[0]), tone="danger"),),) if flags else ()
        draft.say(note(phrases.DOUBT_EXPIRED, (*have_it, (START_CHECK,))))


def asked_in(message: Message) -> bool:
    """Whether this message asks about a doubt."""
    return any(isinstance(block, Line) and block.text == phrases.DOUBT_ASK for block in message.blocks)


def _covers(draft: Draft, standing: Outcome, flags: tuple[str, ...]) -> bool:
    """Whether what stands says no less than what a yes would come to."""
    ending = draft.script.ending(flags)
    general = standing.id == draft.script.escalation[standing.level]
    return standing.id == ending.id or (general and standing.level > ending.level)


def _deny(draft: Draft) -> None:
    draft.change(doubt=None)
    draft.do(Drop(("doubt",)))
    if draft.session.run:
        checks.ask_again(draft, Line(phrases.DOUBT_NO))
        return
    standing = draft.standing_serious()
    told = said_again(standing) if standing else note(phrases.DOUBT_NO, ((START_CHECK,), (BROWSE,)))
    if draft.pressed is None:
        draft.do(CloseButtons(None), Say(told))
    else:
        draft.do(Show(told, draft.pressed))
