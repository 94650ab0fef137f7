"""Whatever a person does, in whatever order: what must never happen, and what always must."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.library import Library
from bot.content.phrasebook import without_tags
from bot.dialog import session as sessions
from bot.dialog import wire
from bot.dialog.actions import LIMIT, Action, Mark, Pick, Raise, Settle, decode
from bot.dialog.effects import Drop, Message, Plan, Say, Show, Toast, split
from bot.dialog.events import Attached, Commanded, Edited, Event, Pressed, TimerDue, Wrote
from bot.dialog.script import SERIOUS, Level
from bot.dialog.session import KEEP, Session
from bot.dialog.turn import Turn, open_question, take_turn
from tests.fakes import START
from tests.shipped import shipped

COMMANDS = ("check", "start", "faq", "help", "privacy", "cancel", "nonsense")
SIGNS = ("wheezing", "very_dizzy", "hives", "self_harm", "no_such_flag")
DOUBTS = (("throat_tight",), ("lightheaded",), ("hoarse", "lightheaded"), ("self_harm",), ("no_such_flag",))
HEARD = (
    Wrote(reply="yes"),
    Wrote(reply="no"),
    Wrote(reply="not_sure"),
    Wrote(command="cancel"),
    Wrote(command="check"),
    Wrote(tier="answer", topics=("exercise_same_day",)),
    Wrote(tier="answer", topics=("allergic_reaction",)),
    Wrote(tier="suggest", topics=("sore_site", "dizziness")),
    Wrote(topics=("thanks",)),
    Wrote(foreign=True),
    Wrote(dose="had"),
    Wrote(refused="every_zero"),
    Wrote(command="remind", wanted=(("rhythm", ("weeks",)), ("count", ("=2",)), ("time", ("=09:00",)), ("zone", ()))),
    Wrote(signs=("very_dizzy",), doubts=("throat_tight",)),
    Edited(doubts=("throat_tight",)),
    Attached(doubts=("throat_tight",), reply="no"),
)

steps = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 10_000)), min_size=1, max_size=40)


class Chat:
    """A chat that is driven at random and remembers every button it was ever shown."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.session = Session(language="en")
        self.now = START
        self.buttons: list[tuple[Action, int]] = []
        self.timers: dict[str, Plan] = {}
        self.messages = 0

    def event(self, kind: int, number: int) -> Event | None:
        """Mostly the newest buttons; sometimes old ones, commands, words, waiting, nonsense."""
        if kind < 55 and self.buttons:
            newest = self.buttons[-20:]
            action, message = newest[number % len(newest)]
            return Pressed(action, message)
        if kind < 65 and self.buttons:
            action, message = self.buttons[number % len(self.buttons)]
            return Pressed(action, message)
        if kind < 75:
            return Commanded(
                COMMANDS[number % len(COMMANDS)], "check" if number % 2 else "", Wrote(signs=SIGNS[:1]) if number % 7 == 0 else None
            )
        if kind < 78:
            return Wrote(signs=(SIGNS[number % len(SIGNS)],))
        if kind < 82:
            return Wrote(doubts=DOUBTS[number % len(DOUBTS)])
        if kind < 86:
            return HEARD[number % len(HEARD)]
        if kind < 88:
            question = open_question(self.library.dialogs, self.session, self.now)
            options = list(question.options) if question else []
            return Wrote(chosen=(options[number % len(options)],) if options else ())
        if kind < 95:
            self.now += timedelta(minutes=number % 1500)
            return self._due()
        return (Attached(), Edited(), Pressed(None, number), Pressed(Pick("old", "gone", "option", "wheezing"), 1))[number % 4]

    def _due(self) -> Event | None:
        for kind, plan in list(self.timers.items()):
            if plan.due <= self.now:
                del self.timers[kind]
                return TimerDue(kind, plan.run, plan.due, plan.detail)
        return None

    def take(self, event: Event) -> Turn:
        turn = take_turn(self.library.dialogs, self.session, event, self.now)
        self.session = turn.session
        for effect in turn.effects:
            if isinstance(effect, Say):
                self.messages += 1
                self._show(effect.message, self.messages)
            elif isinstance(effect, Show):
                self._show(effect.message, effect.message_id or self.messages)
            elif isinstance(effect, Plan):
                self.timers[effect.kind] = effect
            elif isinstance(effect, Drop):
                self.timers = {kind: plan for kind, plan in self.timers.items() if kind not in effect.kinds}
        return turn

    def _show(self, message: Message, number: int) -> None:
        self.buttons += [(button.action, number) for row in message.rows for button in row]


