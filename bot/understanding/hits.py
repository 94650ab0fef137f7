"""Which of the signs found in a text are kept before they are judged, and which of their statuses count afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from .reading import ESCALATES, Status
from .roles import Judged
from .search import Found


class Spans:
    """The tokens that some patterns cover."""

    def __init__(self, found: Iterable[Found] = ()) -> None:
        self._tokens: set[int] = set()
        for one in found:
            self.add(one)

    def add(self, found: Found) -> None:
        """Add the tokens of a pattern."""
        self._tokens.update(range(found.start, found.end + 1))

    def touch(self, found: Found) -> bool:
        """Whether a pattern shares its first word, or the first of its last item, with them."""
        return found.inner in self._tokens or found.start in self._tokens

    def hold(self, found: Found) -> bool:
        """Whether a pattern lies within them."""
        return all(index in self._tokens for index in range(found.start, found.end + 1))


def outside(hits: Iterable[Found], idioms: Iterable[Found]) -> list[Found]:
    """The signs no word of which is used in another sense."""
    taken = Spans(idioms)
    return [found for found in hits if not taken.touch(found)]


def best(hits: Sequence[Found], instead_of: Callable[[str], Iterable[str]], vague: Callable[[str], bool], unsure: Spans) -> list[Found]:
    """Without the signs whose words another sign reads better, and without vague ones where a plain sign or an `unsure` word stands."""
    better: dict[str, Spans] = {}
    plain = Spans()
    for found in hits:
        for other in instead_of(found.name):
            better.setdefault(other, Spans()).add(found)
        if not vague(found.name):
            plain.add(found)
    kept = [found for found in hits if found.name not in better or not better[found.name].hold(found)]
    return [found for found in kept if not vague(found.name) or not (plain.touch(found) or unsure.touch(found))]


def agreed(judged: Sequence[tuple[Found, Judged]]) -> list[tuple[Found, Judged]]:
    """Where a sign is unclear in a wider reading and lowered in a closer one of the same words, the closer one counts."""
    lowered: Mapping[str, Spans] = {found.name: Spans() for found, _ in judged}
    for found, how in judged:
        if how.status not in ESCALATES and how.status is not Status.UNCLEAR:
            lowered[found.name].add(found)
    return [(found, how) for found, how in judged if how.status is not Status.UNCLEAR or not lowered[found.name].touch(found)]
