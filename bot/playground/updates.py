"""Updates waiting for the bot, in order, until it confirms them.

Knows ids, `allowed_updates` and what an offset confirms. Must not know how they are delivered (long polling, webhook).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
_FIRST_ID = 700_000_001


@dataclass(frozen=True, slots=True)
class Pending:
    """One update and the chat it belongs to: updates of one chat are delivered in order."""

    chat_id: int
    body: dict[str, Any]

    @property
    def id(self) -> int:
        """The update's id."""
        return int(self.body["update_id"])


class UpdateQueue:
    """The queue. Ids increase by one; an update of a kind the bot did not ask for never enters it."""

    def __init__(self) -> None:
        self.allowed: tuple[str, ...] = ()
        self._next_id = _FIRST_ID
        self._waiting: dict[int, Pending] = {}

    def __len__(self) -> int:
        """How many are waiting."""
        return len(self._waiting)

    def __iter__(self) -> Iterator[Pending]:
        """Those waiting, first to last; the queue may change meanwhile."""
        return iter(list(self._waiting.values()))

    def allow(self, kinds: Sequence[str]) -> None:
        """Set `allowed_updates`; empty means Telegram's default. What is already waiting stays."""
        self.allowed = tuple(kinds)

    def add(self, chat_id: int, kind: str, value: dict[str, Any]) -> bool:
        """Queue an update. False when the bot did not ask for this kind."""
        if kind in NOT_BY_DEFAULT if not self.allowed else kind not in self.allowed:
            return False
        self._waiting[self._next_id] = Pending(chat_id, {"update_id": self._next_id, kind: value})
        self._next_id += 1
        return True

    def confirm(self, offset: int) -> None:
        """Forget every update with an id below `offset`; a negative one keeps that many from the end."""
        waiting = list(self._waiting)
        keep = waiting[offset:] if offset < 0 else [update_id for update_id in waiting if update_id >= offset]
        self._waiting = {update_id: self._waiting[update_id] for update_id in keep}

    def first(self, limit: int) -> list[dict[str, Any]]:
        """Up to `limit` updates from the start; they stay until confirmed."""
        return [pending.body for pending in list(self._waiting.values())[:limit]]

    def drop(self, update_id: int | None = None) -> None:
        """Forget one update, or all of them."""
        if update_id is None:
            self._waiting.clear()
        else:
            self._waiting.pop(update_id, None)
