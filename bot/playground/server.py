"""The playground: one server on 127.0.0.1 that is Telegram to the bot and a chat app to a person.

Knows how its parts fit together. Must not know any other room of `bot`: stories, clock and timers are handed in.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web

from .feed import Feed
from .gateway import Gateway
from .guard import guard
from .page_api import PageApi
from .people import Change
from .stories import Player, Progress
from .view import message_view, messages_view, person_view, toast_view
from .wire import Wire
from .world import World

LARGEST_UPLOAD = 50 * 1024 * 1024
_BEAT = 1.0

log = logging.getLogger(__name__)
_silent = logging.getLogger(f"{__name__}.aiohttp")
# aiohttp quotes a request it cannot read, and with it what a person typed.
_silent.setLevel(logging.CRITICAL + 1)


class Clock(Protocol):
    """A clock that can be moved on."""

    @property
    def offset(self) -> float:
        """By how many seconds it is ahead of the real time."""

    def now(self) -> datetime:
        """The time, in UTC."""

    def advance(self, *, seconds: float) -> None:
        """Move it on."""


class Playground:
    """The server. `planned` lists the timers to come, each {"chat_id", "kind", "due"}.

    In seconds: `pace` between the steps of a story, `patience` for the bot's answer to one, `quiet` after which a bot that does not
    ask for updates counts as gone, `retry_pause` before a webhook delivery is tried again.
    """

    def __init__(
        self,
        world: World,
        *,
        clock: Clock,
        token: str,
        stories: Sequence[Mapping[str, Any]] = (),
        planned: Callable[[], Awaitable[list[Mapping[str, Any]]]] | None = None,
        pace: float = 0.6,
        patience: float = 10.0,
        quiet: float = 10.0,
        retry_pause: float = 1.0,
    ) -> None:
        self.world = world
        self._clock = clock
        self._token = token
        self._planned = planned
        self._quiet = quiet
        self._timers: list[Mapping[str, Any]] = []
        self._notes: dict[tuple[int, int], dict[str, Any]] = {}
        self._stopping = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._watch: asyncio.Task[None] | None = None
        self._gateway = Gateway(world, retry_pause)
        self._feed = Feed(self._state)
        self._player = Player(world, stories, self.advance, self._story_moved, pace=pace, patience=patience)
        world.observe(self._changed)

    async def start(self, port: int) -> str:
        """Listen on 127.0.0.1; port 0 means any that is free. Returns the address. Raises OSError when the port is taken."""
        app = web.Application(middlewares=[guard], client_max_size=LARGEST_UPLOAD)
        app.add_routes(Wire(self._gateway, self._token, self._stopping).routes())
        app.add_routes(PageApi(self.world, self._player, self._feed, self.advance, self._state).routes())
        self._runner = web.AppRunner(app, access_log=None, logger=_silent, handler_cancellation=True, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._watch = asyncio.get_running_loop().create_task(self._keep_watch())
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Let go of every open call and page, and stop listening."""
        self._stopping.set()
        self._feed.close()
        self._gateway.polling.interrupt("the playground is stopping")
        await self._player.stop()
        await self._gateway.webhook.remove({})
        if self._watch:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._runner:
            await self._runner.cleanup()

    def annotate(self, chat_id: int, message_id: int, note: Mapping[str, Any]) -> None:
        """Say beside a message of the bot why it came: {"subject", "rule", "sources": [{"id", "section", "fact", "ours"}], "reading"}.

        Another note for the same message takes the place of the first, as an edit does with the text.
        """
        self._note(chat_id, message_id, "why", note)

    def annotate_incoming(self, chat_id: int, message_id: int, note: Mapping[str, Any]) -> None:
        """Say beside what the person typed how it was understood."""
        self._note(chat_id, message_id, "reading", note)

    def _note(self, chat_id: int, message_id: int, name: str, note: Mapping[str, Any]) -> None:
        self._notes.setdefault((chat_id, message_id), {})[name] = dict(note)
        chat = self.world.find(chat_id)
        if chat and message_id in chat.messages:
            self._show_message(chat_id, message_id)

    def advance(self, seconds: float) -> None:
        """Move the clock on and tell the page."""
        self._clock.advance(seconds=seconds)
        self._feed.publish("clock", clock=self._time())

    def _state(self) -> dict[str, Any]:
        world = self.world
        return {
            "people": [
                {**person_view(world, person), "messages": messages_view(world.chat_of(person.id), self._notes)}
                for person in world.people()
            ],
            "clock": self._time(),
            "planned": self._timers,
            "stories": self._player.listing(),
            "story": dataclasses.asdict(self._player.progress),
            "listening": self._gateway.listening(self._quiet),
        }

    def _time(self) -> dict[str, Any]:
        return {"now": self._clock.now(), "offset": self._clock.offset}

    def _changed(self, change: Change) -> None:
        match change.kind:
            case "message":
                self._show_message(change.chat_id, change.message_id)
            case "toast":
                self._feed.publish("toast", chat_id=change.chat_id, toast=toast_view(change.data["toast"]))
            case "person":
                self._feed.publish("person", person=person_view(self.world, self.world.person(change.chat_id)))
            case "typing":
                self._feed.publish("typing", chat_id=change.chat_id)
            case "people" | "profile":
                self._feed.publish("state", **self._state())

    def _show_message(self, chat_id: int, message_id: int) -> None:
        message = self.world.chat(chat_id).messages[message_id]
        self._feed.publish("message", chat_id=chat_id, message=message_view(message, self._notes.get((chat_id, message_id), {})))

    def _story_moved(self, progress: Progress) -> None:
        self._feed.publish("story", story=dataclasses.asdict(progress))

    async def _keep_watch(self) -> None:
        """Tell the page when the bot falls silent or comes back, and when the timers change."""
        shown: tuple[Any, ...] = ()
        while True:
            self._timers = await self._ask_timers()
            seen = (self._gateway.listening(self._quiet), self._timers)
            if seen != shown:
                self._feed.publish("watch", listening=seen[0], planned=seen[1], clock=self._time())
                shown = seen
            await asyncio.sleep(_BEAT)

    async def _ask_timers(self) -> list[Mapping[str, Any]]:
        try:
            return list(await self._planned()) if self._planned else []
        except Exception as error:
            # The list is a convenience: whatever keeps the host from giving it must not end the watch.
            log.warning("No list of planned timers: %s", type(error).__name__)
            return []
