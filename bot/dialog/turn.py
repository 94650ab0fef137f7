"""The front door of the core: one event in, the new session and its effects out.

`take_turn` is pure: the same arguments give the same turn, so a turn that lost a race is simply taken again on the newer
session. Serious signs are looked at before anything else, in every state and on every kind of event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from . import checks, deeds, desk, filling, forms, phrases, plans
from .actions import (
    Back,
    Command,
    EndTimer,
    Give,
    Mark,
    OnDose,
    OnReminder,
    OnSetting,
    Page,
    Pick,
    Raise,
    Reply,
    SetMinutes,
    ShowMinutes,
    StartTimer,
    Stop,
    Submit,
)
from .cards import HELP, START_CHECK, note
from .diary import Diary
from .draft import Dialogs, Draft
from .effects import CloseButtons, Drop, Effect, Line, Message, Plan
from .events import Attached, Commanded, Edited, Event, Pressed, Reminding, Returned, Shared, TimerDue, Wrote, ZoneRulesChanged
from .script import SERIOUS, Level, Question
from .session import KEEP, Session

DOUBLE_TAP = 20.0
"""Seconds in which a second tap on the sign that just ended a check is taken for the same tap."""


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
            _command(draft, event.name, event.argument)
        case Pressed():
            _press(draft, event)
        case Wrote():
            _wrote(draft, event)
        case Edited():
            _edited(draft, event)
        case Attached():
            _attached(draft, event)
        case TimerDue():
            _timer(draft, event)
        case Shared():
            filling.shared(draft, event.zone)
        case Reminding():
            if not checks.escalate(draft, event.signs):
                forms.begin(draft, "remind", answers=event.answers)
        case ZoneRulesChanged():
            desk.zone_rules_changed(draft)
        case Returned():
            pass
    deeds.carry_out(draft)
    return Turn(draft.session, tuple(draft.effects), draft.kept)


def open_question(dialogs: Dialogs, session: Session, now: datetime) -> Question | None:
    """The question the person is being asked, if any."""
    draft = Draft(dialogs, session.at(now), now)
    position = draft.position()
    return draft.flow.questions[position.name] if draft.flow and position else None


def _command(draft: Draft, name: str, argument: str = "") -> None:
    match name:
        case "check":
            checks.begin(draft, draft.script.first)
        case "start" if argument == "check":
            checks.begin(draft, draft.script.first)
        case "start" if argument == "remind":
            forms.begin(draft, "remind")
        case "start":
            draft.say(note(phrases.WELCOME, ((START_CHECK,), (HELP,))))
            checks.ask_again(draft)
        case "help" | "privacy":
            draft.say(note(phrases.HELP if name == "help" else phrases.PRIVACY, () if draft.session.run else ((START_CHECK,),)))
            checks.ask_again(draft)
        case "cancel":
            _cancel(draft)
        case "remind":
            forms.begin(draft, "remind")
        case name if name in desk.COMMANDS:
            desk.command(draft, name)
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
    else:
        draft.say(note(phrases.NOTHING_TO_CANCEL, ((START_CHECK,),)))


def _press(draft: Draft, event: Pressed) -> None:
    action = event.action
    match action:
        case None:
            _old_button(draft)
        case Pick() | Mark() | Submit() | Back():
            _card_press(draft, action)
        case Give() | Page():
            if not filling.press(draft, action):
                _old_button(draft, action.run)
        case OnDose() | OnReminder() | OnSetting():
            desk.press(draft, action)
        case Stop():
            if draft.session.run and draft.session.run.id == action.run:
                checks.stop(draft)
            else:
                _old_button(draft)
        case StartTimer():
            plans.start_timer(draft, action)
        case ShowMinutes() | SetMinutes():
            plans.show_minutes(draft, action)
        case EndTimer():
            plans.end_timer(draft, action)
        case Raise():
            if not checks.escalate(draft, (action.flag,)):
                _old_button(draft)
        case Reply():
            _reply(draft, action)
        case Command():
            draft.pressed = None
            _command(draft, action.name)


def _card_press(draft: Draft, action: Pick | Mark | Submit | Back) -> None:
    """A press on a question's card: the live one, one that moved on in the meantime, or one of long ago."""
    run, position = draft.session.run, draft.position()
    flag = _serious_flag(draft, action)
    if run is None or run.id != action.run:
        if flag:
            _old_sign(draft, action.run, flag)
        else:
            _old_button(draft, action.run)
    elif position is None:
        if flag:
            checks.escalate(draft, (flag,))
        else:
            checks.start_over(draft)
    elif position.name != action.question:
        _passed_question(draft, action, flag)
    else:
        _open_question_press(draft, action, flag)


