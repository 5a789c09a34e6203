"""Lists made from the log: the cases with their numbers, and what is due from whom.

Nothing here is the truth: every list can be thrown away and built again from the log (`views.rebuild`).
"""