def raised_by(library: Library, event: Event) -> Level:
    """How serious what the person just did is by itself."""
    if isinstance(event, Wrote | Edited | Attached):
        flags = [library.script.flags[flag].level for flag in event.signs if flag in library.script.flags]
        return max(flags, default=Level.NONE)
    if isinstance(event, Pressed) and isinstance(event.action, Pick | Mark):
        option = library.script.option(event.action.question, event.action.option)
        flag = library.script.serious(option) if option else getattr(event.action, "flag", None)
        return library.script.flags[flag].level if flag else Level.NONE
    if isinstance(event, Pressed) and (
        isinstance(event.action, Raise) or (isinstance(event.action, Settle) and event.action.answer != "no")
    ):
        return library.script.flags[event.action.flag].level
    return Level.NONE


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=steps)
def test_whatever_a_person_does(steps: list[tuple[int, int]]) -> None:
    library = shipped()
    chat = Chat(library)
    for kind, number in steps:
        event = chat.event(kind, number)
        if event is None:
            continue
        before = chat.session.at(chat.now)
        again = take_turn(library.dialogs, chat.session, event, chat.now)
        turn = chat.take(event)
        assert turn == again, "the same event on the same session gave two different turns"
        check_written_forms(turn)
        check_messages(library, turn)
        check_serious(chat, before, event, turn)
        check_doubt(chat, before, event, turn)
        check_never_lowered(before, turn.session, chat.now)
        check_no_dead_end(before, event, turn)


def check_written_forms(turn: Turn) -> None:
    data = sessions.to_data(turn.session)
    assert sessions.to_data(sessions.from_data(data)) == data
    for effect in split(turn.effects).sent:
        assert wire.from_data(wire.to_data(effect)) == effect


def check_messages(library: Library, turn: Turn) -> None:
    for effect in turn.effects:
        if isinstance(effect, Toast):
            assert len(library.books["en"].say(effect.text)) <= 200
        if not isinstance(effect, Say | Show):
            continue
        shown = library.books["en"].show(effect.message)
        assert 0 < len(without_tags(shown.text)) <= 4096
        for key in (key for row in shown.rows for key in row):
            assert len(key.token.encode()) <= LIMIT
            assert decode(key.token) is not None
        if effect.message.urgent:
            assert isinstance(effect, Say), "an urgent message must be new"
            assert shown.plain
            assert not shown.rows
            assert shown.text.startswith(("Get urgent medical help now.", "Please reach a person now."))


def check_serious(chat: Chat, before: Session, event: Event, turn: Turn) -> None:
    """A serious sign has ended in an outcome at least as serious, or is being asked about with its advice on show."""
    level = raised_by(chat.library, event)
    if level not in SERIOUS:
        return
    ended, run = turn.session.ended, turn.session.run
    reached = ended is not None and ended.level >= level
    being_asked = (
        run is not None and level is Level.STOP and chat.library.dialogs.machines[run.flow].fold(run.answers, run.carried).level >= level
    )
    assert reached or being_asked, f"{event} on {before} came to {turn.session}"


def check_doubt(chat: Chat, before: Session, event: Event, turn: Turn) -> None:
    """A doubt ends with a no, with an outcome at least as serious, or after a day; until then its timer runs and it is in sight."""
    doubt, after = before.doubt, turn.session
    if doubt and after.doubt is None:
        denied = getattr(event, "reply", "") == "no" or (
            isinstance(event, Pressed) and isinstance(event.action, Settle) and event.action.answer == "no"
        )
        level = chat.library.script.ending(doubt.flags).level
        assert denied or (after.ended is not None and after.ended.level >= level), f"{event} on {before} came to {after}"
    if after.doubt:
        assert chat.timers["doubt"].run == after.doubt.id
        said = [effect.message for effect in turn.effects if isinstance(effect, Say | Show)]
        assert not said or said[-1].subject == "doubt"


def check_never_lowered(before: Session, after: Session, now: datetime) -> None:
    """A serious outcome falls only when a run that was open has been answered to its end, or a day has passed."""
    if before.ended is None or before.ended.level not in SERIOUS or now - before.ended.at >= KEEP:
        return
    lowered = after.ended is None or after.ended.level < before.ended.level
    assert not lowered or (before.run is not None and after.ended is not None and after.ended.run == before.run.id)


def check_no_dead_end(before: Session, event: Event, turn: Turn) -> None:
    """A person always gets an answer, except for the second half of a double tap, and for pressing what is as it was."""
    if isinstance(event, TimerDue) or turn.effects:
        return
    assert isinstance(event, Pressed)
    assert turn.session == before, "something changed without a word"
