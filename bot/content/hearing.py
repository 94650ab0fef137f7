"""The short things people type: an option of the open question, yes or no, a command in words. Read with the words of the labels.

Serious signs and questions are read elsewhere; `Library.hear` puts all of it together.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialog import phrases
from bot.dialog.script import Question, Script
from bot.understanding.options import Ways, choose, ways
from bot.understanding.replies import commanded, replied

from .phrasebook import Phrasebook


class Hearing:
    """Reads short messages in any language that has labels. Their words are prepared once, when they are first needed."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._ways: dict[tuple[str, str], Ways] = {}

    def chosen(self, text: str, book: Phrasebook, question: Question) -> tuple[str, ...]:
        """The options of a question that a text names."""
        labels = {option.id: option.label for option in question.options.values() if option.label}
        serious = [option.id for option in question.options.values() if self._script.serious(option)]
        chosen = choose(text, self._said(book, f"{question.ask} {question.id}", labels), question.many, serious)
        if len(chosen) > 1 and any(question.options[option].alone for option in chosen):
            return ()  # "nothing but a headache" names both, and is neither
        return chosen

    def reply(self, text: str, book: Phrasebook) -> str:
        """Whether a text says yes, no or not sure."""
        return replied(text, self._said(book, "replies", phrases.REPLIES))

    def command(self, text: str, book: Phrasebook) -> str:
        """The command that a text asks for in words."""
        exact, leading = self._said(book, "commands", phrases.IN_WORDS), self._said(book, "longer", phrases.IN_LONGER_WORDS)
        return commanded(text, exact, leading)

    def dose(self, text: str, book: Phrasebook) -> str:
        """What a text says of an injection that was asked about: `had`, `later`, `move` or `skip`."""
        return commanded(text, self._said(book, "dose", phrases.DOSE_IN_WORDS), {})

    def _said(self, book: Phrasebook, what: str, labels: Mapping[str, str]) -> Ways:
        key = (book.language, what)
        if key not in self._ways:
            found = {name: book.labels[label] for name, label in labels.items()}
            self._ways[key] = ways({name: (label.text, *label.also) for name, label in found.items()})
        return self._ways[key]
