"""Reminders, whatever a person and the clock do to them in whatever order: what must never happen, and what always must."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.library import Library
from bot.dialog import diary as diaries
from bot.dialog import wire
from bot.dialog.actions import LIMIT, Action, Give, OnDose, OnReminder, OnSetting, Pick, Raise, Submit, decode, encode
from bot.dialog.calendar import day_code
from bot.dialog.diary import Diary
from bot.dialog.effects import Drop, Erase, Message, Plan, Say, Show, Toast, split
from bot.dialog.events import Commanded, Event, Pressed, Returned, TimerDue, Wrote, ZoneRulesChanged
from bot.dialog.session import Session
from bot.dialog.turn import Turn, take_turn
from tests.fakes import START
from tests.shipped import shipped

COMMANDS = ("remind", "reminders", "history", "settings", "export", "delete", "check", "cancel", "privacy")
VERBS = ("had", "yes", "other", "skip", "later", "back", "hour", "evening", "time", "move", "undo", "site", "side", "fix", "removed")

steps = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 10_000)), min_size=5, max_size=60)


class Patient:
    """A chat that is driven at random, with a clock, timers that come due in order, and every button it was ever shown."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.session = Session(language="en")
        self.diary = Diary()
        self.now = START
        self.buttons: list[tuple[Action, int]] = []
        self.timers: dict[tuple[str, str], Plan] = {}
        self.messages = 0

    def set_up(self, rhythm: str, count: int, days: int, options: tuple[str, ...]) -> None:
        """Set a reminder by the buttons."""
        self.take(Commanded("remind"))
        start = (self.now + timedelta(days=days)).date().isoformat()
        values = [("count", str(count)), ("first_date", start), ("time", "09:00")]
        values += [] if self.diary.zone else [("zone", "America/New_York")]
        self.take(self.on_run(lambda run: Pick(run, "rhythm", rhythm)))
        for question, value in values:
            self.take(self.on_run(lambda run, question=question, value=value: Give(run, question, value)))
        for option in options:
            self.tap(f"m.{self.session.run.id}.confirm.{option}.1" if self.session.run else "")
        self.take(self.on_run(lambda run: Submit(run, "confirm")))

    def on_run(self, make) -> Pressed:  # type: ignore[no-untyped-def]
        return Pressed(make(self.session.run.id if self.session.run else "none"), 1)

    def tap(self, token: str) -> None:
        self.take(Pressed(decode(token), 1))

    def event(self, kind: int, number: int) -> Event | None:
        """Mostly the newest buttons; sometimes old ones, forged ones, commands, waiting, nonsense."""
        if kind < 45 and self.buttons:
            newest = self.buttons[-25:]
            return Pressed(*newest[number % len(newest)])
        if kind < 55 and self.buttons:
            return Pressed(*self.buttons[number % len(self.buttons)])
        if kind < 60:
            return Commanded(COMMANDS[number % len(COMMANDS)])
        if kind < 85:
            self.now += timedelta(minutes=(number % 50) ** 2 * 3)
            return self.next_due()
        if kind < 93:
            return self.forged(number)
        if kind < 95:
            return Pressed(Raise("wheezing"), 1)
        if kind < 97:
            return Wrote(dose=("had", "later", "move", "skip")[number % 4])
        forged = Pressed(OnSetting("erase", "20200101"), 2), Pressed(OnReminder("nonsense", "1"), 3)
        return (Returned(), ZoneRulesChanged(), *forged)[number % 4]

    def forged(self, number: int) -> Event:
        day = START.date() + timedelta(days=number % 40 - 5)
        code = day_code(day) if number % 7 else ("2026", "20269999", "x", "")[number % 4]
        return Pressed(OnDose(VERBS[number % len(VERBS)], str(number % 4), code, ("arm", "left", "none", "")[number % 4]), 4)

    def next_due(self) -> Event | None:
        due = [plan for plan in self.timers.values() if plan.due <= self.now]
        if not due:
            return None
        plan = min(due, key=lambda plan: plan.due)
        del self.timers[plan.kind, plan.key]
        return TimerDue(plan.kind, plan.run, plan.due, plan.detail, plan.key)

    def take(self, event: Event) -> Turn:
        turn = take_turn(self.library.dialogs, self.session, event, self.now, self.diary)
        self.session, self.diary = turn.session, turn.diary
        for effect in turn.effects:
            match effect:
                case Say():
                    self.messages += 1
                    self._show(effect.message, self.messages)
                case Show():
                    self._show(effect.message, effect.message_id or self.messages)
                case Plan():
                    self.timers[effect.kind, effect.key] = effect
                case Drop():
                    kept = self.timers.items()
                    self.timers = {at: plan for at, plan in kept if at[0] not in effect.kinds or effect.key not in (None, at[1])}
                case Erase():
                    self.timers = {}
        return turn

    def _show(self, message: Message, number: int) -> None:
        self.buttons += [(button.action, number) for row in message.rows for button in row]


