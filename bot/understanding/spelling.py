"""Typed text -> tokens that remember where they stood. Knows writing, not meaning.

Folded away: case, compatibility forms, accents, invisible characters, letters of other alphabets that look Latin,
apostrophes. Kept: emoji, each as a token of its own, and how strongly the marks before a token part it from what came before.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from .wording import LONGEST


class Mark(IntEnum):
    """What stands before a token: nothing, a pause such as a comma, the end of a sentence."""

    NONE = 0
    PAUSE = 1
    STOP = 2


class Token(NamedTuple):
    """A word or an emoji. `asked`: a question mark ends its sentence."""

    word: str
    start: int
    end: int
    mark: Mark
    asked: bool = False


_LOOKALIKES = dict(zip("абвгеёзікмнорстухѕјһԁԛԝіαβεηικνορτυχωı", "abbreeeikmhopctyxsjhdqwiabenikvoptuxwi", strict=False))
_APOSTROPHES = "\u2018\u2019\u02bc\u00b4`\u201b\uff07\u2032"
_DASHES = "\u2012\u2013\u2014\u2015"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_PIECE = re.compile(
    r"(?P<word>[^\W_]+(?:'+[^\W_]+)*)"
    r"|(?P<pause>\.\.+|[,:()\"\[\]{}]|(?<=\s)-+(?=\s))"
    r"|(?P<stop>(?:[!?\n\r;]|\.(?!\d))+)"
    r"|(?P<emoji>[^\x00-\x7f\w\s])"
)

_WHOLE = {"i'll": "iwill", "we'll": "wewill", "he'll": "hewill", "she'll": "shewill", "we're": "weare", "i'd": "iwould"}
"""What would be another word without its apostrophe."""
_KEEPS_S = frozenset(["it", "that", "what", "there", "he", "she", "who", "let", "here", "how", "where"])


@lru_cache(maxsize=4096)
def _fold(letter: str) -> str:
    if letter in _APOSTROPHES:
        return "'"
    if letter in _DASHES:
        return " - "
    if letter == "\u2026":
        return ".."
    if unicodedata.category(letter) == "Sk" and letter > "\u2000":
        return ""  # the skin tone of an emoji
    kept = []
    for part in unicodedata.normalize("NFKD", letter).casefold():
        kind = unicodedata.category(part)
        if kind in ("Mn", "Me", "Cf") or (kind == "Cc" and part not in "\n\r\t"):
            continue
        kept.append(" " if kind in ("Zs", "Zl", "Zp") else _LOOKALIKES.get(part, part))
    return "".join(kept)


def _folded(text: str) -> tuple[str, list[int] | None]:
    """The folded text and, unless every character stands for itself, where each of its characters came from."""
    if text.isascii() and not _CONTROL.search(text):
        return text.lower().replace("`", "'"), None
    pieces = [_fold(letter) for letter in text]
    return "".join(pieces), [index for index, piece in enumerate(pieces) for _ in piece]


def _bare(word: str) -> str:
    """A word without its apostrophes: "can't" is "cant", and the s of "throat's" goes."""
    if word in _WHOLE:
        return _WHOLE[word]
    base, _, tail = word.rpartition("'")
    if tail == "s" and base not in _KEEPS_S:
        return base.replace("'", "")
    return word.replace("'", "")


def tokens(text: str) -> list[Token]:
    """The tokens of a text, read as far as a message can be long."""
    clean, origins = _folded(text[:LONGEST])
    found: list[Token] = []
    sentence: list[tuple[str, int, int, Mark]] = []
    mark = Mark.NONE
    for piece in _PIECE.finditer(clean):
        kind = piece.lastgroup
        if kind == "pause":
            mark = max(mark, Mark.PAUSE)
        elif kind == "stop":
            asked = "?" in piece[0]
            found += [Token(*raw, asked) for raw in sentence]
            sentence, mark = [], Mark.STOP
        else:
            start, end = piece.span()
            if origins is not None:
                start, end = origins[start], origins[end - 1] + 1
            word = piece[0]
            sentence.append((_bare(word) if "'" in word else word, start, end, mark))
            mark = Mark.PAUSE if kind == "emoji" else Mark.NONE
    found += [Token(*raw) for raw in sentence]
    return found
