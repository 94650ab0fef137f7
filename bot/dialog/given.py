"""What a form was given: its answers as plain values."""

from __future__ import annotations

from .script import TYPED
from .session import Run

Given = dict[str, tuple[str, ...]]
"""For each question the value, or the options chosen."""


def given(run: Run) -> Given:
    """What the answers come to, without the mark that tells values from options."""
    return {question: tuple(option.removeprefix(TYPED) for option in options) for question, options in run.answers}


def first(form: Given, question: str, default: str = "") -> str:
    """The value or option of one question."""
    return form[question][0] if question in form else default
