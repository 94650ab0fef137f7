"""How well typed text is understood, on messages with a known meaning. `python -m evaluation` prints it."""
