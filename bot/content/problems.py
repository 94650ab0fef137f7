"""What is wrong with the content, always with its place, and the error that carries all of it at once.

ContentError        the dialogs cannot be used; the fault is the author's, and every problem says what to do
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem. `line` and `column` count from 1. `warning` ones are reported but do not keep the program from starting."""

    file: str
    line: int
    column: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {'warning: ' if self.warning else ''}{self.message}"

    def data(self) -> dict[str, Any]:
        """The problem as JSON-ready data."""
        return asdict(self)


class ContentError(Exception):
    """The dialogs have problems; `problems` lists every one of them, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))
