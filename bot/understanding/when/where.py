"""A sentence about when -> the place or zone whose clock it goes by, and the rest of it: "at 9 in Berlin", "9am EST", "9 London time".

Finds the words and cuts them out. Whether they name a place is asked of `known`; which zone it has is not for here to say. Words behind
"in" that name nothing known are handed on as a place all the same, unless they are among those that are often there and are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import english
from .sentence import GRAMMAR

MOST_WORDS = 5
"""Words that the name of a place may have, with its country."""

LETTERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(["et", "est", "edt", "eastern"], ("America/New_York", "America/Toronto", "America/Jamaica")),
    **dict.fromkeys(["ct", "cst", "cdt", "central"], ("America/Chicago", "America/Winnipeg", "America/Mexico_City")),
    **dict.fromkeys(["mt", "mst", "mdt", "mountain"], ("America/Denver", "America/Edmonton", "America/Phoenix")),
    **dict.fromkeys(["pt", "pst", "pdt", "pacific"], ("America/Los_Angeles", "America/Vancouver")),
    "gmt": ("Europe/London", "Africa/Accra", "Atlantic/Reykjavik"),
    "bst": ("Europe/London", "Asia/Dhaka"),
    **dict.fromkeys(["cet", "cest"], ("Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Rome")),
    **dict.fromkeys(["eet", "eest"], ("Europe/Athens", "Europe/Helsinki", "Europe/Kyiv")),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    **dict.fromkeys(["aest", "aedt"], ("Australia/Sydney", "Australia/Brisbane")),
    **dict.fromkeys(["nzst", "nzdt"], ("Pacific/Auckland",)),
    "sast": ("Africa/Johannesburg",),
}
"""Short names of zones, and the largest places that go by them. They leave open whether clocks are changed there, so the place is asked."""

_OFFSET = re.compile(r"\b(?:gmt|utc)\s*[-+\u2212\u2013]\s*\d{1,2}(?::?\d\d)?\b", re.IGNORECASE)
_NAMED = re.compile(r"\b[A-Za-z]{2,}/[A-Za-z_]{3,}(?:/[A-Za-z_]{3,})?\b")
_LETTERS = re.compile(
    r"""\b(?: utc | gmt | bst | cest | cet | eest | eet | ist | ae[sd]t | nz[sd]t | sast | [ecmp][sd]t
         | (?:eastern|central|mountain|pacific) (?=\ (?:standard\ |daylight\ )?time)
         | (?:(?<=\d\ )|(?<=[ap]m\ )) (?-i:[ECMP]T)
        )\b (?:\ standard|\ daylight)?""",
    re.IGNORECASE | re.VERBOSE,
)
_TIME = re.compile(r"\s*\btime(?:\s?zone)?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[\w'\u2019-]|\.(?=\w))*\.?")
_LED_BY = re.compile(r"^\s*(?:(?:i am|i'm|im|i live|we are|we're)\s+)?(?:in|at|near)\s+", re.IGNORECASE)
_NO_NAME = GRAMMAR | english.FILLERS | english.ELSEWHERE | set(english.DAY_PARTS) | english.NOON | english.TODAY | english.TOMORROW


@dataclass(frozen=True, slots=True)
class Where:
    """`place`: the words that say by whose clock, empty when none do. `rest`: the sentence without them."""

    rest: str
    place: str = ""


def where(text: str, known: Callable[[str], bool]) -> Where:
    """Find the place in a sentence. `known`: whether these words name one."""
    for shape in (_OFFSET, _NAMED, _LETTERS):
        found = shape.search(text)
        if found and (shape is not _NAMED or known(found.group())):
            return _cut(text, found.start(), found.end())
    words = list(_WORD.finditer(text))
    return _behind_in(text, words, known) or _before_time(text, words, known) or Where(text)


def bare(text: str) -> str:
    """The words of an answer to "where are you?" without what may stand around a place: "I'm in Berlin", "London time"."""
    return _TIME.sub("", _LED_BY.sub("", text)).strip()


def zones_of(letters: str) -> tuple[str, ...]:
    """The zones that a short name such as EST can mean; none for anything else."""
    words = letters.casefold().replace(".", "").split()
    return LETTERS.get(words[0], ()) if len(words) == 1 or words[1:] in (["standard"], ["daylight"]) else ()


def _behind_in(text: str, words: Sequence[re.Match[str]], known: Callable[[str], bool]) -> Where | None:
    """The longest known name behind an "in"; if there is none, words that may be a name."""
    for at, word in enumerate(words, start=1):
        if word.group().casefold() != "in":
            continue
        following = _together(text, words[at - 1 : at + MOST_WORDS])[1:]
        without_the = following[1:] if following and _plain(following[0]) == "the" else []
        for name in (following, without_the):
            if span := _longest(text, name, known):
                return Where(_without(text, word.start(), span[-1].end()), _text(text, span))
        if name := _until_no_name(following):
            return _cut(text, word.start(), name[-1].end())
    return None


def _longest(text: str, words: Sequence[re.Match[str]], known: Callable[[str], bool]) -> Sequence[re.Match[str]]:
    """The most words from the first on that are a known name; none when no number of them is."""
    spans = (words[:count] for count in range(len(words), 0, -1))
    return next((span for span in spans if _may_end(text, span) and known(_text(text, span))), ())


def _before_time(text: str, words: Sequence[re.Match[str]], known: Callable[[str], bool]) -> Where | None:
    """A known name before "time"."""
    for at, word in enumerate(words):
        if word.group().casefold() not in {"time", "timezone"}:
            continue
        for count in range(min(at, MOST_WORDS), 0, -1):
            span = words[at - count : at]
            joined = len(_together(text, [*span, word])) == count + 1
            if joined and not any(_plain(name) in _NO_NAME for name in span) and known(_text(text, span)):
                return _cut(text, span[0].start(), word.end())
    return None


def _together(text: str, words: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The first words with nothing but spaces and commas between them."""
    joined = list(words[:1])
    for word in words[1:]:
        if text[joined[-1].end() : word.start()].strip(" ,"):
            break
        joined.append(word)
    return joined


def _may_end(text: str, span: Sequence[re.Match[str]]) -> bool:
    """Whether a name may end here. "Portland, or", "Gary IN" and "US" may, "Salem in" the morning may not."""
    last = span[-1]
    if _plain(last) not in _NO_NAME or last.group().isupper():
        return True
    return len(span) > 1 and text[: last.start()].rstrip().endswith(",")


def _until_no_name(words: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    name: list[re.Match[str]] = []
    for word in words:
        if _plain(word) in _NO_NAME:
            break
        name.append(word)
    return name


def _plain(word: re.Match[str]) -> str:
    return word.group().casefold().strip(".")


def _text(text: str, span: Sequence[re.Match[str]]) -> str:
    return text[span[0].start() : span[-1].end()]


def _cut(text: str, start: int, end: int) -> Where:
    return Where(_without(text, start, end), bare(text[start:end]))


def _without(text: str, start: int, end: int) -> str:
    """The text with a piece cut out, and with the word "time" behind that."""
    behind = _TIME.match(text, end)
    return " ".join(f"{text[:start]} {text[behind.end() if behind else end :]}".split())
