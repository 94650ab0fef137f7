"""Print how well the shipped dialogs understand labelled messages: `python -m evaluation [--red-flags FILE] [--faq FILE] [--errors]`.

A file holds one JSON object in each line: `text` with `label` (urgent, stop, clear), or `text` with `topic` (a topic or out_of_scope).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.content.library import Library, load
from bot.dialog.script import Level
from bot.settings import ROOT

from .shares import shown

DATA = ROOT / "tests" / "data"
LANGUAGE = "en"
OUT = "out_of_scope"

Row = Mapping[str, str]


def rows(path: Path) -> list[Row]:
    """The labelled messages of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


# ---- red flags

_COLUMNS = ("urgent", "stop", "clear", "ask urgent", "ask stop")
_UNSAFE = (("urgent", "stop"), ("urgent", "ask stop"), ("urgent", "clear"), ("stop", "clear"))
_NAMES = {Level.URGENT: "urgent", Level.STOP: "stop"}


def heard(library: Library, text: str) -> str:
    """What happens on a message: one of `_COLUMNS`."""
    reading = library.read(text, LANGUAGE)
    if reading.level is Level.URGENT or reading.ask_level <= reading.level:
        return _NAMES.get(reading.level, "clear")
    return f"ask {_NAMES[reading.ask_level]}"


def red_flags(library: Library, messages: Sequence[Row], errors: bool) -> None:
    """The matrix, its unsafe cells apart, and the goals."""
    heard_as = [(row["label"], heard(library, row["text"]), row["text"]) for row in messages]
    counts = Counter((label, column) for label, column, _ in heard_as)
    of = Counter(row["label"] for row in messages)
    print("| is \\ heard as | " + " | ".join(_COLUMNS) + " | all |\n|---|" + "---|" * (len(_COLUMNS) + 1))
    for label in ("urgent", "stop", "clear"):
        print(f"| {label} | " + " | ".join(str(counts[label, column]) for column in _COLUMNS) + f" | {of[label]} |")
    print("\nunsafe cells:")
    for label, column in _UNSAFE:
        print(f"- {label} heard as {column}: {shown(counts[label, column], of[label])}")
    print("\nthe goals:")
    asked = {label: counts[label, "ask urgent"] + counts[label, "ask stop"] for label in of}
    print(f"- urgent, escalated or asked: {shown(counts['urgent', 'urgent'] + counts['urgent', 'ask urgent'], of['urgent'])}")
    print(f"- urgent, escalated at once: {shown(counts['urgent', 'urgent'], of['urgent'])}")
    print(f"- stop, escalated or asked: {shown(of['stop'] - counts['stop', 'clear'], of['stop'])}")
    print(f"- clear, escalated: {shown(counts['clear', 'urgent'] + counts['clear', 'stop'], of['clear'])}")
    print(f"- clear, asked: {shown(asked.get('clear', 0), of['clear'])}")
    if errors:
        for label, column, text in heard_as:
            if column not in (label, f"ask {label}"):
                print(f"  {label} heard as {column}: {text}")


# ---- questions


def questions(library: Library, asked: Sequence[Row], errors: bool) -> None:
    """The three tiers, for questions that have an answer and for those that have none."""
    found: Counter[str] = Counter()
    wrong: list[str] = []
    for row in asked:
        match = library.ask(row["text"], LANGUAGE)
        topics = [topic for topic, _ in match.topics]
        if row["topic"] == OUT:
            kind = f"out {match.tier}"
        elif match.tier == "answer":
            kind = "right" if topics[0] == row["topic"] else "wrong"
        else:
            kind = "offered" if match.tier == "suggest" and row["topic"] in topics else f"missed {match.tier}"
        found[kind] += 1
        if kind in ("wrong", "missed suggest", "missed unknown", "out answer"):
            wrong.append(f"  {kind}: {row['text']} [{row['topic']}] -> {', '.join(topics) or 'nothing'}")
    outside = sum(row["topic"] == OUT for row in asked)
    inside = len(asked) - outside
    print("with an answer:")
    print(f"- answered at once, rightly: {shown(found['right'], inside)}")
    print(f"- answered or offered rightly: {shown(found['right'] + found['offered'], inside)}")
    print(f"- answered wrongly: {shown(found['wrong'], inside)}")
    print(f"- others offered: {shown(found['missed suggest'], inside)}")
    print(f"- nothing offered: {shown(found['missed unknown'], inside)}")
    print("without one:")
    print(f"- answered: {shown(found['out answer'], outside)}")
    print(f"- topics offered: {shown(found['out suggest'], outside)}")
    taken = [row["text"] for row in asked if heard(library, row["text"]) != "clear"]
    print(f"\ntaken for a red flag first, so the question waits: {shown(len(taken), len(asked))}")
    if errors:
        print("\n".join([*wrong, *(f"  taken for a red flag: {text}" for text in taken)]))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("--red-flags", type=Path, nargs="*", default=None, metavar="FILE", help="messages with a label")
    parser.add_argument("--faq", type=Path, nargs="*", default=None, metavar="FILE", help="questions with a topic")
    parser.add_argument("--errors", action="store_true", help="print what was understood wrongly")
    given = parser.parse_args()
    if given.red_flags is None and given.faq is None:
        given.red_flags, given.faq = [DATA / "redflags_dev.jsonl"], [DATA / "faq_dev.jsonl"]
    library = load(ROOT / "dialogs")
    library.prepare()
    for path in given.red_flags or ():
        print(f"\n## Red flags, {path.name}\n")
        red_flags(library, rows(path), given.errors)
    for path in given.faq or ():
        print(f"\n## Questions, {path.name}\n")
        questions(library, rows(path), given.errors)


if __name__ == "__main__":
    main()
