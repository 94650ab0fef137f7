"""How a message is read, for authors and operators: the very readings that a chat acts on, as plain data."""

from __future__ import annotations

from typing import Any

from bot.dialog.script import Level

from .library import Library


def explained(library: Library, text: str, language: str = "") -> dict[str, Any]:
    """What `Library.hear` goes by: the level that follows, each sign with its status and place, and the match of a question."""
    reading = library.read(text, language)
    match = library.ask(text, language)
    level = reading.level.name.lower() if reading.flags else "ask" if reading.doubts else Level.NONE.name.lower()
    return {
        "text": text,
        "level": level,
        "ask_level": reading.ask_level.name.lower() if reading.doubts else None,
        "signs": [{"id": seen.sign, "status": seen.status.value, "span": [seen.start, seen.end]} for seen in reading.seen],
        "faq": {"tier": match.tier, "topics": [{"id": topic, "score": round(score, 4)} for topic, score in match.topics]},
    }
