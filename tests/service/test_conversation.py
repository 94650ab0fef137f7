"""Events become turns that are stored whole: repeats, races, timers, and a store that is away."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from datetime import timedelta
from typing import Any

import pytest

from bot.content.library import Library
from bot.dialog.actions import Pick, StartTimer
from bot.dialog.events import Attached, Commanded, Edited, Pressed, Returned
from bot.dialog.script import Level
from bot.service import timers as timers_module
from bot.service.conversation import Conversation, Typed
from bot.service.delivery import Delivery
from bot.service.ports import Conflict, Kept, Parcel, Timer, Unavailable, Unit
from bot.service.timers import Timers
from bot.storage.memory import MemoryStore
from tests.fakes import FakeClock, FakePerson


class ShakyStore(MemoryStore):
    """A MemoryStore that fails as told: each exception in `trouble` meets one commit or claim."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble: deque[Exception] = deque()
        self.spare_claims = False

    async def commit(self, unit: Unit) -> tuple[Parcel, ...]:
        if self.trouble:
            raise self.trouble.popleft()
        return await super().commit(unit)

    async def claim_timers(self, now: object, limit: int, lease: timedelta) -> list[Timer]:
        if self.trouble and not self.spare_claims:
            raise self.trouble.popleft()
        return await super().claim_timers(now, limit, lease)  # type: ignore[arg-type]

    async def load(self, chat_id: int) -> Kept:
        kept = await super().load(chat_id)
        await asyncio.sleep(0)
        return kept


class Chat:
    """The service with its surroundings."""

    def __init__(self, library: Library) -> None:
        self.store, self.person, self.clock = ShakyStore(), FakePerson(), FakeClock()
        self.delivery = Delivery(self.store, self.person)
        self.conversation = Conversation(library, self.store, self.delivery, self.clock)
        self.timers = Timers(self.conversation, self.store, self.clock, self.delivery)

    async def heard(self) -> list[str]:
        await self.delivery.settle()
        return self.person.heard()


@pytest.fixture
def chat(library: Library) -> Chat:
    return Chat(library)


async def test_a_repeated_update_changes_nothing(chat: Chat) -> None:
    assert not (await chat.conversation.receive(1, Commanded("check"), 10)).again
    assert (await chat.conversation.receive(1, Commanded("check"), 10)).again
    assert (await chat.heard()).count("signs.ask") == 1


