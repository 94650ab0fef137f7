"""The methods of the Bot API about the bot itself: who it is, what its profile says, leaving.

Knows the settings in `Profile` and Telegram's answers. Must not know messages or HTTP; parameters are checked by `rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from .errors import BotApiError, bad_request
from .profile import Field
from .world import World

Params = Mapping[str, Any]
_TEXTS: dict[str, Field] = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}
QUIET_TIME = timedelta(minutes=10)


class Identity:
    """The methods, one function each, over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.left: datetime | None = None

    def methods(self) -> dict[str, Callable[[Params], Any]]:
        """The functions by method name."""
        return {
            **{f"setMy{title}": partial(self.set_text, field) for title, field in _TEXTS.items()},
            **{f"getMy{title}": partial(self.get_text, field) for title, field in _TEXTS.items()},
            "getMe": self.get_me,
            "setMyCommands": self.set_commands,
            "getMyCommands": self.get_commands,
            "deleteMyCommands": self.delete_commands,
            "setChatMenuButton": self.set_menu,
            "getChatMenuButton": self.get_menu,
            "close": self.close,
            "logOut": self.log_out,
        }

    def get_me(self, params: Params) -> dict[str, Any]:
        """User, with the fields only getMe returns."""
        no = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business", "has_main_web_app")
        return {**self.world.bot, **dict.fromkeys(no, False)}

    def set_text(self, field: Field, params: Params) -> bool:
        """An empty text removes the one of that language."""
        self.world.profile.set_text(field, params.get("language_code", ""), params.get(field, ""))
        self.world.tell("profile")
        return True

    def get_text(self, field: Field, params: Params) -> dict[str, str]:
        """What a person of that language sees."""
        return {field: self.world.profile.text(field, params.get("language_code", ""))}

    def set_commands(self, params: Params) -> bool:
        """For one scope and language."""
        self.world.profile.set_commands(self._scope(params), params.get("language_code", ""), params["commands"])
        self.world.tell("profile")
        return True

    def get_commands(self, params: Params) -> list[Mapping[str, str]]:
        """Only what was set for exactly that scope and language."""
        return self.world.profile.commands(self._scope(params), params.get("language_code", ""))

    def delete_commands(self, params: Params) -> bool:
        """People then see those of the next wider scope."""
        return self.set_commands({**params, "commands": []})

    def _scope(self, params: Params) -> Mapping[str, Any]:
        scope: Mapping[str, Any] = params.get("scope", {})
        # Chat ids may come as text; settings are kept under the number.
        return {**scope, "chat_id": self.world.chat(scope["chat_id"]).id} if "chat_id" in scope else scope

    def set_menu(self, params: Params) -> bool:
        """Of one private chat, or of all."""
        if "chat_id" in params:
            self._private(params["chat_id"])
        self.world.profile.set_menu(params.get("chat_id"), params.get("menu_button", {"type": "default"}))
        self.world.tell("profile")
        return True

    def get_menu(self, params: Params) -> Mapping[str, Any]:
        """Of one private chat, or of all."""
        return self.world.profile.menu(params.get("chat_id"))

    def _private(self, chat_id: int) -> None:
        if not self.world.chat(chat_id).person:
            raise bad_request("chat menu button can be set only in private chats")

    def close(self, params: Params) -> bool:
        """Refused in the first ten minutes, as Telegram does."""
        age = self.world.now() - self.world.born
        if age < QUIET_TIME:
            seconds = int((QUIET_TIME - age).total_seconds())
            raise BotApiError(429, f"Too Many Requests: retry after {seconds}", seconds)
        return True

    def log_out(self, params: Params) -> bool:
        """For ten minutes after it every call is refused."""
        self.left = self.world.now()
        return True

    def check_logged_in(self) -> None:
        """Raises BotApiError 400 for ten minutes after `logOut`."""
        if self.left and self.world.now() - self.left < QUIET_TIME:
            raise BotApiError(400, "Logged out")
