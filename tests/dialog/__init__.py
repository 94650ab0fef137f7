"""Tests of bot/dialog."""
