"""Shares with their uncertainty."""

from __future__ import annotations

from math import sqrt

_Z = 1.959964
"""Standard deviations of a 95 % interval."""


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson (1927); from 0 to 1 without any case."""
    if of == 0:
        return 0.0, 1.0
    share, width = hits / of, _Z * _Z / of
    middle = (share + width / 2) / (1 + width)
    half = _Z * sqrt(share * (1 - share) / of + width / of / 4) / (1 + width)
    return max(0.0, middle - half), min(1.0, middle + half)


def shown(hits: int, of: int) -> str:
    """A share as a person reads it: `12/40 = 30.0 % (18.1 to 45.4)`."""
    low, high = wilson(hits, of)
    return f"{hits}/{of} = {100 * hits / of if of else 0:.1f} % ({100 * low:.1f} to {100 * high:.1f})"
