"""Filling a form in: a value that was tapped, typed or shared for the open question."""

from __future__ import annotations

from . import checks, forms, inputs, phrases
from .actions import Give, Page
from .cards import note, which_card
from .draft import Draft
from .effects import Line, Value
from .events import Told
from .given import given
from .script import Question
from .widgets import written


def press(draft: Draft, action: Give | Page) -> bool:
    """A tap on a value, or on another page of values. Returns False for one that does not belong to the open question."""
    run, question = draft.session.run, _open(draft)
    if run is None or question is None or run.id != action.run or question.id != action.question:
        return run is not None and run.id == action.run  # a double tap on this form's card: the first one counted
    if isinstance(action, Page):
        forms.turn_page(draft, action.page)
    else:
        _give(draft, question, action.value)
    return True


def told(draft: Draft, question: Question, said: Told) -> None:
    """A typed value: taken, asked back when it may mean several, or refused with the reason."""
    run, flow = draft.session.run, draft.flow
    if run and flow and said.zones is not None:
        if "zone" not in flow.questions:
            _refuse(draft, inputs.NO_ZONE_HERE)
            return
        draft.change(run=forms.with_wanted(run, [("zone", tuple(map(written, said.zones)))]))
    if said.value:
        _give(draft, question, said.value)
    elif said.may_mean and run:
        draft.say(which_card(run.id, question, said.may_mean, said.called))
    else:
        _refuse(draft, said.refused or inputs.UNREADABLE)


def shared(draft: Draft, zone: str) -> None:
    """Where the person is: the answer when a zone was asked for; otherwise it changes nothing unasked."""
    question = _open(draft)
    if question is None or question.input != "zone":
        draft.say(note(phrases.PLACE_NOT_ASKED))
        checks.ask_again(draft)
    elif zone:
        _give(draft, question, zone)
    else:
        _refuse(draft, inputs.NO_ZONE_THERE)


def _open(draft: Draft) -> Question | None:
    position, flow = draft.position(), draft.flow
    return flow.questions[position.name] if flow and position else None


def _give(draft: Draft, question: Question, value: str) -> None:
    run = draft.session.run
    assert run  # noqa: S101  # a question is open
    if question.input and (reason := inputs.why_not(draft, question, value, given(run))):
        _refuse(draft, reason)
        return
    if question.input:
        checks.answer(draft, question.id, (written(value),))
        if question.input == "zone":
            draft.say(note(phrases.PLACE_KNOWN, keyboard="none", zone=Value("zone", value)))


def _refuse(draft: Draft, reason: str) -> None:
    checks.ask_again(draft, Line(f"when.{reason}"))