def patient() -> Patient:
    one = Patient(shipped())
    one.set_up("days", 2, 0, ("repeat", "from_done"))
    one.set_up("weeks", 1, 3, ("evening",))
    assert len(one.diary.active) == 2
    return one


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=steps)
def test_whatever_a_person_does_with_reminders(steps: list[tuple[int, int]]) -> None:
    chat = patient()
    for kind, number in steps:
        event = chat.event(kind, number)
        if event is None:
            continue
        before = chat.diary
        turn = chat.take(event)
        check_said(chat.library, turn)
        check_kept(chat.diary)
        check_planned(chat, event)
        check_answered_is_not_raised(before, chat)
        check_forged(event, before, chat)


def check_said(library: Library, turn: Turn) -> None:
    book = library.books["en"]
    for effect in turn.effects:
        if isinstance(effect, Toast):
            assert len(book.say(effect.text)) <= 200
        if isinstance(effect, Say | Show):
            shown = book.show(effect.message)
            assert 0 < len(shown.text) <= 4096
            for row in effect.message.rows:
                for button in row:
                    assert len(encode(button.action)) <= LIMIT
                    assert decode(encode(button.action)) == button.action
    for sent in split(turn.effects).sent:
        assert wire.from_data(wire.to_data(sent)) == sent


def check_kept(diary: Diary) -> None:
    assert diaries.from_data(diaries.to_data(diary)) == diary
    doses = Counter((one.reminder, one.planned) for one in diary.injections)
    assert all(count == 1 for count in doses.values()), "an injection is in the log twice"
    assert len({one.id for one in diary.reminders}) == len(diary.reminders)


def check_planned(chat: Patient, event: Event) -> None:
    """A reminder has a timer exactly when it is active and has a day to come, and the timer is for that day."""
    planned = {key: plan for (kind, key), plan in chat.timers.items() if kind == "reminder"}
    wanted = {one.id: one for one in chat.diary.active if not one.paused and one.next}
    assert planned.keys() == wanted.keys(), f"after {event}"
    for name, plan in planned.items():
        assert plan.detail == day_code(wanted[name].next or date.min)
    open_ones = {one.id for one in chat.diary.active if one.raised and not one.paused}
    asked_again = {key for kind, key in chat.timers if kind == "again"}
    assert asked_again <= open_ones, "an answered injection would be asked about again"


def check_answered_is_not_raised(before: Diary, chat: Patient) -> None:
    for reminder in chat.diary.active:
        for day in (reminder.next, reminder.raised.day if reminder.raised else None):
            assert day is None or not chat.diary.answered(reminder, day), "an answered injection is planned or asked about"
        if reminder.raised and reminder.next:
            assert reminder.raised.day < reminder.next


def check_forged(event: Event, before: Diary, chat: Patient) -> None:
    """A button that names a day which is none of its reminder's changes nothing about the injections."""
    if not isinstance(event, Pressed) or not isinstance(event.action, OnDose):
        return
    action = event.action
    known = before.reminder(action.reminder)
    changed = [one for one in chat.diary.injections if one not in before.injections]
    if known is None:
        assert all(one.planned in {old.planned for old in before.injections if old.reminder == action.reminder} for one in changed)
    assert all(one.reminder == action.reminder and day_code(one.planned) == action.occurrence for one in changed)
    others = [one for one in before.reminders if one.id != action.reminder and not one.deleted]
    assert all(chat.diary.reminder(one.id) == one for one in others), "a button acted on another reminder"


def test_a_zone_that_is_no_longer_known_never_stops_a_turn() -> None:
    chat = patient()
    gone = [replace(one, schedule=replace(one.schedule, zone="Mars/Olympus")) for one in chat.diary.reminders]
    chat.diary = replace(chat.diary, zone="Mars/Olympus", reminders=tuple(gone))
    for name in COMMANDS:
        chat.take(Commanded(name))
    assert {one.id for one in chat.diary.reminders} == {"1", "2"}, "the reminders are kept"
    chat.take(Pressed(OnDose("had", "1", day_code(START.date())), 1))
    said = [effect for effect in chat.take(Commanded("reminders")).effects if isinstance(effect, Say)]
    assert any(block.text == "list.lost" for block in said[0].message.blocks if hasattr(block, "text"))
    chat.take(Pressed(OnSetting("zone"), 1))
    chat.take(chat.on_run(lambda run: Give(run, "new_zone", "Asia/Tokyo")))
    assert {one.schedule.zone for one in chat.diary.active} == {"Asia/Tokyo"}
    check_planned(chat, Returned())
