"""The life of a check: begin, answer, go back, stop, end, and rise when a serious sign turns up.

An outcome, once given, is only ever raised here; `begin` followed by a complete run is the one way down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from . import diary, inputs, phrases
from .cards import START_CHECK, doubt_card, note, outcome_message, question_card, summary, which_card
from .draft import Draft
from .effects import CloseButtons, Drop, Line, Plan, Say, Show
from .machine import Position
from .script import SERIOUS, TYPED, Level, Outcome, Question
from .session import KEEP, Ended, Run, Sign

DOUBLE_TAP = 20.0
"""Seconds in which a second tap on the sign that just ended a check is taken for the same tap."""
_EXERCISE = ("check_in", "next_day")
"""Timers whose messages have no place after an urgent outcome; reminders of injections go on."""

_SITE_FLAGS = {"arm": "at_arm", "glute": "at_glute", "thigh": "at_other", "other": "at_other"}
"""The flags that say where the shot was."""

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def begin(draft: Draft, flow: str, carried: Iterable[str] = (), preface: tuple[Line, ...] = ()) -> None:
    """Start a run of `flow` in a new card. Timers of the check before it are dropped: its plan no longer stands."""
    put_aside(draft, form=False)
    if draft.session.lapsed:
        preface = (Line(phrases.CARD_LAPSED), *preface)
    flags = tuple(dict.fromkeys((*carried, *_remembered(draft, flow))))
    run = Run(run_id(draft), flow, draft.now, carried=flags)
    draft.change(run=run, lapsed=False)
    draft.do(Drop(("warm_up", "silence")), Plan("forget", run.id, draft.now + KEEP))
    position = draft.dialogs.machines[flow].fold((), flags)
    if draft.session.doubt:
        ask_again(draft, *preface)
    else:
        draft.do(Say(question_card(draft, run, position, preface), card=True))


def put_aside(draft: Draft, form: bool) -> None:
    """Make room for a check or a form: an open run of the other kind waits, one of the same kind gives way."""
    run, flow = draft.session.run, draft.flow
    if run is None:
        return
    draft.do(CloseButtons(None))
    other = flow is not None and flow.form != form
    draft.change(run=None, paused=run if other else draft.session.paused)


def take_up(draft: Draft) -> None:
    """Go on with the run that waited, if one did and nothing else is open."""
    if draft.session.paused and draft.session.run is None:
        draft.change(run=draft.session.paused, paused=None)
        draft.pressed = None
        ask_again(draft)


def ask_again(draft: Draft, *preface: Line) -> None:
    """Show the open question once more, below what was just said. A run that no longer fits its flow starts over, and says so.

    While a doubt is open it is the question, and the check waits behind it.
    """
    run, flow, position = draft.session.run, draft.flow, draft.position()
    if draft.session.doubt:
        draft.pressed = None
        draft.card(doubt_card(draft.script, draft.session.doubt, preface))
    elif run and flow and position:
        draft.card(question_card(draft, run, position, preface))
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
    run, position = inputs.fill(draft, replace(run, answers=(*run.answers, (question, options)), ticked=()))
    draft.change(run=run)
    if position.ended and flow.form:
        draft.done(position.name, run)
        return
    if position.ended:
        _finish(draft, run, position)
        return
    draft.card(question_card(draft, run, position))
    help_along(draft, run, flow.questions[position.name])
    if silence := flow.questions[position.name].silence:
        draft.do(Plan("silence", run.id, draft.now + timedelta(minutes=silence.minutes), position.name))


def help_along(draft: Draft, run: Run, question: Question) -> None:
    """Make a question easier: with the values that were meant, or with a key below the typing box that shares where the person is."""
    meant = dict(run.wanted).get(question.id)
    if meant and len(meant) > 1:
        draft.say(which_card(run.id, question, [value.removeprefix(TYPED) for value in meant]))
    if question.input == "zone" and meant == ():
        draft.say(note(f"when.{inputs.UNCLEAR_PLACE}", keyboard="location"))
    elif question.input == "zone":
        draft.say(note(phrases.PLACE_HINT, keyboard="location"))


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
    draft.card(question_card(draft, run, position))


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
    draft.card(question_card(draft, run, before))


def stop(draft: Draft) -> None:
    """Leave the open check. Nothing is concluded from it, and an outcome that stood before still stands.

    Unless a serious sign was told already and only asked further: leaving does not take that back, so it ends at what the sign calls for.
    """
    flow, position = draft.flow, draft.position()
    if position and escalate(draft, sorted(position.flags)):
        return
    sharing = flow and position and flow.questions[position.name].input == "zone"
    form = flow is not None and flow.form
    draft.change(run=None)
    draft.do(Drop(("silence",)))
    stopped = note(phrases.FORM_STOPPED if form else phrases.CHECK_STOPPED, ((START_CHECK,),))
    if draft.pressed is None:
        draft.do(CloseButtons(None), Say(stopped))
    else:
        draft.do(Show(stopped, draft.pressed))
    if sharing:
        draft.say(note(phrases.PLACE_NOT_NEEDED, keyboard="none"))
    take_up(draft)


def escalate(draft: Draft, flags: Iterable[str]) -> bool:
    """A serious sign turned up outside the question that asks for it: end at once, at the level it calls for or above.

    A doubt that is open was not denied, so its signs count as well. Returns whether any of the flags is a serious one; if none
    is, nothing has happened.
    """
    script, run, before, doubt = draft.script, draft.session.run, draft.session.ended, draft.session.doubt
    raised = script.grave(flags)
    if not raised:
        return False
    raised = script.grave((*raised, *(doubt.flags if doubt else ())))
    kept: tuple[str, ...] = ()
    if before and before.level in SERIOUS:
        kept = before.flags
    elif position := draft.position():
        kept = tuple(sorted(position.flags))
    elif before:
        kept = before.flags
    outcome = script.ending((*raised, *(flag for flag in script.grave(kept) if script.flags[flag].level is Level.URGENT)))
    level = max(outcome.level, before.level) if before and before.level in SERIOUS else outcome.level
    if outcome.level < level:  # an outcome that was given never falls
        outcome = script.outcomes[script.escalation[level]]
    _conclude(draft, run.id if run else run_id(draft), outcome, level, (*kept, *raised), raised, "a sign, wherever it turns up")
    if run or doubt:
        draft.do(CloseButtons(draft.pressed))
    return True


def raise_by_button(draft: Draft, flags: Iterable[str]) -> bool:
    """A button says that these signs are there now. Returns whether any of them is a serious one."""
    raised = draft.script.grave(flags)
    standing = draft.standing_serious()
    if raised and standing and draft.session.doubt is None and just_said(draft, raised[0]):
        draft.toast(standing.toast)
        return True
    return escalate(draft, raised)


def just_said(draft: Draft, flag: str) -> bool:
    """Whether this sign ended a check a moment ago, so that raising it once more is the second half of a double tap."""
    ended = draft.session.ended
    return ended is not None and flag in ended.flags and seconds_late(ended.at, draft.now) < DOUBLE_TAP


def _finish(draft: Draft, run: Run, position: Position) -> None:
    outcome = draft.script.outcomes[position.name]
    raised = [flag for flag in sorted(position.flags) if flag not in run.carried and draft.script.flags[flag].level in SERIOUS]
    _conclude(draft, run.id, outcome, max(outcome.level, position.level), tuple(sorted(position.flags)), raised, position.route)
    draft.do(Show(summary(draft.script.flows[run.flow], run), draft.pressed))
    take_up(draft)


def _conclude(draft: Draft, run: str, outcome: Outcome, level: Level, flags: tuple[str, ...], signs: Iterable[str], rule: str) -> None:
    """Give an outcome. The message goes first, so that an urgent one never waits behind the tidying of a card."""
    flags = tuple(sorted(set(flags)))
    minutes = outcome.starter_minutes(_facts(draft, flags))
    doubt = draft.session.doubt
    settled = doubt is not None and draft.script.ending(doubt.flags).level <= level
    remembered = {sign.flag: sign for sign in draft.session.signs} | {flag: Sign(flag, draft.now) for flag in signs}
    draft.change(
        run=None,
        paused=None if level in SERIOUS else draft.session.paused,
        ended=Ended(run, outcome.id, level, draft.now, flags, minutes),
        signs=tuple(remembered.values()),
        lapsed=False,
        doubt=None if settled else doubt,
    )
    draft.write(draft.diary.ended(diary.Outcome(draft.now, outcome.id, outcome.level.name.lower())))
    draft.say(outcome_message(draft.script, outcome, flags, run, minutes, rule))
    over = ("warm_up", "silence", *(["doubt"] if settled else []), *(_EXERCISE if level is Level.URGENT else ()))
    draft.do(Drop(over), Plan("forget", run, draft.now + KEEP))


def _facts(draft: Draft, flags: tuple[str, ...]) -> Position:
    raised = frozenset(flags)
    return Position("", True, raised, draft.script.levels(raised), {})


def _remembered(draft: Draft, flow: str) -> list[str]:
    """The flags a new run begins with: from serious signs reported within the last day (R18, A7), and where the shot was."""
    later = (draft.script.flags[sign.flag].later for sign in draft.session.signs if sign.flag in draft.script.flags)
    wanted = [*later, _SITE_FLAGS.get(_site_of_today(draft))]
    return [flag for flag in wanted if flag and flag in draft.script.flows[flow].starts_with]


def _site_of_today(draft: Draft) -> str:
    """Where the injection of the last day was given; empty when the log does not say."""
    return next((one.site for one in reversed(draft.diary.injections) if draft.fresh(one)), "")


def run_id(draft: Draft) -> str:
    """A name for a run that no earlier button of the chat carries: the second it began in, or the next free one."""
    taken = {draft.session.run.id if draft.session.run else "", draft.session.ended.run if draft.session.ended else ""}
    moment = draft.now
    while (name := stamp(moment)) in taken:
        moment += timedelta(seconds=1)
    return name


def stamp(moment: datetime) -> str:
    """A moment as a short name, exact to the second."""
    return _base36(int(moment.timestamp()))


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _BASE36[digit] + digits
    return digits


def seconds_late(due: datetime, now: datetime) -> float:
    """How long after its time something happens, in seconds."""
    return (now - due).total_seconds()
