"""`python -m bot learn`: writes what the words teach beside them, or says in one line why it cannot."""

from __future__ import annotations

import pytest

from bot.app import run_learn
from bot.content.library import load
from bot.errors import OperatorError
from tests.content.helpers import Copy


def few_words(copy: Copy) -> None:
    """Keep thirty entries of each list: learning all of them takes long."""
    for file in ("faq/en.yaml", "hints/en.yaml"):
        kept: list[str] = []
        place = 0
        for line in copy.text(file).splitlines(keepends=True):
            place = place + 1 if line.lstrip().startswith("- ") else 0
            if place <= 30:
                kept.append(line)
        copy.write(file, "".join(kept))


def test_it_writes_both_files_and_says_so(copy: Copy, capsys: pytest.CaptureFixture[str]) -> None:
    few_words(copy)
    assert run_learn(copy.folder) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"wrote {copy.folder / 'faq/en.learned.npz'}",
        f"wrote {copy.folder / 'hints/en.learned.npz'}",
    ]
    library = load(copy.folder)
    assert [*library.questions.warnings(), *library.second.warnings()] == []


def test_a_file_that_cannot_be_written_is_told_in_one_line(copy: Copy) -> None:
    few_words(copy)
    path = copy.folder / "faq/en.learned.npz"
    path.unlink()
    path.mkdir()
    with pytest.raises(OperatorError, match=r"en\.learned\.npz cannot be written: Is a directory"):
        run_learn(copy.folder)
