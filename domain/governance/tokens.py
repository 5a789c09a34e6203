"""Which machines are let in, and for what (house:machine-token)."""

from __future__ import annotations

import hashlib
import re

from domain.deciders import DECIDERS
from domain.governance.entitled import Ground, entitled, must_say_why
from domain.governance.facts import AddToken, TokenAdded, TokenWithdrawn, WithdrawToken
from domain.governance.state import Governance, Token
from domain.kernel import SYSTEM, Asked, Decision, Refused
from domain.organisation import by_handle
from domain.reports.receipts import is_receipt

RIGHTS = ("read cases", "read figures", "read pack", "read organisation", "follow changes", *(f"command {kind}" for kind in DECIDERS))
"""What a token may be for. Each is written out: none includes another."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def digest_of_secret(secret: str) -> str:
    """What of a secret is kept: its SHA-256, in hex. Secrets are random, so that nothing can be guessed back from it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def add_token(state: Governance, command: AddToken, asked: Asked, ground: Ground) -> Decision:
    """house:machine-token. An id and a secret are used once, for ever; adding the same again says nothing new."""
    entitled(ground, asked)
    added = TokenAdded(
        token=command.token,
        digest=command.digest,
        machine=command.machine,
        title=command.title,
        rights=tuple(dict.fromkeys(command.rights)),
        until=command.until,
    )
    known = state.tokens.get(command.token)
    if known is not None and known.withdrawn is None and _said(known) == added:
        return Decision()
    _well_formed(command, asked, ground)
    if known is not None:
        raise Refused("house:machine-token", "token_id_used", field="token")
    if any(each.digest == command.digest for each in state.tokens.values()):
        raise Refused("house:machine-token", "secret_used", field="digest")
    return Decision(events=(added,))


def withdraw_token(state: Governance, command: WithdrawToken, asked: Asked, ground: Ground) -> Decision:
    """house:machine-token. At once and for good."""
    entitled(ground, asked)
    must_say_why(command.reason)
    known = state.tokens.get(command.token)
    if known is None:
        raise Refused("house:machine-token", "no_such_token", field="token")
    return Decision(events=(TokenWithdrawn(token=command.token, reason=command.reason),) if known.withdrawn is None else ())


def _said(token: Token) -> TokenAdded:
    return TokenAdded(
        token=token.token, digest=token.digest, machine=token.machine, title=token.title, rights=token.rights, until=token.until
    )


def _well_formed(command: AddToken, asked: Asked, ground: Ground) -> None:
    """house:machine-token. Names, a digest, rights of the vocabulary, and an end; a machine is nobody who works here."""
    for field, name in (("token", command.token), ("machine", command.machine)):
        if not _NAME.fullmatch(name):
            raise Refused("house:machine-token", "not_a_machine_s_name", field=field)
    person = by_handle(ground.organisation, command.machine) or command.machine in ground.organisation.people
    if person or command.machine == SYSTEM or is_receipt(command.machine):
        raise Refused("house:machine-token", "machine_is_person", field="machine")
    if not _DIGEST.fullmatch(command.digest):
        raise Refused("house:machine-token", "bad_digest", field="digest")
    unknown = [right for right in command.rights if right not in RIGHTS]
    if unknown or not command.rights:
        raise Refused("house:machine-token", "unknown_right", field="rights", choices=", ".join(RIGHTS))
    if command.until <= asked.at:
        raise Refused("house:machine-token", "token_over", field="until")
