"""Calls that are made until they work: what the bot cannot begin without. What only the operator can mend is said once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.errors import OperatorError

from .api import BotApi, failure, loggable

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0


async def persist(api: BotApi, method: str, parameters: Mapping[str, Any] | None = None, seconds: float | None = None) -> Any:
    """Call until it works; `seconds` as for `BotApi.call`. Raises OperatorError when the token is not valid."""
    pause, said = FIRST_PAUSE, ""
    while True:
        try:
            result = await api.call(method, parameters, seconds)
        except InvalidToken:
            raise OperatorError(
                "Telegram does not accept the bot token. Copy it again from @BotFather (/mybots, API Token) into TELEGRAM_BOT_TOKEN."
            ) from None
        except RetryAfter as error:
            pause = max(pause, getattr(failure(error), "seconds", FIRST_PAUSE))
        except Conflict:
            said = _once(said, "another program receives this bot's messages (409). Stop the other one; I keep trying")
        except BadRequest as error:
            said = _once(said, f"Telegram refuses {method} ({loggable(error.message)}); I keep trying")
        except TelegramError as error:
            said = _once(said, f"Telegram cannot be reached ({loggable(error.message)}); I keep trying")
        else:
            if said:
                log.warning("Telegram answers again")
            return result
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _once(said: str, message: str) -> str:
    if message != said:
        log.error("%s", message)
    return message
