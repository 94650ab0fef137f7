"""What the page asks of the playground, and what it must not get."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground.feed import Feed
from bot.playground.server import Playground
from bot.playground.world import World

from .fakes import BEGINNING, TOKEN, BotClient, SmallBot, StillClock


class Page:
    """The page's side of the wire."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def post(self, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
        data = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        sent = {"Content-Type": "application/json", **headers}
        async with self.session.post(f"{self.url}/api/{path}", data=data, headers=sent) as response:
            return response.status, await response.json()

    async def state(self) -> dict[str, Any]:
        async with self.session.get(f"{self.url}/api/state") as response:
            return dict(await response.json())

    @asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        async with self.session.get(f"{self.url}/api/events") as response:
            yield read_events(response)


async def read_events(response: aiohttp.ClientResponse) -> AsyncIterator[dict[str, Any]]:
    async for line in response.content:
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


@pytest.fixture
def page(session: aiohttp.ClientSession, url: str) -> Page:
    return Page(session, url)


@pytest.fixture
async def mia(page: Page) -> int:
    status, body = await page.post("people", {"name": "Mia", "language": "de"})
    assert status == 200
    return int(body["id"])


async def test_the_page_and_its_files(page: Page) -> None:
    async with page.session.get(page.url) as response:
        assert response.status == 200 and response.content_type == "text/html"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "http://" not in (await response.text()) and "https://" not in (await response.text())
    for name, kind in (("page.js", "text/javascript"), ("page.css", "text/css"), ("icons.svg", "image/svg+xml")):
        async with page.session.get(f"{page.url}/page/{name}") as response:
            assert (response.status, response.content_type) == (200, kind)
    for name in ("nothing.js", "..%2fserver.py", "%2e%2e/server.py", ""):
        async with page.session.get(f"{page.url}/page/{name}") as response:
            assert response.status == 404


async def test_the_state(page: Page, world: World, clock: StillClock, mia: int) -> None:
    clock.advance(seconds=90)
    world.profile.set_text("description", "de", "Hallo")
    world.send_text(mia, "hi")
    state = await page.state()
    (person,) = state["people"]
    assert (person["id"], person["name"], person["language"], person["started"], person["blocked"]) == (mia, "Mia", "de", True, False)
    assert person["profile"]["description"] == "Hallo" and person["messages"][0]["text"] == "hi" and person["messages"][0]["mine"]
    assert state["clock"] == {"now": "2026-12-04T09:01:30+00:00", "offset": 90.0}
    assert state["stories"][0] == {"name": "A sore arm", "file": "stories/sore.yaml"}
    assert state["listening"] is False and state["story"]["state"] == ""


