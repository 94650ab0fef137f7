"""Tests of bot/operating."""
