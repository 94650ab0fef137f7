"""What is special about PostgreSQL: several workers at once, connections that break, and a schema that is made once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.dialog.effects import CloseButtons, Plan
from bot.errors import StorageError
from bot.service.ports import Conflict, Kept, Receipt, Unavailable
from bot.storage import grouped, schema
from bot.storage import postgres as module
from bot.storage.postgres import PostgresStore
from bot.storage.tables import REVISION
from tests.line import Line
from tests.postgres import Postgres, connected

from .test_contract import HELLO, LEASE, NOW, unit
from .test_sqlite import FIRST


@pytest.fixture
async def workers(database: str) -> AsyncIterator[tuple[PostgresStore, PostgresStore]]:
    first, second = await PostgresStore.open(database), await PostgresStore.open(database)
    yield first, second
    await first.close()
    await second.close()


Workers = tuple[PostgresStore, PostgresStore]


# ---- the schema


@pytest.fixture
async def empty(postgres: Postgres) -> AsyncIterator[str]:
    """A database without any table."""
    url = await postgres.database(empty=True)
    yield url
    await postgres.drop(url)


async def test_however_many_start_at_once_the_schema_is_made_once(empty: str) -> None:
    stores = await asyncio.gather(*(PostgresStore.open(empty) for _ in range(6)))
    await asyncio.gather(*(store.commit(unit(Kept(chat))) for chat, store in enumerate(stores)))
    assert all([(await stores[0].load(chat)).revision == 1 for chat in range(6)])
    await asyncio.gather(*(store.close() for store in stores))


async def test_a_database_of_the_first_schema_is_migrated_once_and_nothing_is_lost(empty: str) -> None:
    engine = create_async_engine(empty)
    async with engine.begin() as connection:
        await connection.run_sync(schema.upgrade, "0001")
        for statement in FIRST.strip().split("\n"):
            await connection.exec_driver_sql(statement.replace(", 55, 0)", ", 55, false)").replace("NULL, 1)", "NULL, true)"))
    await engine.dispose()
    first, second = await asyncio.gather(PostgresStore.open(empty), PostgresStore.open(empty))
    kept = await first.load(7)
    assert (kept.revision, kept.session.language, kept.updates, kept.card, kept.diary) == (3, "en", (1, 2), 55, {})
    assert [(timer.kind, timer.key) for timer in await second.planned(9)] == [("forget", ""), ("warm_up", "")]
    assert [parcel.effect for parcel in await second.claim_parcels(9)] == [CloseButtons(5)]
    await first.commit(unit(kept, timers=(Plan("reminder", "", NOW, "a detail far longer than the forty characters of old", "r1"),)))
    await first.close()
    await second.close()


async def test_migrating_from_nothing_comes_to_the_same_tables_as_a_new_database(empty: str, database: str) -> None:
    engine = create_async_engine(empty)
    async with engine.begin() as connection:
        await connection.run_sync(schema.upgrade)
    await engine.dispose()
    assert await tables_of(empty) == await tables_of(database) != []


async def tables_of(url: str) -> list[tuple[object, ...]]:
    """Every column and index of our tables."""
    async with connected(url) as connection:
        columns = await connection.fetch(
            "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1, 2"
        )
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
        )
    return [tuple(row) for row in (*columns, *indexes)]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", f"newer version of this program .schema 9999; this one knows up to {REVISION}"),
        ("DROP TABLE alembic_version", "tables that are not ours"),
    ],
)
async def test_a_database_that_is_not_ours_or_newer_is_refused(database: str, spoil: str, told: str) -> None:
    async with connected(database) as connection:
        await connection.execute(spoil)
    with pytest.raises(StorageError, match=told):
        await PostgresStore.open(database)


async def test_a_database_that_cannot_be_reached_is_told_in_one_line_without_the_password(database: str) -> None:
    there = make_url(database)
    for url in (there.set(database="nowhere"), there.set(host="127.0.0.1", port=1, query={})):
        with pytest.raises(StorageError, match=r"cannot be used: .*Check DATABASE_URL") as refused:
            await PostgresStore.open(url.set(password="hush!").render_as_string(hide_password=False))
        assert "hush" not in str(refused.value)
        assert "\n" not in str(refused.value)


def test_a_password_in_what_the_database_says_is_left_out() -> None:
    told = module._refused("postgresql+asyncpg://u:hush@db/bot", OSError("no way to u:hush@db"))
    assert "hush" not in told
    assert "bot at db" in told


# ---- several workers


async def test_of_two_workers_that_race_for_a_new_chat_one_wins(workers: Workers) -> None:
    for chat in range(20):
        tries = [worker.commit(unit(Kept(chat), update_id=number, sent=(HELLO,))) for number, worker in enumerate(workers * 2)]
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == ["Conflict", "Conflict", "Conflict", "tuple"]
        assert (await workers[0].load(chat)).revision == 1
    assert len(await workers[0].waiting()) == 20


async def test_workers_that_touch_the_same_chats_in_any_order_never_wait_in_a_circle(workers: Workers, database: str) -> None:
    chance = random.Random(5)
    seen: list[str] = []

    async def live(worker: PostgresStore, number: int) -> None:
        for step in range(40):
            chat = chance.randrange(12)
            with suppress(Conflict):
                timers = (Plan("forget", "", NOW), Plan("reminder", "", NOW, key=str(chance.randrange(3))))
                kept = await worker.load(chat)
                for parcel in await worker.commit(unit(kept, sent=(HELLO, HELLO), timers=timers, diary={"step": step})):
                    await worker.acknowledge(Receipt(parcel.id, chat, card=number * 1000 + step))
            if step % 10 == 0:
                await worker.drop_parcels(chat)
                await worker.claim_timers(NOW, 3, LEASE)
                await worker.claim_parcels(3)
            seen.append("ok")

    await asyncio.gather(*(live(worker, number) for worker in workers for number in range(6)))
    assert len(seen) == 2 * 6 * 40
    await asyncio.gather(*(worker.close() for worker in workers))  # their figures are there when they have ended
    async with connected(database) as connection:
        assert await connection.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == 0


async def test_a_timer_is_claimed_by_one_worker_alone(workers: Workers) -> None:
    first, second = workers
    await asyncio.gather(*(first.commit(unit(Kept(chat), timers=(Plan("warm_up", "", NOW),))) for chat in range(100)))
    claims = await asyncio.gather(*(worker.claim_timers(NOW, 7, LEASE) for worker in workers for _ in range(12)))
    claimed = [timer.id for claim in claims for timer in claim]
    assert all(len(claim) <= 7 for claim in claims)
    claimed += [timer.id for timer in await second.claim_timers(NOW, 100, LEASE)]
    assert len(claimed) == len(set(claimed)) == 100


async def test_what_a_worker_holds_is_not_taken_by_another_until_its_lease_is_over(workers: Workers, database: str) -> None:
    first, second = workers
    (parcel,) = await first.commit(unit(Kept(7), sent=(HELLO,)))
    assert await second.claim_parcels(9) == []
    assert await second.renew([parcel.id]) == frozenset()
    await lapse(database)
    assert await second.claim_parcels(9) == [parcel]
    assert await first.renew([parcel.id]) == frozenset()
    assert await first.still_ahead(7, parcel.id)
    await second.release([parcel.id])
    assert await first.claim_parcels(9) == [parcel]


async def lapse(url: str, condition: str = "true") -> None:
    """End leases, as time would."""
    async with connected(url) as connection:
        await connection.execute(f"UPDATE outbox SET wake = 0 WHERE {condition}")


async def test_a_parcel_says_which_one_of_another_worker_goes_before_it(workers: Workers, database: str) -> None:
    first, second = workers
    older = await first.commit(unit(Kept(7), sent=(HELLO, HELLO)))
    await first.commit(unit(Kept(8), sent=(HELLO,)))
    newer = await second.commit(unit(await second.load(7), sent=(HELLO,)))
    assert [(parcel.id > older[-1].id, parcel.after) for parcel in newer] == [(True, older[-1].id)]
    assert [parcel.after for parcel in await second.commit(unit(await second.load(7), sent=(HELLO,)))] == [older[-1].id]
    await lapse(database, f"id IN ({older[0].id}, {newer[0].id})")
    third = await first.claim_parcels(9)
    assert [(parcel.id, parcel.after) for parcel in third] == [(older[0].id, 0), (newer[0].id, 0)]
    await lapse(database, f"id = {older[1].id}")
    assert [parcel.after for parcel in await second.claim_parcels(9)] == [older[0].id]


async def test_a_worker_finds_what_it_committed_although_it_was_never_told(workers: Workers, database: str) -> None:
    first, second = workers
    (parcel,) = await first.commit(unit(Kept(7), sent=(HELLO,)))
    assert await first.claim_parcels(9) == []
    async with connected(database) as connection:
        await connection.execute("UPDATE outbox SET wake = wake - 6000")
    assert await second.claim_parcels(9) == []
    assert await first.claim_parcels(9, [parcel.id]) == []
    assert await first.claim_parcels(9) == [parcel]


async def test_one_worker_leads_until_it_stops_or_its_lease_is_over(workers: Workers, database: str) -> None:
    first, second = workers
    assert [await first.lead(), await second.lead(), await first.lead()] == [True, False, True]
    await first.follow()
    assert [await second.lead(), await first.lead()] == [True, False]
    async with connected(database) as connection:
        await connection.execute("UPDATE leads SET wake = 0")
    assert [await first.lead(), await second.lead()] == [True, False]
    await second.follow()
    assert [await first.lead(), await second.lead()] == [True, False]


async def test_one_turn_that_cannot_be_stored_does_not_take_others_with_it(workers: Workers) -> None:
    store = workers[0]
    impossible = unit(Kept(2**70))
    tries = [*(store.commit(unit(Kept(chat))) for chat in range(20)), store.commit(impossible)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(result) for result in results[:20]] == [tuple] * 20
    assert isinstance(results[20], Unavailable)
    assert (await store.load(3)).revision == 1


# ---- trouble


@asynccontextmanager
async def through_a_line(url: str) -> AsyncIterator[tuple[PostgresStore, Line]]:
    """A store whose connections can be cut."""
    async with Line.to(make_url(url)) as line:
        store = await PostgresStore.open(make_url(url).set(host="127.0.0.1", port=line.port, query={}).render_as_string(False))
        try:
            yield store, line
        finally:
            line.mend()
            await store.close()


async def test_a_database_that_goes_away_is_told_once_and_used_again_when_it_is_back(
    database: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouped, "CALM", 0.0)
    async with through_a_line(database) as (store, line):
        await store.commit(unit(Kept(1), update_id=1))
        line.cut()
        for _ in range(3):
            with pytest.raises(Unavailable):
                await store.load(1)
        results = await asyncio.gather(*(store.commit(unit(Kept(chat))) for chat in range(50)), return_exceptions=True)
        assert all(isinstance(result, Unavailable) for result in results)
        line.mend()
        assert (await store.load(1)).updates == (1,)
        await store.commit(unit(await store.load(1), update_id=2))
    assert caplog.text.count("the database failed") == 1
    assert caplog.text.count("the database works again") == 1


async def test_a_connection_that_was_closed_meanwhile_costs_nobody_anything(database: str) -> None:
    async with through_a_line(database) as (store, line):
        await store.commit(unit(Kept(1), update_id=1))
        line.drop_connections()
        results = await asyncio.gather(*(store.commit(unit(Kept(chat))) for chat in range(2, 50)))
        assert len(results) == 48
        assert (await store.load(1)).revision == 1


async def test_a_database_that_hangs_is_unavailable(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STATEMENT_SECONDS", 0.3)
    store = await PostgresStore.open(database)
    await store.commit(unit(Kept(1)))
    async with connected(database) as other, other.transaction():
        await other.execute("SELECT * FROM chats WHERE chat_id = 1 FOR UPDATE")
        with pytest.raises(Unavailable):
            await store.commit(unit(Kept(1, 1)))
    await store.commit(unit(Kept(1, 1)))
    assert (await store.load(1)).revision == 2
    await store.close()


async def test_a_closed_store_is_unavailable_and_answers_what_was_asked_before(database: str) -> None:
    store = await PostgresStore.open(database)
    asked = [asyncio.ensure_future(store.commit(unit(Kept(chat)))) for chat in range(30)]
    await asyncio.sleep(0)
    await store.close()
    await store.close()
    assert [await answer for answer in asked] == [()] * 30
    with pytest.raises(Unavailable):
        await store.load(1)


# ---- the bucket


async def test_the_bucket_is_shared_and_leaves_some_for_replies(workers: Workers) -> None:
    first, second = workers[0].bucket(30), workers[1].bucket(30)
    assert (await first.take(6, 0, 5)).number == 5
    planned = await second.take(6, 0, 5)
    assert planned.number <= 1
    assert 0 < planned.wait < 0.1
    assert (await second.take(5, 0, 0)).number >= 4
    assert not first.spare(0)


async def test_what_was_spent_anyway_is_owed_by_all(workers: Workers) -> None:
    first, second = workers[0].bucket(100), workers[1].bucket(100)
    await first.take(0, 50, 0)
    waiting = await second.take(1, 0, 0)
    assert waiting.number == 0
    assert 0.05 < waiting.wait < 0.3
    await asyncio.sleep(waiting.wait)
    assert (await first.take(1, 0, 0)).number == 1


async def test_the_bucket_says_when_the_database_is_away(database: str) -> None:
    async with through_a_line(database) as (store, line):
        bucket = store.bucket(30)
        assert (await bucket.take(1, 0, 0)).number == 1
        line.cut()
        with pytest.raises(Unavailable):
            await bucket.take(1, 0, 0)
        line.mend()
        assert (await bucket.take(1, 0, 0)).number == 1
