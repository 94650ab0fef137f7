"""What the page asks for: /api/* and the page itself.

Knows the page's requests and checks every value in them. Must not know the Bot API.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from .errors import PlayError
from .feed import Feed, to_json
from .guard import read_json
from .stories import Player
from .world import World

PAGE = Path(__file__).parent / "page"
LONGEST_JUMP = 366 * 86400.0
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
Body = Mapping[str, Any]


class PageApi:
    """The handlers. `advance` moves the playground's clock; `snapshot` is the state a page starts from."""

    def __init__(
        self,
        world: World,
        player: Player,
        feed: Feed,
        advance: Callable[[float], None],
        snapshot: Callable[[], Mapping[str, Any]],
    ) -> None:
        self._world = world
        self._player = player
        self._feed = feed
        self._advance = advance
        self._snapshot = snapshot
        self._actions: dict[str, Callable[[int, Body], Any]] = {
            "text": lambda who, body: world.send_text(who, _text(body, "text")),
            "edit": lambda who, body: world.edit_text(who, _number(body, "message_id"), _text(body, "text")),
            "press": lambda who, body: world.press(who, _number(body, "message_id"), _number(body, "row"), _number(body, "column")),
            "key": lambda who, body: world.tap_key(who, _text(body, "text"), *_point(body)),
            "photo": lambda who, body: world.send_photo(who),
            "sticker": lambda who, body: world.send_sticker(who),
            "voice": lambda who, body: world.send_voice(who),
            "location": lambda who, body: world.send_location(who, *_point(body)),
            "block": lambda who, body: world.block(who),
            "unblock": lambda who, body: world.unblock(who),
            "restart": lambda who, body: world.restart(who).id,
            "remove": lambda who, body: world.remove_person(who),
        }

    def routes(self) -> list[web.RouteDef]:
        """Everything the page can ask for."""
        return [
            web.get("/", self._index),
            web.get("/page/{name}", self._file),
            web.get("/api/state", self._state),
            web.get("/api/events", self._feed.stream),
            web.get(r"/api/people/{who:-?\d+}/documents/{message:\d+}", self._document),
            web.post("/api/people", self._add_person),
            web.post(r"/api/people/{who:-?\d+}/{action}", self._act),
            web.post("/api/clock", self._clock),
            web.post("/api/stories", self._play),
            web.post("/api/stories/stop", self._stop),
        ]

    async def _index(self, request: web.Request) -> web.Response:
        return _page_file("index.html")

    async def _file(self, request: web.Request) -> web.Response:
        return _page_file(request.match_info["name"])

    async def _state(self, request: web.Request) -> web.Response:
        return _answer(self._snapshot())

    async def _document(self, request: web.Request) -> web.Response:
        chat = self._world.chat_of(int(request.match_info["who"]))
        message = chat.messages.get(int(request.match_info["message"]))
        if not message or message.deleted or not message.document:
            raise PlayError("There is no such file.", 404)
        name = f"attachment; filename*=UTF-8''{quote(message.document.name, safe='')}"
        return web.Response(body=message.document.content, content_type="application/octet-stream", headers={"Content-Disposition": name})

    async def _add_person(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        name, language = _text(body, "name").strip(), _text(body, "language")
        if not 0 < len(name) <= 64:
            raise PlayError("A name has 1 to 64 characters.")
        if not _LANGUAGE.fullmatch(language):
            raise PlayError("A language is a code such as “en” or “pt-BR”.")
        return _answer({"id": self._world.add_person(name, language).id})

    async def _act(self, request: web.Request) -> web.Response:
        body = await read_json(request)
        action = self._actions.get(request.match_info["action"])
        if not action:
            raise PlayError("There is nothing of that name to do.", 404)
        return _answer({"result": action(int(request.match_info["who"]), body)})

    async def _clock(self, request: web.Request) -> web.Response:
        seconds = _decimal(await read_json(request), "seconds")
        if not 0 < seconds <= LONGEST_JUMP:
            raise PlayError("The clock goes forward only, and by a year at most.")
        self._advance(seconds)
        return _answer({})

    async def _play(self, request: web.Request) -> web.Response:
        number = _number(await read_json(request), "number")
        return _answer({"id": await self._player.play(number)})

    async def _stop(self, request: web.Request) -> web.Response:
        await read_json(request)
        await self._player.stop()
        return _answer({})


def _answer(value: Mapping[str, Any]) -> web.Response:
    return web.Response(body=to_json(value), content_type="application/json")


def _page_file(name: str) -> web.Response:
    path = PAGE / name
    if name not in {file.name for file in PAGE.iterdir()}:
        raise PlayError("There is no such page.", 404)
    return web.Response(body=path.read_bytes(), content_type=_KINDS.get(path.suffix, "application/octet-stream"), charset="utf-8")


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise PlayError(f"“{name}” must be text.")
    return value


def _number(body: Body, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise PlayError(f"“{name}” must be a whole number.")
    return value


def _decimal(body: Body, name: str) -> float:
    value = body.get(name)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise PlayError(f"“{name}” must be a number.")
    return float(value)


def _point(body: Body) -> tuple[float, float]:
    latitude, longitude = _decimal(body, "latitude"), _decimal(body, "longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise PlayError("A place has a latitude of -90 to 90 and a longitude of -180 to 180.")
    return latitude, longitude
