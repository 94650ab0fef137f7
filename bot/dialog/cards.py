"""Messages built from the script: a question's card, its summary when answered, an outcome, and the fixed replies.

Knows what a message is made of. Decides nothing about when it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import phrases, widgets
from .actions import Back, Command, Give, Mark, Pick, Raise, Reply, SetMinutes, Settle, ShowMinutes, StartTimer, Stop, Submit
from .draft import Draft
from .effects import Block, Button, Line, Message, Trail, Value, Words
from .machine import Position
from .occurrences import next_after
from .rhythm import rhythm_of, schedule_of
from .script import SERIOUS, TYPED, Flow, Level, Option, Outcome, OutcomeButton, Question, Script
from .session import Doubt, Run

Rows = tuple[tuple[Button, ...], ...]

START_CHECK = Button(phrases.LABEL_START_CHECK, Command("check"), tone="primary")
HELP = Button(phrases.LABEL_HELP, Command("help"))
BROWSE = Button(phrases.LABEL_BROWSE, Command("faq"))


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


def question_card(draft: Draft, run: Run, position: Position, preface: tuple[Line, ...] = (), page: str = "") -> Message:
    """The open question of a run: how far along it is, what was answered, what is asked, and a button for each option.

    `page`: which month or region of the values to pick from is shown.
    """
    script, flow = draft.script, draft.script.flows[run.flow]
    question = flow.questions[position.name]
    number, total = len(run.answers) + 1, len(run.answers) + flow.to_go[question.id]
    progress = (Line(phrases.CARD_PROGRESS, (("number", number), ("total", total))),) if total > 1 else ()  # "1 of about 1" says nothing
    lead = tuple(Line(text) for text in question.lead)
    values = given_values(draft, flow, run) if flow.form else ()
    blocks: tuple[Block, ...] = (*preface, *progress, *_trail(flow, run), *lead, Line(question.ask, values))
    picks = widgets.rows(question, run.id, draft.today, script.zones, page)
    rows = (*picks, *_rows(script, question, run))
    return Message(blocks, rows, subject=f"question {flow.id}.{question.id}", rule=position.route)


def given_values(draft: Draft, flow: Flow, run: Run) -> tuple[tuple[str, Value], ...]:
    """The values of a form's answers by question, for the texts of its later questions; with what they come to as a schedule."""
    typed = ((question, options[0]) for question, options in run.answers if options[0].startswith(TYPED))
    values = {question: Value(flow.questions[question].input, written.removeprefix(TYPED)) for question, written in typed}
    if schedule := schedule_of(run.answers, draft.today, draft.diary.zone):
        values |= {"rhythm": Value("schedule", rhythm_of(run.answers)), "clock": Value("zone", schedule.zone)}
        if coming := next_after(schedule, draft.now):
            values["first"] = Value("moment", coming.local.isoformat("T", "minutes"))
    return tuple(values.items())


def which_card(run: str, question: Question, values: Sequence[str], called: Sequence[str] = ()) -> Message:
    """The values that words may have meant, as buttons. `called`: what to call them, where their written form says too little."""
    shown = [Value("name", name) for name in called] or [Value(question.input, value) for value in values]
    pairs = zip(values, shown, strict=True)
    rows = tuple((Button(phrases.LABEL_VALUE, Give(run, question.id, value), value=name),) for value, name in pairs)
    return Message((Line(phrases.WHEN_WHICH),), rows, subject=phrases.WHEN_WHICH)


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


def doubt_card(script: Script, doubt: Doubt, preface: tuple[Line, ...] = ()) -> Message:
    """The one question about signs that may have been meant: the safer advice first, then what they are, in plain words."""
    lead = dict.fromkeys(script.ending((flag,)).unsure for flag in doubt.flags)
    signs = Words(tuple(f"doubt.{flag}" for flag in doubt.flags))
    blocks = (*preface, *(Line(text) for text in lead), Line(phrases.DOUBT_ASK, (("signs", signs),)))
    answers = {reply: Button(label, Settle(doubt.id, doubt.flags[0], reply)) for reply, label in phrases.REPLIES.items()}
    rows = ((answers["yes"],), (answers["no"], answers["not_sure"]))
    rules = ", ".join(script.flags[flag].rule for flag in doubt.flags)
    return Message(blocks, rows, subject="doubt", rule=f"unclear, so it is asked once [{rules}]")


def said_again(outcome: Outcome) -> Message:
    """A serious outcome that stands, when the person writes again. An urgent one leads nowhere else."""
    return note(outcome.again, () if outcome.level is Level.URGENT else ((START_CHECK,),))


def note(text: str, rows: Rows = (), keyboard: str = "", **values: int | Value) -> Message:
    """A fixed reply of one sentence id."""
    return Message((Line(text, tuple(values.items())),), rows, subject=text, keyboard=keyboard)


def _trail(flow: Flow, run: Run, listed: bool = False) -> tuple[Trail, ...]:
    if not run.answers:
        return ()
    shown = []
    for question_id, options in run.answers:
        question = flow.questions[question_id]
        if flow.form and options == (question.submit,):
            continue  # saved as it stood, with nothing ticked
        shown.append((question.title, tuple(_answer(question, option) for option in options)))
    return (Trail(tuple(shown), listed),)


def _answer(question: Question, option: str) -> str | Value:
    if option.startswith(TYPED):
        return Value(question.input, option.removeprefix(TYPED))
    return question.options[option].label


def _rows(script: Script, question: Question, run: Run) -> Rows:
    rows = [tuple(_option(script, question, question.options[option], run) for option in row) for row in question.rows]
    if run.ticked or question.submit:
        label = question.options[question.submit].label if question.submit else phrases.LABEL_DONE
        rows.append((Button(label, Submit(run.id, question.id), tone="primary"),))
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
