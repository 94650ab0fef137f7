"""Trouble on purpose: answers a test asks for in advance, and Telegram's flood limit.

Knows counts and time. Must not know messages.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from .errors import BotApiError, LineFault, PlaygroundError

CHAT_BURST, CHAT_RATE, OVERALL_RATE = 5, 1.0, 30.0
RESET, HANG = 0, -1
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure to come. `after`: the call is carried out first and only its answer is lost."""

    method: str
    status: int
    description: str
    retry_after: int | None
    after: bool

    def error(self) -> PlaygroundError:
        """What the caller gets."""
        if self.status == RESET:
            return LineFault("reset")
        if self.status == HANG:
            return LineFault("hang")
        return BotApiError(self.status, self.description, self.retry_after)


class Faults:
    """Failures waiting for their call, taken in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()

    def add(self, fault: Fault, times: int) -> None:
        """Let the next `times` calls of the fault's method fail; "*" stands for any method."""
        self._waiting.extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """The failure due for this call, if any."""
        due = next((fault for fault in self._waiting if fault.method in (method, "*")), None)
        if due:
            self._waiting.remove(due)
        return due


class Flood:
    """Telegram's limits on messages: one a second in a chat after a burst of five, thirty a second in all."""

    def __init__(self) -> None:
        self._chats: dict[int, _Bucket] = {}
        self._all = _Bucket(OVERALL_RATE, OVERALL_RATE)

    def spend(self, chat_id: int, now: datetime) -> None:
        """Count one message. Raises BotApiError 429 when it is one too many; nothing is counted then."""
        chat = self._chats.setdefault(chat_id, _Bucket(CHAT_BURST, CHAT_RATE))
        wait = max(chat.wait(now), self._all.wait(now))
        if wait > _NOTHING:
            seconds = math.ceil(wait)
            raise BotApiError(429, f"Too Many Requests: retry after {seconds}", seconds)
        chat.left -= 1
        self._all.left -= 1


class _Bucket:
    def __init__(self, size: float, rate: float) -> None:
        self.size, self.rate, self.left = size, rate, size
        self.at: datetime | None = None

    def wait(self, now: datetime) -> float:
        """Seconds until one more fits."""
        if self.at:
            self.left = min(self.size, self.left + self.rate * max(0.0, (now - self.at).total_seconds()))
        self.at = now
        return max(0.0, (1 - self.left) / self.rate)