async def test_everything_a_person_can_do(page: Page, world: World, bot: BotClient, mia: int) -> None:
    assert await page.post(f"people/{mia}/text", {"text": "/start"}) == (200, {"result": 1})
    assert (await page.post(f"people/{mia}/edit", {"message_id": 1, "text": "/help"}))[0] == 200
    keys = [[{"text": "Yes", "callback_data": "secret-token"}]]
    await bot.call("sendMessage", chat_id=mia, text="x", reply_markup={"inline_keyboard": keys})
    status, pressed = await page.post(f"people/{mia}/press", {"message_id": 2, "row": 0, "column": 0})
    assert status == 200 and isinstance(pressed["result"], str)
    assert "secret-token" not in json.dumps(await page.state())
    rows = [["Maybe"]]
    await bot.call("sendMessage", chat_id=mia, text="x", reply_markup={"keyboard": rows})
    place = {"latitude": 52.5, "longitude": 13.4}
    assert (await page.post(f"people/{mia}/key", {"text": "Maybe", **place}))[0] == 200
    for deed, body in (("photo", {}), ("sticker", {}), ("voice", {}), ("location", place), ("block", {})):
        assert (await page.post(f"people/{mia}/{deed}", body))[0] == 200
    assert world.person(mia).blocked
    await page.post(f"people/{mia}/unblock")
    kinds = [message.media.kind for message in world.history(mia) if message.media]
    assert kinds == ["photo", "sticker", "voice", "location"]
    _, body = await page.post(f"people/{mia}/restart")
    assert [person.id for person in world.people()] == [body["result"]]
    await page.post(f"people/{body['result']}/remove")
    assert world.people() == []


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("people", {"name": "", "language": "en"}, 400, "A name has 1 to 64 characters."),
        ("people", {"name": "x" * 65, "language": "en"}, 400, "A name has 1 to 64 characters."),
        ("people", {"name": "Mia", "language": "<b>"}, 400, "A language is a code such as “en” or “pt-BR”."),
        ("people", {"name": 5, "language": "en"}, 400, "“name” must be text."),
        ("people", {"language": "en"}, 400, "“name” must be text."),
        ("people/{mia}/dance", {}, 404, "There is nothing of that name to do."),
        ("people/77/text", {"text": "x"}, 404, "There is no such person here. They may have started over."),
        ("people/{mia}/text", {"text": ""}, 400, "There is nothing to send."),
        ("people/{mia}/text", {"text": None}, 400, "“text” must be text."),
        ("people/{mia}/text", {"text": "x" * 4097}, 400, "A message can have at most 4096 characters."),
        ("people/{mia}/edit", {"message_id": "1", "text": "x"}, 400, "“message_id” must be a whole number."),
        ("people/{mia}/press", {"message_id": 1, "row": True, "column": 0}, 400, "“row” must be a whole number."),
        ("people/{mia}/press", {"message_id": 1, "row": 0, "column": 0}, 404, "There is no such message."),
        ("people/{mia}/location", {"latitude": "x", "longitude": 0}, 400, "“latitude” must be a number."),
        (
            "people/{mia}/location",
            {"latitude": 91, "longitude": 0},
            400,
            "A place has a latitude of -90 to 90 and a longitude of -180 to 180.",
        ),
        ("clock", {"seconds": 0}, 400, "The clock goes forward only, and by a year at most."),
        ("clock", {"seconds": 1e12}, 400, "The clock goes forward only, and by a year at most."),
        ("clock", {"seconds": "60"}, 400, "“seconds” must be a number."),
        ("stories", {"number": 99}, 404, "There is no such story."),
        ("stories", {"number": -1}, 404, "There is no such story."),
        ("nowhere", {}, 404, "Not Found"),
        ("people", b"{", 400, "The request is not valid JSON."),
        ("people", b'{"name": "\\ud800"}', 400, "The request is not valid JSON."),
        ("people", b"[]", 400, "The request must be a JSON object."),
        ("people", b" " * 70_000, 413, "That is too long: a request can have at most 64 KB."),
    ],
)
async def test_what_is_refused(page: Page, mia: int, path: str, body: Any, status: int, words: str) -> None:
    assert await page.post(path.format(mia=mia), body) == (status, {"error": words})


async def test_a_long_body_that_does_not_say_so(page: Page) -> None:
    async def drops() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    async with page.session.post(f"{page.url}/api/people", data=drops(), headers={"Content-Type": "application/json"}) as response:
        assert response.status == 413


async def test_only_json_from_the_pages_own_origin(page: Page, mia: int) -> None:
    body = b'{"text": "x"}'
    assert (await page.post(f"people/{mia}/text", body, **{"Content-Type": "text/plain"}))[0] == 415
    assert (await page.post(f"people/{mia}/text", body, Origin="https://evil.example"))[0] == 403
    assert (await page.post(f"people/{mia}/text", body, Origin=page.url))[0] == 200
    async with page.session.get(f"{page.url}/api/people") as response:
        assert response.status == 405 and await response.json() == {"error": "Method Not Allowed"}


async def test_documents_are_downloaded_as_files(page: Page, world: World, bot: BotClient, mia: int) -> None:
    world.send_text(mia, "/start")
    form = aiohttp.FormData({"chat_id": str(mia)}, quote_fields=False)
    form.add_field("document", b"<script>", filename="data é.html", content_type="text/html")
    await bot.form("sendDocument", form)
    href = (await page.state())["people"][0]["messages"][1]["document"]["href"]
    async with page.session.get(page.url + href) as response:
        assert await response.read() == b"<script>" and response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''data%20%C3%A9.html"
    for path in (f"/api/people/{mia}/documents/1", f"/api/people/{mia}/documents/99", "/api/people/77/documents/1"):
        async with page.session.get(page.url + path) as response:
            assert response.status == 404


