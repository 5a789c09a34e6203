"""What a machine sends: one delivery of alerts to a console's intake, signed with the source's secret or with its bearer token."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

import httpx

from console.client.calls import DEADLINE_S
from console.client.problem import of_answer, unreachable
from console.intake import proof
from console.shapes.intake import TakenAll

JSON: Final = "application/json"


async def send_alerts(address: str, source: str, body: bytes, secret: str, *, named: str = "", lang: str = "en") -> TakenAll:
    """What came of it. `secret`: ``whsec_…``, by which `body` is signed as the delivery `named`; or a token.

    Raises `Problem`; ValueError where the secret is none.
    """
    headers = {"content-type": JSON, "accept-language": lang, **_proof(secret, named, body)}
    async with httpx.AsyncClient(base_url=address.rstrip("/"), timeout=DEADLINE_S) as http:
        try:
            answer = await http.post(f"/intake/{quote(source, safe='')}", content=body, headers=headers)
        except httpx.TransportError as gone:
            raise unreachable(f"{address} does not answer ({type(gone).__name__}: {gone})".rstrip(": ")) from gone
    if not answer.is_success:
        raise of_answer(answer)
    return TakenAll.model_validate_json(answer.content)


def signs(secret: str) -> bool:
    """Whether bodies are signed by it; else it is a token, and no delivery has a name."""
    return secret.startswith(proof.PREFIX)


def _proof(secret: str, named: str, body: bytes) -> Mapping[str, str]:
    if not signs(secret):
        return {"authorization": f"Bearer {secret}"}
    now = str(int(time.time()))
    return {proof.ID: named, proof.TIMESTAMP: now, proof.SIGNATURE: proof.signature(proof.secret_of(secret), named, now, body)}
