"""What the bot says of itself before a person writes: name, descriptions, commands, menu button, each per language.

Knows which of several settings a person sees. Must not know chats beyond their id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

Field = Literal["name", "description", "short_description"]
Command = Mapping[str, str]
_DEFAULT_SCOPE = ("default",)


class Profile:
    """The settings. A language without its own setting falls back to the one set for all languages."""

    def __init__(self, name: str) -> None:
        self._texts: dict[tuple[Field, str], str] = {}
        self._first_name = name
        self._commands: dict[tuple[tuple[Any, ...], str], list[Command]] = {}
        self._menus: dict[int | None, Mapping[str, Any]] = {}

    def set_text(self, field: Field, language: str, text: str) -> None:
        """Set a text; an empty one removes it."""
        if text:
            self._texts[field, language] = text
        else:
            self._texts.pop((field, language), None)

    def text(self, field: Field, language: str) -> str:
        """The text a person of that language sees."""
        fallback = self._first_name if field == "name" else ""
        return self._texts.get((field, language)) or self._texts.get((field, "")) or fallback

    def set_commands(self, scope: Mapping[str, Any], language: str, commands: Sequence[Command]) -> None:
        """Set the commands of one scope and language; none at all removes them."""
        if commands:
            self._commands[_scope(scope), language] = list(commands)
        else:
            self._commands.pop((_scope(scope), language), None)

    def commands(self, scope: Mapping[str, Any], language: str) -> list[Command]:
        """Exactly what was set for that scope and language."""
        return self._commands.get((_scope(scope), language), [])

    def commands_for(self, chat_id: int, language: str) -> list[Command]:
        """The commands a person sees in the private chat: the narrowest scope that has any, their language first."""
        for scope in (("chat", chat_id), ("all_private_chats",), _DEFAULT_SCOPE):
            for tongue in (language, ""):
                if commands := self._commands.get((scope, tongue)):
                    return commands
        return []

    def set_menu(self, chat_id: int | None, button: Mapping[str, Any]) -> None:
        """Set the menu button of one chat, or of all (`chat_id` None)."""
        self._menus[chat_id] = button

    def menu(self, chat_id: int | None) -> Mapping[str, Any]:
        """The menu button of a chat."""
        return self._menus.get(chat_id) or self._menus.get(None) or {"type": "default"}


def _scope(scope: Mapping[str, Any]) -> tuple[Any, ...]:
    """A scope as a key."""
    return tuple(scope[name] for name in ("type", "chat_id", "user_id") if name in scope) or _DEFAULT_SCOPE
