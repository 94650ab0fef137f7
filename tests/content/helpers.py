"""The shipped dialogs as material: copies of them to break in one place, and where in a file a piece of text stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from bot.content.library import load
from bot.content.problems import ContentError, Problem
from bot.content.reader import read
from bot.settings import ROOT

SHIPPED = ROOT / "dialogs"
COMMON = "flows/common.yaml"
CHECK = "flows/tolerance_check.yaml"
WARM_UP = "flows/warm_up.yaml"
ENGLISH = "texts/en.yaml"
STORIES = "stories/warm_up.yaml"


MARK = "»"


def place(text: str, marked: str) -> tuple[int, int]:
    """Line and column of the place that `marked`, a piece of the text, points at with MARK; of its beginning without one."""
    before, _, after = marked.rpartition(MARK)
    start = text.find(before + after)
    assert start >= 0, f"the text does not hold {before + after!r}"
    index = start + len(before)
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


class Copy:
    """A copy of the shipped dialogs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(SHIPPED, folder)

    def text(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> str:
        """Replace a piece of a file, the first time it stands there. Returns the place MARK points at in the new piece."""
        text = self.text(file)
        assert old in text, f"{file} does not hold {old!r}"
        index = text.index(old) + new.find(MARK)
        text = text.replace(old, new.replace(MARK, ""), 1)
        self.write(file, text)
        return f"{file}:{text.count(chr(10), 0, index) + 1}:{index - text.rfind(chr(10), 0, index)}"

    def place(self, file: str, marked: str) -> str:
        """Where a piece of a file stands, as problems write it."""
        line, column = place(self.text(file), marked)
        return f"{file}:{line}:{column}"

    def translate(self, language: str) -> None:
        """Write another language: every sentence is its own id and every label a number, so that none is missing."""
        english = read(self.folder / ENGLISH, ENGLISH).data
        texts = {name: {"text": f"{language} {name}", "source": shape["source"]} for name, shape in english["texts"].items()}
        labels = {name: {"text": f"x{number}"} for number, name in enumerate(english["labels"])}
        data = {"kind": "texts", "language": language, "name": language, "texts": texts, "labels": labels}
        self.write(f"texts/{language}.yaml", yaml.safe_dump(data, sort_keys=False))

    def told(self) -> list[str]:
        """What keeps the folder from loading, as an author reads it."""
        return [str(problem) for problem in problems(self.folder)]


def problems(folder: Path) -> list[Problem]:
    """What keeps a folder from loading; nothing when it loads."""
    try:
        load(folder)
    except ContentError as error:
        return [problem for problem in error.problems if not problem.warning]
    return []
