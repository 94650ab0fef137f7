"""A look at Telegram: does it take the token, does its clock agree with ours, and where does it send updates."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from telegram.error import InvalidToken, TelegramError

from bot.service.findings import Finding

from .api import BotApi, loggable

APART = 5.0
"""Seconds by which two clocks may differ."""
RECENT = 3600
"""Seconds for which a failed delivery is of interest."""


async def examine(token: str, url: str, hook: str | None) -> list[Finding]:
    """Look at Telegram as the settings name it. `hook`: the webhook's URL; None for polling."""
    found = [await _clock(url)]
    api = BotApi(token, url)
    await api.open()
    try:
        me = await api.call("getMe")
        state = await api.call("getWebhookInfo")
    except InvalidToken:
        todo = "Copy it again from @BotFather (/mybots, API Token) into TELEGRAM_BOT_TOKEN."
        return [Finding("token", "Telegram does not accept it", todo), *found]
    except TelegramError as error:
        todo = "Check TELEGRAM_API_URL, and that this machine may connect to it."
        return [Finding("telegram", f"cannot be reached ({loggable(error.message)})", todo), *found]
    finally:
        await api.close_connections()
    return [Finding("token", f"it is the token of @{me.get('username', '')}"), _groups(me), _webhook(state, hook), *found]


def _groups(me: dict[str, Any]) -> Finding:
    if me.get("can_join_groups"):
        return Finding("groups", "the bot can be added to groups, where it only refuses; @BotFather, /setjoingroups, turns that off")
    return Finding("groups", "the bot cannot be added to groups")


def _webhook(state: dict[str, Any], hook: str | None) -> Finding:
    url, number = str(state.get("url", "")), state.get("pending_update_count", 0)
    waiting = "1 update waits" if number == 1 else f"{number} updates wait"
    if hook is None:
        told = f"Telegram sends to {url}; polling ends that at its start" if url else "none, as polling needs it"
        return Finding("webhook", f"{told}; {waiting}")
    if url != hook:
        told = f"Telegram sends to {url}" if url else "none is set"
        return Finding("webhook", f"{told}; the start sets {hook}; {waiting}")
    error, at = state.get("last_error_message"), state.get("last_error_date", 0)
    if error and time.time() - at < RECENT and number:
        todo = "Check that WEBHOOK_URL leads to WEBHOOK_LISTEN (nginx, firewall, certificate), and that the bot runs."
        return Finding("webhook", f"{waiting}; the last delivery failed: {error}", todo)
    return Finding("webhook", f"Telegram sends to {url}; {waiting}")


async def _clock(url: str) -> Finding:
    """Compare clocks by the Date header of an answer. Nothing secret is asked for."""
    try:
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, allow_redirects=False) as response:
            theirs = parsedate_to_datetime(response.headers["Date"]).timestamp()
    except (aiohttp.ClientError, OSError, TimeoutError, KeyError, ValueError):
        return Finding("clock", "could not be compared: no answer with a date")
    apart = time.time() - theirs
    if abs(apart) > APART:
        told = f"it is {abs(apart):.0f} s {'ahead of' if apart > 0 else 'behind'} Telegram's"
        return Finding("clock", told, "Let this machine keep time: timedatectl set-ntp true.")
    return Finding("clock", "it agrees with Telegram's")
