"""The life of a form: begin, show another page of what can be picked, and hand over what was given.

A form is a flow like any other, with values among its answers; answering, going back and stopping are those of `checks`. What it
was filled in for happens in `deeds`, once it is complete: until then nothing is kept but the answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from . import checks
from .cards import question_card
from .draft import Draft
from .effects import Line, Say, Show
from .script import TYPED
from .session import Answer, Run

Given = dict[str, tuple[str, ...]]
"""What a form was given: for each question the value, or the options chosen."""


def begin(draft: Draft, flow: str, about: str = "", answers: Iterable[Answer] = (), preface: tuple[Line, ...] = ()) -> None:
    """Start a form in a new card. `answers` it has already are taken as far as they fit; a check that is open waits meanwhile."""
    machine = draft.dialogs.machines[flow]
    flags = tuple(flag for flag in draft.script.flows[flow].starts_with if flag in draft.known)
    run = Run(checks.run_id(draft), flow, draft.now, carried=flags, about=about)
    wanted = dict(answers)
    position = machine.fold((), flags)
    while not position.ended and position.name in wanted:
        run = replace(run, answers=(*run.answers, (position.name, wanted[position.name])))
        position = machine.fold(run.answers, flags)
    if position.ended:  # everything was said at once: the last word is still the person's
        run = replace(run, answers=run.answers[:-1])
        position = machine.fold(run.answers, flags)
    checks.put_aside(draft, form=True)
    draft.change(run=run)
    draft.do(Say(question_card(draft, run, position, preface), card=True))
    checks.offer_to_share(draft, draft.script.flows[flow].questions[position.name])


def turn_page(draft: Draft, page: str) -> None:
    """Show another page of the values that can be picked for the open question."""
    run, position = draft.session.run, draft.position()
    if run and position and draft.pressed is not None:
        draft.do(Show(question_card(draft, run, position, page=page), draft.pressed, card=True))


def given(run: Run) -> Given:
    """What the answers come to, without the mark that tells values from options."""
    return {question: tuple(option.removeprefix(TYPED) for option in options) for question, options in run.answers}


def first(form: Given, question: str, default: str = "") -> str:
    """The value or option of one question."""
    return form[question][0] if question in form else default
