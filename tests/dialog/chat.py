"""A chat with the core alone: events in, what the person sees out. Time moves when told, and timers come due."""

from __future__ import annotations

from datetime import timedelta

from bot.content.library import Library
from bot.dialog import session as sessions
from bot.dialog.actions import Action, Raise, Settle
from bot.dialog.effects import CloseButtons, Drop, Line, Message, Plan, Say, Show, Toast
from bot.dialog.events import Commanded, Event, Pressed, TimerDue, Wrote
from bot.dialog.session import Session
from bot.dialog.turn import open_question, take_turn
from tests.fakes import START


class Chat:
    """One person. `texts` are the sentences heard in answer to the last event; `card` is the newest message with buttons in use."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.session = Session(language="en")
        self.now = START
        self.timers: dict[str, Plan] = {}
        self.messages: list[Message] = []
        self.texts: list[str] = []
        self.toasts: list[str] = []
        self.live: int | None = None

    def do(self, event: Event) -> Chat:
        """Let something happen. The session goes through its written form, as a restart would have it."""
        self.session = sessions.from_data(sessions.to_data(self.session))
        turn = take_turn(self.library.dialogs, self.session, event, self.now)
        self.session = turn.session
        self.texts, self.toasts = [], []
        for effect in turn.effects:
            match effect:
                case Say():
                    self.messages.append(effect.message)
                    self._heard(effect.message)
                    self.live = len(self.messages) if effect.card else self.live
                case Show():
                    at = effect.message_id or self.live
                    assert at, "there is nothing to show it in place of"
                    self.messages[at - 1] = effect.message
                    self._heard(effect.message)
                    self.live = at if effect.card else self.live
                case CloseButtons():
                    at = effect.message_id or self.live
                    if at:
                        old = self.messages[at - 1]
                        self.messages[at - 1] = Message(old.blocks, (), old.urgent, old.subject, old.rule)
                case Plan():
                    self.timers[effect.kind] = effect
                case Drop():
                    self.timers = {kind: plan for kind, plan in self.timers.items() if kind not in effect.kinds}
                case Toast():
                    self.toasts.append(effect.text)
        return self

    def write(self, *, signs: str = "", doubts: str = "", reply: str = "", **heard: object) -> Chat:
        """Type something that is read as this."""
        return self.do(Wrote(tuple(signs.split()), tuple(doubts.split()), reply, **heard))  # type: ignore[arg-type]

    def command(self, name: str) -> Chat:
        return self.do(Commanded(name))

    def press(self, action: Action, message: int = 0) -> Chat:
        """Press a button, of the newest message unless another is named."""
        return self.do(Pressed(action, message or len(self.messages)))

    def tap(self, label: str) -> Chat:
        """Press the newest button with this label."""
        for number in range(len(self.messages), 0, -1):
            for button in (button for row in self.messages[number - 1].rows for button in row):
                if button.label == label:
                    return self.press(button.action, number)
        raise AssertionError(f"there is no button {label!r}; there are {self.labels()}")

    def wait(self, minutes: float) -> Chat:
        """Let time pass, and what is due happen."""
        until = self.now + timedelta(minutes=minutes)
        while due := sorted((plan for plan in self.timers.values() if plan.due <= until), key=lambda plan: plan.due):
            self.now = max(self.now, due[0].due)
            del self.timers[due[0].kind]
            self.do(TimerDue(due[0].kind, due[0].run, due[0].due, due[0].detail))
        self.now = until
        return self

    def labels(self) -> list[str]:
        """The labels of every button that can still be pressed, oldest first."""
        return [button.label for message in self.messages for row in message.rows for button in row]

    @property
    def outcome(self) -> str:
        """The outcome that stands; empty without one."""
        return self.session.ended.outcome if self.session.ended else ""

    @property
    def question(self) -> str:
        """The open question of the check."""
        question = open_question(self.library.dialogs, self.session, self.now)
        return question.id if question else ""

    @property
    def asking(self) -> bool:
        """Whether the newest message asks about a doubt, with its three answers."""
        rows = self.messages[-1].rows
        buttons = [button.action for row in rows for button in row]
        return sum(isinstance(action, Settle) for action in buttons) == 3

    def raised_by(self, label: str) -> str:
        """The flag that the newest button with this label raises."""
        found = [button.action for message in self.messages for row in message.rows for button in row if button.label == label]
        assert found
        assert isinstance(found[-1], Raise)
        return found[-1].flag

    def _heard(self, message: Message) -> None:
        self.library.books["en"].show(message)  # every message can be put into words
        self.texts += [block.text for block in message.blocks if isinstance(block, Line)]
