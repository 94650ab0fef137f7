"""What every Store promises, whichever database is behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.dialog.effects import CloseButtons, Drop, Line, Message, Plan, Say, Show
from bot.dialog.script import Level
from bot.dialog.session import Ended, Run, Session, Sign
from bot.service.ports import REMEMBERED_UPDATES, Conflict, Kept, Receipt, Store, Unit
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore

NOW = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
HELLO = Say(Message((Line("hello"),)), card=True)


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore.open(tmp_path / "b12.db")
    yield made
    await made.close()


def unit(kept: Kept, session: Session | None = None, **fields: object) -> Unit:
    return Unit(kept, session or kept.session, **fields)  # type: ignore[arg-type]


async def test_an_unknown_chat_is_empty(store: Store) -> None:
    assert await store.load(7) == Kept(7)


async def test_a_whole_session_comes_back_as_it_was(store: Store) -> None:
    session = Session(
        "en",
        Run("abc", "tolerance_check", NOW, (("signs", ("none",)), ("mild", ("headache", "tired"))), ("had_dizzy",), ("nausea",)),
        Ended("xyz", "gentle", Level.GENTLE, NOW, ("headache",), 10, NOW + timedelta(minutes=10)),
        (Sign("very_dizzy", NOW),),
        True,
    )
    await store.commit(unit(Kept(-(2**40)), session, update_id=2**40))
    kept = await store.load(-(2**40))
    assert (kept.session, kept.updates, kept.revision) == (session, (2**40,), 1)


async def test_a_turn_decided_on_an_older_state_is_refused_whole(store: Store) -> None:
    first = await store.load(7)
    await store.commit(unit(first, update_id=1))
    with pytest.raises(Conflict):
        await store.commit(unit(first, update_id=2, sent=(HELLO,), timers=(Plan("warm_up", "r", NOW),)))
    kept = await store.load(7)
    assert kept.updates == (1,)
    assert await store.waiting() == []
    assert await store.claim_timers(NOW, 10, LEASE) == []


async def test_of_many_turns_that_race_exactly_one_wins_each_time(store: Store) -> None:
    kept = await store.load(7)
    results = await asyncio.gather(*(store.commit(unit(kept, update_id=number)) for number in range(20)), return_exceptions=True)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert (await store.load(7)).revision == 1


async def test_handled_updates_are_remembered_and_long_past_ones_too(store: Store) -> None:
    for number in range(1000, 1000 + REMEMBERED_UPDATES + 10):
        await store.commit(unit(await store.load(7), update_id=number))
    kept = await store.load(7)
    assert len(kept.updates) == REMEMBERED_UPDATES
    assert kept.handled(1000 + REMEMBERED_UPDATES)
    assert kept.handled(1001)
    assert not kept.handled(2000)


async def test_parcels_wait_in_order_until_each_is_acknowledged(store: Store) -> None:
    kept = await store.load(7)
    show = Show(Message((Line("b"),)), 5)
    parcels = await store.commit(unit(kept, replace(kept.session, language="en"), sent=(HELLO, show, CloseButtons(None))))
    other = await store.commit(unit(await store.load(8), sent=(HELLO,)))
    waiting = await store.waiting()
    assert [parcel.effect for parcel in waiting if parcel.chat_id == 7] == [HELLO, show, CloseButtons(None)]
    assert [parcel.id for parcel in waiting] == sorted(parcel.id for parcel in (*parcels, *other))
    await store.acknowledge(Receipt(parcels[0].id, 7, card=55))
    assert [parcel.id for parcel in await store.waiting() if parcel.chat_id == 7] == [parcels[1].id, parcels[2].id]
    assert (await store.load(7)).card == 55


async def test_the_live_card_survives_the_next_turn(store: Store) -> None:
    (parcel,) = await store.commit(unit(await store.load(7), sent=(HELLO,)))
    decided_before = await store.load(7)
    await store.acknowledge(Receipt(parcel.id, 7, card=55))
    await store.commit(unit(decided_before))
    assert (await store.load(7)).card == 55


async def test_a_timer_is_claimed_once_and_comes_again_when_its_lease_is_over(store: Store) -> None:
    await store.commit(unit(await store.load(7), timers=(Plan("warm_up", "run", NOW, "detail"),)))
    assert await store.claim_timers(NOW - timedelta(seconds=1), 10, LEASE) == []
    (timer,) = await store.claim_timers(NOW, 10, LEASE)
    assert (timer.chat_id, timer.kind, timer.run, timer.due, timer.detail) == (7, "warm_up", "run", NOW, "detail")
    assert await store.claim_timers(NOW + LEASE / 2, 10, LEASE) == []
    assert [again.id for again in await store.claim_timers(NOW + LEASE, 10, LEASE)] == [timer.id]


async def test_a_fired_timer_goes_with_the_turn_it_caused(store: Store) -> None:
    await store.commit(unit(await store.load(7), timers=(Plan("warm_up", "run", NOW),)))
    (timer,) = await store.claim_timers(NOW, 10, LEASE)
    await store.commit(unit(await store.load(7), fired=timer.id))
    assert await store.claim_timers(NOW + timedelta(days=9), 10, LEASE) == []


async def test_a_timer_planned_anew_while_it_fires_is_kept(store: Store) -> None:
    await store.commit(unit(await store.load(7), timers=(Plan("forget", "a", NOW),)))
    (timer,) = await store.claim_timers(NOW, 10, LEASE)
    later = NOW + timedelta(hours=1)
    await store.commit(unit(await store.load(7), fired=timer.id, timers=(Plan("forget", "b", later),)))
    assert [(one.run, one.due) for one in await store.claim_timers(later, 10, LEASE)] == [("b", later)]


async def test_a_chat_has_one_timer_of_a_kind_and_dropping_takes_only_what_it_names(store: Store) -> None:
    plans = (Plan("warm_up", "a", NOW), Plan("forget", "a", NOW), Plan("warm_up", "b", NOW))
    await store.commit(unit(await store.load(7), timers=plans))
    await store.commit(unit(await store.load(8), timers=(Plan("warm_up", "other", NOW),)))
    await store.commit(unit(await store.load(7), timers=(Drop(("silence", "forget")),)))
    assert {(timer.chat_id, timer.run) for timer in await store.claim_timers(NOW, 10, LEASE)} == {(7, "b"), (8, "other")}


async def test_dropping_and_planning_in_one_turn_happen_in_order(store: Store) -> None:
    await store.commit(
        unit(await store.load(7), timers=(Plan("a", "old", NOW), Drop(("a",)), Plan("b", "new", NOW), Plan("c", "x", NOW), Drop(("c",))))
    )
    assert [timer.run for timer in await store.claim_timers(NOW, 10, LEASE)] == ["new"]


async def test_the_oldest_timers_are_claimed_first_and_no_more_than_asked_for(store: Store) -> None:
    for chat in range(5):
        await store.commit(unit(await store.load(chat), timers=(Plan("warm_up", f"run{chat}", NOW - timedelta(minutes=chat)),)))
    first = await store.claim_timers(NOW, 3, LEASE)
    assert [timer.run for timer in first] == ["run4", "run3", "run2"]
    assert [timer.run for timer in await store.claim_timers(NOW, 3, LEASE)] == ["run1", "run0"]


async def test_what_is_planned_can_be_listed(store: Store) -> None:
    for minutes in (30, 10, 20):
        await store.commit(unit(await store.load(minutes), timers=(Plan("warm_up", f"in {minutes}", NOW + timedelta(minutes=minutes)),)))
    assert [timer.run for timer in await store.planned(2)] == ["in 10", "in 20"]


async def test_a_person_who_left_gets_nothing_until_they_are_back(store: Store) -> None:
    await store.commit(unit(await store.load(7), sent=(HELLO,), timers=(Plan("warm_up", "w", NOW), Plan("forget", "f", NOW))))
    await store.drop_parcels(7)
    assert await store.waiting() == []
    kept = await store.load(7)
    assert kept.blocked
    assert [timer.kind for timer in await store.claim_timers(NOW, 10, LEASE)] == ["forget"]
    await store.commit(unit(kept, blocked=True))
    assert await store.claim_timers(NOW, 10, LEASE) == []
    await store.commit(unit(await store.load(7)))
    assert not (await store.load(7)).blocked
    assert [timer.kind for timer in await store.claim_timers(NOW, 10, LEASE)] == ["warm_up"]


async def test_leaving_outruns_a_turn_that_was_being_decided(store: Store) -> None:
    await store.commit(unit(await store.load(7)))
    decided_before = await store.load(7)
    await store.drop_parcels(7)
    with pytest.raises(Conflict):
        await store.commit(unit(decided_before, sent=(HELLO,)))


async def test_someone_unknown_can_leave(store: Store) -> None:
    await store.drop_parcels(404)
    assert (await store.load(404)).revision == 0


async def test_many_chats_at_once_do_not_get_into_each_others_way(store: Store) -> None:
    async def live(chat: int) -> None:
        for number in range(5):
            parcels = await store.commit(
                unit(await store.load(chat), update_id=number, sent=(HELLO,), timers=(Plan("forget", f"r{number}", NOW),))
            )
            await store.acknowledge(Receipt(parcels[0].id, chat, card=number))

    await asyncio.gather(*map(live, range(100)))
    assert await store.waiting() == []
    for chat in range(100):
        kept = await store.load(chat)
        assert (kept.revision, kept.updates, kept.card) == (5, (0, 1, 2, 3, 4), 4)
    assert len(await store.claim_timers(NOW, 1000, LEASE)) == 100
