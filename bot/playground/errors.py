"""What can go wrong here, by whose doing it is.

    PlaygroundError
      BotApiError     the bot asked for something Telegram refuses (or a test told the look-alike to refuse)
      LineFault       the connection breaks instead of an answer: a test asked for it
      PlayError       the person at the page asked for something a Telegram app would not let them do

Knows codes and descriptions. Must not know HTTP or where the requests come from.
"""

from __future__ import annotations

from typing import Any, Literal


class PlaygroundError(Exception):
    """The root of the tree."""


class BotApiError(PlaygroundError):
    """A refusal in Telegram's words. `description` is complete, e.g. "Bad Request: chat not found"."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        """The body Telegram would send."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class LineFault(PlaygroundError):
    """No answer at all: the connection is reset, or held open until the bot gives up."""

    def __init__(self, kind: Literal["reset", "hang"]) -> None:
        super().__init__(kind)
        self.kind = kind


class PlayError(PlaygroundError):
    """A sentence for the person at the page, and the HTTP status it goes out with."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def bad_request(description: str) -> BotApiError:
    """A 400 in Telegram's form."""
    return BotApiError(400, f"Bad Request: {description}")
