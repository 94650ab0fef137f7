"""Typed words -> options of the open question.

Used only where a button was expected. Deliberately shy: when it is not clear which option is meant, none is, and the
question is asked again. Shyness has a direction: a serious sign counts inside a longer message, but "no, my tongue feels thick"
is not a "no".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .wording import plain_words

LONGEST_ANSWER = 8
"""Words. A longer message is more than the name of an option."""

_NEGATIONS = frozenset(
    ["no", "not", "none", "never", "without", "nothing", "dont", "doesnt", "didnt", "isnt", "arent", "havent", "hasnt", "nor"]
)

_SMALL_WORDS = frozenset(
    plain_words(
        "a an the this that it its it's is was be am are I I'm I've me my we you your have had has got feel feels feeling felt think "
        "guess just now today then there here and or of on in to for with at all some any please thanks thank hi hello hey well oh um "
        "fine good ok okay great sure yes yeah yep"
    )
)
"""What may stand beside the words of an option without changing what is meant."""

Ways = Mapping[str, Sequence[tuple[str, ...]]]
"""Option id -> the ways to say it, each as plain words."""


def ways(phrases: Mapping[str, Sequence[str]]) -> Ways:
    """Prepare the phrases of a question's options for `choose`."""
    return {option: tuple(plain_words(phrase) for phrase in said) for option, said in phrases.items()}


def choose(text: str, options: Ways, many: bool = False, serious: Collection[str] = ()) -> tuple[str, ...]:
    """The options a text names: exactly one, or several when the question takes many; empty when it is not clear.

    `serious` options count wherever they stand in a short message; any other only when nothing but small words stands beside it.
    """
    words = plain_words(text)
    exact = [option for option, said in options.items() if words in said]
    if exact:
        return (exact[0],) if len(exact) == 1 else ()
    if not words or len(words) > LONGEST_ANSWER:
        return ()
    found = _inside(words, options)
    covered = {position for positions in found.values() for position in positions}
    beside = {word for position, word in enumerate(words) if position not in covered}
    if beside & _NEGATIONS or (beside - _SMALL_WORDS and not all(option in serious for option in found)):
        return ()
    return tuple(found) if len(found) == 1 or many else ()


def _inside(words: tuple[str, ...], options: Ways) -> dict[str, range]:
    """Options of which a way to say them stands in the text. A shorter match inside a longer one does not count."""
    hits = [
        (option, range(start, start + len(said)))
        for option, phrases in options.items()
        for said in phrases
        if said
        for start in range(len(words) - len(said) + 1)
        if words[start : start + len(said)] == said
    ]
    longest_first = sorted(hits, key=lambda hit: -len(hit[1]))
    kept: dict[str, range] = {}
    for option, span in longest_first:
        if option not in kept and not any(set(span) & set(other) for other in kept.values()):
            kept[option] = span
    return {option: kept[option] for option in options if option in kept}
