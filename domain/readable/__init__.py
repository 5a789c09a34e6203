"""Packs, calendars and organisations as sentences that a person can read, and the difference between two of them.

What is judged is said: a value that a decider could read and that no sentence names would change unseen. Tests hold every
field of a pack to that.
"""

from domain.readable.calendars import of_calendar
from domain.readable.comparing import Change, Changed, compare
from domain.readable.organisations import of_organisation
from domain.readable.packs import of_pack, of_plan

__all__ = ["Change", "Changed", "compare", "of_calendar", "of_organisation", "of_pack", "of_plan"]
