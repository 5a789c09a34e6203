"""Alerts of machines: one open incident for each dedup key, with a count; a flood is one incident."""
