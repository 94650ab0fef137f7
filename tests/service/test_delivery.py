"""The outbox on its way out: order, waiting, giving up, stopping."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import pytest

from bot.dialog.effects import CloseButtons, Line, Message, Plan, Say, Sent, Show
from bot.service import delivery as module
from bot.service import unstored
from bot.service.delivery import Delivery
from bot.service.pace import LocalBucket, Pace
from bot.service.ports import Broken, Kept, Parcel, Receipt, Refused, SendLater, Unavailable, Unit, Unreachable
from bot.storage.memory import MemoryStore
from tests.fakes import START, FakePerson


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


# ---- with a pace


async def planned(store: MemoryStore, chat_id: int, *effects: Sent) -> tuple[Parcel, ...]:
    """What a timer says."""
    kept = await store.load(chat_id)
    await store.commit(Unit(kept, kept.session, timers=(Plan("warm_up", "", START),)))
    (timer,) = [timer for timer in await store.planned(1000) if timer.chat_id == chat_id]
    kept = await store.load(chat_id)
    return await store.commit(Unit(kept, kept.session, fired=timer.id, sent=effects))


def paced(store: MemoryStore, person: FakePerson, rate: int = 30) -> Delivery:
    return Delivery(store, person, Pace(LocalBucket(rate)))


async def test_thousands_of_planned_messages_do_not_keep_a_reply_waiting(store: MemoryStore, person: FakePerson) -> None:
    delivery = paced(store, person, 90)
    for chat in range(100, 160):
        delivery.push(chat, await planned(store, chat, say("planned")))
    await asyncio.sleep(0.05)
    delivery.push(1, await posted(store, 1, say("reply")))
    await asyncio.sleep(0.1)
    assert "reply" in person.heard(1)
    assert len(person.got) < 60
    await delivery.settle()
    assert len(person.got) == 61


async def test_a_reply_takes_what_is_planned_before_it_along(store: MemoryStore, person: FakePerson) -> None:
    delivery = paced(store, person)
    person.gate = asyncio.Event()
    for chat in (100, 101, 1):
        delivery.push(chat, await planned(store, chat, say("planned")))
    await asyncio.sleep(0.02)  # one is on its way at a time
    delivery.push(1, await posted(store, 1, say("reply")))
    await asyncio.sleep(0.05)
    person.gate.set()
    await asyncio.sleep(0.02)
    assert [parcel.chat_id for parcel in person.got][:3] in ([100, 1, 1], [1, 1, 100], [1, 100, 1])
    await delivery.settle()
    assert person.heard(1) == ["planned", "reply"]


async def test_many_messages_for_one_chat_are_spread_out_and_an_urgent_one_ends_the_waiting(store: MemoryStore, person: FakePerson) -> None:
    delivery = paced(store, person, 1000)
    delivery.push(1, await posted(store, 1, *(say(f"m{number}") for number in range(7))))
    await asyncio.sleep(0.1)
    assert person.heard() == ["m0", "m1", "m2", "m3"]
    urgent = Say(Message((Line("urgent"),), urgent=True))
    delivery.push(1, await posted(store, 1, urgent))
    await asyncio.sleep(0.1)
    assert person.heard() == [*(f"m{number}" for number in range(7)), "urgent"]
    await delivery.settle()


async def test_when_two_chats_are_told_to_wait_all_wait_but_not_for_an_urgent_message(store: MemoryStore, person: FakePerson) -> None:
    delivery = paced(store, person, 1000)
    person.trouble.extend([SendLater(0.4), SendLater(0.4)])
    for chat in (1, 2):
        delivery.push(chat, await posted(store, chat, say("told to wait")))
    await asyncio.sleep(0.05)
    delivery.push(3, await posted(store, 3, say("waits too")))
    delivery.push(4, await posted(store, 4, Say(Message((Line("urgent"),), urgent=True))))
    await asyncio.sleep(0.1)
    assert person.heard() == ["urgent"]
    await delivery.settle()
    assert sorted(person.heard()) == ["told to wait", "told to wait", "urgent", "waits too"]


async def test_who_blocked_the_bot_does_not_stand_in_the_way_of_others(store: MemoryStore, person: FakePerson) -> None:
    delivery = paced(store, person)
    person.trouble.append(Unreachable())
    for chat in (1, 2):
        delivery.push(chat, await planned(store, chat, say("planned")))
    await delivery.settle()
    assert [parcel.chat_id for parcel in person.got] == [2]


async def test_there_is_no_room_for_more_planned_messages_until_some_have_left(
    store: MemoryStore, person: FakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PLANNED", 2)
    delivery = Delivery(store, person)
    person.gate = asyncio.Event()
    for chat in (1, 2):
        delivery.push(chat, await planned(store, chat, say("planned")))
    room = asyncio.create_task(delivery.room())
    await asyncio.sleep(0.02)
    assert not room.done()
    person.gate.set()
    await asyncio.wait_for(room, 5)
    await delivery.settle()


# ---- a store that comes and goes


class Shaky(MemoryStore):
    """A store that fails as often as it is told to."""

    failures = 0

    async def acknowledge(self, receipt: Receipt) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable
        await super().acknowledge(receipt)

    async def release(self, parcels: Sequence[int]) -> None:
        raise Unavailable


async def test_what_has_arrived_is_acknowledged_when_the_store_is_back_and_not_sent_again(
    person: FakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.001)
    store = Shaky()
    store.failures = 3
    delivery = Delivery(store, person)
    delivery.push(1, await posted(store, 1, say("a")))
    await delivery.settle()
    assert person.heard() == ["a"]
    assert await store.waiting() == []


async def test_stopping_while_the_store_is_away_is_no_trouble(person: FakePerson) -> None:
    store = Shaky()
    delivery = Delivery(store, person)
    person.gate = asyncio.Event()
    delivery.push(1, await posted(store, 1, say("a")))
    assert await delivery.drain(0.01) is False


async def test_what_is_pushed_twice_is_sent_once(delivery: Delivery, store: MemoryStore, person: FakePerson) -> None:
    parcels = await posted(store, 1, say("a"))
    delivery.push(1, parcels)
    delivery.push(1, parcels)
    await delivery.settle()
    assert person.heard() == ["a"]


async def test_a_backlog_is_taken_up_in_parts(
    delivery: Delivery, store: MemoryStore, person: FakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    monkeypatch.setattr(module, "MOST", 4)
    for chat in range(7):
        await store.release([parcel.id for parcel in await posted(store, chat, say("a"))])
    await delivery.resume()
    await delivery.settle()
    assert len(person.got) == 4
    await delivery.resume()
    await delivery.settle()
    assert len(person.got) == 7


async def test_an_unstored_message_that_does_not_get_through_is_told_and_no_crash(
    delivery: Delivery, person: FakePerson, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unstored, "PAUSES", (0.0, 0.0))
    person.trouble += [SendLater(0.01), Broken("502")]
    await delivery.send_unstored(Parcel(0, 1, "en", say("urgent.action")))
    assert person.heard() == ["urgent.action"]
    assert caplog.text == ""
    person.trouble += [Broken("502")] * 3
    await delivery.send_unstored(Parcel(0, 1, "en", say("urgent.action")))
    assert "did not get through" in caplog.text
    assert "urgent" not in caplog.text
