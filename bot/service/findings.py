"""What a look at one part of the set-up found, in words for the operator."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` was found about a part. `todo`: what to do about it; empty when all is well."""

    part: str
    what: str
    todo: str = ""

    def __str__(self) -> str:
        mark = "TROUBLE" if self.todo else "good"
        return f"{mark:7} {self.part}: {self.what}" + (f"\n        -> {self.todo}" if self.todo else "")
