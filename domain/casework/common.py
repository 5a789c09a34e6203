"""The commands that every kind of case takes: handing on, commenting, putting files."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from domain.casework import commands as c
from domain.casework import events as e
from domain.casework import form, ladders, people
from domain.casework.draft import Draft
from domain.casework.kind import Kind
from domain.casework.state import CLOSED, Work
from domain.kernel import PersonId, Refused
from domain.rules import Rules

EVIDENCE = "house:evidence"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEDIA = re.compile(r"[a-z0-9][a-z0-9.+-]{0,62}/[a-z0-9][a-z0-9.+-]{0,62}")
MOST_FILES = 500


def hand_on(draft: Draft[Any], command: c.HandOn) -> None:
    """One's own task goes to somebody else, free of conflict; its time runs on, for the obligation is the same."""
    names = tuple(draft.kind.hand_on)
    task, _ = people.act(draft.kind, draft.case, draft.asked.by, names, draft.rules, draft.at, command.step)
    if command.to in (draft.by, *task.named):
        return
    form.required(command.reason, "reason")
    people.may_be_named(draft.kind, draft.case, task.id, command.to, "to", draft.org, draft.at)
    draft.say(e.HandedOn(task=task.id, by=draft.by, to=command.to, reason=command.reason, clause=task.clause))
    ladders.still_doable(draft)


def comment(draft: Draft[Any], command: c.Comment) -> None:
    """Whoever is asked now, and the parties: nobody else (house:comments)."""
    form.required(command.text, "text", "house:comments")
    if draft.by not in commenters(draft.kind, draft.case, draft.rules, draft.at):
        raise Refused("house:comments", "may_not_comment")
    draft.say(e.Commented(by=draft.by, text=command.text))


def commenters(kind: Kind, case: Work, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Who may comment."""
    if kind.may_comment is not None:
        return kind.may_comment(case, rules, at)
    own = frozenset(case.parties.values()) if case.stage != CLOSED else frozenset()
    return own | people.asked_now(kind, case, rules, at)


def add_evidence(draft: Draft[Any], command: c.AddEvidence) -> None:
    """The digest names what is kept; the same file twice is once."""
    if draft.case.stage == CLOSED:
        raise Refused(EVIDENCE, "is_closed")
    if draft.by not in givers(draft.kind, draft.case, draft.rules, draft.at):
        raise Refused(EVIDENCE, "may_not_add_evidence")
    _is_a_file(draft, command)
    if len(draft.case.files) >= MOST_FILES:
        raise Refused(EVIDENCE, "too_many_files", limit=MOST_FILES)
    if any(file.digest == command.sha256 for file in draft.case.files):
        return
    draft.say(
        e.EvidenceAdded(
            digest=command.sha256,
            name=command.name,
            media=command.media,
            size=command.size,
            by=draft.by,
            taken_at=command.taken_at,
            note=command.note,
        )
    )


def _is_a_file(draft: Draft[Any], command: c.AddEvidence) -> None:
    """What is said of it can be meant."""
    if not _DIGEST.fullmatch(command.sha256):
        raise Refused(EVIDENCE, "wrong_type", field="sha256", wanted="SHA-256, 64 × 0-9a-f")
    if not _MEDIA.fullmatch(command.media):
        raise Refused(EVIDENCE, "wrong_type", field="media", wanted="type/subtype")
    if command.size <= 0:
        raise Refused(EVIDENCE, "empty_file", field="size")
    if isinstance(command.name, str) and any(sign in command.name for sign in ("/", "\\", "\x00")):
        raise Refused(EVIDENCE, "path_in_name", field="name")
    if command.taken_at is not None and command.taken_at > draft.at:
        raise Refused(EVIDENCE, "in_the_future", field="taken_at")


def givers(kind: Kind, case: Work, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Who may put files to the case now."""
    return kind.evidence_from(case, rules, at) if kind.evidence_from is not None else people.asked_now(kind, case, rules, at)