async def test_events_begin_with_the_state_and_follow_changes(
    page: Page, playground: Playground, world: World, bot: BotClient, small_bot: SmallBot
) -> None:
    async with page.events() as events, asyncio.timeout(5):
        assert (await anext(events))["kind"] == "state"
        mia = world.add_person("Mia").id
        world.send_text(mia, "/start")
        seen: list[dict[str, Any]] = []
        async for event in events:
            seen.append(event)
            if event["kind"] == "message" and not event["message"]["mine"]:
                break
        assert [event["kind"] for event in seen if event["kind"] != "watch"] == ["state", "person", "message", "message"]
        world.press_label(mia, "Note")
        event = await until(events, "toast")
        assert event["toast"]["text"] == "Noted" and event["chat_id"] == mia
        await bot.call("sendChatAction", chat_id=mia, action="typing")
        assert await until(events, "typing") == {"kind": "typing", "chat_id": mia}
        await page.post("clock", {"seconds": 60})
        assert (await until(events, "clock"))["clock"]["offset"] == 60
        await bot.call("setMyName", name="Companion")
        assert (await until(events, "state"))["people"][0]["profile"]["name"] == "Companion"


async def until(events: AsyncIterator[dict[str, Any]], kind: str) -> dict[str, Any]:
    async for event in events:
        if event["kind"] == kind:
            return event
    raise AssertionError(f"no {kind}")


async def test_notes_reach_the_page(page: Page, playground: Playground, world: World, mia: int) -> None:
    world.send_text(mia, "my arm hurts")
    playground.annotate(mia, 2, {"subject": "early"})
    async with page.events() as events, asyncio.timeout(5):
        await anext(events)
        playground.annotate_incoming(mia, 1, {"signs": ["pain"], "at": BEGINNING})
        message = (await until(events, "message"))["message"]
        assert message["reading"]["signs"] == ["pain"] and "why" not in message
    world.post(world.chat(mia), text="why?")
    assert (await page.state())["people"][0]["messages"][1]["why"] == {"subject": "early"}
    playground.annotate(3, 1, {"subject": "a chat that is gone"})


async def test_whether_the_bot_is_there(page: Page, bot: BotClient) -> None:
    async with page.events() as events, asyncio.timeout(10):
        assert (await anext(events))["listening"] is False
        await bot.call("getUpdates")
        while not (await until(events, "watch"))["listening"]:
            pass
        while (await until(events, "watch"))["listening"]:
            pass


async def test_planned_timers(page: Page, planned: list[Mapping[str, Any]]) -> None:
    async with page.events() as events, asyncio.timeout(5):
        await anext(events)
        planned.append({"chat_id": 1, "kind": "reminder", "due": BEGINNING})
        while not (event := await until(events, "watch"))["planned"]:
            pass
        assert event["planned"] == [{"chat_id": 1, "kind": "reminder", "due": BEGINNING.isoformat()}]


