"""The life of a check: begin, answer, go back, stop, end, and rise when a serious sign turns up.

An outcome, once given, is only ever raised here; `begin` followed by a complete run is the one way down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from . import phrases
from .cards import START_CHECK, note, outcome_message, question_card, summary
from .draft import Draft
from .effects import CloseButtons, Drop, Line, Plan, Say, Show
from .machine import Position
from .script import SERIOUS, Level, Outcome
from .session import KEEP, Ended, Run, Sign

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def begin(draft: Draft, flow: str, carried: Iterable[str] = (), preface: tuple[Line, ...] = ()) -> None:
    """Start a run of `flow` in a new card. Timers of the check before it are dropped: its plan no longer stands."""
    if draft.session.run:
        draft.do(CloseButtons(None))
    if draft.session.lapsed:
        preface = (Line(phrases.CARD_LAPSED), *preface)
    flags = tuple(dict.fromkeys((*carried, *_remembered(draft, flow))))
    run = Run(_run_id(draft), flow, draft.now, carried=flags)
    draft.change(run=run, lapsed=False)
    draft.do(Drop(("warm_up", "silence")), Plan("forget", run.id, draft.now + KEEP))
    position = draft.dialogs.machines[flow].fold((), flags)
    draft.do(Say(question_card(draft.script, draft.script.flows[flow], run, position, preface), card=True))


def ask_again(draft: Draft, *preface: Line) -> None:
    """Show the open question once more, below what was just said. A run that no longer fits its flow starts over, and says so."""
    run, flow, position = draft.session.run, draft.flow, draft.position()
    if run and flow and position:
        draft.card(question_card(draft.script, flow, run, position, preface))
    elif run:
        start_over(draft)


def start_over(draft: Draft) -> None:
    """The dialogs were edited and the answers given so far lead nowhere now: tell the person and begin again."""
    draft.pressed = None
    begin(draft, draft.script.first, preface=(Line(phrases.CARD_CHANGED),))


def answer(draft: Draft, question: str, options: tuple[str, ...]) -> None:
    """Record an answer to the open question and go where it leads."""
    run, flow = draft.session.run, draft.flow
    if run is None or flow is None:
        return
    if flow.questions[question].silence:
        draft.do(Drop(("silence",)))
    run = replace(run, answers=(*run.answers, (question, options)), ticked=())
    draft.change(run=run)
    position = draft.dialogs.machines[run.flow].fold(run.answers, run.carried)
    if position.ended:
        _finish(draft, run, position)
        return
    draft.card(question_card(draft.script, flow, run, position))
    if silence := flow.questions[position.name].silence:
        draft.do(Plan("silence", run.id, draft.now + timedelta(minutes=silence.minutes), position.name))


def mark(draft: Draft, option: str, on: bool) -> None:
    """Tick or untick an option of the open question."""
    run, flow, position = draft.session.run, draft.flow, draft.position()
    if run is None or flow is None or position is None:
        return
    ticked = tuple(name for name in flow.questions[position.name].options if (on if name == option else name in run.ticked))
    if ticked == run.ticked:
        return
    run = replace(run, ticked=ticked)
    draft.change(run=run)
    draft.card(question_card(draft.script, flow, run, position))


def go_back(draft: Draft) -> None:
    """Take back the last answer. Its flags go with it: they were raised by that answer alone."""
    run, flow, position = draft.session.run, draft.flow, draft.position()
    if run is None or flow is None or position is None or not run.answers:
        return
    if flow.questions[position.name].silence:
        draft.do(Drop(("silence",)))
    question, options = run.answers[-1]
    asked = flow.questions[question]
    ticked = options if asked.many and not any(asked.options[option].alone for option in options) else ()
    run = replace(run, answers=run.answers[:-1], ticked=ticked)
    draft.change(run=run)
    before = draft.dialogs.machines[run.flow].fold(run.answers, run.carried)
    draft.card(question_card(draft.script, flow, run, before))


def stop(draft: Draft) -> None:
    """Leave the open check. Nothing is concluded from it, and an outcome that stood before still stands.

    Unless a serious sign was told already and only asked further: leaving does not take that back, so it ends at what the sign calls for.
    """
    position = draft.position()
    if position and escalate(draft, sorted(position.flags)):
        return
    draft.change(run=None)
    draft.do(Drop(("silence",)))
    stopped = note(phrases.CHECK_STOPPED, ((START_CHECK,),))
    if draft.pressed is None:
        draft.do(CloseButtons(None), Say(stopped))
    else:
        draft.do(Show(stopped, draft.pressed))


def escalate(draft: Draft, flags: Iterable[str]) -> bool:
    """A serious sign turned up outside the question that asks for it: end at once, at the level it calls for or above.

    Returns whether any of the flags is a serious one; if none is, nothing has happened.
    """
    raised = tuple(flag for flag in dict.fromkeys(flags) if flag in draft.script.flags and draft.script.flags[flag].level in SERIOUS)
    if not raised:
        return False
    before = draft.session.ended
    level = max(draft.script.flags[flag].level for flag in raised)
    kept: tuple[str, ...] = ()
    if before and before.level in SERIOUS:  # an outcome that was given never falls
        level, kept = max(level, before.level), before.flags
    elif position := draft.position():
        kept = tuple(sorted(position.flags))
    elif before:
        kept = before.flags
    run = draft.session.run
    outcome = draft.script.outcomes[draft.script.escalation[level]]
    _conclude(draft, run.id if run else _run_id(draft), outcome, level, (*kept, *raised), raised, "a sign, wherever it turns up")
    if run:
        draft.do(CloseButtons(draft.pressed))
    return True


def _finish(draft: Draft, run: Run, position: Position) -> None:
    outcome = draft.script.outcomes[position.name]
    raised = [flag for flag in sorted(position.flags) if flag not in run.carried and draft.script.flags[flag].level in SERIOUS]
    _conclude(draft, run.id, outcome, max(outcome.level, position.level), tuple(sorted(position.flags)), raised, position.route)
    draft.do(Show(summary(draft.script.flows[run.flow], run), draft.pressed))


def _conclude(draft: Draft, run: str, outcome: Outcome, level: Level, flags: tuple[str, ...], signs: Iterable[str], rule: str) -> None:
    """Give an outcome. The message goes first, so that an urgent one never waits behind the tidying of a card."""
    flags = tuple(sorted(set(flags)))
    minutes = outcome.starter_minutes(_facts(draft, flags))
    remembered = {sign.flag: sign for sign in draft.session.signs} | {flag: Sign(flag, draft.now) for flag in signs}
    draft.change(
        run=None,
        ended=Ended(run, outcome.id, level, draft.now, flags, minutes),
        signs=tuple(remembered.values()),
        lapsed=False,
    )
    draft.say(outcome_message(draft.script, outcome, flags, run, minutes, rule))
    draft.do(Drop(("warm_up", "silence")), Plan("forget", run, draft.now + KEEP))


def _facts(draft: Draft, flags: tuple[str, ...]) -> Position:
    raised = frozenset(flags)
    return Position("", True, raised, draft.script.levels(raised), {})


def _remembered(draft: Draft, flow: str) -> list[str]:
    """The flags a new run begins with because of serious signs reported within the last day (R18, A7)."""
    later = (draft.script.flags[sign.flag].later for sign in draft.session.signs if sign.flag in draft.script.flags)
    return [flag for flag in later if flag and flag in draft.script.flows[flow].starts_with]


def _run_id(draft: Draft) -> str:
    """A name for a run that no earlier button of the chat carries: the second it began in, or the next free one."""
    taken = {draft.session.run.id if draft.session.run else "", draft.session.ended.run if draft.session.ended else ""}
    second = int(draft.now.timestamp())
    while (name := _base36(second)) in taken:
        second += 1
    return name


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _BASE36[digit] + digits
    return digits


def seconds_late(due: datetime, now: datetime) -> float:
    """How long after its time something happens, in seconds."""
    return (now - due).total_seconds()
