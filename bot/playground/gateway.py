"""One call of the Bot API from name and parameters to result, whichever way it came in.

Knows the order of things: noted, failed on purpose, checked, carried out. Must not know HTTP.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from . import rules
from .errors import BotApiError
from .identity import Identity
from .messages import Messages
from .polling import Polling
from .webhook import Webhook
from .world import World

Params = Mapping[str, Any]
_HOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Gateway:
    """All the methods. `retry_pause`: seconds before a failed webhook delivery is tried again."""

    def __init__(self, world: World, retry_pause: float = 1.0) -> None:
        self.world = world
        self.polling = Polling(world)
        self.webhook = Webhook(world, self.call, retry_pause)
        self._identity = Identity(world)
        self._methods: dict[str, Callable[[Params], Any | Awaitable[Any]]] = {
            **Messages(world).methods(),
            **self._identity.methods(),
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self.webhook.remove,
            "getWebhookInfo": self.webhook.info,
        }

    async def call(self, name: str, params: Params, *, loose: bool = False) -> Any:
        """The result, or BotApiError, or LineFault. `loose`: the parameters are still text, see `rules.check`."""
        self.world.calls.append((name, dict(params)))
        fault = self.world.faults.take(name)
        if fault and not fault.after:
            raise fault.error()
        try:
            result = await self._carry_out(rules.method_name(name), params, loose)
        except BotApiError as refusal:
            self.world.refusals.append((name, refusal.description))
            raise
        if fault:
            raise fault.error()
        return result

    async def _carry_out(self, method: str, params: Params, loose: bool) -> Any:
        self._identity.check_logged_in()
        result = self._methods[method](rules.check(method, params, loose=loose))
        return await result if inspect.isawaitable(result) else result

    def listening(self, patience: float) -> bool:
        """Whether the bot takes updates: polled within `patience` seconds, or takes what its webhook gets."""
        if self.webhook.target:
            return not self.webhook.failing
        return self.polling.quiet_for() <= patience

    async def _get_updates(self, params: Params) -> list[dict[str, Any]]:
        if self.webhook.target:
            raise BotApiError(409, _HOOK_ACTIVE)
        return await self.polling.get_updates(params)

    async def _set_webhook(self, params: Params) -> bool:
        if params["url"]:
            self.polling.interrupt("terminated by setWebhook request")
        return await self.webhook.set(params)
