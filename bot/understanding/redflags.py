"""Reads a message for red flags: pure, the same in every state, in time linear in its length.

Text -> tokens -> known words -> patterns (signs, cues, words in another sense) -> a status for each sign -> a Reading.
The words themselves are data: `bot.content.red_flags` brings them from dialogs/red_flags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.dialog.script import Level

from .clauses import Small, lay_out, places
from .hits import Spans, agreed, best, outside
from .lexicon import Lexicon
from .patterns import Vocabulary
from .reading import ESCALATES, Reading, Seen, Status
from .roles import Hit, Judged, Traits
from .scene import Scene
from .scopes import judge
from .search import Found, Machine
from .spelling import Mark, Token, tokens


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign: the flag it raises, the ways to say it, and the signs whose words it reads better ("hives" by "hives at the site").

    silent: it raises nothing, and is there for what it reads better. alone: it asks only when nothing else
    escalates or is asked about in general. at_site: the sign it becomes when it is at the site only.
    """

    id: str
    flag: str
    level: Level
    say: tuple[str, ...]
    traits: Traits
    instead_of: frozenset[str]
    silent: bool
    alone: bool
    at_site: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words about red flags. `cues` are ways to say each role of `roles.ROLES`; `idioms` are other senses.

    `misspelt` are the words, or groups, of which misspellings count; `ordinary` words are never taken for one. `things` are what
    can be there or be gone. `gone` is the
    flag of an urgent sign that was there today and went away. `order` ranks flags of one level.
    """

    small: Small
    misspelt: Sequence[str]
    things: Sequence[str]
    ordinary: frozenset[str]
    groups: Mapping[str, Sequence[str]]
    idioms: Sequence[str]
    cues: Mapping[str, Sequence[str]]
    signs: Mapping[str, Sign]
    gone: str
    gone_level: Level
    order: Mapping[str, int]


AROUND = 20
"""Tokens on either side of a sign that can decide how it is spoken of, in a text that repeats itself."""

_IDIOM, _CUE, _SIGN = "idiom", "cue", "sign"


class RedFlags:
    """Reads messages in one language."""

    def __init__(self, words: Words) -> None:
        self._words, self._signs = words, words.signs
        vocabulary = Vocabulary(words.groups)
        said = {
            _IDIOM: [("", pattern) for pattern in words.idioms],
            _CUE: [(role, pattern) for role, ways in words.cues.items() for pattern in ways],
            _SIGN: [(sign.id, pattern) for sign in words.signs.values() for pattern in sign.say],
        }
        for kind, ways in said.items():
            for name, pattern in ways:
                vocabulary.add(kind, name, pattern)
        small, glue = words.small.all(), words.small.glue
        telling = frozenset().union(*(vocabulary.words(pattern) for _, pattern in said[_SIGN]))
        self._things = frozenset().union(*map(vocabulary.words, words.things)) - words.small.shaping()
        self._listed = telling | words.small.filler | words.small.joins | words.small.leads_in
        forgiving = frozenset().union(*map(vocabulary.words, words.misspelt)) - (small - glue)
        known = dict.fromkeys([*vocabulary.all_words(), *small], False) | dict.fromkeys(forgiving, True)
        self._lexicon = Lexicon(known, words.ordinary, glue)
        self._machine = Machine(vocabulary, words.small.negative)

    def read(self, text: str) -> Reading:
        """Every sign in a text with its status, and what follows from them."""
        read, words = self._spelt(text)
        small = self._words.small
        before, where = places(read, small)
        found = self._machine.run(words, before, where)
        hits = outside(found.get(_SIGN, ()), found.get(_IDIOM, ()))
        if not hits:
            return Reading()
        cues: dict[str, list[Found]] = {}
        for cue in found.get(_CUE, ()):
            cues.setdefault(cue.name, []).append(cue)
        inside = {index for role in cues.values() for cue in role for index in range(cue.start + 1, cue.end + 1)}
        parts, clauses = ((cue.start for cue in cues.get(role, ())) for role in ("but", "only"))
        layout = lay_out(read, where, small, parts, clauses, inside)
        scene = Scene(layout, cues, small, words, self._listed, self._things)
        judged = self._judged(self._kept(hits, scene), scene)
        return self._reading(read, agreed(judged))

    def _spelt(self, text: str) -> tuple[list[Token], list[tuple[str, ...]]]:
        """The tokens of a text with the known words each may stand for; words that were run together are parted."""
        read: list[Token] = []
        words: list[tuple[str, ...]] = []
        for token in tokens(text):
            for index, meant in enumerate(self._lexicon.spelt(token.word)):
                mark = token.mark if index == 0 else Mark.NONE
                changed = len(meant) == 1 and meant[0] != token.word
                read.append(Token(meant[0], token.start, token.end, mark, token.asked) if changed else token)
                words.append(meant)
        return read, words

    def _kept(self, hits: list[Found], scene: Scene) -> list[Found]:
        """The signs to judge: those at the site only under their own name, vague ones only where there is need."""
        if scene.all("site_only"):
            hits = [self._placed(found, scene) for found in hits]
        hits = [found for found in hits if not (self._signs[found.name].alone and scene.asked_calmly(found.end))]
        unsure = Spans([*scene.all("may"), *scene.all("only_if")])
        return best(hits, lambda name: self._signs[name].instead_of, lambda name: self._signs[name].traits.asks, unsure)

    def _placed(self, found: Found, scene: Scene) -> Found:
        at_site = self._signs[found.name].at_site
        return found._replace(name=at_site) if at_site and scene.any("site_only", found.end, scene.layout.sentence) else found

    def _judged(self, hits: Sequence[Found], scene: Scene) -> list[tuple[Found, Judged]]:
        """The status of each sign. One that is present needs no second proof, and the same words in the same part no second look."""
        layout = scene.layout
        numbers: dict[tuple[str, int], int] = {}
        shapes = [numbers.setdefault((token.word, token.mark), len(numbers)) for token in layout.tokens]
        settled: set[str] = set()
        known: dict[tuple[object, ...], Judged] = {}
        judged: list[tuple[Found, Judged]] = []
        for found in hits:
            sign = self._signs[found.name]
            if sign.silent or found.name in settled:
                continue
            around = tuple(shapes[max(found.start - AROUND, 0) : found.end + AROUND])
            shape = (min(found.start, AROUND), found.end - found.start, found.end - found.inner, found.negated)
            key = (found.name, shape, layout.part[found.start], around)
            if key in known:
                continue
            how = known[key] = judge(scene, Hit(found, sign.traits))
            if how.status is Status.PRESENT:
                settled.add(found.name)
            judged.append((found, how))
        return judged

    def _reading(self, read: Sequence[Token], judged: Sequence[tuple[Found, Judged]]) -> Reading:
        raised: dict[str, Level] = {}
        doubts: dict[str, Level] = {}
        for found, how in judged:
            sign = self._signs[found.name]
            if how.status in ESCALATES:
                raised[sign.flag] = sign.level
            elif how.status is Status.UNCLEAR:
                doubts[sign.flag] = sign.level
            elif how.today and sign.traits.grave and not sign.traits.asks:
                raised[self._words.gone] = self._words.gone_level
        if raised or any(how.status is Status.HYPOTHETICAL for _, how in judged):
            judged = [(found, how) for found, how in judged if not self._signs[found.name].alone]
            doubts = {self._signs[found.name].flag: self._signs[found.name].level for found, how in judged if how.status is Status.UNCLEAR}
        level = max(raised.values(), default=Level.NONE)
        left = {flag: at for flag, at in doubts.items() if at > level}
        seen = dict.fromkeys(Seen(found.name, how.status, read[found.start].start, read[found.end].end) for found, how in judged)
        return Reading(tuple(seen), level, max(left.values(), default=Level.NONE), self._ranked(raised), self._ranked(left))

    def _ranked(self, flags: Mapping[str, Level]) -> tuple[str, ...]:
        order = self._words.order
        return tuple(sorted(flags, key=lambda flag: (-flags[flag], order.get(flag, len(order)))))
