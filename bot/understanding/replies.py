"""Yes, no and not sure; and commands named in words. Both stand for the whole of a message, never for a part of it.

The two ways to be wrong about a reply are not alike. A yes that is missed is asked for again; a no that was not meant puts a serious
sign aside. So yes and not sure may stand at the head of more words, and a no only among small ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from .options import LONGEST_ANSWER, Ways, choose
from .wording import plain_words

_POLITE = frozenset(
    plain_words(
        "please pls can could would you i id i'd want to wanna like the a my just now hey hi ok okay so let lets us me it this that "
        "bot thanks"
    )
)
"""What may stand around a command."""

_ASKING = frozenset(plain_words("what why how which who whether if when where"))
"""What follows "remind me" in a question."""


def replied(text: str, said: Ways) -> str:
    """Whether a text says `yes`, `no` or `not_sure`; empty when it says something else, or both yes and no."""
    words = plain_words(text)
    if len(words) > LONGEST_ANSWER:
        return "yes" if _begins(words, said["yes"]) and not _holds(words, said["no"]) else ""
    found = choose(text, said, many=True, serious=("yes", "not_sure"))
    if "not_sure" in found:
        return "not_sure"
    return found[0] if len(found) == 1 else ""


def commanded(text: str, exact: Ways, leading: Ways) -> str:
    """The command that a text names. `exact` ways are the whole message but for polite words; `leading` ones go on after that."""
    words = plain_words(text)
    bare = _bare(words)
    for command, ways in exact.items():
        if words in ways or (bare and any(bare == _bare(way) for way in ways)):
            return command
    rest = words
    while rest and rest[0] in _POLITE:
        rest = rest[1:]
    for command, ways in leading.items():
        for way in ways:
            if rest[: len(way)] == way and not _ASKING.intersection(rest[len(way) : len(way) + 1]):
                return command
    return ""


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _POLITE)


def _begins(words: tuple[str, ...], ways: Sequence[tuple[str, ...]]) -> bool:
    return any(words[: len(way)] == way for way in ways)


def _holds(words: tuple[str, ...], ways: Sequence[tuple[str, ...]]) -> bool:
    single = {way[0] for way in ways if len(way) == 1}
    return not single.isdisjoint(words)
