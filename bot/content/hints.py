"""dialogs/hints -> the second reader of signs, which asks where the first heard nothing that is so now.

It learns from the examples of the file and borrows more: those of dialogs/red_flags, so that it agrees with the rules where they are plain,
and a share of the ways to ask a question, for messages that say no sign. A change of what is borrowed counts when it is learned anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bot.dialog.script import SERIOUS, Flag, Level
from bot.understanding.encoder import PACKAGE, installed
from bot.understanding.faq import Asks
from bot.understanding.hints import NOTHING, SURE, SURER, Hints
from bot.understanding.reading import Reading
from bot.understanding.wording import plain_words

from . import learned, schema
from .faq import FaqFile
from .problems import Problem
from .reader import Document

EVERY = 3
"""One in so many ways to ask stands for all of them."""
_ENCODED = "en"
"""The language of the encoder."""


@dataclass(frozen=True, slots=True)
class HintsFile:
    """One language's messages by flag, and under `NOTHING` those that say no sign."""

    document: Document
    examples: Asks


def files(shapes: Iterable[tuple[Document, schema.HintsFile]], flags: Mapping[str, Flag]) -> tuple[dict[str, HintsFile], list[Problem]]:
    """The files by language, and what is wrong with them."""
    found: dict[str, HintsFile] = {}
    problems: list[Problem] = []
    for document, shape in shapes:
        if shape.language in found:
            message = f"the hints in {shape.language!r} stand in {found[shape.language].document.name} too"
            problems.append(document.problem(("language",), message))
        problems += _faults(document, shape, flags)
        examples = {**{flag: tuple(said) for flag, said in shape.signs.items()}, NOTHING: tuple(shape.nothing)}
        found[shape.language] = HintsFile(document, MappingProxyType(examples))
    return found, problems


def _faults(document: Document, shape: schema.HintsFile, flags: Mapping[str, Flag]) -> Iterator[Problem]:
    for name in shape.signs:
        if name not in flags or flags[name].level not in SERIOUS:
            yield document.problem(("signs", name), f"signs need a flag of level urgent or stop, and {name!r} is not")
    owner: dict[tuple[str, ...], str] = {}
    parts = [(("signs", name), said) for name, said in shape.signs.items()] + [(("nothing",), shape.nothing)]
    for at, said in parts:
        for index, message in enumerate(said):
            first = owner.setdefault(plain_words(message), at[-1])
            if first != at[-1]:
                yield document.problem((*at, index), f"{message!r} stands under {first!r} already")


def _examples(file: HintsFile, questions: FaqFile | None, red_flags: schema.RedFlagsFile | None) -> Asks:
    """All that is learned from, by flag; `NOTHING` last, as in the file."""
    examples = {name: list(said) for name, said in file.examples.items()}
    for sign in red_flags.signs.values() if red_flags else ():
        examples.setdefault(NOTHING if sign.silent else sign.flag, []).extend(sign.examples)
        examples[NOTHING].extend(sign.clear)
    asked = [way for said in questions.asks.values() for way in said] if questions else []
    examples[NOTHING].extend(asked[::EVERY])
    return {name: tuple(dict.fromkeys(said)) for name, said in examples.items()}


class SecondReader:
    """Looks again at messages in which no sign was heard, or only signs that are denied, over, or asked about in general.

    Without the model it goes by spelling; other languages it does not read.
    """

    def __init__(
        self,
        folder: Path,
        found: Mapping[str, HintsFile],
        questions: Mapping[str, FaqFile],
        red_flags: Mapping[str, schema.RedFlagsFile],
        flags: Mapping[str, Flag],
        package: str = PACKAGE,
    ) -> None:
        """`folder` is that of the dialogs, `package` the one that holds the model."""
        self.files = found
        file = found.get(_ENCODED)
        self._document = file.document if file else None
        self._examples = _examples(file, questions.get(_ENCODED), red_flags.get(_ENCODED)) if file else {}
        self._own = {name: file.examples.get(name, ()) for name in self._examples} if file else {}
        self._path = learned.path_for(folder, "hints", _ENCODED)
        self._levels = {name: flag.level for name, flag in flags.items()}
        self._package = package
        self._hints: Hints | None = None

    def look(self, text: str, language: str, reading: Reading) -> Reading:
        """The reading, with doubts where it has nothing to say, or nothing that is so now, and something seems to be meant."""
        if reading.flags or reading.doubts or language != _ENCODED or not self._ready():
            return reading
        assert self._hints is not None  # noqa: S101  # `_ready` says so
        doubts = sorted(self._hints.guess(text, SURER if reading.seen else SURE), key=lambda flag: -self._levels[flag])
        return replace(reading, doubts=tuple(doubts), ask_level=self._levels[doubts[0]] if doubts else Level.NONE)

    def prepare(self) -> None:
        """Make it ready now, so that nobody's first message waits for it."""
        self._ready()

    def warnings(self) -> Iterator[Problem]:
        """What an author should see to, though the bot starts with it."""
        if self._document and not learned.fits(self._path, self._own):
            yield self._document.problem(("signs",), learned.STALE.format(self._path.name), warning=True)

    def learn(self) -> Path | None:
        """Write what the examples teach beside them. Returns the file; None without examples. Raises ModelMissing, OSError."""
        if not self._examples:
            return None
        learned.write(self._path, self._examples, installed(self._package), self._own)
        return self._path

    def _ready(self) -> bool:
        if self._hints is None and self._examples:
            encoder = learned.encoder(self._package)
            self._hints = Hints(self._examples, learned.learned(self._path, self._examples, encoder, self._own), encoder)
        return self._hints is not None
