"""Freezing what was granted while a level demands it, and restoring it by a decision (house:freeze-on-red)."""
