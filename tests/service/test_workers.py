"""Several workers on one database: order, leases, and what happens when one of them dies or stalls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.dialog.effects import Line, Message, Say
from bot.service import delivery as module
from bot.service.delivery import Delivery
from bot.service.ports import Parcel, SendLater, Unavailable, Unit
from bot.storage import batch, grouped
from bot.storage.postgres import PostgresStore
from tests.fakes import FakePerson

LEASE = timedelta(seconds=0.6)


@pytest.fixture(autouse=True)
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (module, batch, grouped):
        monkeypatch.setattr(room, "LEASE", LEASE)
    monkeypatch.setattr(batch, "ORPHANED", LEASE / 2)
    monkeypatch.setattr(module, "BEAT", 0.1)
    monkeypatch.setattr(module, "MARGIN", 0.2)
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.02)


class Worker:
    """One of several processes, as far as delivery goes."""

    def __init__(self, store: PostgresStore, person: FakePerson) -> None:
        self.store = store
        self.person = person
        self.delivery = Delivery(store, person)
        self._running: asyncio.Task[None] | None = None

    def live(self) -> None:
        """Look after leases."""
        self._running = asyncio.create_task(self.delivery.run())

    async def says(self, chat: int, *texts: str) -> tuple[Parcel, ...]:
        """Commit and deliver."""
        parcels = await self.commits(chat, *texts)
        self.delivery.push(chat, parcels)
        return parcels

    async def commits(self, chat: int, *texts: str) -> tuple[Parcel, ...]:
        """Commit, and die before anything is sent."""
        kept = await self.store.load(chat)
        return await self.store.commit(Unit(kept, kept.session, sent=tuple(say(text) for text in texts)))

    async def stall(self) -> None:
        """Hold parcels, but renew no lease any more."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def end(self) -> None:
        await self.stall()
        await self.delivery.drain(0)
        await self.store.close()


def say(text: str) -> Say:
    return Say(Message((Line(text),), urgent=text == "urgent"))


@pytest.fixture
async def workers(database: str) -> AsyncIterator[tuple[Worker, Worker]]:
    first = Worker(await PostgresStore.open(database), FakePerson())
    second = Worker(await PostgresStore.open(database), FakePerson())
    yield first, second
    await first.end()
    await second.end()


async def until(worker: Worker, heard: list[str], chat: int | None = None) -> None:
    async with asyncio.timeout(10):
        while worker.person.heard(chat) != heard:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_messages_of_a_chat_keep_their_order_across_workers(workers: tuple[Worker, Worker]) -> None:
    first, second = workers
    first.live()
    second.live()
    first.person.gate = asyncio.Event()
    await first.says(7, "a", "b")
    await second.says(7, "c")
    await second.says(8, "other")
    await until(second, ["other"])
    await asyncio.sleep(LEASE.total_seconds() * 1.5)  # the first worker lives: nothing is taken from it
    assert second.person.heard() == ["other"]
    first.person.gate.set()
    await until(second, ["other", "c"])
    await second.delivery.settle()
    assert first.person.heard() == ["a", "b"]
    assert await first.store.waiting() == []


async def test_what_a_dead_worker_left_is_sent_first_and_in_order(workers: tuple[Worker, Worker]) -> None:
    first, second = workers
    await first.commits(7, "a", "b")
    await first.commits(8, "x")
    second.live()
    await second.says(7, "c", "d")
    await until(second, ["a", "b", "c", "d"], 7)
    await until(second, ["x"], 8)
    await second.delivery.settle()
    assert await second.store.waiting() == []


async def test_a_worker_that_is_told_to_wait_longer_than_its_lease_keeps_what_it_holds(workers: tuple[Worker, Worker]) -> None:
    first, second = workers
    first.live()
    second.live()
    first.person.trouble.append(SendLater(LEASE.total_seconds() * 3))
    await first.says(7, "a", "b")
    await until(first, ["a", "b"])
    assert second.person.heard() == []


async def test_a_worker_that_stalled_sends_nothing_that_another_has_taken_over(workers: tuple[Worker, Worker]) -> None:
    first, second = workers
    first.person.trouble.append(SendLater(LEASE.total_seconds() * 2.5))
    await first.says(7, "a", "b")
    second.live()
    await until(second, ["a", "b"])
    await first.delivery.settle()
    assert first.person.heard() == []
    await first.says(7, "c")
    await until(first, ["c"])


async def test_a_worker_that_lives_lets_go_of_what_was_taken_from_it(workers: tuple[Worker, Worker]) -> None:
    first, second = workers
    first.person.gate = asyncio.Event()
    sent = await first.says(7, "a", "b", "c")
    await asyncio.sleep(0.05)
    second.person.gate = asyncio.Event()
    await first.store.release([parcel.id for parcel in sent[1:]])
    taken = await second.store.claim_parcels(9)
    assert [parcel.id for parcel in taken] == [parcel.id for parcel in sent[1:]]
    second.delivery.push(7, taken)
    first.live()
    await asyncio.sleep(0.3)
    first.person.gate.set()
    await until(first, ["a"])
    second.person.gate.set()
    await until(second, ["b", "c"])
    assert first.person.heard() == ["a"]


async def test_stopping_hands_what_is_left_to_another_at_once(workers: tuple[Worker, Worker]) -> None:
    first, second = workers
    first.person.gate = asyncio.Event()
    await first.says(7, "a", "b")
    assert await first.delivery.drain(0.01) is False
    assert len(await second.store.claim_parcels(9)) == 2


async def test_a_message_whose_commit_was_never_confirmed_goes_out_all_the_same(workers: tuple[Worker, Worker]) -> None:
    first, _ = workers
    first.live()
    await first.commits(7, "stored, but nobody was told")
    await until(first, ["stored, but nobody was told"])
    await first.delivery.settle()
    assert await first.store.waiting() == []


async def test_an_urgent_message_does_not_wait_for_what_its_chat_was_told_to_wait_for(workers: tuple[Worker, Worker]) -> None:
    first, _ = workers
    first.person.trouble.append(SendLater(30))
    await first.says(7, "plain")
    await asyncio.sleep(0.05)
    await first.says(7, "urgent")
    await until(first, ["plain", "urgent"])


class Forgetful(PostgresStore):
    """A store that is away for a while."""

    away = False

    async def renew(self, parcels: object) -> frozenset[int]:
        if self.away:
            raise Unavailable
        return await super().renew(parcels)  # type: ignore[arg-type]

    async def claim_parcels(self, limit: int, in_hand: object = ()) -> list[Parcel]:
        if self.away:
            raise Unavailable
        return await super().claim_parcels(limit, in_hand)  # type: ignore[arg-type]


async def test_after_trouble_with_the_database_others_get_time_to_renew_their_leases(database: str) -> None:
    store = await Forgetful.open(database)
    assert isinstance(store, Forgetful)
    worker = Worker(store, FakePerson())
    worker.live()
    store.away = True
    kept = await store.load(7)
    (parcel,) = await store.commit(Unit(kept, kept.session, sent=(say("a"),)))
    await store.release([parcel.id])
    await asyncio.sleep(0.25)
    store.away = False
    await until(worker, ["a"])
    await worker.end()
