"""A message that begins with a slash: the command's name, and the words behind it. What the name or the words mean is not known here."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SLASHED = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Slashed:
    """A command as typed. `name` in lower case; `words`: what follows, as typed."""

    name: str
    words: str = ""

    @property
    def all_words(self) -> str:
        """Everything it says, for a name that is no command: "/my throat" is about a throat, and so is "/throat_swelling"."""
        return f"{self.name.replace('_', ' ')} {self.words}".strip()


def slashed(text: str) -> Slashed | None:
    """The command that a text begins with; None when it does not begin as a command does."""
    found = _SLASHED.fullmatch(text)
    return Slashed(found[1].lower(), (found[2] or "").strip()) if found else None
