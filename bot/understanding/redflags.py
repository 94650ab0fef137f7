"""Reads a message for red flags: pure, the same in every state, in time linear in its length.

Text -> tokens -> known words -> patterns (signs, cues, words in another sense) -> a status for each sign -> a Reading.
The words themselves are data: `bot.content.red_flags` brings them from dialogs/red_flags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.dialog.script import Level

from .clauses import Cues, Layout, Small, places
from .lexicon import Lexicon
from .patterns import Found, Machine, Vocabulary
from .reading import ESCALATES, Reading, Seen, Status
from .scopes import Hit, Judged, Scopes, Traits
from .spelling import Token, tokens


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign: the flag it raises, the ways to say it, and the signs whose words it reads better ("hives" by "hives at the site").

    asks is among `traits`. silent: says nothing itself. at_site: the sign it becomes when it is at the site only.
    """

    id: str
    flag: str
    level: Level
    say: tuple[str, ...]
    traits: Traits = Traits()
    instead_of: frozenset[str] = frozenset()
    silent: bool = False
    at_site: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words about red flags. `cues` are ways to say each role of `scopes.ROLES`; `idioms` are other senses.

    `misspelt` are the words, or groups, of which misspellings count; `ordinary` words are never taken for one.
    """

    small: Small
    ordinary: frozenset[str]
    misspelt: Sequence[str]
    groups: Mapping[str, Sequence[str]]
    idioms: Sequence[str]
    cues: Mapping[str, Sequence[str]]
    negative: frozenset[str]
    gone: str
    gone_level: Level
    signs: Mapping[str, Sign]
    order: Mapping[str, int] = field(default_factory=dict)


_IDIOM, _CUE, _SIGN = "idiom:", "cue:", "sign:"


class RedFlags:
    """Reads messages in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words
        vocabulary = Vocabulary(words.groups)
        telling: set[str] = set()
        for way, pattern in enumerate(words.idioms):
            vocabulary.add(_IDIOM, way, pattern)
        for role, ways in words.cues.items():
            for way, pattern in enumerate(ways):
                vocabulary.add(_CUE + role, way, pattern)
        for sign in words.signs.values():
            for way, pattern in enumerate(sign.say):
                vocabulary.add(_SIGN + sign.id, way, pattern)
                telling |= vocabulary.words(pattern)
        forgiving = frozenset().union(*map(vocabulary.words, words.misspelt))
        small = words.small.filler | words.small.parting | words.small.subject | words.small.leads_in | words.small.verb | words.small.joins | words.small.questions | words.small.glue
        known = dict.fromkeys([*vocabulary.of_word, *small], False) | dict.fromkeys(forgiving - small, True)
        self._lexicon = Lexicon(known, words.ordinary, words.small.glue)
        self._telling = telling
        self._machine = Machine(vocabulary, words.negative)

    def read(self, text: str) -> Reading:
        """Every sign in a text with its status, and what follows from them."""
        read, words = self._spelt(text)
        if not any(words):
            return Reading()
        small = self._words.small
        before, where = places(read, small)
        signs, cues, idioms = self._sorted(self._machine.run(words, before, where))
        if not signs:
            return Reading()
        inside = {index for role in cues for cue in cues[role] for index in range(cue.start + 1, cue.end + 1)} if cues else set()
        layout = Layout.of(read, where, small, cues.get("but", ()), cues.get("only", ()), inside)
        near = Cues(layout, cues)
        scopes = Scopes(layout, near, lambda index: self._listed(read[index].word, words[index]), small.joins)
        supposed = [cue for role in ("may", "only_if") for cue in cues.get(role, ())]
        hits = [self._placed(found, near, layout) for found in _without(signs, idioms)]
        hits = self._meant(hits, supposed)
        judged = [(found, scopes.judge(self._hit(found))) for found in self._best(hits)]
        return self._reading(read, self._agreed(judged))

    def _spelt(self, text: str) -> tuple[list[Token], list[tuple[str, ...]]]:
        """The tokens of a text with the known words each may stand for; words that were run together are parted."""
        read: list[Token] = []
        words: list[tuple[str, ...]] = []
        for token in tokens(text):
            parts = self._lexicon.spelt(token.word)
            if len(parts) == 1:
                single = parts[0]
                read.append(Token(single[0], *_rest(token)) if len(single) == 1 and single[0] != token.word else token)
                words.append(single)
                continue
            for index, part in enumerate(parts):
                mark = token.mark if index == 0 else type(token.mark).NONE
                read.append(Token(part[0], token.start, token.end, mark, token.asked))
                words.append(part)
        return read, words

    def _listed(self, word: str, meant: tuple[str, ...]) -> bool:
        """Whether a word may stand in a list of signs."""
        small = self._words.small
        return word in small.filler or word in small.joins or word in small.leads_in or any(one in self._telling for one in meant)

    @staticmethod
    def _sorted(found: Sequence[Found]) -> tuple[list[Found], dict[str, list[Found]], list[Found]]:
        signs: list[Found] = []
        cues: dict[str, list[Found]] = {}
        idioms: list[Found] = []
        for one in found:
            kind, _, name = one.name.partition(":")
            if kind == "sign":
                signs.append(replace(one, name=name))
            elif kind == "cue":
                cues.setdefault(name, []).append(one)
            else:
                idioms.append(one)
        return signs, cues, idioms

    def _placed(self, found: Found, cues: Cues, layout: Layout) -> Found:
        """The sign it is at the place of the shot, when the sentence says that it is nowhere else."""
        at_site = self._words.signs[found.name].at_site
        return replace(found, name=at_site) if at_site and cues.any("site_only", found.end, layout.sentence) else found

    def _meant(self, hits: list[Found], supposed: list[Found]) -> list[Found]:
        """Without vague signs in words that only suppose something: "scared" in "scared I might"."""
        taken = Spans()
        for cue in supposed:
            taken.add(cue)
        return [found for found in hits if not (self._words.signs[found.name].traits.asks and taken.touch(found))]

    def _hit(self, found: Found) -> Hit:
        return Hit(found, self._words.signs[found.name].traits)

    def _best(self, hits: list[Found]) -> list[Found]:
        """Without the signs whose words another sign reads better, and without vague ones where a plain one stands."""
        signs = self._words.signs
        better: dict[str, Spans] = {}
        plain = Spans()
        for found in hits:
            for other in signs[found.name].instead_of:
                better.setdefault(other, Spans()).add(found)
            if not signs[found.name].traits.asks:
                plain.add(found)
        kept = [found for found in hits if found.name not in better or not better[found.name].hold(found)]
        return [found for found in kept if not signs[found.name].traits.asks or not plain.touch(found)]

    @staticmethod
    def _agreed(judged: list[tuple[Found, Judged]]) -> list[tuple[Found, Judged]]:
        """Where a sign is unclear in a wider reading and lowered in a closer one of the same words, the closer one counts."""
        lowered: dict[str, Spans] = {}
        for found, how in judged:
            if how.status not in ESCALATES and how.status is not Status.UNCLEAR:
                lowered.setdefault(found.name, Spans()).add(found)
        return [
            (found, how)
            for found, how in judged
            if how.status is not Status.UNCLEAR or found.name not in lowered or not lowered[found.name].touch(found)
        ]

    def _reading(self, read: Sequence[Token], judged: Sequence[tuple[Found, Judged]]) -> Reading:
        words = self._words
        raised: dict[str, Level] = {}
        doubts: dict[str, Level] = {}
        seen: dict[Seen, None] = {}
        for found, how in judged:
            sign = words.signs[found.name]
            if sign.silent:
                continue
            seen[Seen(sign.id, how.status, read[found.start].start, read[found.end].end)] = None
            if how.status in ESCALATES:
                raised[sign.flag] = sign.level
            elif how.status is Status.UNCLEAR:
                doubts[sign.flag] = sign.level
            elif how.today and sign.level is Level.URGENT:
                raised[words.gone] = words.gone_level
        level = max(raised.values(), default=Level.NONE)
        left = {flag: at for flag, at in doubts.items() if at > level}
        return Reading(tuple(seen), level, max(left.values(), default=Level.NONE), self._ranked(raised), self._ranked(left))

    def _ranked(self, flags: Mapping[str, Level]) -> tuple[str, ...]:
        order = self._words.order
        return tuple(sorted(flags, key=lambda flag: (-flags[flag], order.get(flag, len(order)))))


class Spans:
    """The tokens that some patterns cover."""

    def __init__(self) -> None:
        self._tokens: set[int] = set()

    def add(self, found: Found) -> None:
        """Add the tokens of a pattern."""
        self._tokens.update(range(found.start, found.end + 1))

    def touch(self, found: Found) -> bool:
        """Whether a pattern shares its last item, or its first word, with them."""
        return found.inner in self._tokens or found.start in self._tokens

    def hold(self, found: Found) -> bool:
        """Whether a pattern lies within them."""
        return all(index in self._tokens for index in range(found.start, found.end + 1))


def _rest(token: Token) -> tuple[int, int, object, bool]:
    return token.start, token.end, token.mark, token.asked


def _without(signs: list[Found], idioms: list[Found]) -> list[Found]:
    """Signs no word of which is used in another sense."""
    taken = {index for idiom in idioms for index in range(idiom.start, idiom.end + 1)}
    return [found for found in signs if found.start not in taken and found.inner not in taken]
