"""What is planned, as somebody reads it who watches the bot."""

from __future__ import annotations

from datetime import timedelta

from bot.dialog.effects import Plan
from bot.service.ports import Kept, Unit
from bot.service.timeline import WORDS, planned
from bot.storage.memory import MemoryStore
from tests.dialog.injection_days import Patient


async def test_what_is_planned_is_listed_in_words_soonest_first_and_tidying_up_is_not() -> None:
    patient, store = Patient().set_up("weeks", "1", "2026-12-11", "evening"), MemoryStore()
    tidying = Plan("forget", "run", patient.now + timedelta(hours=1))
    await store.commit(Unit(Kept(7), patient.session, timers=(*patient.timers.values(), tidying)))
    found = await planned(store)
    assert [(one["kind"], f"{one['due']:%d %b %H:%M}") for one in found] == [
        ("the evening before", "10 Dec 19:00"),
        ("reminder", "11 Dec 09:00"),
    ]
    assert {one["chat_id"] for one in found} == {7}


def test_everything_that_a_day_of_injection_plans_has_words() -> None:
    patient = Patient().set_up("weeks", "1", "2026-12-04", "evening", "repeat").wait(1)
    kinds = set(patient.planned) | set(patient.taps("dose_done", "leave_open").planned)
    kinds |= set(patient.send("/reminders").taps("reminder 1", "delete").planned)
    assert {"reminder", "heads_up", "again", "check_in", "next_day", "purge"} <= kinds <= WORDS.keys()