def _open_question_press(draft: Draft, action: Pick | Mark | Submit | Back, flag: str | None) -> None:
    flow, run = draft.flow, draft.session.run
    assert flow and run  # noqa: S101  # an open question has both
    question = flow.questions[action.question]
    match action:
        case Back():
            checks.go_back(draft)
        case Submit():
            if run.ticked or question.submit:
                checks.answer(draft, question.id, run.ticked or (question.submit,))
            else:
                draft.toast(phrases.TOAST_PICK_ONE)
        case Pick() | Mark() if action.option not in question.options:
            if flag:
                checks.escalate(draft, (flag,))
            else:
                checks.ask_again(draft, Line(phrases.CARD_CHANGED_OPTION))
        case Mark():
            checks.mark(draft, action.option, bool(action.on))
        case Pick():
            checks.answer(draft, question.id, (action.option,))


def _passed_question(draft: Draft, action: Pick | Mark | Submit | Back, flag: str | None) -> None:
    """Two taps raced, or one was a double tap: the first one counted. A serious sign counts all the same."""
    run = draft.session.run
    given = dict(run.answers).get(action.question) if run else None
    if isinstance(action, Pick) and given == (action.option,):
        return
    if flag:
        checks.escalate(draft, (flag,))
    elif given is None or not isinstance(action, Pick):
        checks.ask_again(draft)
    else:
        draft.toast(phrases.TOAST_ANSWERED)


def _serious_flag(draft: Draft, action: Pick | Mark | Submit | Back) -> str | None:
    """The serious flag of a pressed option: as the dialogs say today, else as the button itself says."""
    if not isinstance(action, Pick | Mark):
        return None
    option = draft.script.option(action.question, action.option)
    today = draft.script.serious(option) if option else None
    if today or not isinstance(action, Pick):
        return today
    hinted = draft.script.flags.get(action.flag)
    return hinted.id if hinted and hinted.level in SERIOUS else None


def _old_sign(draft: Draft, run: str, flag: str) -> None:
    """A serious sign on a card that is no longer live counts however old it is, except as a double tap."""
    ended = draft.session.ended
    doubled = ended and ended.run == run and flag in ended.flags and checks.seconds_late(ended.at, draft.now) < DOUBLE_TAP
    if doubled and ended:
        draft.toast(phrases.STANDING_TOAST[ended.level])
    else:
        checks.escalate(draft, (flag,))


def _old_button(draft: Draft, run: str = "") -> None:
    """A button nobody needs any more. Tell the person, and leave them with something to do."""
    ended = draft.session.ended
    if ended and ended.run == run:
        draft.toast(phrases.STANDING_TOAST[ended.level] if ended.level in SERIOUS else phrases.TOAST_FINISHED)
        return
    if draft.pressed is not None:
        draft.do(CloseButtons(draft.pressed))
    if draft.session.lapsed:
        draft.pressed = None
        checks.begin(draft, draft.script.first)
        return
    draft.toast(phrases.TOAST_OLD_BUTTON)
    if draft.session.run is None:
        draft.say(_idle(draft))


def _reply(draft: Draft, action: Reply) -> None:
    outcome = draft.script.outcomes.get(action.outcome)
    button = next((button for button in outcome.buttons if button.id == action.button), None) if outcome else None
    standing = draft.standing()
    if button is None or button.reply is None or (standing and standing.level in SERIOUS and standing != outcome):
        plans.stale(draft)
        return
    draft.do(CloseButtons(draft.pressed))
    draft.say(note(button.reply))


def _wrote(draft: Draft, event: Wrote) -> None:
    if checks.escalate(draft, event.signs):
        return
    position, flow = draft.position(), draft.flow
    if position and flow and event.told:
        filling.told(draft, flow.questions[position.name], event.told)
    elif position and flow and event.chosen:
        question = flow.questions[position.name]
        alone = [option for option in event.chosen if not question.many or question.options[option].alone]
        checks.answer(draft, question.id, (alone[0],) if alone else event.chosen)
    elif draft.session.run:
        checks.ask_again(draft, Line(phrases.CARD_NOT_UNDERSTOOD))
    else:
        draft.say(_idle(draft))


def _edited(draft: Draft, event: Edited) -> None:
    if checks.escalate(draft, event.signs):
        return
    if draft.session.run:
        draft.say(note(phrases.EDITED_IGNORED))
    else:
        draft.say(_idle(draft))


def _attached(draft: Draft, event: Attached) -> None:
    if checks.escalate(draft, event.signs):
        return
    draft.say(note(phrases.ATTACHED_UNREADABLE, () if draft.session.run else ((START_CHECK,),)))
    checks.ask_again(draft)


def _idle(draft: Draft) -> Message:
    """What to say when there is nothing open to answer. A serious outcome of today is said again, never talked over."""
    standing = draft.standing()
    if standing and standing.level in SERIOUS:
        return note(phrases.STANDING_IDLE[standing.level], () if standing.level is Level.URGENT else ((START_CHECK,),))
    return note(phrases.IDLE, ((START_CHECK,), (HELP,)))


def _timer(draft: Draft, event: TimerDue) -> None:
    if desk.timer(draft, event):
        return
    match event.kind:
        case "warm_up":
            plans.timer_due(draft, event.run, event.due)
        case "silence":
            _silence(draft, event)
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
    if moments:
        draft.do(Plan("forget", "", min(moments) + KEEP))
