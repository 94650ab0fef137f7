"""The questions of every language, each with its matcher, which is made when it is first needed.

Only English has an encoder; in any other language a question is recognised by its spelling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from bot.dialog.topics import Catalogue
from bot.understanding.encoder import PACKAGE, installed
from bot.understanding.faq import NOTHING, Faq, Match

from . import learned
from .faq import FaqFile
from .problems import Problem

_ENCODED = "en"
"""The language of the encoder."""


class Questions:
    """What can be asked, and what a text asks for."""

    def __init__(self, folder: Path, files: Mapping[str, FaqFile], main: str, package: str = PACKAGE) -> None:
        """`folder` is that of the dialogs, `main` the language whose catalogue counts, `package` the one that holds the model."""
        self.files = files
        self._folder = folder
        self._main = main
        self._package = package
        self._matchers: dict[str, Faq] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """The topics, the same in every language."""
        return self.files[self._main].catalogue if self.files else Catalogue()

    def ask(self, text: str, language: str) -> Match:
        """The topics that a text asks for; nothing where a language has no questions."""
        return self._matcher(language).match(text) if language in self.files else NOTHING

    def prepare(self) -> None:
        """Make every matcher now, so that nobody's first question waits for it."""
        for language in self.files:
            self._matcher(language)

    def warnings(self) -> Iterator[Problem]:
        """What an author should see to, though the bot starts with it."""
        file = self.files.get(_ENCODED)
        if file is None:
            return
        path = learned.path_for(self._folder, "faq", _ENCODED)
        if not learned.fits(path, file.asks):
            yield file.document.problem(("topics",), learned.STALE.format(path.name), warning=True)
        for (name, index), (other, place) in learned.alike(path, file.asks):
            part = "refer" if name in file.catalogue.refer else "topics"
            message = f"{file.asks[name][index]!r} means the same as {file.asks[other][place]!r} under {other!r}: give both to one of them"
            yield file.document.problem((part, name, "ask", index), message, warning=True)

    def learn(self) -> Path | None:
        """Write what the ways to ask teach beside them. Returns the file; None without questions. Raises ModelMissing, OSError."""
        file = self.files.get(_ENCODED)
        if file is None:
            return None
        path = learned.path_for(self._folder, "faq", _ENCODED)
        learned.write(path, file.asks, installed(self._package))
        return path

    def _matcher(self, language: str) -> Faq:
        if language not in self._matchers:
            file = self.files[language]
            encoder = learned.encoder(self._package) if language == _ENCODED else None
            path = learned.path_for(self._folder, "faq", language)
            self._matchers[language] = Faq(file.asks, file.catalogue.refer, learned.learned(path, file.asks, encoder), encoder)
        return self._matchers[language]
