"""Who is there and what was said: people, chats, messages, and the onlookers who are told of every change.

Knows the state and how it is read. Must not know what a person or a bot may do: that is `world`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from . import objects
from .errors import PlayError, bad_request
from .people import Change, ChangeKind, Chat, Message, Person, Toast
from .profile import Profile

_FIRST_PERSON, _FIRST_GROUP = 5_000_000_001, -1_001_000_000_001


class Crowd:
    """People and chats. Person ids need more than 32 bits, as real ones do; message ids count up in each chat."""

    def __init__(self, now: Callable[[], datetime], token: str, username: str) -> None:
        self.now = now
        self.token = token
        self.username = username
        self.profile = Profile("B12 companion")
        self.born = now()
        self._chats: dict[int, Chat] = {}
        self._next_person, self._next_group = _FIRST_PERSON, _FIRST_GROUP
        self._observers: list[Callable[[Change], None]] = []

    @property
    def bot(self) -> dict[str, Any]:
        """The bot as a User object."""
        number = self.token.partition(":")[0]
        bot_id = int(number) if number.isdecimal() else 1
        return {"id": bot_id, "is_bot": True, "first_name": self.profile.text("name", ""), "username": self.username}

    def observe(self, observer: Callable[[Change], None]) -> None:
        """Call `observer` at once after every change."""
        self._observers.append(observer)

    def unobserve(self, observer: Callable[[Change], None]) -> None:
        """Stop calling it."""
        self._observers.remove(observer)

    def tell(self, kind: ChangeKind, chat_id: int = 0, message_id: int = 0, **data: Any) -> None:
        """Tell the observers."""
        for observer in list(self._observers):
            observer(Change(kind, chat_id, message_id, data))

    def add_person(self, name: str, language: str = "en") -> Person:
        """A new person with an empty private chat. Until they write or press Start, the bot cannot write to them."""
        person = self._newcomer(name, language)
        self._chats[person.id] = Chat(person.id, person)
        self.tell("people")
        return person

    def restart(self, person_id: int) -> Person:
        """The same person with a new chat id and an empty chat, in the old one's place. The old chat is gone for the bot."""
        old = self.person(person_id)
        person = self._newcomer(old.name, old.language)
        fresh = Chat(person.id, person)
        chats = [fresh if chat.id == person_id else chat for chat in self._chats.values()]
        self._chats = {chat.id: chat for chat in chats}
        self.tell("people")
        return person

    def group(self, title: str) -> Chat:
        """The supergroup of that title, made when there is none."""
        chat = next((chat for chat in self._chats.values() if not chat.person and chat.title == title), None)
        if not chat:
            chat = Chat(self._next_group, title=title)
            self._next_group -= 1
            self._chats[chat.id] = chat
        return chat

    def _newcomer(self, name: str, language: str) -> Person:
        person = Person(self._next_person, name, language)
        self._next_person += 1
        return person

    def remove_person(self, person_id: int) -> None:
        """The person and the chat are gone; the bot gets "chat not found"."""
        self.person(person_id)
        del self._chats[person_id]
        self.tell("people")

    def people(self) -> list[Person]:
        """Everybody, in the order they came."""
        return [chat.person for chat in self._chats.values() if chat.person]

    def person(self, person_id: int) -> Person:
        """Raises PlayError when there is no such person."""
        chat = self._chats.get(person_id)
        if not chat or not chat.person:
            raise PlayError("There is no such person here. They may have started over.", 404)
        return chat.person

    def chat_of(self, person_id: int) -> Chat:
        """The private chat of a person. Raises PlayError when there is no such person."""
        return self._chats[self.person(person_id).id]

    def history(self, chat_id: int) -> list[Message]:
        """The messages of a chat in order, deleted ones included and marked."""
        return list(self.chat(chat_id).messages.values())

    def toasts(self, chat_id: int) -> list[Toast]:
        """The answers to the presses of a chat, in order."""
        return self.chat(chat_id).toasts

    def chat(self, chat_id: int | str) -> Chat:
        """The chat by id, which may be given as text. Raises BotApiError 400 when there is none."""
        chat = self.find(int(chat_id) if isinstance(chat_id, int) or re.fullmatch(r"-?[0-9]{1,19}", chat_id) else 0)
        if not chat:
            raise bad_request("chat not found")
        return chat

    def find(self, chat_id: int) -> Chat | None:
        """The chat by id, if there is one."""
        return self._chats.get(chat_id)

    def message_json(self, message: Message) -> dict[str, Any]:
        """The message as the bot sees it."""
        chat = self._chats[message.chat_id]
        body = objects.message_json(message, chat, self._author(message))
        replied = chat.messages.get(message.reply_to) if message.reply_to else None
        if replied and not replied.deleted:
            body["reply_to_message"] = objects.message_json(replied, chat, self._author(replied))
        return body

    def _author(self, message: Message) -> dict[str, Any]:
        if message.sender is None:
            return self.bot
        writer = next((person for person in self.people() if person.id == message.sender), None)
        return objects.user_json(writer or Person(message.sender, "Deleted Account", "en"))

    def _put(self, chat: Chat, **content: Any) -> Message:
        chat.last_id += 1
        message = Message(chat.id, chat.last_id, self.now(), **content)
        self._keep(chat, message)
        return message

    def _keep(self, chat: Chat, message: Message) -> None:
        chat.messages[message.id] = message
        self.tell("message", chat.id, message.id)
