"""The front door of the core: one event in, the new session and its effects out.

`take_turn` is pure: the same arguments give the same turn, so a turn that lost a race is simply taken again on the newer
session. Serious signs are looked at before anything else, in every state and on every kind of event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from . import checks, deeds, desk, doubts, filling, plans, presses, typed
from .diary import Diary
from .draft import Dialogs, Draft
from .effects import Effect, Plan, Say, Show
from .events import Attached, Commanded, Edited, Event, Pressed, Returned, Shared, TimerDue, Wrote, ZoneRulesChanged
from .script import Question
from .session import KEEP, Session


@dataclass(frozen=True, slots=True)
class Turn:
    """What an event led to."""

    session: Session
    effects: tuple[Effect, ...]
    diary: Diary


def take_turn(dialogs: Dialogs, session: Session, event: Event, now: datetime, diary: Diary = Diary()) -> Turn:  # noqa: B008  # frozen
    """Decide what an event means in this session at this moment (UTC). Never raises for anything a person can do."""
    draft = Draft(dialogs, session.at(now), now, event.message_id if isinstance(event, Pressed) else None, diary)
    match event:
        case Commanded():
            typed.commanded(draft, event)
        case Pressed():
            presses.press(draft, event)
        case Wrote():
            typed.wrote(draft, event)
        case Edited():
            typed.edited(draft, event)
        case Attached():
            typed.attached(draft, event)
        case TimerDue():
            _timer(draft, event)
        case Shared():
            filling.shared(draft, event.zone)
        case ZoneRulesChanged():
            desk.zone_rules_changed(draft)
        case Returned():
            pass
    deeds.carry_out(draft)
    _insist(draft, event)
    return Turn(draft.session, tuple(draft.effects), draft.kept)


def open_question(dialogs: Dialogs, session: Session, now: datetime) -> Question | None:
    """The question the person is being asked, if any."""
    draft = Draft(dialogs, session.at(now), now)
    position = draft.position()
    return draft.flow.questions[position.name] if draft.flow and position else None


def _insist(draft: Draft, event: Event) -> None:
    """Whatever else was done or said, a doubt that is still open is asked about again: nothing may push it out of sight."""
    said = [effect.message for effect in draft.effects if isinstance(effect, Say | Show)]
    if draft.session.doubt is None or isinstance(event, Returned) or (isinstance(event, TimerDue) and not said):
        return
    if not said or not doubts.asked_in(said[-1]):
        checks.ask_again(draft)


def _timer(draft: Draft, event: TimerDue) -> None:
    if desk.timer(draft, event):
        return
    match event.kind:
        case "warm_up":
            plans.timer_due(draft, event.run, event.due)
        case "silence":
            _silence(draft, event)
        case "doubt":
            doubts.silence(draft, event)
        case "forget":
            _forget(draft)


def _silence(draft: Draft, event: TimerDue) -> None:
    """Nobody answered a question whose silence means something."""
    run, flow, position = draft.session.run, draft.flow, draft.position()
    if run is None or flow is None or position is None or run.id != event.run or position.name != event.detail:
        return
    if silence := flow.questions[position.name].silence:
        checks.answer(draft, position.name, (silence.option,))


def _forget(draft: Draft) -> None:
    """`Session.at` has dropped what is a day old; look again when the rest is."""
    session = draft.session
    moments = [sign.at for sign in session.signs]
    moments += [session.ended.at] if session.ended else []
    moments += [session.run.started] if session.run else []
    moments += [session.doubt.at] if session.doubt else []
    if moments:
        draft.do(Plan("forget", "", min(moments) + KEEP))
