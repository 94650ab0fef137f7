"""Typed text -> tokens: words, numbers, and the shapes that dates and times are written in. Nothing is interpreted here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from enum import Enum, auto

from . import english


class Kind(Enum):
    """What a token looks like; `numbers` of the token holds what the comment says."""

    WORD = auto()  #        ()
    NUMBER = auto()  #      (7,)            7, seven
    ORDINAL = auto()  #     (7,)            7th, seventh
    CLOCK = auto()  #       (9, 30)         9:30, 9h30
    DATE = auto()  #        (2026, 12, 4)   2026-12-04, 4.12.2026
    SLASH = auto()  #       (5, 6) or (5, 6, 2027)
    DOTTED = auto()  #      (4, 12)         4.12. is certainly a date, 4.12 may be a time
    RANGE = auto()  #       ()              a dash between things
    OTHER = auto()  #       ()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text. `sure`: of two readings the shape has, only the first is possible (see Kind.DOTTED, leading zeros)."""

    kind: Kind
    text: str
    numbers: tuple[int, ...] = ()
    sure: bool = False


_PIECES = re.compile(
    r"""
      (?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?!\d)
    | (?P<full>\d{1,2}\.\s?\d{1,2}\.\s?\d{4})(?!\d)
    | (?P<slash>\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?|\d{1,2}-\d{1,2}-\d{4})(?![\d/])
    | (?P<dotted>\d{1,2}\.\s?\d{1,2}(?!\d)\.?)
    | (?P<clock>\d{1,2}(?:[:]|h(?=\d))\d{2})(?![\d:])
    | (?P<thousands>\d{1,3}(?:[,.]\d{3})+)(?!\d)
    | (?P<ordinal>\d+(?:st|nd|rd|th)\b)
    | (?P<number>\d+)
    | (?P<word>[^\W\d_][^\W_]*)
    | (?P<range>[-\u2010-\u2015\u2212])
    | (?P<other>[^\s,;.!?()"\u201c\u201d*_])
    """,
    re.VERBOSE,
)
_HALF = re.compile(r"(?<![^\W\d_])([ap])\.?\s?m\b\.?")
_INNER_DASH = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order. Sentence marks are dropped; number words become numbers."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub("['\u2019\u2018`\u00b4\u02bc]", "", folded).replace("@", " at ").replace("bi-", "bi")
    folded = _INNER_DASH.sub(" ", _HALF.sub(r" \1m ", folded))
    return tuple(_number_words([_token(piece) for piece in _PIECES.finditer(folded)]))


def _token(piece: re.Match[str]) -> Token:
    text, shape = piece.group().strip(), piece.lastgroup
    numbers = tuple(_bounded(part) for part in re.findall(r"\d+", text))
    match shape:
        case "iso":
            return Token(Kind.DATE, text, numbers)
        case "full":
            return Token(Kind.DATE, text, numbers[::-1])
        case "slash":
            year = tuple(2000 + number if number < 100 else number for number in numbers[2:])
            return Token(Kind.SLASH, text, numbers[:2] + year)
        case "dotted":
            return Token(Kind.DOTTED, text, numbers, sure=text.endswith(".") and " " not in text and text.count(".") == 2)
        case "clock":
            return Token(Kind.CLOCK, text, numbers, sure=text.startswith("0"))
        case "thousands":
            return Token(Kind.NUMBER, text, (_bounded("".join(re.findall(r"\d+", text))),))
        case "ordinal":
            return Token(Kind.ORDINAL, text, numbers)
        case "number":
            return Token(Kind.NUMBER, text, numbers, sure=len(text) == 2 and text.startswith("0"))
        case "word":
            return Token(Kind.WORD, text)
        case "range":
            return Token(Kind.RANGE, text)
    return Token(Kind.OTHER, text)


def _bounded(digits: str) -> int:
    """A number as written; beyond a million they are all alike, and none is a day, a time or a step."""
    return min(int(digits), 1_000_000)


def _number_words(found: list[Token]) -> list[Token]:
    """Words for numbers become numbers: "twenty one" 21, "twenty first" 21st."""
    out: list[Token] = []
    for token in found:
        small, ordinal, tens = (table.get(token.text) for table in (english.NUMBERS, english.ORDINALS, english.TENS))
        ten = out[-1].numbers[0] if out and out[-1].text in english.TENS else 0
        if tens is not None:
            out.append(Token(Kind.NUMBER, token.text, (tens,)))
        elif small is not None or ordinal is not None:
            number, kind = (small, Kind.NUMBER) if small is not None else (ordinal or 0, Kind.ORDINAL)
            joined = ten if 0 < number < 10 else 0
            if joined:
                out.pop()
            out.append(Token(kind, token.text, (joined + number,)))
        else:
            out.append(token)
    return out


class Cursor:
    """A place in the tokens. `take_...` moves on only when what is there fits."""

    def __init__(self, found: tuple[Token, ...]) -> None:
        self.found = found
        self.at = 0

    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.found)

    def peek(self, ahead: int = 0) -> Token:
        """The token some places on; an empty one beyond the end."""
        place = self.at + ahead
        return self.found[place] if 0 <= place < len(self.found) else Token(Kind.OTHER, "")

    def kind(self, ahead: int = 0) -> Kind:
        """The kind of a token."""
        return self.peek(ahead).kind

    def word(self, ahead: int = 0) -> str:
        """The word there; empty when it is something else."""
        token = self.peek(ahead)
        return token.text if token.kind is Kind.WORD else ""

    def number(self, ahead: int = 0) -> int | None:
        """The plain number there."""
        token = self.peek(ahead)
        return token.numbers[0] if token.kind is Kind.NUMBER else None

    def ordinal(self, ahead: int = 0) -> int | None:
        """The ordinal there."""
        token = self.peek(ahead)
        return token.numbers[0] if token.kind is Kind.ORDINAL else None

    def skip(self, count: int = 1) -> None:
        """Move on."""
        self.at += count

    def take(self, *words: Container[str] | str) -> bool:
        """Move over these words, one table or word for each place, when all of them are there."""
        for ahead, wanted in enumerate(words):
            word = self.word(ahead)
            if not word or (word != wanted if isinstance(wanted, str) else word not in wanted):
                return False
        self.skip(len(words))
        return True
