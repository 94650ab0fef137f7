"""How hard a text is to read, as a US school grade (Flesch-Kincaid, by `textstat`). Only `check` pays for loading it."""

from __future__ import annotations

import statistics
import warnings
from collections.abc import Iterable, Mapping

from .phrasebook import without_tags

HARDEST = 8.0
MEDIAN = 6.0

_FILLED = {"number": "3", "total": "7", "minutes": "10", "reasons": "a headache", "notes": "a headache", "signs": "a tight throat"}


def grade(text: str) -> float:
    """The grade of a text. Lines count as sentences, and placeholders as short words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it loads pkg_resources, which warns that it is old
        import textstat

    words = without_tags(text)
    for name, value in _FILLED.items():
        words = words.replace(f"{{{name}}}", value)
    return float(textstat.flesch_kincaid_grade(words.replace("\n", ". ")))


def grades(texts: Mapping[str, str]) -> dict[str, float]:
    """The grade of each text, by its id."""
    return {name: grade(text) for name, text in texts.items()}


def median(values: Iterable[float]) -> float:
    """The middle grade; 0 for none."""
    known = list(values)
    return statistics.median(known) if known else 0.0
