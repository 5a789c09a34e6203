"""What the console is told at its start. `workers` reads settings and wires; nothing here reads the environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from activities.signatures import DoorSecret
from console.intake.sources import Source
from evidence.scan import Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """An OpenID Connect provider. `claim` names the claim that says who somebody is: their handle, or their address (`email`)."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "preferred_username"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one may ask of one console. The first four are per minute, the others at the same time."""

    sign_in: int = 120
    """Steps of signing in, of one address: a whole office may stand behind it."""
    requests: int = 600
    """Requests to the API, of one caller."""
    changes: int = 120
    """Those of them that change something."""
    reports: int = 60
    """Reports without a name and looks at receipts, of everybody together: nobody who reports is told from anybody else."""
    intake: int = 6000
    """Deliveries of one machine to the intake."""
    streams: int = 8
    """Streams of changes, of one caller."""
    page_streams: int = 4
    """Those of them that pages of one session hold: without HTTP/2 a browser has six connections to a server, and needs some to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Addresses, keys and how people sign in: by OpenID Connect, or (for trying only) by choosing a person."""

    database_url: str = field(repr=False)
    keys_url: str = field(repr=False)
    temporal_address: str
    namespace: str
    secret: DoorSecret | None
    public_url: str
    """What people type; links in pages and notices begin with it. ``https://`` in production."""
    home: Path
    demonstration: bool
    oidc: Oidc | None = None
    session: timedelta = timedelta(hours=8)
    idle: timedelta = timedelta(hours=1)
    limits: Limits = Limits()
    evidence: str = ""
    """Where files are kept: a folder, or ``s3://bucket/prefix``; where nothing is said, a folder of the home."""
    largest_file: int = 25 * 1024 * 1024
    """Bytes."""
    scan: Scan | None = None
    """What looks at each file before it is kept."""
    intake: Mapping[str, Source] = field(default_factory=dict)
    """Machines that send what they notice, by name."""
    plugins: Sequence[Any] = ()

    def __post_init__(self) -> None:
        """Refuse what must never be: both ways to sign in, or none; secrets on unencrypted ways."""
        if self.demonstration == (self.oidc is not None):
            raise ValueError("people sign in either through OpenID Connect or, for trying, by choosing a person: exactly one of both")
        if self.oidc is not None and not (self.secure or _here(self.public_url)):
            raise ValueError("with OpenID Connect the console's public address must begin with https://")
        if self.oidc is not None and not (self.oidc.issuer.startswith("https://") or _here(self.oidc.issuer)):
            raise ValueError("the OpenID Connect provider's address must begin with https://")

    @property
    def files(self) -> str:
        """The evidence store's address."""
        return self.evidence or str(self.home / "evidence")

    @property
    def origin(self) -> str:
        """Scheme, host and port of the public address, as browsers write it (RFC 6454 §6.2)."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def secure(self) -> bool:
        """Whether cookies travel encrypted only."""
        return self.public_url.startswith("https://")


def _here(address: str) -> bool:
    """Whether it is on this very machine, where nothing travels."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
