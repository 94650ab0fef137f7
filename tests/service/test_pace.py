"""How fast messages leave, and who goes first."""

from __future__ import annotations

import asyncio

import pytest

from bot.service import pace as module
from bot.service.pace import Grant, LocalBucket, Pace, Rank, Ticket
from bot.service.ports import Unavailable


class DryBucket:
    """A bucket that gives what a test puts into it, and counts what was spent anyway."""

    def __init__(self, rate: int = 60, tokens: int = 0) -> None:
        self.rate = rate
        self.tokens = tokens
        self.spent = 0.0
        self.away = False

    async def take(self, wanted: int, spent: float, keep: float) -> Grant:
        if self.away:
            raise Unavailable
        self.spent += spent
        number = min(wanted, self.tokens)
        self.tokens -= number
        return Grant(number, 0.001)

    def spare(self, keep: float) -> bool:
        return False


class Queue:
    """Messages that wait for a pace, and the order in which they left."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.left: list[str] = []
        self.tickets: dict[str, Ticket] = {}
        self._chats = iter(range(1000))

    async def add(self, name: str, rank: Rank) -> asyncio.Task[None]:
        task = asyncio.create_task(self._leave(name, rank))
        await asyncio.sleep(0)
        return task

    async def _leave(self, name: str, rank: Rank) -> None:
        self.tickets[name] = ticket = Ticket()
        await self.pace.admit(ticket, next(self._chats), rank)
        self.left.append(name)


async def settle() -> None:
    await asyncio.sleep(0.02)


async def test_replies_go_before_planned_messages_that_came_earlier() -> None:
    bucket = DryBucket()
    queue = Queue(Pace(bucket))
    for name, rank in (("p1", Rank.PLANNED), ("p2", Rank.PLANNED), ("r1", Rank.REPLY), ("r2", Rank.REPLY)):
        await queue.add(name, rank)
    await settle()
    assert queue.left == []
    bucket.tokens = 3
    await settle()
    assert queue.left == ["r1", "r2", "p1"]
    bucket.tokens = 1
    await settle()
    assert queue.left == ["r1", "r2", "p1", "p2"]


async def test_an_urgent_message_never_waits_and_its_token_is_owed() -> None:
    bucket = DryBucket()
    queue = Queue(Pace(bucket))
    await queue.add("reply", Rank.REPLY)
    await queue.add("urgent", Rank.URGENT)
    assert queue.left == ["urgent"]
    await settle()
    assert queue.left == ["urgent"]
    assert bucket.spent == 1


async def test_what_is_ahead_of_something_more_important_hurries() -> None:
    bucket = DryBucket()
    queue = Queue(Pace(bucket))
    for name in ("first", "second", "third"):
        await queue.add(name, Rank.PLANNED)
    queue.pace.hurry(queue.tickets["second"], Rank.REPLY)
    queue.pace.hurry(queue.tickets["third"], Rank.URGENT)
    await settle()
    assert queue.left == ["third"]
    bucket.tokens = 1
    await settle()
    assert queue.left == ["third", "second"]
    queue.pace.hurry(queue.tickets["second"], Rank.URGENT)
    assert bucket.spent == 1


async def test_few_planned_messages_are_on_their_way_at_once() -> None:
    bucket = DryBucket(rate=60, tokens=100)
    queue = Queue(Pace(bucket))
    for number in range(4):
        await queue.add(f"p{number}", Rank.PLANNED)
    await settle()
    assert queue.left == ["p0", "p1"]
    await queue.add("reply", Rank.REPLY)
    await settle()
    assert queue.left == ["p0", "p1", "reply"]
    queue.pace.leave(queue.tickets["reply"])
    queue.pace.leave(queue.tickets["p1"])
    await settle()
    assert queue.left == ["p0", "p1", "reply", "p2"]


async def test_planned_messages_leave_some_tokens_for_replies() -> None:
    queue = Queue(Pace(LocalBucket(90)))
    for number in range(40):
        await queue.add(f"p{number}", Rank.PLANNED)
    assert len(queue.left) < 20
    for number in range(8):
        await queue.add(f"r{number}", Rank.REPLY)
    await settle()
    assert {f"r{number}" for number in range(8)} <= set(queue.left)
    assert len(queue.left) < 40


async def test_everything_leaves_in_the_end_and_no_faster_than_the_rate() -> None:
    loop = asyncio.get_running_loop()
    queue = Queue(Pace(LocalBucket(200)))
    began = loop.time()
    await asyncio.gather(*[await queue.add(f"r{number}", Rank.REPLY) for number in range(140)])
    assert loop.time() - began > (140 - 200 / 3) / 200 * 0.9


async def test_somebody_who_no_longer_waits_takes_no_token() -> None:
    bucket = DryBucket()
    queue = Queue(Pace(bucket))
    gone = await queue.add("gone", Rank.REPLY)
    await queue.add("here", Rank.REPLY)
    await settle()
    gone.cancel()
    await settle()
    bucket.tokens = 1
    await settle()
    assert queue.left == ["here"]


async def test_one_chat_may_get_a_few_messages_at_once_and_then_one_a_second() -> None:
    pace = Pace(LocalBucket(1000))
    for _ in range(module.CHAT_BURST):
        assert pace.pause(7) == 0
        await pace.admit(Ticket(), 7, Rank.REPLY)
    assert 0.9 < pace.pause(7) <= 1
    assert pace.pause(8) == 0


async def test_chats_that_were_quiet_are_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KNOWN_CHATS", 3)
    pace = Pace(LocalBucket(10_000))
    for chat in range(10):
        await pace.admit(Ticket(), chat, Rank.REPLY)
        pace._chats = {known: until - 5 for known, until in pace._chats.items()}
    assert len(pace._chats) <= 4


async def test_two_chats_that_are_told_to_wait_mean_that_all_must() -> None:
    bucket = DryBucket(rate=10)
    pace = Pace(bucket)
    pace.refused(1, 3)
    pace.refused(1, 3)
    await settle()
    assert bucket.spent == 0
    pace.refused(2, 3)
    await settle()
    assert bucket.spent >= 30


async def test_while_the_shared_bucket_is_away_a_worker_keeps_a_pace_of_its_own() -> None:
    bucket = DryBucket(rate=100)
    bucket.away = True
    queue = Queue(Pace(bucket))
    for number in range(3):
        await queue.add(f"r{number}", Rank.REPLY)
    await settle()
    assert queue.left == ["r0", "r1", "r2"]
