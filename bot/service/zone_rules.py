"""New rules for time zones: reminders planned by the old ones are planned anew, once, while the bot goes on serving."""

from __future__ import annotations

import asyncio
import logging

from bot.dialog.events import ZoneRulesChanged

from .conversation import Conversation
from .ports import Conflict, Store, Unavailable

log = logging.getLogger(__name__)

KEY = "zone_rules"
AT_ONCE = 200
PAUSE = 5.0
"""Seconds before another try when the database is away."""


async def follow(store: Store, conversation: Conversation, version: str) -> None:
    """Replan every chat that has a diary if the rules are others than the last time. Planning twice does no harm."""
    while True:
        try:
            if await store.meta_get(KEY) == version:
                return
            chats = await _replan(store, conversation)
            await store.meta_set(KEY, version)
        except (Unavailable, Conflict):
            await asyncio.sleep(PAUSE)
        else:
            log.info("time zone rules %s: looked through the reminders of %d chats", version, chats)
            return


async def _replan(store: Store, conversation: Conversation) -> int:
    last, chats = -(2**63), 0
    while found := await store.diaries(last, AT_ONCE):
        for kept in found:
            await conversation.receive(kept.chat_id, ZoneRulesChanged(), None)
        last, chats = found[-1].chat_id, chats + len(found)
    return chats
