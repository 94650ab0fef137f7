"""The playground's world: what people do in their Telegram apps, what waits for the bot, what the bot does to a chat.

Knows what a person can do and what the bot gets to hear of it. Must not know HTTP, the bodies of requests or the page: what the bot
asks for arrives through `reachable`, `post`, `replace`, `delete` and `answer`, called by the methods of the Bot API.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from . import objects
from .crowd import Crowd
from .entities import clean, settle, utf16_length
from .errors import BotApiError, PlayError, bad_request
from .faults import Fault, Faults, Flood
from .people import CallbackQuery, Chat, Key, Media, Message, Person, Toast
from .updates import UpdateQueue

MOST_TEXT = 4096
QUERY_LIFE = timedelta(minutes=15)
_CALLS_KEPT = 1000


class World(Crowd):
    """Everything there is. One thread; every method acts at once.

    `now` gives the time of the playground in UTC. `flood` turns Telegram's rate limits on. `calls` holds the last 1000 requests of
    the bot as (method, parameters); `refusals` the last 1000 that Telegram would have refused, as (method, description).
    """

    def __init__(self, now: Callable[[], datetime], token: str, username: str = "b12_playground_bot") -> None:
        super().__init__(now, token, username)
        self.flood = False
        self.calls: deque[tuple[str, dict[str, Any]]] = deque(maxlen=_CALLS_KEPT)
        self.refusals: deque[tuple[str, str]] = deque(maxlen=_CALLS_KEPT)
        self.faults = Faults()
        self.updates = UpdateQueue()
        self._queries: dict[str, CallbackQuery] = {}
        self._query_count = 0
        self._limits = Flood()

    # What a person does

    def send_text(self, person_id: int, text: str) -> int:
        """The person types. Returns the message id."""
        person = self._active(person_id)
        kept, entities = settle(_typed(text), [])
        self._start(person)
        return self._from_person(person.id, person, text=kept, entities=entities)

    def edit_text(self, person_id: int, message_id: int, text: str) -> None:
        """The person changes a text of their own."""
        self._active(person_id)
        chat = self._chats[person_id]
        message = self._seen(chat, message_id)
        if message.from_bot or message.media:
            raise PlayError("You can change only a text you wrote yourself.")
        kept, entities = settle(_typed(text), [])
        if kept == message.text:
            return
        message = replace(message, text=kept, entities=entities, edits=message.edits + 1, edited_at=self.now())
        self._keep(chat, message)
        self._update(chat.id, "edited_message", self.message_json(message))

    def press(self, person_id: int, message_id: int, row: int, column: int) -> str:
        """The person presses an inline button as the message shows it now. Returns the callback query id."""
        message = self._seen(self.chat_of(person_id), message_id)
        try:
            if min(row, column) < 0:
                raise IndexError
            button = message.buttons[row][column]
        except IndexError:
            raise PlayError("That button is not there any more.") from None
        if button.data is None:
            raise PlayError(f"“{button.text}” does not send anything to the bot: it is a {button.action} button.")
        return self.press_data(person_id, message_id, button.data)

    def press_label(self, person_id: int, label: str, message_id: int | None = None) -> str:
        """Press the button with this label on the newest message that has one, or on the message given."""
        messages = [m for m in self.chat_of(person_id).messages.values() if not m.deleted and message_id in (None, m.id)]
        for message in reversed(messages):
            for row, buttons in enumerate(message.buttons):
                for column, button in enumerate(buttons):
                    if button.text == label:
                        return self.press(person_id, message.id, row, column)
        there = ", ".join([button.text for message in reversed(messages) for row in message.buttons for button in row][:12])
        raise PlayError(f"There is no button “{label}”. " + (f"There is: {there}." if there else "There are no buttons at all."))

    def press_data(self, person_id: int, message_id: int, data: str) -> str:
        """A press with any callback data, even one no button has: an old button, or a forged one."""
        person = self._active(person_id)
        chat = self._chats[person_id]
        message = chat.messages.get(message_id)
        if not message:
            raise PlayError("There is no such message.", 404)
        self._query_count += 1
        number = str((person_id << 24) + self._query_count)
        query = CallbackQuery(number, person_id, chat.id, message_id, data, self.now())
        self._queries[query.id] = query
        body = objects.inaccessible_json(message, chat) if message.deleted else self.message_json(message)
        self._update(chat.id, "callback_query", objects.query_json(query, person, body))
        return query.id

    def tap_key(self, person_id: int, label: str, latitude: float = 52.52, longitude: float = 13.405) -> int:
        """Press a key of the reply keyboard: it sends its label, or the location it asks for."""
        chat = self.chat_of(person_id)
        rows = chat.keyboard.rows if chat.keyboard else ()
        key = next((key for row in rows for key in row if key.text == label), None)
        if not key:
            raise PlayError(f"There is no key “{label}” under the typing box.")
        if chat.keyboard and chat.keyboard.once:
            chat.keyboard = None
            self.tell("person", chat.id)
        return self._use_key(person_id, key, latitude, longitude)

    def _use_key(self, person_id: int, key: Key, latitude: float, longitude: float) -> int:
        if key.request == "location":
            return self.send_location(person_id, latitude, longitude)
        if key.request == "contact":
            contact = {"phone_number": "+10000000000", "first_name": self.person(person_id).name, "user_id": person_id}
            return self._send_media(person_id, Media("contact", contact))
        return self.send_text(person_id, key.text)

    def send_photo(self, person_id: int, caption: str = "") -> int:
        """A photo of no content; the bot gets its sizes."""
        sizes = [{"file_id": f"photo-{w}", "file_unique_id": f"p{w}", "width": w, "height": w * 3 // 4} for w in (320, 800)]
        return self._send_media(person_id, Media("photo", sizes), caption)

    def send_sticker(self, person_id: int) -> int:
        """A sticker."""
        form = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send_media(person_id, Media("sticker", {"file_id": "sticker-1", "file_unique_id": "s1", **form, "emoji": "👍"}))

    def send_voice(self, person_id: int, seconds: int = 4) -> int:
        """A voice note."""
        return self._send_media(person_id, Media("voice", {"file_id": "voice-1", "file_unique_id": "v1", "duration": seconds}))

    def send_location(self, person_id: int, latitude: float, longitude: float) -> int:
        """A point on the map."""
        return self._send_media(person_id, Media("location", {"latitude": latitude, "longitude": longitude}))

    def _send_media(self, person_id: int, media: Media, caption: str = "") -> int:
        person = self._active(person_id)
        self._start(person)
        return self._from_person(person.id, person, text=caption, media=media)

    def block(self, person_id: int) -> None:
        """The person blocks the bot: it can no longer write to them, and is told."""
        self._set_blocked(person_id, True)

    def unblock(self, person_id: int) -> None:
        """The person lets the bot back in."""
        self._set_blocked(person_id, False)

    def _set_blocked(self, person_id: int, blocked: bool) -> None:
        person = self.person(person_id)
        if person.blocked == blocked:
            return
        person.blocked = blocked
        self.tell("person", person_id)
        self._update(person_id, "my_chat_member", objects.member_json(self._chats[person_id], person, self.bot, self.now()))

    def group_message(self, title: str, person_id: int, text: str) -> int:
        """The person writes in a supergroup the bot is in, made when there is none of that title. Returns the message id."""
        kept, entities = settle(_typed(text), [])
        return self._from_person(self.group(title).id, self.person(person_id), text=kept, entities=entities)

    def _active(self, person_id: int) -> Person:
        person = self.person(person_id)
        if person.blocked:
            raise PlayError(f"{person.name} has blocked the bot. Unblock it first.")
        return person

    def _start(self, person: Person) -> None:
        if not person.started:
            person.started = True
            self.tell("person", person.id)

    @staticmethod
    def _seen(chat: Chat, message_id: int) -> Message:
        message = chat.messages.get(message_id)
        if not message or message.deleted:
            raise PlayError("There is no such message.", 404)
        return message

    def _from_person(self, chat_id: int, person: Person, **content: Any) -> int:
        message = self._put(self._chats[chat_id], sender=person.id, **content)
        self._update(chat_id, "message", self.message_json(message))
        return message.id

    def _update(self, chat_id: int, kind: str, value: dict[str, Any]) -> None:
        if self.updates.add(chat_id, kind, value):
            self.tell("update", chat_id)

    # What the bot does, for the methods of the Bot API

    def reachable(self, chat_id: int | str) -> Chat:
        """The chat, if the bot may write there. Raises BotApiError 400 or 403."""
        chat = self.chat(chat_id)
        if chat.person and not chat.person.started:
            raise BotApiError(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.person and chat.person.blocked:
            raise BotApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    def spend(self, chat_id: int) -> None:
        """Count a message against the flood limit, when it is on. Raises BotApiError 429."""
        if self.flood:
            self._limits.spend(chat_id, self.now())

    def post(self, chat: Chat, **content: Any) -> Message:
        """A new message of the bot."""
        return self._put(chat, sender=None, **content)

    def replace(self, chat: Chat, message: Message) -> Message:
        """The message changed by the bot: counted as an edit."""
        message = replace(message, edits=message.edits + 1, edited_at=self.now())
        self._keep(chat, message)
        return message

    def delete(self, chat: Chat, message: Message) -> None:
        """The message disappears for the person; `history` keeps it, marked."""
        self._keep(chat, replace(message, deleted=True, buttons=()))

    def answer(self, query_id: str, text: str, alert: bool, url: str) -> None:
        """Answer a press, once. Raises BotApiError 400 for an unknown, answered or old query."""
        query = self._queries.pop(query_id, None)
        if not query or self.now() - query.at > QUERY_LIFE or query.chat_id not in self._chats:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        toast = Toast(text, alert, query_id, url)
        self._chats[query.chat_id].toasts.append(toast)
        self.tell("toast", query.chat_id, query.message_id, toast=toast)

    # Hooks for tests

    def fail_next(
        self, method: str, status: int, description: str = "", retry_after: int | None = None, times: int = 1, *, after: bool = False
    ) -> None:
        """Let the next calls of a method ("*": of any) fail: an HTTP status, 0 for a reset connection, -1 for no answer at all.

        `after`: the call is carried out and only its answer is lost, the case in which a retry sends twice.
        """
        self.faults.add(Fault(method, status, description, retry_after, after), times)

    def freeze(self, chat_id: int, message_id: int) -> None:
        """Make a message one that Telegram will not edit any more."""
        chat = self.chat(chat_id)
        self._keep(chat, replace(chat.messages[message_id], frozen=True))

    def expire_queries(self) -> None:
        """Make every open press too old to be answered."""
        self._queries.clear()


def _typed(text: str) -> str:
    """What a person's app sends of what they typed. Raises PlayError for nothing at all, or too much."""
    text = clean(text).strip()
    if not text:
        raise PlayError("There is nothing to send.")
    if utf16_length(text) > MOST_TEXT:
        raise PlayError(f"A message can have at most {MOST_TEXT} characters.")
    return text
