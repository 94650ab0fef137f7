"""A typed message, whatever it begins with -> the event for the core: words, or a slash command with what is said behind it."""

from __future__ import annotations

from datetime import datetime

from bot.dialog import commands
from bot.dialog.events import Commanded, Wrote
from bot.dialog.script import Question
from bot.understanding.slash import slashed

from . import answers
from .library import Library


def hear_message(library: Library, text: str, language: str, question: Question | None, now: datetime) -> Wrote | Commanded:
    """What a new message says. A name that is no command belongs to the words behind it: "/my throat is tight" is about a throat.

    `question`: the one that is open. `now`: the person's clock, naive.
    """
    slash = slashed(text)
    if slash is None:
        return library.hear(text, language, question, now)
    if slash.name not in commands.NAMES:
        heard = library.hear(slash.all_words, language, question, now)
        return heard if slash.words or heard.signs or heard.doubts else Commanded(slash.name)
    if slash.name == "start" and slash.words.lower() in commands.LINKS:
        return Commanded("start", link=slash.words.lower())
    if not slash.words:
        return Commanded(slash.name)
    heard = library.hear(slash.words, language, None, now)
    return Commanded(slash.name, heard=answers.wanted(slash.words, now).beside(heard))
