"""The kinds of case beside requests, each a package of its own.

A kind gives `DECIDER`, `EVENTS` (by wire type), `LABELS`, `REFUSALS`, `NOTICES`, `TIMELINE`, `PHRASES` (sentences), `PROOFS` (of which
commands one must be open for a task to be somebody's), `OBLIGATIONS` (its own clocks that oblige somebody, and to what) and `met`.
Adding one is a line here, one in `packs/kinds.py` and a workflow of its name.
"""

from __future__ import annotations

from types import ModuleType

from domain import appeals, controls, incidents, rectifications, reports, violations

KINDS: tuple[ModuleType, ...] = (appeals, controls, incidents, rectifications, reports, violations)
