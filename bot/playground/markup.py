"""Reply markup as a bot sends it -> buttons and keyboards, with the rules that span fields.

Knows what makes a keyboard valid once its types are right. Must not know messages or who presses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from .errors import bad_request
from .people import Button, Key, ReplyKeyboard, Rows

MOST_BUTTONS = 100
T = TypeVar("T")
_NOT_ACTIONS = {"text", "style", "icon_custom_emoji_id"}
_LINKS = {"http", "https", "tg"}


@dataclass(frozen=True, slots=True)
class Markup:
    """What a `reply_markup` asks for: inline buttons, a reply keyboard to show, or the one shown to go."""

    rows: Rows = ()
    keyboard: ReplyKeyboard | None = None
    remove_keyboard: bool = False


def read_markup(markup: Mapping[str, Any] | None) -> Markup:
    """Read a markup that `rules.check` has passed. Raises BotApiError 400."""
    if not markup:
        return Markup()
    if "inline_keyboard" in markup:
        return Markup(rows=_within_limit(tuple(tuple(_button(one) for one in row) for row in markup["inline_keyboard"] if row)))
    if "keyboard" in markup:
        rows = _within_limit(tuple(tuple(_key(one) for one in row) for row in markup["keyboard"] if row))
        return Markup(keyboard=ReplyKeyboard(rows, markup.get("one_time_keyboard", False), markup.get("input_field_placeholder", "")))
    return Markup(remove_keyboard=markup.get("remove_keyboard", False))


def _within_limit(rows: tuple[tuple[T, ...], ...]) -> tuple[tuple[T, ...], ...]:
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _button(button: Mapping[str, Any]) -> Button:
    actions = [name for name in button if name not in _NOT_ACTIONS]
    if not actions:
        raise bad_request("can't parse InlineKeyboardButton: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"can't parse InlineKeyboardButton: exactly one action is allowed, found {', '.join(actions)}")
    action = actions[0]
    value = button[action]
    if action in ("pay", "callback_game"):
        raise bad_request("BUTTON_TYPE_INVALID")
    if action in ("url", "web_app", "login_url"):
        _check_url(value if action == "url" else value["url"], _LINKS if action == "url" else {"https"})
    return Button(button["text"], action, value, button.get("style"))


def _check_url(url: str, schemes: set[str]) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL") from None
    if parts.scheme not in schemes:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if not parts.netloc or any(char.isspace() for char in url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _key(key: Mapping[str, Any] | str) -> Key:
    if isinstance(key, str):
        return Key(key)
    request = "location" if key.get("request_location") else "contact" if key.get("request_contact") else ""
    return Key(key["text"], request, key.get("style"))
