"""Webhook delivery: updates are POSTed to the bot, in order within a chat, chats side by side.

Knows how Telegram delivers and repeats. Must not know what is in an update. Delivers to this machine only: what a person types here
stays here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from . import objects
from .errors import PlaygroundError, bad_request
from .people import Change
from .rules import Upload
from .world import World

LONGEST_PAUSE = 60.0
_PATIENCE = aiohttp.ClientTimeout(total=60)
_HERE = {"127.0.0.1", "localhost", "::1"}
Execute = Callable[[str, Mapping[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where updates go."""

    url: str
    secret: str
    max_connections: int
    certificate: Upload | None
    session: aiohttp.ClientSession


class Webhook:
    """The webhook in force, if any. `pause` is the wait after a first failed delivery, in seconds; it doubles up to a minute."""

    def __init__(self, world: World, execute: Execute, pause: float = 1.0) -> None:
        self.world = world
        self.target: Target | None = None
        self.failing = False
        self._execute = execute
        self._pause = pause
        self._couriers: dict[int, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(1)
        self._last_error: tuple[datetime, str] | None = None
        world.observe(self._changed)

    def _changed(self, change: Change) -> None:
        if change.kind == "update":
            self._dispatch()

    async def set(self, params: Mapping[str, Any]) -> bool:
        """setWebhook; an empty url removes it."""
        if params["url"]:
            _check_url(params["url"])
        if "allowed_updates" in params:
            self.world.updates.allow(params["allowed_updates"])
        await self.remove(params)
        if params["url"]:
            secret, connections = params.get("secret_token", ""), params.get("max_connections", 40)
            session = aiohttp.ClientSession(timeout=_PATIENCE)
            self.target = Target(params["url"], secret, connections, params.get("certificate"), session)
            self._slots = asyncio.Semaphore(connections)
            self._dispatch()
        return True

    async def remove(self, params: Mapping[str, Any]) -> bool:
        """deleteWebhook. What was not delivered waits for whoever asks next."""
        if params.get("drop_pending_updates"):
            self.world.updates.drop()
        target, self.target, self.failing, self._last_error = self.target, None, False, None
        # A courier may be here itself, carrying out a call that came back with a delivery.
        couriers = [courier for courier in self._couriers.values() if courier is not asyncio.current_task()]
        for courier in couriers:
            courier.cancel()
        await asyncio.gather(*couriers, return_exceptions=True)
        if target:
            await target.session.close()
        return True

    def info(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """WebhookInfo."""
        target = self.target
        certificate = bool(target and target.certificate)
        body: dict[str, Any] = {"url": target.url if target else "", "has_custom_certificate": certificate}
        body["pending_update_count"] = len(self.world.updates)
        if target:
            body["max_connections"] = target.max_connections
        if self._last_error:
            body["last_error_date"], body["last_error_message"] = objects.unix(self._last_error[0]), self._last_error[1]
        if self.world.updates.allowed:
            body["allowed_updates"] = list(self.world.updates.allowed)
        return body

    def _dispatch(self) -> None:
        """See that every chat with something waiting has a courier."""
        for pending in self.world.updates if self.target else ():
            if pending.chat_id not in self._couriers:
                self._couriers[pending.chat_id] = asyncio.get_running_loop().create_task(self._deliver(pending.chat_id))

    async def _deliver(self, chat_id: int) -> None:
        """Deliver the updates of one chat, each until it is taken."""
        failures = 0
        try:
            while (target := self.target) and (pending := next((one for one in self.world.updates if one.chat_id == chat_id), None)):
                async with self._slots:
                    self.failing = not await self._post(target, pending.body)
                if self.failing:
                    await asyncio.sleep(min(self._pause * 2**failures, LONGEST_PAUSE))
                    failures += 1
                else:
                    self.world.updates.drop(pending.id)
                    failures = 0
        finally:
            self._couriers.pop(chat_id, None)

    async def _post(self, target: Target, update: dict[str, Any]) -> bool:
        headers = {"Content-Type": "application/json"}
        if target.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = target.secret
        try:
            async with target.session.post(target.url, data=orjson.dumps(update), headers=headers, allow_redirects=False) as response:
                body = await response.read()
                if not 200 <= response.status < 300:
                    return self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._failed(f"Connection failed: {type(error).__name__}")
        await self._carry_out(body)
        return True

    def _failed(self, what: str) -> bool:
        self._last_error = (self.world.now(), what)
        return False

    async def _carry_out(self, body: bytes) -> None:
        """A call in the body of the answer. Its result goes nowhere, as with Telegram."""
        try:
            call = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        if isinstance(call, dict) and "method" in call:
            with contextlib.suppress(PlaygroundError):
                await self._execute(str(call.pop("method")), call)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise bad_request("bad webhook: invalid URL") from None
    if parts.scheme not in ("http", "https"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if host not in _HERE:
        raise bad_request("bad webhook: the playground delivers to this machine only (127.0.0.1, localhost)")
