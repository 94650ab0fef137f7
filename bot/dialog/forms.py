"""The life of a form: begin, show another page of what can be picked, and hand over what was given.

A form is a flow like any other, with values among its answers; answering, going back and stopping are those of `checks`. What it
was filled in for happens in `deeds`, once it is complete: until then nothing is kept but the answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from . import checks, inputs
from .cards import question_card
from .draft import Draft
from .effects import Line, Say, Show
from .session import Answer, Run


def begin(draft: Draft, flow: str, about: str = "", answers: Iterable[Answer] = (), preface: tuple[Line, ...] = ()) -> None:
    """Start a form in a new card; a check that is open waits meanwhile.

    `answers` it has already are taken when their question comes. One with several values may mean any of them, and is asked.
    """
    flags = tuple(flag for flag in draft.script.flows[flow].starts_with if flag in draft.known)
    run = with_wanted(Run(checks.run_id(draft), flow, draft.now, carried=flags, about=about), answers)
    run, position = inputs.fill(draft, run)
    checks.put_aside(draft, form=True)
    draft.change(run=run)
    draft.do(Say(question_card(draft, run, position, preface), card=True))
    checks.help_along(draft, run, draft.script.flows[flow].questions[position.name])


def with_wanted(run: Run, answers: Iterable[Answer]) -> Run:
    """The run with answers it has ahead of their questions. A zone that is named goes before the one that is known."""
    wanted = dict(run.wanted) | dict(answers)
    carried = tuple(flag for flag in run.carried if flag != "zone_known" or "zone" not in wanted)
    return replace(run, wanted=tuple(wanted.items()), carried=carried)


def turn_page(draft: Draft, page: str) -> None:
    """Show another page of the values that can be picked for the open question."""
    run, position = draft.session.run, draft.position()
    if run and position and draft.pressed is not None:
        draft.do(Show(question_card(draft, run, position, page=page), draft.pressed, card=True))
