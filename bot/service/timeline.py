"""What is planned, for whoever watches the bot: every timer to come, by the words people would use for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .ports import Store

SHOWN = 50
"""Timers that are listed, soonest first."""

WORDS = {
    "reminder": "reminder",
    "heads_up": "the evening before",
    "again": "asking again",
    "check_in": "check-in",
    "next_day": "the day after",
    "warm_up": "warm-up check",
    "silence": "no answer to a question",
    "doubt": "no answer to a doubt",
    "purge": "end of the undo",
}
"""Kinds of timers and what they are called. Others, such as forgetting answers after a day, are tidying up and not listed."""


async def planned(store: Store) -> list[Mapping[str, Any]]:
    """The timers to come, each with `chat_id`, `kind` in words, and `due`."""
    timers = await store.planned(SHOWN)
    return [{"chat_id": timer.chat_id, "kind": WORDS[timer.kind], "due": timer.due} for timer in timers if timer.kind in WORDS]
