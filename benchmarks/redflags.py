"""How long it takes to read a message for red flags: ordinary messages, and 4096 characters of the worst there is."""

from __future__ import annotations

import statistics
import time

from bot.content.library import load
from bot.settings import ROOT
from bot.understanding.wording import LONGEST

ROUNDS = 25
STORY = (
    "I went to the gym after work and talked with my coach about the plan for next week, then we had lunch. She told me about her garden. "
    "The shot was at noon in my left arm and it is a bit sore. "
)
MESSAGES = {
    "ten words, a sign": "I feel ok apart from my lips, they are swelling",
    "ten words, no sign": "can I go for a walk after the shot today please",
    "a long story": STORY * 20,
    "a long story with signs": (STORY + "My lips started to swell, no rash, but I am dizzy and my chest feels tight. ") * 13,
    "a wall of one sign": "swelling " * 500,
    "a wall of many signs": "my throat is swelling and lips face breathing " * 100,
    "a wall of denials": "no rash " * 600,
    "a wall of unknown words": " ".join(f"qx{number}zword" for number in range(600)),
    "a wall of misspelt words": " ".join(f"brethin{chr(97 + number % 26)}" for number in range(600)),
    "one word": "a" * LONGEST,
    "other alphabets and emoji": "м\u0443 thr\u043e\u0430t i\u0455 \u0455w\u0435ll\u0456ng 😵\u200d💫 " * 160,
}


def milliseconds() -> dict[str, tuple[int, float, float]]:
    """For each kind of message: its length, and the CPU time of its first and of a later reading, in milliseconds."""
    library = load(ROOT / "dialogs")
    library.read("warm up", "en")
    found = {}
    for name, text in MESSAGES.items():
        message = text[:LONGEST]
        times = []
        for _ in range(ROUNDS):
            began = time.thread_time()
            library.read(message, "en")
            times.append((time.thread_time() - began) * 1000)
        found[name] = (len(message), times[0], statistics.median(times[1:]))
    return found
