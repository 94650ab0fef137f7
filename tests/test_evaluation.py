"""The evaluation counts what it says it counts."""

from __future__ import annotations

import pytest

from bot.content.library import Library
from evaluation.__main__ import heard, questions, red_flags
from evaluation.shares import shown, wilson


def test_the_interval_of_a_share() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=1e-4)  # as in Wilson's tables
    assert wilson(0, 50)[0] == 0
    assert wilson(50, 50)[1] == pytest.approx(1)
    assert shown(12, 40) == "12/40 = 30.0 % (18.1 to 45.4)"


def test_red_flags_are_counted_by_what_happens(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    messages = [
        {"text": "my lips are swelling", "label": "urgent"},
        {"text": "my lips are swelling", "label": "clear"},
        {"text": "off for a walk, feeling good", "label": "stop"},
        {"text": "off for a walk, feeling good", "label": "clear"},
    ]
    assert [heard(library, row["text"]) for row in messages] == ["urgent", "urgent", "clear", "clear"]
    red_flags(library, messages, errors=True)
    printed = capsys.readouterr().out
    assert "| urgent | 1 | 0 | 0 | 0 | 0 | 1 |" in printed
    assert "| clear | 1 | 0 | 1 | 0 | 0 | 2 |" in printed
    assert "- stop heard as clear: 1/1 = 100.0 %" in printed
    assert "- clear, escalated: 1/2 = 50.0 %" in printed
    assert "  clear heard as urgent: my lips are swelling" in printed


def test_questions_are_counted_by_tier(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [
        {"text": "can I do HIIT after my shot", "topic": "intense_workouts"},
        {"text": "can I do HIIT after my shot", "topic": "dizziness"},
        {"text": "can I drink a glass of wine", "topic": "out_of_scope"},
        {"text": "can I drink a glass of wine", "topic": "dizziness"},
    ]
    questions(library, asked, errors=True)
    printed = capsys.readouterr().out
    assert "- answered or offered rightly: 1/3 = 33.3 %" in printed
    assert "- nothing offered: 1/3 = 33.3 %" in printed
    assert "- answered: 0/1 = 0.0 %" in printed
    assert "  missed unknown: can I drink a glass of wine [dizziness]" in printed
