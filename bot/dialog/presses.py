"""What a pressed button means: on the live card, on one that has moved on, or on one of long ago.

A serious sign counts however old its button is.
"""

from __future__ import annotations

from . import answers, checks, commands, desk, doubts, filling, phrases, plans
from .actions import (
    Ask,
    AskOther,
    Back,
    Browse,
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
    Settle,
    ShowMinutes,
    StartTimer,
    Stop,
    Submit,
)
from .cards import note
from .draft import Draft
from .effects import CloseButtons, Line
from .events import Pressed
from .script import SERIOUS


def press(draft: Draft, event: Pressed) -> None:
    """Do what a button says."""
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
            if not checks.raise_by_button(draft, (action.flag,)):
                _old_button(draft)
        case Settle():
            doubts.settle(draft, action)
        case Ask():
            answers.ask_by_button(draft, action)
        case AskOther():
            answers.ask_other(draft)
        case Browse():
            answers.turn_page(draft, action)
        case Reply():
            _reply(draft, action)
        case Command():
            draft.pressed = None
            commands.run(draft, action.name)


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
    elif draft.session.doubt:
        if flag:  # anything else waits: the doubt is asked again instead
            checks.escalate(draft, (flag,))
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
    ended, standing = draft.session.ended, draft.standing_serious()
    if ended and ended.run == run and standing and checks.just_said(draft, flag):
        draft.toast(standing.toast)
    else:
        checks.escalate(draft, (flag,))


def _old_button(draft: Draft, run: str = "") -> None:
    """A button nobody needs any more. Tell the person, and leave them with something to do."""
    ended = draft.session.ended
    if ended and ended.run == run:
        standing = draft.standing_serious()
        draft.toast(standing.toast if standing else phrases.TOAST_FINISHED)
        return
    if draft.pressed is not None:
        draft.do(CloseButtons(draft.pressed))
    if draft.session.lapsed:
        draft.pressed = None
        checks.begin(draft, draft.script.first)
        return
    draft.toast(phrases.TOAST_OLD_BUTTON)
    if draft.session.run is None:
        draft.say(answers.idle(draft))


def _reply(draft: Draft, action: Reply) -> None:
    outcome = draft.script.outcomes.get(action.outcome)
    button = next((button for button in outcome.buttons if button.id == action.button), None) if outcome else None
    standing = draft.standing_serious()
    if button is None or button.reply is None or (standing and standing != outcome):
        plans.stale(draft)
        return
    draft.do(CloseButtons(draft.pressed))
    draft.say(note(button.reply))
