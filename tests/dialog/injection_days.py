"""A person with reminders, for tests: buttons by the names that stories use, and a bot that can be away for a while."""

from __future__ import annotations

from datetime import timedelta

from bot.content.schema import StepShape
from bot.content.stories import Player
from bot.dialog import diary as diaries
from bot.dialog import session as sessions
from bot.dialog.diary import Reminder
from bot.dialog.effects import Line, Value, Words
from bot.dialog.events import Event, TimerDue
from tests.shipped import shipped


class Patient(Player):
    """One chat. What is kept goes through its written form before every event, as a restart would have it."""

    def __init__(self) -> None:
        super().__init__(shipped())

    def set_up(self, rhythm: str, count: str, first: str, *options: str, at: str = "09:00", zone: str = "Europe/London") -> Patient:
        """Set a reminder."""
        self.send("/remind").taps(rhythm, count, first, at, *([] if self.diary.zone else [zone]), *options, "done")
        return self

    def send(self, text: str) -> Patient:
        self.do(StepShape(send=text))
        return self

    def taps(self, *names: str) -> Patient:
        for name in names:
            self.do(StepShape(tap=name))
        return self

    def do_old(self, name: str) -> Patient:
        """Press a button that was shown once, whether or not it is still there."""
        self.do(StepShape(old=name))
        return self

    def give(self, value: str) -> Patient:
        self.do(StepShape(give=value))
        return self

    def wait(self, hours: float) -> Patient:
        """Let time pass while the bot runs."""
        self.do(StepShape(wait=int(hours * 60)))
        return self

    def away(self, hours: float) -> Patient:
        """Let time pass while the bot is down, and start it again."""
        self._fresh()
        self.now += timedelta(hours=hours)
        while due := sorted((plan for plan in self.timers.values() if plan.due <= self.now), key=lambda plan: plan.due):
            plan = due[0]
            del self.timers[plan.kind, plan.key]
            self._handle(TimerDue(plan.kind, plan.run, plan.due, plan.detail, plan.key))
        return self

    def event(self, event: Event) -> Patient:
        self._fresh()
        self._handle(event)
        return self

    def _handle(self, event: Event) -> None:
        self.session = sessions.from_data(sessions.to_data(self.session))
        self.diary = diaries.from_data(diaries.to_data(self.diary))
        super()._handle(event)

    @property
    def reminder(self) -> Reminder:
        return self.diary.reminders[0]

    @property
    def planned(self) -> dict[str, str]:
        """What is planned, by kind: the moment of each kind's first timer, in UTC."""
        plans = sorted(self.timers.values(), key=lambda plan: plan.due, reverse=True)
        return {plan.kind: f"{plan.due:%d %b %H:%M}" for plan in plans if plan.kind != "forget"}

    @property
    def buttons(self) -> list[str]:
        """The names of the buttons of the newest message."""
        return [name for name, _ in self.bubbles[-1].buttons]

    def value(self, text: str, name: str) -> str:
        """What was filled into a sentence that was heard last."""
        for bubble in reversed(self.bubbles):
            for block in bubble.message.blocks:
                if isinstance(block, Line) and block.text == text:
                    filled = dict(block.values)[name]
                    return (
                        filled.text if isinstance(filled, Value) else " ".join(filled.labels) if isinstance(filled, Words) else str(filled)
                    )
        raise AssertionError(f"{text!r} was not said")
