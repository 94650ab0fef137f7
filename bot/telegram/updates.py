"""One update from beginning to end: understand it, handle it, answer the press.

While the database is away the update is held and tried again, and the person is told; a serious sign in it is answered at once,
stored or not. An update that fails for any other reason is set aside, so that it cannot block the ones behind it.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

from bot.dialog import phrases
from bot.service.conversation import Conversation, Handled
from bot.service.ports import Store, Unavailable

from .inbound import Incoming, read
from .outbound import Outbound

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
LONGEST_RETRY = 10.0


class Updates:
    """Handles updates. `username` is the bot's own, known once Telegram was asked."""

    def __init__(self, conversation: Conversation, store: Store, outbound: Outbound) -> None:
        self._conversation = conversation
        self._store = store
        self._outbound = outbound
        self._answers: set[asyncio.Task[None]] = set()
        self.username = ""

    def chat_of(self, update: Any) -> int:
        """The chat whose order an update must keep; 0 for one that means nothing."""
        incoming = read(update, self.username)
        return incoming.chat_id if incoming else 0

    async def handle(self, update: Any) -> None:
        """Handle one update until it is stored. Only cancelling ends it early."""
        incoming = read(update, self.username)
        if incoming is None:
            return
        try:
            await self._handle(incoming)
        except Exception as bug:  # one person's update must never stop everybody's
            log.error("an update could not be handled and is set aside: %s", _place(bug))
            await self._apologise(incoming)

    async def drain(self) -> None:
        """Wait for the presses that are being answered."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=1.0)

    async def _handle(self, incoming: Incoming) -> None:
        if incoming.refuse:
            await self._outbound.refuse_group(incoming.chat_id, self.username)
        elif incoming.left:
            await self._until_stored(incoming, told=True)
        elif incoming.event is None:
            self._answer(incoming, None)
        else:
            handled = await self._until_stored(incoming)
            self._answer(incoming, handled.toast)

    async def _until_stored(self, incoming: Incoming, told: bool = False) -> Handled:
        pause = RETRY_SECONDS
        while True:
            try:
                return await self._store_once(incoming)
            except Unavailable:
                if not told:
                    await self._tell_trouble(incoming)
                    told = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY)

    async def _store_once(self, incoming: Incoming) -> Handled:
        if incoming.event is None:
            await self._store.drop_parcels(incoming.chat_id)
            return Handled()
        return await self._conversation.receive(incoming.chat_id, incoming.event, incoming.update_id, incoming.language)

    async def _tell_trouble(self, incoming: Incoming) -> None:
        """The database is away: say so once, unless a serious sign was answered already."""
        assert incoming.event is not None  # noqa: S101  # only events are told
        if await self._conversation.answer_unstored(incoming.chat_id, incoming.event, incoming.language):
            return
        await self._outbound.tell(incoming.chat_id, phrases.NOT_SAVED, language=incoming.language)

    async def _apologise(self, incoming: Incoming) -> None:
        if incoming.query is not None:
            self._answer(incoming, self._outbound.words(phrases.FAILED, incoming.language))
        elif incoming.event is not None:
            await self._outbound.tell(incoming.chat_id, phrases.FAILED, language=incoming.language)

    def _answer(self, incoming: Incoming, toast: str | None) -> None:
        """Answer a press without waiting for it."""
        if incoming.query is not None:
            task = asyncio.create_task(self._outbound.answer(incoming.query, toast))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)


def _place(bug: Exception) -> str:
    """What kind of failure, and where. Not its message: that might quote what a person wrote."""
    frame = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{type(bug).__name__} in {frame.name}, {frame.filename}:{frame.lineno}"
