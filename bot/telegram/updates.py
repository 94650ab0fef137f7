"""One update from beginning to end: understand it, handle it, answer the press.

While the database is away the update is held and tried again, or handed back to whoever delivered it, and the person is told; a
serious sign in it is answered at once, stored or not, and also when the database only takes its time. An update that fails for any
other reason is set aside, so that it cannot block the ones behind it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.dialog import phrases
from bot.logs import place
from bot.service.conversation import Conversation, Handled
from bot.service.meter import Meter
from bot.service.ports import Store, Unavailable

from .inbound import ALLOWED, Incoming, read
from .outbound import Outbound

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
LONGEST_RETRY = 10.0
GLANCE_SECONDS = 1.0
"""How long an update may wait to be stored before it is looked at for a serious sign, which is answered then."""
REMEMBERED = 10_000
"""How many updates that could not be stored are remembered, so that nobody is told twice of the same trouble."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a press. `toast`: a short note to show over the chat."""

    query: str
    toast: str | None = None


class Updates:
    """Handles updates. `username` is the bot's own, known once Telegram was asked."""

    def __init__(self, conversation: Conversation, store: Store, outbound: Outbound, meter: Meter | None = None) -> None:
        self._conversation = conversation
        self._store = store
        self._outbound = outbound
        self._meter = meter or Meter()
        self._answers: set[asyncio.Task[None]] = set()
        self._glances: set[asyncio.Task[None]] = set()
        self._told: dict[int, None] = {}
        self.username = ""

    def chat_of(self, update: Any) -> int:
        """The chat whose order an update must keep; 0 for one that means nothing."""
        incoming = read(update, self.username)
        return incoming.chat_id if incoming else 0

    async def handle(self, update: Any) -> None:
        """Handle one update until it is stored. Only cancelling ends it early."""
        if answer := await self._handle(update, self._until_stored):
            task = asyncio.create_task(self._outbound.answer(answer.query, answer.toast))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def handle_once(self, update: Any) -> Answer | None:
        """Handle one update; answering the press is left to the caller.

        Raises Unavailable when it could not be stored; the person has been told then.
        """
        late = asyncio.get_running_loop().call_later(GLANCE_SECONDS, self._begin_glance, update)
        try:
            return await self._handle(update, self._or_tell)
        finally:
            late.cancel()

    async def glance(self, update: Any) -> None:
        """Look at an update that has to wait: a serious sign in it is answered at once, whatever becomes of it."""
        incoming = read(update, self.username)
        if incoming is None or incoming.event is None or incoming.update_id in self._told:
            return
        try:
            if await self._conversation.answer_unstored(incoming.chat_id, incoming.event, incoming.language):
                self._remember(incoming.update_id)
        except Exception as bug:  # handling the update will meet it, too, and say more
            log.error("an update that waits could not be looked at: %s", place(bug))

    def _begin_glance(self, update: Any) -> None:
        task = asyncio.create_task(self.glance(update))
        self._glances.add(task)
        task.add_done_callback(self._glances.discard)

    async def drain(self) -> None:
        """Wait for the presses that are being answered."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=1.0)

    async def _handle(self, update: Any, stored: Callable[[Incoming], Awaitable[Handled]]) -> Answer | None:
        self._meter.update(_kind(update))
        incoming = read(update, self.username)
        if incoming is None:
            return None
        try:
            if incoming.refuse:
                await self._outbound.refuse_group(incoming.chat_id, self.username)
            elif incoming.left or incoming.event is not None:
                return _answer(incoming, (await stored(incoming)).toast)
            return _answer(incoming, None)
        except Unavailable:
            raise
        except Exception as bug:  # one person's update must never stop everybody's
            log.error("an update could not be handled and is set aside: %s", place(bug))
            return await self._apologise(incoming)

    async def _until_stored(self, incoming: Incoming) -> Handled:
        pause = RETRY_SECONDS
        while True:
            try:
                return await self._store_once(incoming)
            except Unavailable:
                await self._tell_trouble(incoming)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)

    async def _or_tell(self, incoming: Incoming) -> Handled:
        try:
            return await self._store_once(incoming)
        except Unavailable:
            await self._tell_trouble(incoming)
            raise

    async def _store_once(self, incoming: Incoming) -> Handled:
        if incoming.event is None:
            await self._store.drop_parcels(incoming.chat_id)
            return Handled()
        return await self._conversation.receive(incoming.chat_id, incoming.event, incoming.update_id, incoming.language)

    async def _tell_trouble(self, incoming: Incoming) -> None:
        """The database is away: say so once, unless a serious sign was answered already. Who has left is told nothing."""
        if incoming.event is None or incoming.update_id in self._told:
            return
        self._remember(incoming.update_id)
        if await self._conversation.answer_unstored(incoming.chat_id, incoming.event, incoming.language):
            return
        await self._outbound.tell(incoming.chat_id, phrases.NOT_SAVED, language=incoming.language)

    def _remember(self, update_id: int) -> None:
        self._told[update_id] = None
        if len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]

    async def _apologise(self, incoming: Incoming) -> Answer | None:
        if incoming.query is None and incoming.event is not None:
            await self._outbound.tell(incoming.chat_id, phrases.FAILED, language=incoming.language)
        return _answer(incoming, self._outbound.words(phrases.FAILED, incoming.language))


def _answer(incoming: Incoming, toast: str | None) -> Answer | None:
    return Answer(incoming.query, toast) if incoming.query is not None else None


def _kind(update: Any) -> str:
    if isinstance(update, dict):
        for kind in ALLOWED:
            if kind in update:
                return kind
    return "other"
