"""Messages built from the script: a question's card, its summary when answered, an outcome, and the fixed replies.

Knows what a message is made of. Decides nothing about when it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import phrases
from .actions import Back, Command, Mark, Pick, Raise, Reply, SetMinutes, ShowMinutes, StartTimer, Stop, Submit
from .effects import Block, Button, Line, Message, Trail, Words
from .machine import Position
from .script import SERIOUS, Flow, Level, Option, Outcome, OutcomeButton, Question, Script
from .session import Run

Rows = tuple[tuple[Button, ...], ...]

START_CHECK = Button(phrases.LABEL_START_CHECK, Command("check"), tone="primary")
HELP = Button(phrases.LABEL_HELP, Command("help"))


@dataclass(frozen=True, slots=True)
class Told:
    """Facts that outlive a check: the flags it ended with."""

    flags: frozenset[str]
    levels: frozenset[Level]
    chosen: dict[str, tuple[str, ...]]


def told(script: Script, flags: Sequence[str]) -> Told:
    """Facts for the lines of an outcome, from the flags alone."""
    raised = frozenset(flags)
    return Told(raised, script.levels(raised), {})


def question_card(script: Script, flow: Flow, run: Run, position: Position, preface: tuple[Line, ...] = ()) -> Message:
    """The open question of a run: how far along it is, what was answered, what is asked, and a button for each option."""
    question = flow.questions[position.name]
    number, total = len(run.answers) + 1, len(run.answers) + flow.to_go[question.id]
    progress = (Line(phrases.CARD_PROGRESS, (("number", number), ("total", total))),) if total > 1 else ()  # "1 of about 1" says nothing
    lead = tuple(Line(text) for text in question.lead)
    blocks: tuple[Block, ...] = (*preface, *progress, *_trail(flow, run), *lead, Line(question.ask))
    return Message(blocks, _rows(script, question, run), subject=f"question {flow.id}.{question.id}", rule=position.route)


def summary(flow: Flow, run: Run) -> Message:
    """What is left of a card when its check is over: the answers, without buttons."""
    return Message((Line(phrases.CARD_ANSWERS), *_trail(flow, run, listed=True)), subject=f"answers {flow.id}")


def outcome_message(
    script: Script, outcome: Outcome, flags: Sequence[str], run: str, minutes: int, rule: str, pick_minutes: bool = False
) -> Message:
    """What an outcome says for these flags. An urgent one carries no button at all."""
    facts = told(script, flags)
    values: tuple[tuple[str, int | Words], ...] = (("minutes", minutes),)
    if outcome.level not in SERIOUS:
        named = [(flag, script.flags[flag].level) for flag in sorted(facts.flags)]
        reasons = Words(tuple(f"flag.{flag}" for flag, level in named if level == outcome.level and level > Level.STARTER))
        notes = Words(tuple(f"flag.{flag}" for flag, level in named if Level.STARTER < level < outcome.level))
        values = (*values, ("reasons", reasons), ("notes", notes))
    points = outcome.level is not Level.URGENT  # one to a line, so that a plan is not a wall of words; an urgent message stays bare
    blocks = (Line(outcome.title, values), *(Line(line.text, values, points) for line in outcome.lines(facts)))
    if pick_minutes:
        blocks = (*blocks, Line(phrases.PLAN_MINUTES))
    rows = _minute_rows(script, run) if pick_minutes else _outcome_rows(outcome, run, minutes)
    rules = ", ".join(sorted({script.flags[flag].rule for flag in facts.flags if script.flags[flag].level}))
    return Message(
        blocks, rows, urgent=outcome.level is Level.URGENT, subject=f"outcome {outcome.id}", rule=f"{rule} [{rules or 'no flag'}]"
    )


def note(text: str, rows: Rows = (), **values: int) -> Message:
    """A fixed reply of one sentence id."""
    return Message((Line(text, tuple(values.items())),), rows, subject=text)


def _trail(flow: Flow, run: Run, listed: bool = False) -> tuple[Trail, ...]:
    if not run.answers:
        return ()
    shown = []
    for question_id, options in run.answers:
        question = flow.questions[question_id]
        shown.append((question.title, tuple(question.options[option].label for option in options)))
    return (Trail(tuple(shown), listed),)


def _rows(script: Script, question: Question, run: Run) -> Rows:
    rows = [tuple(_option(script, question, question.options[option], run) for option in row) for row in question.rows]
    if run.ticked:
        rows.append((Button(phrases.LABEL_DONE, Submit(run.id, question.id), tone="primary"),))
    back = (Button(phrases.LABEL_BACK, Back(run.id, question.id)),) if run.answers else ()
    return (*rows, (*back, Button(phrases.LABEL_STOP, Stop(run.id))))


def _option(script: Script, question: Question, option: Option, run: Run) -> Button:
    if question.many and not option.alone:
        ticked = option.id in run.ticked
        return Button(option.label, Mark(run.id, question.id, option.id, int(not ticked)), ticked=ticked)
    flag = script.serious(option) or ""
    urgent = flag and script.flags[flag].level is Level.URGENT  # red for these alone: a wall of red says nothing
    return Button(option.label, Pick(run.id, question.id, option.id, flag), tone="danger" if urgent else "")


def _outcome_rows(outcome: Outcome, run: str, minutes: int) -> Rows:
    return tuple((_outcome_button(outcome, button, run, minutes),) for button in outcome.buttons)


def _outcome_button(outcome: Outcome, button: OutcomeButton, run: str, minutes: int) -> Button:
    if button.timer:
        return Button(button.label, StartTimer(run, minutes), tone="primary", number=minutes)
    if button.minutes:
        return Button(button.label, ShowMinutes(run))
    if button.raises:
        return Button(button.label, Raise(button.raises), tone="danger")
    if button.command:
        return Button(button.label, Command(button.command))
    return Button(button.label, Reply(outcome.id, button.id))


def _minute_rows(script: Script, run: str) -> Rows:
    return (tuple(Button(phrases.LABEL_MINUTES, SetMinutes(run, minutes), number=minutes) for minutes in script.timers),)