class Thoughtful:
    """A library that goes on reading a text until it is told that somebody else was answered meanwhile."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.meanwhile = threading.Event()

    def hear(self, *what: Any) -> Any:
        assert self.meanwhile.wait(5)
        return self._library.hear(*what)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)


async def test_nobody_waits_while_a_long_text_of_somebody_else_is_read(library: Library) -> None:
    thoughtful = Thoughtful(library)
    chat = Chat(thoughtful)  # type: ignore[arg-type]
    reading = asyncio.create_task(chat.conversation.receive(1, Typed("I walked my dog and then " * 10), 10))
    await asyncio.sleep(0.01)
    await chat.conversation.receive(2, Commanded("check"), 11)
    assert (await chat.heard()).count("signs.ask") == 1
    thoughtful.meanwhile.set()
    await reading
    assert len(chat.person.got) > 1


async def test_a_turn_that_loses_a_race_is_decided_again(chat: Chat) -> None:
    chat.store.trouble.extend([Conflict(), Conflict()])
    await chat.conversation.receive(1, Commanded("check"), 10)
    assert (await chat.heard()).count("signs.ask") == 1


async def test_a_chat_that_never_holds_still_is_given_up_on_loudly(chat: Chat) -> None:
    chat.store.trouble.extend([Conflict()] * 100)
    with pytest.raises(Unavailable):
        await chat.conversation.receive(1, Commanded("check"), 10)


async def test_two_events_of_a_chat_at_once_are_taken_one_after_the_other(chat: Chat) -> None:
    await chat.conversation.receive(1, Commanded("check"), 1)
    run = (await chat.store.load(1)).session.run
    assert run
    press = Pressed(Pick(run.id, "signs", "none"), 101)
    await asyncio.gather(*(chat.conversation.receive(1, press, number) for number in range(2, 12)))
    kept = await chat.store.load(1)
    assert kept.session.run and kept.session.run.answers == (("signs", ("none",)),)
    assert kept.revision == 11


async def test_the_language_is_taken_from_the_first_message_and_kept(chat: Chat) -> None:
    await chat.conversation.receive(1, Commanded("start"), 1, "pt-br")
    await chat.conversation.receive(1, Commanded("start"), 2, "en")
    assert (await chat.store.load(1)).session.language == "pt-br"


@pytest.mark.parametrize("kind", [Edited, Attached])
async def test_edited_text_and_captions_are_no_answers(chat: Chat, kind: type[Edited | Attached]) -> None:
    await chat.conversation.receive(1, Commanded("check"), 1)
    await chat.conversation.receive(1, Typed("none of these", kind), 2)
    run = (await chat.store.load(1)).session.run
    assert run and run.answers == ()


async def test_while_nothing_can_be_stored_a_serious_sign_is_answered_all_the_same(chat: Chat) -> None:
    press = Pressed(Pick("old", "signs", "wheezing", "wheezing"), 5)
    assert await chat.conversation.answer_unstored(1, press, "en") is True
    assert await chat.conversation.answer_unstored(1, Commanded("check"), "en") is False
    assert (await chat.heard())[0] == "urgent.action"
    assert (await chat.store.load(1)).revision == 0


async def test_an_urgent_answer_that_does_not_get_through_unstored_is_no_crash(chat: Chat) -> None:
    chat.person.trouble.append(ConnectionError())
    press = Pressed(Pick("old", "signs", "wheezing", "wheezing"), 5)
    with pytest.raises(ConnectionError):
        await chat.conversation.answer_unstored(1, press, "en")


async def to_plan(chat: Chat) -> None:
    await chat.conversation.receive(1, Commanded("check"), None)
    for question, option in (
        ("signs", "none"),
        ("more_signs", "none"),
        ("site", "fine"),
        ("mild", "none"),
        ("dose", "usual"),
        ("health", "none"),
        ("workout", "walk"),
    ):
        run = (await chat.store.load(1)).session.run
        assert run
        await chat.conversation.receive(1, Pressed(Pick(run.id, question, option), 101), None)


async def test_answers_are_forgotten_after_a_day(chat: Chat) -> None:
    await to_plan(chat)
    session = (await chat.store.load(1)).session
    assert session.ended and session.ended.level is Level.STARTER
    chat.clock.advance(hours=24, seconds=1)
    assert await chat.timers.fire_due() == 1
    kept = await chat.store.load(1)
    assert (kept.session.ended, kept.session.run, kept.session.signs) == (None, None, ())
    assert await chat.timers.fire_due() == 0


async def test_a_check_in_progress_is_forgotten_after_a_day_too(chat: Chat) -> None:
    await chat.conversation.receive(1, Commanded("check"), None)
    chat.clock.advance(hours=25)
    await chat.timers.fire_due()
    session = (await chat.store.load(1)).session
    assert session.run is None
    assert session.lapsed


async def test_a_timer_that_cannot_be_stored_comes_due_again(chat: Chat) -> None:
    await chat.conversation.receive(1, Commanded("check"), None)
    chat.clock.advance(hours=25)
    due = await chat.store.claim_timers(chat.clock.now(), 5, timedelta(seconds=60))
    chat.store.trouble.append(Unavailable())
    with pytest.raises(Unavailable):
        await chat.conversation.fire(due[0])
    chat.clock.advance(seconds=61)
    assert await chat.timers.fire_due() == 1
    assert (await chat.store.load(1)).session.run is None


async def test_the_loop_goes_on_when_the_store_comes_back(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(timers_module, "EVERY", 0.005)
    await chat.conversation.receive(1, Commanded("check"), None)
    chat.clock.advance(hours=25)
    chat.store.trouble.extend([Unavailable(), Unavailable()])
    loop = asyncio.create_task(chat.timers.run())
    async with asyncio.timeout(5):
        while (await chat.store.load(1)).session.run:
            await asyncio.sleep(0.01)
            chat.timers.wake()
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert caplog.text.count("the database does not answer") == 1
    assert caplog.text.count("the database is back") == 1


async def test_a_bug_in_one_persons_timer_does_not_stop_everybody_elses(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    for person in (1, 2):
        await chat.conversation.receive(person, Commanded("check"), None)
    chat.clock.advance(hours=25)
    chat.store.spare_claims = True
    chat.store.trouble.append(KeyError("my lips are swelling"))
    assert await chat.timers.fire_due() == 2
    assert [(await chat.store.load(person)).session.run is None for person in (1, 2)].count(True) == 1
    assert "KeyError" in caplog.text
    assert "lips" not in caplog.text
    chat.clock.advance(minutes=2)
    assert await chat.timers.fire_due() == 1


async def test_a_timer_that_was_fired_by_another_worker_is_left_alone(chat: Chat) -> None:
    await chat.conversation.receive(1, Commanded("check"), None)
    chat.clock.advance(hours=25)
    (due,) = await chat.store.claim_timers(chat.clock.now(), 5, timedelta(seconds=60))
    assert not (await chat.conversation.fire(due)).again
    before = (await chat.store.load(1)).revision
    assert (await chat.conversation.fire(due)).again
    assert (await chat.store.load(1)).revision == before


async def test_a_timer_of_somebody_who_left_while_it_was_claimed_waits_for_them(chat: Chat) -> None:
    await to_plan(chat)
    session = (await chat.store.load(1)).session
    assert session.ended
    await chat.conversation.receive(1, Pressed(StartTimer(session.ended.run, 10), 101), None)
    chat.clock.advance(minutes=11)
    (due,) = [timer for timer in await chat.store.claim_timers(chat.clock.now(), 5, timedelta(seconds=60)) if timer.kind == "warm_up"]
    await chat.store.drop_parcels(1)
    assert (await chat.conversation.fire(due)).again
    assert await chat.timers.fire_due() == 0
    await chat.conversation.receive(1, Returned(), 77)
    assert await chat.timers.fire_due() == 1
    assert (await chat.store.load(1)).session.run
