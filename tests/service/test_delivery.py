"""The outbox on its way out: order, waiting, giving up, stopping."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.dialog.effects import CloseButtons, Line, Message, Say, Sent, Show
from bot.service import delivery as module
from bot.service.delivery import Delivery
from bot.service.ports import Broken, Kept, Parcel, Refused, SendLater, Unit, Unreachable
from bot.storage.memory import MemoryStore
from tests.fakes import FakePerson


def say(text: str, card: bool = False) -> Say:
    return Say(Message((Line(text),)), card)


async def posted(store: MemoryStore, chat_id: int, *effects: Sent) -> tuple[Parcel, ...]:
    return await store.commit(Unit(await store.load(chat_id), (await store.load(chat_id)).session, sent=effects))


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def person() -> FakePerson:
    return FakePerson()


@pytest.fixture
def delivery(store: MemoryStore, person: FakePerson, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.001)
    return Delivery(store, person)


async def test_messages_of_a_chat_arrive_in_order_and_leave_the_outbox(delivery: Delivery, store: MemoryStore, person: FakePerson) -> None:
    delivery.push(1, await posted(store, 1, say("a"), say("b")))
    delivery.push(1, await posted(store, 1, say("c")))
    await delivery.settle()
    assert person.heard(1) == ["a", "b", "c"]
    assert await store.waiting() == []


async def test_a_slow_chat_does_not_hold_up_another(delivery: Delivery, store: MemoryStore, person: FakePerson) -> None:
    person.trouble.append(SendLater(0.05))
    delivery.push(1, await posted(store, 1, say("slow")))
    await asyncio.sleep(0)
    delivery.push(2, await posted(store, 2, say("quick")))
    await delivery.settle()
    assert [parcel.chat_id for parcel in person.got] == [2, 1]


@pytest.mark.parametrize("trouble", [SendLater(0.001), Broken("502"), Broken("reset")])
async def test_trouble_that_passes_costs_no_message_and_no_order(
    delivery: Delivery, store: MemoryStore, person: FakePerson, trouble: Exception
) -> None:
    person.trouble.extend([trouble] * 4)
    delivery.push(1, await posted(store, 1, say("a"), say("b")))
    await delivery.settle()
    assert person.heard(1) == ["a", "b"]
    assert await store.waiting() == []


async def test_a_refused_message_is_dropped_and_the_next_one_goes_out(
    delivery: Delivery, store: MemoryStore, person: FakePerson, caplog: pytest.LogCaptureFixture
) -> None:
    person.trouble.append(Refused("Bad Request: chat not found"))
    delivery.push(1, await posted(store, 1, say("a"), say("b")))
    await delivery.settle()
    assert person.heard(1) == ["b"]
    assert await store.waiting() == []
    assert "refused for good" in caplog.text


async def test_a_bug_in_one_message_does_not_silence_the_chat(
    delivery: Delivery, store: MemoryStore, person: FakePerson, caplog: pytest.LogCaptureFixture
) -> None:
    person.trouble.append(KeyError("my lips are swelling"))
    delivery.push(1, await posted(store, 1, say("a"), say("b")))
    await delivery.settle()
    assert person.heard(1) == ["b"]
    assert "KeyError" in caplog.text
    assert "lips" not in caplog.text


async def test_who_blocked_the_bot_is_sent_nothing_more(delivery: Delivery, store: MemoryStore, person: FakePerson) -> None:
    person.trouble.append(Unreachable())
    delivery.push(1, await posted(store, 1, say("a"), say("b")))
    await delivery.settle()
    assert person.got == []
    assert await store.waiting() == []
    assert (await store.load(1)).blocked


async def test_the_live_card_is_found_for_an_effect_that_does_not_name_it(
    delivery: Delivery, store: MemoryStore, person: FakePerson
) -> None:
    delivery.push(1, await posted(store, 1, say("card", card=True), CloseButtons(None), Show(Message((Line("x"),)), None, card=True)))
    await delivery.settle()
    assert (await store.load(1)).card == 101
    delivery.push(1, await posted(store, 1, CloseButtons(None)))
    await delivery.settle()
    assert person.cards == [101, 101, 101]


async def test_what_an_earlier_process_left_behind_is_sent_first(delivery: Delivery, store: MemoryStore, person: FakePerson) -> None:
    await store.release([parcel.id for parcel in (*await posted(store, 1, say("left")), *await posted(store, 2, say("behind")))])
    await delivery.resume()
    delivery.push(1, await posted(store, 1, say("new")))
    await delivery.settle()
    assert person.heard(1) == ["left", "new"]
    assert person.heard(2) == ["behind"]


async def test_stopping_leaves_what_did_not_get_out_in_the_store(delivery: Delivery, store: MemoryStore, person: FakePerson) -> None:
    person.gate = asyncio.Event()
    delivery.push(1, await posted(store, 1, say("a"), say("b")))
    assert await delivery.drain(0.01) is False
    assert [parcel.chat_id for parcel in await store.waiting()] == [1, 1]
    assert await delivery.drain(0.01) is True


async def test_nothing_a_person_was_told_is_logged(
    delivery: Delivery, store: MemoryStore, person: FakePerson, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        person.trouble.extend([Broken("502"), SendLater(0.001)])
        delivery.push(1, await posted(store, 1, say("urgent.why.breathing")))
        await delivery.settle()
    assert "breathing" not in caplog.text
    assert Kept(1).session == (await store.load(1)).session
