"""What every Store promises, whichever database is behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from bot.dialog.effects import CloseButtons, Drop, Line, Message, Plan, Say, Show
from bot.dialog.script import Level
from bot.dialog.session import Ended, Run, Session, Sign
from bot.service.ports import REMEMBERED_UPDATES, Conflict, Fired, Kept, Receipt, Store, Unit
from bot.storage.memory import MemoryStore
from bot.storage.postgres import PostgresStore
from bot.storage.sqlite import SqliteStore
from tests.postgres import Postgres

NOW = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
HELLO = Say(Message((Line("hello"),)), card=True)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = await postgres.database()
        shared = await PostgresStore.open(url)
        yield shared
        await shared.close()
        await postgres.drop(url)
    else:
        alone = MemoryStore() if request.param == "memory" else SqliteStore.open(tmp_path / "b12.db")
        yield alone
        await alone.close()


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


# ---- timers with keys


REMINDER = Plan("reminder", "", NOW, "2026-12-04", "r1")


async def test_timers_of_one_kind_live_side_by_side_under_their_keys(store: Store) -> None:
    moved = replace(REMINDER, due=NOW + timedelta(minutes=5))
    await store.commit(unit(await store.load(7), timers=(REMINDER, replace(REMINDER, key="r2"), moved)))
    assert [(timer.key, timer.due) for timer in await store.planned(9)] == [("r2", NOW), ("r1", moved.due)]
    (due,) = await store.claim_timers(NOW, 9, LEASE)
    assert (due.kind, due.detail, due.key) == ("reminder", "2026-12-04", "r2")


async def test_dropping_takes_one_key_or_all_of_a_kind(store: Store) -> None:
    plans = tuple(Plan(kind, "", NOW, key=key) for kind in ("reminder", "heads_up") for key in ("", "r1", "r2"))
    await store.commit(unit(await store.load(7), timers=(*plans, Drop(("reminder",), "r1"))))
    assert {(timer.kind, timer.key) for timer in await store.planned(9)} == {(plan.kind, plan.key) for plan in plans} - {("reminder", "r1")}
    await store.commit(unit(await store.load(7), timers=(Drop(("heads_up",), "r2"), Drop(("reminder",)))))
    assert {(timer.kind, timer.key) for timer in await store.planned(9)} == {("heads_up", ""), ("heads_up", "r1")}


async def test_a_timer_that_two_workers_fired_happens_once(store: Store) -> None:
    await store.commit(unit(await store.load(7), timers=(REMINDER,)))
    (timer,) = await store.claim_timers(NOW, 10, LEASE)
    assert len(await store.commit(unit(await store.load(7), fired=timer.id, sent=(HELLO,)))) == 1
    with pytest.raises(Fired):
        await store.commit(unit(await store.load(7), fired=timer.id, sent=(HELLO,)))
    kept = await store.load(7)
    assert (kept.revision, len(await store.waiting())) == (2, 1)


async def test_what_is_planned_for_somebody_who_left_waits_until_they_are_back(store: Store) -> None:
    await store.commit(unit(await store.load(7), timers=(replace(REMINDER, key="before"), Plan("forget", "", NOW))))
    await store.drop_parcels(7)
    meanwhile = (replace(REMINDER, key="meanwhile"), Plan("forget", "", NOW))
    await store.commit(unit(await store.load(7), timers=meanwhile, blocked=True))
    assert [timer.kind for timer in await store.claim_timers(NOW, 10, LEASE)] == ["forget"]
    await store.commit(unit(await store.load(7)))
    assert {timer.key for timer in await store.claim_timers(NOW, 10, LEASE)} == {"before", "meanwhile"}


# ---- the diary


DIARY = {"v": 1, "zone": "Europe/Berlin", "reminders": [{"id": "r1", "every": [2, "weeks"]}], "name": "Köln"}


async def test_a_diary_comes_back_as_it_was_and_stays_until_it_changes(store: Store) -> None:
    assert (await store.load(7)).diary == {}
    await store.commit(unit(await store.load(7), diary=DIARY))
    await store.commit(unit(await store.load(7), update_id=5))
    kept = await store.load(7)
    assert (kept.diary, kept.updates) == (DIARY, (5,))
    kept.diary["zone"] = "somewhere else"
    assert (await store.load(7)).diary == DIARY
    await store.commit(unit(kept, diary={"v": 1}))
    assert (await store.load(7)).diary == {"v": 1}
    await store.commit(unit(await store.load(7), diary={}))
    assert (await store.load(7)).written == ""


async def test_a_turn_that_is_refused_leaves_the_diary_alone(store: Store) -> None:
    first = await store.load(7)
    await store.commit(unit(first, diary=DIARY))
    with pytest.raises(Conflict):
        await store.commit(unit(first, diary={"v": 2}))
    assert (await store.load(7)).diary == DIARY


async def test_all_chats_that_have_a_diary_can_be_walked_in_batches(store: Store) -> None:
    for chat in (30, -5, 10, 20):
        await store.commit(unit(await store.load(chat), Session("de"), diary={} if chat == 20 else {"chat": chat}))
    first = await store.diaries(-(2**62), 2)
    assert [(kept.chat_id, kept.diary["chat"], kept.session.language) for kept in first] == [(-5, -5, "de"), (10, 10, "de")]
    (last,) = await store.diaries(first[-1].chat_id, 2)
    await store.commit(unit(last, diary={"chat": 31}))
    assert (await store.load(30)).diary == {"chat": 31}
    assert await store.diaries(30, 2) == []


# ---- a person's data


async def test_an_export_reads_well(store: Store) -> None:
    await store.commit(unit(await store.load(7), Session("en"), update_id=9, sent=(HELLO,), timers=(REMINDER,), diary=DIARY))
    await store.commit(unit(await store.load(8), diary={"other": True}))
    everything = await store.export(7)
    assert everything["chats"][0]["session"] == {"v": 1, "language": "en"}
    assert everything["chats"][0]["updates"] == [9]
    assert [row["diary"] for row in everything["diaries"]] == [DIARY]
    assert [(row["kind"], row["key"], row["due"]) for row in everything["timers"]] == [("reminder", "r1", NOW.isoformat())]
    assert everything["outbox"][0]["effect"]["do"] == "say"
    assert all(row["chat_id"] == 7 for found in everything.values() for row in found)
    orjson.dumps(everything)


async def test_nothing_is_known_of_a_stranger(store: Store) -> None:
    assert all(found == [] for found in (await store.export(404)).values())


async def test_erasing_leaves_nothing_but_the_farewell_and_touches_nobody_else(store: Store) -> None:
    for chat in (7, 8):
        await store.commit(unit(await store.load(chat), Session("en"), update_id=9, sent=(HELLO,), timers=(REMINDER,), diary=DIARY))
    before = await store.export(8)
    kept = await store.load(7)
    (farewell,) = await store.commit(unit(kept, Session("en"), sent=(CloseButtons(5),), erase=True))
    everything = await store.export(7)
    assert [row["effect"]["do"] for row in everything.pop("outbox")] == ["close"]
    assert all(found == [] for found in everything.values())
    await store.acknowledge(Receipt(farewell.id, 7, card=3))
    assert await store.load(7) == Kept(7)
    assert all(found == [] for found in (await store.export(7)).values())
    assert await store.export(8) == before


async def test_what_was_being_decided_when_a_person_was_erased_does_not_bring_them_back(store: Store) -> None:
    await store.commit(unit(await store.load(7), timers=(REMINDER,), diary=DIARY))
    decided_before = await store.load(7)
    (timer,) = await store.claim_timers(NOW, 10, LEASE)
    await store.commit(unit(decided_before, erase=True))
    with pytest.raises(Conflict):
        await store.commit(unit(decided_before, sent=(HELLO,)))
    with pytest.raises(Fired):
        await store.commit(unit(await store.load(7), fired=timer.id, sent=(HELLO,)))
    assert await store.load(7) == Kept(7)


async def test_erasing_a_stranger_is_no_trouble(store: Store) -> None:
    await store.commit(unit(await store.load(404), erase=True))
    assert await store.load(404) == Kept(404)


# ---- notes


async def test_notes_about_the_database_are_kept(store: Store) -> None:
    assert await store.meta_get("tzdata") is None
    await store.meta_set("tzdata", "2026a")
    await store.meta_set("tzdata", "2026b")
    assert await store.meta_get("tzdata") == "2026b"


# ---- who holds what


async def test_parcels_are_held_by_whoever_committed_them_until_they_let_go(store: Store) -> None:
    parcels = await store.commit(unit(await store.load(7), sent=(HELLO, CloseButtons(1))))
    both = [parcel.id for parcel in parcels]
    assert await store.claim_parcels(10) == []
    assert await store.renew(both) == frozenset(both)
    await store.acknowledge(Receipt(both[0], 7))
    assert await store.renew(both) == {both[1]}
    await store.release([both[1]])
    assert await store.renew(both) == frozenset()
    assert await store.claim_parcels(10) == [parcels[1]]
    assert await store.claim_parcels(10) == []
    assert await store.still_ahead(7, both[1])
    assert not await store.still_ahead(7, both[0])
    assert not await store.still_ahead(8, both[1])


async def test_parcels_that_nobody_holds_are_claimed_in_order_a_few_at_a_time(store: Store) -> None:
    parcels = [parcel for chat in range(5) for parcel in await store.commit(unit(await store.load(chat), sent=(HELLO,)))]
    await store.release([parcel.id for parcel in reversed(parcels)])
    assert await store.claim_parcels(3) == parcels[:3]
    assert await store.claim_parcels(3) == parcels[3:]


async def test_what_a_timer_says_is_marked_as_planned(store: Store) -> None:
    (reply,) = await store.commit(unit(await store.load(7), sent=(HELLO,), timers=(REMINDER,)))
    (timer,) = await store.claim_timers(NOW, 10, LEASE)
    (reminder,) = await store.commit(unit(await store.load(7), fired=timer.id, sent=(HELLO,)))
    assert (reply.planned, reminder.planned) == (False, True)
    assert [parcel.planned for parcel in await store.waiting()] == [False, True]


async def test_a_worker_that_is_alone_leads(store: Store) -> None:
    assert await store.lead()
    assert await store.lead()
    await store.follow()
    assert await store.lead()
