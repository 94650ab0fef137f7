"""A simulated day: reminders come due with a peak in the morning, and leave no faster than Telegram lets them. How late are they?

Assumptions, not measurements: each person has an injection every INTERVAL days, with one reminder in the evening before and one on the day,
and half of the latter are asked again once; people choose mostly a full or half hour around 8 in the morning, and live in zones by shares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

PEOPLE = (10_000, 1_000_000, 100_000_000)
RATES = (30, 1000)
INTERVAL = 30.0
"""Days between two injections: monthly maintenance."""
MESSAGES = 2.5
"""Reminders an injection."""
SLOT = 900
"""Seconds that a slot of the simulation has; reminders of a slot are due at its beginning."""
SLOTS = 86_400 // SLOT
ZONES = ((-8, 0.08), (-5, 0.20), (-3, 0.08), (0, 0.12), (1, 0.28), (2, 0.08), (5.5, 0.10), (8, 0.06))
"""Hours from UTC, and the share of people there."""
PEAKS = ((8.0, 1.0, 0.6), (19.0, 1.0, 0.4))
"""Local hour, spread in hours, share of a day's reminders."""
REPLIES = 0.25
"""Share of the rate that replies take meanwhile: they go first."""


def due(people: int) -> list[float]:
    """Reminders that come due in each slot of a day in UTC."""
    daily = people / INTERVAL * MESSAGES
    weights = [0.0] * SLOTS
    for offset, share in ZONES:
        for hour, spread, part in PEAKS:
            for slot in range(SLOTS):
                local = (slot * SLOT / 3600 + offset) % 24
                apart = min(abs(local - hour), 24 - abs(local - hour))
                half_hours = 3.0 if slot * SLOT % 1800 == 0 else 1.0  # most choose a full or half hour
                weights[slot] += share * part * half_hours * math.exp(-((apart / spread) ** 2) / 2)
    total = sum(weights)
    return [daily * weight / total for weight in weights]


def lateness(arrivals: Sequence[float], rate: float) -> tuple[float, float, float]:
    """Median, 99th of 100 and largest lateness in seconds over a day like the day before; infinite when a day does not suffice."""
    if sum(arrivals) > rate * 86_400:
        return math.inf, math.inf, math.inf
    waiting, late = 0.0, []
    for day in range(2):  # the first fills the queue as it is at midnight
        for number in arrivals:
            if day:
                # within a slot the first waits for what is ahead, and each further one for one message more
                late += [((waiting + number * (step + 0.5) / 10) / rate, number / 10) for step in range(10)]
            waiting = max(0.0, waiting + number - rate * SLOT)
    late.sort()
    return _at(late, 0.5), _at(late, 0.99), late[-1][0]


def _at(late: Sequence[tuple[float, float]], share: float) -> float:
    wanted, seen = sum(number for _, number in late) * share, 0.0
    for seconds, number in late:
        seen += number
        if seen >= wanted:
            return seconds
    return late[-1][0]


def told(seconds: float) -> str:
    """A lateness in words."""
    if math.isinf(seconds):
        return "never done"
    if seconds < 90:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def morning() -> None:
    """Print the table."""
    print("| people | reminders a day | at the peak, in 15 min | messages a second | half are late by | 99 of 100 | the last |")
    print("|---|---|---|---|---|---|---|")
    for people in PEOPLE:
        arrivals = due(people)
        for rate in RATES:
            cells = " | ".join(map(told, lateness(arrivals, rate * (1 - REPLIES))))
            print(f"| {people:,} | {sum(arrivals):,.0f} | {max(arrivals):,.0f} | {rate} | {cells} |")


if __name__ == "__main__":
    morning()
