"""The bot on Telegram, put together from its parts: they start together, are looked after together, and end together.

Knows `service` and `telegram`. Which database, which clock and whose library it works with is handed in.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from .content.atlas import zone_rules_version
from .content.library import Library
from .logs import place, tell_of_bugs
from .service.conversation import Conversation
from .service.delivery import Delivery
from .service.files import Files
from .service.leader import Leader
from .service.meter import Meter
from .service.pace import Pace
from .service.ports import Backlog, Clock, Store
from .service.timers import Timers
from .service.zone_rules import follow

if TYPE_CHECKING:
    from .telegram.outbound import Observer
    from .telegram.polling import Polling
    from .telegram.webhook import Hook, Webhook

log = logging.getLogger(__name__)

GRACE_SECONDS = 2.0
"""How long each part may take to finish when the program is told to stop; together they stay under five seconds."""
HEARD_SECONDS = 60.0
"""How long ago Telegram may have answered for it to count as reachable without being asked: longer than a poll."""


class Companion:
    """The bot on Telegram, put together. `observer` is told of every message that reached a chat; `pace` keeps to Telegram's limits.

    With a `hook` updates come in by webhook, else by polling.
    """

    def __init__(
        self,
        library: Library,
        store: Store,
        clock: Clock,
        token: str,
        url: str,
        observer: Observer | None = None,
        pace: Pace | None = None,
        hook: Hook | None = None,
        meter: Meter | None = None,
    ) -> None:
        from .telegram.api import BotApi
        from .telegram.outbound import Outbound
        from .telegram.updates import Updates

        self._library = library
        self._store = store
        self._clock = clock
        self._parts: list[asyncio.Task[None]] = []
        self._stopping = False
        self._polls = hook is None
        self.api = BotApi(token, url, meter)
        outbound = Outbound(self.api, library, Files(library, store, clock), observer)
        self.delivery = Delivery(store, outbound, pace, meter)
        self.conversation = Conversation(library, store, self.delivery, clock, meter)
        self.updates = Updates(self.conversation, store, outbound, meter)
        self.leader = Leader(store)
        self._receiver = self._receive(hook, meter)
        self.timers = Timers(self.conversation, store, clock, self.delivery)

    def _receive(self, hook: Hook | None, meter: Meter | None) -> Polling | Webhook:
        """The way updates come in. Only the one that is used is loaded."""
        if hook is None:
            from .telegram.polling import Polling

            return Polling(self.api, self.updates, self.leader)
        from .telegram.webhook import Webhook

        return Webhook(self.api, self.updates, hook, meter)

    async def run(self, stop: Awaitable[None]) -> None:
        """Serve until `stop`, then finish what is under way. Raises OperatorError when Telegram will not have us."""
        from .telegram.profile import publish

        asyncio.get_running_loop().set_exception_handler(tell_of_bugs)
        await self.api.open()
        await self.delivery.resume()
        rules = follow(self._store, self.conversation, zone_rules_version())
        works = [self.delivery.run(), self.timers.run(), publish(self.api, self._library), rules]
        if self._polls:
            works.append(self.leader.run())
        self._parts = [asyncio.create_task(work) for work in works]
        for part in self._parts:
            part.add_done_callback(_ended)
        receiving = asyncio.create_task(self._receiver.run())
        stopped = asyncio.ensure_future(stop)
        try:
            await asyncio.wait([receiving, stopped], return_when=asyncio.FIRST_COMPLETED)
            if receiving.done():
                receiving.result()  # raises what ended it
            log.info("stopping")
            self._stopping = True
            self._receiver.stop()
            await asyncio.wait([receiving], timeout=GRACE_SECONDS)
        finally:
            await self._end([receiving, stopped, *self._parts])

    def alive(self) -> bool:
        """Whether no part of the program has died of a bug."""
        return not any(part.done() and not part.cancelled() and part.exception() for part in self._parts)

    def checks(self) -> Mapping[str, Callable[[], Awaitable[bool]]]:
        """What must work for this process to be of use, by name."""
        return {"serving": self._serving, "database": self._database, "telegram": lambda: self.api.reachable(HEARD_SECONDS)}

    async def backlog(self) -> Backlog:
        """What waits now. Raises Unavailable."""
        return await self._store.backlog(self._clock.now())

    async def _serving(self) -> bool:
        return not self._stopping

    async def _database(self) -> bool:
        await self._store.meta_get("ready")
        return True

    async def _end(self, tasks: Sequence[asyncio.Future[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.leader.step_down()
        await self.updates.drain()
        if not await self.delivery.drain(GRACE_SECONDS):
            log.info("some messages are left in the outbox; they go out at the next start")
        await self.api.close_connections()


def _ended(part: asyncio.Task[None]) -> None:
    """A part of the program that goes on for ever has ended. What it says might quote a person, so only its kind is told."""
    if not part.cancelled() and (bug := part.exception()):
        log.critical("a part of the program has died of a bug (%s); restart it", place(bug))
