"""Tests, in rooms that mirror bot/."""