async def test_a_list_of_timers_that_cannot_be_had(world: World, clock: StillClock, caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> list[Mapping[str, Any]]:
        raise RuntimeError("what Mia typed")

    playground = Playground(world, clock=clock, token=TOKEN, planned=broken)
    await playground.start(0)
    await asyncio.sleep(0.05)
    await playground.stop()
    assert "RuntimeError" in caplog.text and "Mia" not in caplog.text


async def test_a_fault_of_ours_is_neither_shown_nor_quoted(page: Page, world: World, mia: int, caplog: pytest.LogCaptureFixture) -> None:
    def break_down(change: object) -> None:
        raise ValueError("what Mia typed")

    world.observe(break_down)
    with caplog.at_level(logging.DEBUG):
        status, body = await page.post(f"people/{mia}/text", {"text": "what Mia typed"})
    world.unobserve(break_down)
    assert (status, body) == (500, {"error": "Something went wrong inside the playground. Nothing was sent."})
    assert "ValueError" in caplog.text and "what Mia typed" not in caplog.text


async def test_nothing_typed_is_logged(page: Page, world: World, small_bot: SmallBot, mia: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await page.post(f"people/{mia}/text", {"text": "my secret words"})
        await asyncio.sleep(0.1)
    assert "secret words" not in caplog.text and TOKEN not in caplog.text


async def test_a_page_too_slow_is_cut_off() -> None:
    feed = Feed(dict)
    slow: asyncio.Queue[bytes | None] = asyncio.Queue(2)
    feed._readers.add(slow)
    for number in range(3):
        feed.publish("clock", number=number)
    assert slow.get_nowait() is None and slow.empty()
    feed.publish("clock", number=4)
    assert slow.empty()


async def test_silence_is_broken_now_and_then(session: aiohttp.ClientSession) -> None:
    feed = Feed(dict, heartbeat=0.02)
    app = web.Application()
    app.router.add_get("/", feed.stream)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with session.get(f"http://127.0.0.1:{runner.addresses[0][1]}/") as response:
        assert await response.content.readuntil(b"\n\n") == b'data: {"kind":"state"}\n\n'
        assert await response.content.readuntil(b"\n\n") == b": still here\n\n"
        feed.close()
        assert await response.content.read() == b""
    await runner.cleanup()


# The story player


async def play(page: Page, number: int) -> list[dict[str, Any]]:
    """Play a story to its end; the progress the page was told of."""
    async with page.events() as events, asyncio.timeout(10):
        await anext(events)
        assert (await page.post("stories", {"number": number}))[0] == 200
        told = []
        async for event in events:
            if event["kind"] == "story":
                told.append(event["story"])
                if event["story"]["state"] != "playing":
                    break
        return told


async def test_a_story_is_played_by_a_new_person(page: Page, world: World, clock: StillClock, small_bot: SmallBot) -> None:
    told = await play(page, 0)
    assert [(one["done"], one["state"]) for one in told] == [(0, "playing"), *((n, "playing") for n in (1, 2, 3, 4)), (4, "finished")]
    (person,) = world.people()
    assert person.name == "A sore arm" and told[0]["person_id"] == person.id and clock.offset == 600
    assert [message.text for message in world.history(person.id)][-1] == "Started. I will ask in 10 minutes."
    assert told[0]["steps"] == [["send", "/start"], ["tap", "A bit sore"], ["wait", "10"], ["tap", "Start 15 min"]]
    assert (await page.state())["story"]["state"] == "finished"


@pytest.mark.parametrize(
    ("number", "done", "words"),
    [
        (1, 1, "There is no button “No such button”. There is: Not sore, A bit sore, Swelling fast, Start, Done, Note, Alert."),
        (2, 0, "The bot did not answer within 1.5 seconds."),
        (3, 0, "I cannot play this step: {'dance': 'now'}. A step is “send”, “tap” or “wait” (minutes)."),
    ],
)
async def test_a_step_that_cannot_be_done_is_told(page: Page, small_bot: SmallBot, number: int, done: int, words: str) -> None:
    last = (await play(page, number))[-1]
    assert (last["state"], last["done"], last["error"]) == ("failed", done, words)


async def test_a_story_can_press_a_key(page: Page, world: World, small_bot: SmallBot) -> None:
    assert (await play(page, 5))[-1]["state"] == "finished"
    (person,) = world.people()
    assert person.language == "de" and any(message.media for message in world.history(person.id))


async def test_stopping_a_story(page: Page, world: World, small_bot: SmallBot) -> None:
    await page.post("stories", {"number": 2})
    await asyncio.sleep(0.15)
    await page.post("stories/stop")
    assert (await page.state())["story"]["state"] == "stopped"
    await page.post("stories/stop")
    await page.post("stories", {"number": 1})
    await page.post("stories", {"number": 0})
    assert len(world.people()) == 3 and (await page.state())["story"]["story"] == "A sore arm"


async def test_a_person_who_leaves_in_the_middle(page: Page, world: World, small_bot: SmallBot) -> None:
    _, body = await page.post("stories", {"number": 0})
    world.remove_person(body["id"])
    await asyncio.sleep(0.2)
    assert (await page.state())["story"]["error"].startswith("There is no such person here.")
