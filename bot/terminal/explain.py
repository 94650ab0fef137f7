"""Messages on standard input -> how each is read, one by one: for a program as JSON lines, or for a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TextIO

Explained = dict[str, Any]


class Unreadable(Exception):
    """A line that begins like a JSON object and is none with a text in it."""


def explain(lines: Iterable[str], explained: Callable[[str], Explained], as_json: bool, out: TextIO, errors: TextIO) -> bool:
    """Explain a message per line: plain text, or an object `{"text": ...}`. Returns whether every line could be read."""
    good = True
    for number, line in enumerate(lines, 1):
        try:
            found = explained(message(line.rstrip("\r\n")))
        except Unreadable as problem:
            errors.write(f"line {number}: {problem}\n")
            errors.flush()
            good = False
            continue
        out.write(json.dumps(found) + "\n" if as_json else told(found))
        out.flush()
    return good


def message(line: str) -> str:
    """The message in a line. Raises Unreadable."""
    if not line.lstrip().startswith("{"):
        return line
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise Unreadable('begins with "{" and is not a JSON object; write {"text": "..."} or plain words') from None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise Unreadable('has no "text" that is a string; write {"text": "..."}')
    text: str = data["text"]
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # half a character is no text


def told(found: Explained) -> str:
    """The same for a person."""
    asked = f" ({found['ask_level']})" if found["ask_level"] else ""
    lines = [f"{found['text']!r}", f"  level: {found['level']}{asked}"]
    for sign in found["signs"]:
        start, end = sign["span"]
        lines.append(f"  sign:  {sign['id']}, {sign['status']}: {found['text'][start:end]!r}")
    topics = ", ".join(f"{topic['id']} {topic['score']:.2f}" for topic in found["faq"]["topics"])
    lines.append(f"  faq:   {found['faq']['tier']}{f': {topics}' if topics else ''}")
    return "\n".join(lines) + "\n"
