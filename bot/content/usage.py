"""Which texts and labels are used, and how; and what is wrong with a language's file for that use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from bot.dialog import phrases
from bot.dialog.inputs import REASONS
from bot.dialog.script import SERIOUS, Level, Script
from bot.understanding.when.values import Refused

from . import schema, wording
from .faq import FaqFile
from .problems import Problem
from .reader import At, Document
from .spoken import NAMES, PATTERNS

_NUMBER = frozenset(["number"])
_REASONS = frozenset(["reasons", "notes"])
"""What an outcome can fill in, unless it is a serious one: those never list what led to them."""


class Used:
    """Which texts and labels the script and the code name, and how they are shown."""

    def __init__(self, script: Script, questions: FaqFile | None = None) -> None:
        self.in_outcomes: set[str] = set()
        named = questions.texts if questions else set()
        self.texts: set[str] = {*phrases.FIXED_TEXTS, *PATTERNS, *(f"when.{reason}" for reason in (*REASONS, *Refused)), *named}
        self.rows: dict[str, int] = dict.fromkeys([*phrases.FIXED_LABELS, *(questions.labels if questions else ())], 1)
        self.unbuttoned: set[str] = {*NAMES, *phrases.NAMED}
        self.rows[phrases.LABEL_MINUTES] = min(len(script.timers), 3)
        self.rows |= dict.fromkeys({*phrases.IN_PAIRS, *phrases.SHOTS, phrases.LABEL_NO, phrases.LABEL_NOT_SURE}, 2)
        numbered = (phrases.LABEL_MINUTES, phrases.LABEL_REMINDER, phrases.LABEL_FIX)
        self.filled_labels = dict.fromkeys(numbered, _NUMBER) | {phrases.LABEL_VALUE: frozenset(["value"])}
        self._filled: dict[str, frozenset[str]] = {}
        self._labels((f"region.{region}" for region in script.zones), 2)
        for outcome in script.outcomes.values():
            said = {outcome.title, *(line.text for line in chain.from_iterable(outcome.say))}
            self.in_outcomes |= said
            filled = frozenset(["minutes"] if outcome.minutes else []) | (_REASONS if outcome.level not in SERIOUS else frozenset())
            self._filled |= {text: self._filled.get(text, filled) & filled for text in said}
            self.filled_labels |= {button.label: _NUMBER for button in outcome.buttons if button.timer}
            self.texts |= {button.reply for button in outcome.buttons if button.reply}
            self.texts |= {text for text in (outcome.again, outcome.toast, outcome.unsure) if text}
            self._labels((button.label for button in outcome.buttons), 1)
        self._in_forms: dict[str, frozenset[str]] = {}
        for flow in script.flows.values():
            given = frozenset([question.id for question in flow.questions.values() if question.input] + ["rhythm", "clock", "first"])
            self._in_forms |= {question.ask: given for question in flow.questions.values() if flow.form}
        for question in chain.from_iterable(flow.questions.values() for flow in script.flows.values()):
            self.texts |= {question.ask, *question.lead}
            self._labels([question.options[question.submit].label] if question.submit else [], 1)
            self.unbuttoned.add(question.title)
            for row in question.rows:
                self._labels((question.options[option].label for option in row if option in question.options), len(row))
        reasons = (flag.id for flag in script.flags.values() if Level.STARTER < flag.level < Level.STOP)
        self.unbuttoned |= {f"flag.{flag}" for flag in reasons}
        self.unbuttoned |= {f"doubt.{flag}" for flag in script.grave(script.flags)}
        self.unbuttoned |= {*phrases.IN_WORDS.values(), *phrases.IN_LONGER_WORDS.values()}

    def placeholders(self, text: str) -> frozenset[str]:
        """What can be filled in wherever a text is said."""
        if text in self.texts or text not in self.in_outcomes:
            return wording.FILLED.get(text) or self._in_forms.get(text, frozenset())
        return self._filled[text]

    def _labels(self, labels: Iterable[str], in_row: int) -> None:
        for label in labels:
            self.rows[label] = max(in_row, self.rows.get(label, 1))


def check_texts(document: Document, file: schema.TextsFile, used: Used, passages: Collection[str]) -> Iterator[Problem]:
    """What is missing, never used, or wrong in the texts and labels of one language. `passages`: the ids that exist."""
    for name in sorted((used.texts | used.in_outcomes) - set(file.texts)):
        yield document.problem(("texts",), f"the text {name!r} is missing in {file.language}")
    for name in sorted((set(used.rows) | used.unbuttoned) - set(file.labels)):
        yield document.problem(("labels",), f"the label {name!r} is missing in {file.language}")
    for name, shape in file.texts.items():
        at: At = ("texts", name)
        if name not in used.texts | used.in_outcomes:
            yield document.problem(at, f"the text {name!r} is never said")
        for fault in wording.text_faults(name, shape.text, used.placeholders(name)):
            yield document.problem((*at, "text"), f"the text {name!r} {fault}")
        for source in shape.source:
            if source not in passages:
                yield document.problem((*at, "source"), f"there is no passage {source!r} in sources/")
    for name, label in file.labels.items():
        if name not in used.rows and name not in used.unbuttoned:
            yield document.problem(("labels", name), f"the label {name!r} is never shown")
        if name in used.rows:
            for fault in wording.label_faults(label.text, used.rows[name], used.filled_labels.get(name, frozenset())):
                yield document.problem(("labels", name), f"the label {name!r} {fault}")
