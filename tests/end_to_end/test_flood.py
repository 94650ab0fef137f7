"""Ten thousand updates that came while the bot was down, and more that come while nothing can be stored."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web

from bot.content.library import Library
from bot.service import delivery, unstored
from bot.telegram import polling, updates

from .away import Away
from .faults import CountingApi, Fleet
from .test_webhook import hook
from .town import Someone, Town, town

SICK = "my throat is closing up"
URGENT = "Get urgent medical help now."


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "GLANCE_SECONDS", 0.05)
    monkeypatch.setattr(updates, "GLANCE_SECONDS", 0.05)
    monkeypatch.setattr(updates, "RETRY_SECONDS", 0.3)
    monkeypatch.setattr(unstored, "PAUSES", (0.01, 0.01, 0.01))


@pytest.fixture(params=["polling", "webhook"])
async def here(request: pytest.FixtureRequest, library: Library) -> AsyncIterator[Town]:
    async with town(library, Away(), hook() if request.param == "webhook" else None) as made:
        yield made


def store_of(here: Town) -> Away:
    assert isinstance(here.store, Away)
    return here.store


def urgent(person: Someone) -> int:
    return sum(message.text.startswith(URGENT) for message in person.messages)


class Queue(CountingApi):
    """A Bot API with updates from the time when the bot was down."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self.waiting = dict(enumerate(map(written, range(1, len(texts) + 1), texts), 1))
        self.urgent: list[int] = []

    async def _call(self, request: web.Request) -> web.Response:
        given = orjson.loads(await request.read() or b"{}")
        if request.match_info["method"] == "sendMessage" and given["text"].startswith(URGENT):
            self.urgent.append(self.received.total())
        if request.match_info["method"] != "getUpdates":
            return await super()._call(request)
        for number in [number for number in itertools.islice(self.waiting, 200) if number < given.get("offset", 0)]:
            del self.waiting[number]
        if not self.waiting:
            await asyncio.sleep(given["timeout"] / 100)
        return web.json_response({"ok": True, "result": list(itertools.islice(self.waiting.values(), 100))})


def written(number: int, text: str) -> dict[str, Any]:
    """An update of the evening before, each from a person of their own."""
    person = {"id": number, "is_bot": False, "first_name": "Ann", "language_code": "en"}
    message = {"message_id": 1, "date": 1_700_000_000, "chat": {"id": number, "type": "private"}, "from": person, "text": text}
    return {"update_id": number, "message": message}


async def test_ten_thousand_updates_from_a_night_without_the_bot(tmp_path: Path) -> None:
    texts = [SICK if number % 1_000 == 500 else "/help" for number in range(10_000)]
    api = Queue(texts)
    async with api.serving(), Fleet.of(api.url, f"sqlite:///{tmp_path}/b12.db", 0) as fleet:
        await fleet.start()
        async with asyncio.timeout(100):
            while len(api.received) < 100:  # noqa: ASYNC110  # the api has no event for it
                await asyncio.sleep(0.01)
            before = resident_mb(fleet.workers[0])
            while len(api.received) < len(texts) or api.waiting:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        grown = resident_mb(fleet.workers[0]) - before
    assert set(api.received.values()) == {1}
    assert len(api.urgent) == 10
    assert grown < 60


async def test_an_urgent_answer_overtakes_the_hundreds_that_wait_to_be_sent(tmp_path: Path) -> None:
    api = Queue([*["/help"] * 1_000, SICK])
    async with api.serving(), Fleet.of(api.url, f"sqlite:///{tmp_path}/b12.db", 30) as fleet:
        await fleet.start()
        async with asyncio.timeout(30):
            while not api.urgent:  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.05)
    assert api.urgent[0] < 500


def resident_mb(process: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


async def test_what_was_written_yesterday_still_counts(library: Library) -> None:
    async with town(library) as here:
        ann = here.person()
        await ann.say("/check")
        await here.stop()
        here.world.press_label(ann.id, "None of these")
        here.world.send_text(ann.id, SICK)
        here.clock.advance(hours=23)
        await here.start()
        await here.settle()
        assert urgent(ann) == 1
        assert ann.last.text.startswith(URGENT)


async def test_a_sign_that_comes_while_nothing_can_be_stored_does_not_wait_behind_other_people(here: Town) -> None:
    ann, bob = here.person(), here.person("Bob")
    await bob.say("/help")
    store_of(here).away = True
    here.world.send_text(ann.id, "/help")
    await here.until(lambda: any("can't save" in message.text for message in ann.messages))
    here.world.send_text(bob.id, SICK)
    await here.until(lambda: urgent(bob) == 1)
    store_of(here).away = False
    await here.settle()
    assert bob.last.text.startswith(URGENT)
    assert sum("can't save" in message.text for message in ann.messages) == 1
    assert not any("can't save" in message.text for message in bob.messages)


async def test_nor_does_it_wait_behind_what_the_same_person_wrote_before(library: Library) -> None:
    """By polling; to a webhook, Telegram brings a person's next update only when the one before was taken."""
    async with town(library, Away()) as here:
        ann = here.person()
        await ann.say("/check")
        store_of(here).away = True
        here.world.press_label(ann.id, "None of these")
        here.world.send_text(ann.id, SICK)
        await here.until(lambda: urgent(ann) == 1)
        store_of(here).away = False
        await here.settle()
        assert ann.last.text.startswith(URGENT)
        assert urgent(ann) == 2  # and once more when it could be stored
        assert "2 of about 7" in ann.messages[0].text


async def test_a_database_that_only_takes_its_time_does_not_delay_it_either(here: Town) -> None:
    ann = here.person()
    await ann.say("/help")
    go_on, commit = asyncio.Event(), here.store.commit

    async def slow(unit: Any) -> Any:
        await go_on.wait()
        return await commit(unit)

    here.store.commit = slow  # type: ignore[method-assign]  # the real one waits for nobody
    here.world.send_text(ann.id, SICK)
    await here.until(lambda: urgent(ann) == 1)
    here.world.send_text(ann.id, "/help")
    go_on.set()
    await here.settle()
    assert urgent(ann) == 2
    assert not any("can't save" in message.text for message in ann.messages)


async def test_trouble_on_the_line_does_not_silence_it(here: Town) -> None:
    ann = here.person()
    await ann.say("/help")
    store_of(here).away = True
    here.world.fail_next("sendMessage", 502, "Bad Gateway", times=3)
    here.world.send_text(ann.id, SICK)
    await here.until(lambda: urgent(ann) == 1)
    store_of(here).away = False
    await here.settle()


async def test_trouble_is_told_once_however_many_people_meet_it(
    library: Library, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.01)
    async with town(library) as here:
        crowd = [here.person(f"Person {number}") for number in range(50)]
        here.world.fail_next("sendMessage", 502, "Bad Gateway", times=120)
        here.world.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", times=20, retry_after=1)
        for person in crowd:
            here.world.send_text(person.id, "/help")
        await here.settle()
        assert [len(person.messages) for person in crowd] == [1] * 50
    assert caplog.text.count("did not get through") + caplog.text.count("asked to wait") == 1
    assert caplog.text.count("every message gets through again") == 1
