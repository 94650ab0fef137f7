"""The questions the bot can answer: their answers, what is offered beside them, and the groups they are browsed by.

Knows ids alone. How a question is recognised in what somebody writes is not its business (`bot.understanding.faq`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Topic:
    """A question with its reviewed answer.

    answer: the sentences, in order. related: topics offered as buttons. check: whether the answer offers to start the check.
    sign: a flag of level urgent or stop that the topic is about; the answer then has a button that raises it.
    exercise: whether it says how to exercise, which nobody is told while a serious outcome stands.
    """

    id: str
    answer: tuple[str, ...]
    related: tuple[str, ...] = ()
    check: bool = False
    sign: str | None = None
    exercise: bool = False

    @property
    def label(self) -> str:
        """The label of the button that asks it."""
        return f"faq.{self.id}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All the topics. `groups` are in the order they are browsed; `refer` are kinds of questions that get a fixed reply instead."""

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    refer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @staticmethod
    def group_label(group: str) -> str:
        """The label of the button that opens a group."""
        return f"faq_group.{group}"
