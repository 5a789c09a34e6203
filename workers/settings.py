"""What can be set from outside, each by an environment variable ``BYLAW_…``. Read at a process's top and passed down."""

import json
import os
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from workers.home import Home

PROCESSES = ("house", "worker", "watchdog", "console")


class NotReachable(Exception):
    """Something that a command needs does not answer, or nothing is running; the message is a sentence for a person."""


def default_home() -> Path:
    """``${XDG_DATA_HOME:-~/.local/share}/bylaw``; as root a folder of its own, since PostgreSQL then runs as another user."""
    if os.geteuid() == 0:
        return Path("/var/lib/bylaw")
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "bylaw"


class Settings(BaseSettings):
    """All settings. An address that is not given is that of the stack which runs on this home, see ``load_settings``."""

    model_config = SettingsConfigDict(env_prefix="BYLAW_", frozen=True, extra="ignore", populate_by_name=True)

    home: Path = Field(default_factory=default_home, description="Folder of the embedded stack's data and state.")
    processes: str = Field(default=",".join(PROCESSES), description="Which of our own processes `bylaw run` starts.")

    database_url: str | None = Field(default=None, repr=False, description="A PostgreSQL 15 or newer, as the processes' login.")
    admin_url: str | None = Field(default=None, repr=False, description="The same as an administrator: for migrations alone.")
    keys_url: str | None = Field(default=None, repr=False, description="Where personal keys are; by default the database itself.")
    temporal_address: str | None = Field(default=None, validation_alias=AliasChoices("BYLAW_TEMPORAL_ADDRESS", "TEMPORAL_ADDRESS"))
    namespace: str = Field(default="bylaw", validation_alias=AliasChoices("BYLAW_NAMESPACE", "TEMPORAL_NAMESPACE"))

    postgres_port: int | None = Field(default=None, description="Port of the embedded PostgreSQL; by default a free one, kept.")
    temporal_port: int | None = Field(default=None, description="Port of the embedded Temporal; by default a free one, kept.")

    embedded: bool = Field(default=False, description="For trying: unsigned commands are taken, and marked so.")
    notice_urls: tuple[str, ...] = Field(
        default=(),
        repr=False,
        description="Apprise addresses of the notice channel, as a JSON list; {address} is the person's own, {message} the message's id.",
    )
    next_notice_urls: tuple[str, ...] = Field(
        default=(), repr=False, description="The next channel: it tells the pack's fallback that the first one could not tell somebody."
    )
    console_host: str = Field(default="127.0.0.1", description="Where the console listens.")
    console_port: int | None = Field(default=None, description="Port of the console; in the embedded stack by default a free one, kept.")
    console_url: str = Field(default="", description="What people type to reach the console; notices link to it.")
    console_proxies: str = Field(default="", description="Addresses of proxies before the console, whose X-Forwarded-For is believed.")
    console_sign_ins: int = Field(default=120, gt=0, description="Steps of signing in that one address may take in a minute.")
    console_requests: int = Field(default=600, gt=0, description="Requests to the API that one caller may make in a minute.")
    console_changes: int = Field(default=120, gt=0, description="How many of them may change something.")
    console_reports: int = Field(
        default=60, gt=0, description="Reports without a name, and looks at receipts, that everybody together may send in a minute."
    )
    console_intake: int = Field(default=6000, gt=0, description="Deliveries of one machine to the intake in a minute.")
    console_streams: int = Field(default=8, gt=0, description="Streams of changes that one caller may have at a time.")
    evidence: str = Field(default="", description="Where files are kept: a folder, or s3://bucket/prefix; by default a folder of the home.")
    largest_file: int = Field(default=25 * 1024 * 1024, gt=0, description="Bytes that a file may have.")
    evidence_scan: str = Field(
        default="", description="A command that reads a file on its standard input and ends with 0 when it is clean."
    )
    evidence_scan_within: int = Field(default=60, gt=0, description="Seconds that it may take for one file.")
    intake: Path | None = Field(default=None, description="File of the machines that send alerts to the console's intake (YAML).")
    oidc_issuer: str | None = Field(default=None, description="OpenID Connect: the provider's issuer address.")
    oidc_client_id: str = Field(default="bylaw", description="OpenID Connect: what the provider calls this console.")
    oidc_client_secret: str = Field(default="", repr=False, description="OpenID Connect: the secret shared with the provider.")
    oidc_claim: str = Field(default="preferred_username", description="The claim that names a person: their handle, or `email`.")
    door_key: Path | None = Field(default=None, description="File of this door's key; by default the home's own.")

    heartbeat_url: str = Field(
        default="",
        repr=False,
        description="Pinged by the watchdog each minute while all is well: an address outside, which alarms when no ping comes.",
    )

    max_cached_workflows: int = Field(default=1000, description="Cases that one worker keeps in memory; 2 in tests.")

    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: str | None = Field(default=None, validation_alias=AliasChoices("BYLAW_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"))

    @property
    def database(self) -> str:
        """The database's URL, or a sentence."""
        if self.database_url is None:
            raise NotReachable(f"Nothing runs on {self.home}: start it with `bylaw run`, or set BYLAW_DATABASE_URL.")
        return self.database_url

    @property
    def admin(self) -> str:
        """The administrator's URL; where none is given, the login's own."""
        return self.admin_url or self.database

    @property
    def keys(self) -> str:
        """The keyring's database."""
        return self.keys_url or self.database

    @property
    def files(self) -> str:
        """The evidence store's address."""
        return self.evidence or str(self.home.expanduser().absolute() / "evidence")

    @property
    def temporal(self) -> str:
        """Temporal's ``host:port``, or a sentence."""
        if self.temporal_address is None:
            raise NotReachable(f"Nothing runs on {self.home}: start it with `bylaw run`, or set TEMPORAL_ADDRESS.")
        return self.temporal_address


def load_settings() -> Settings:
    """The environment's settings; what it does not say is taken from the stack that runs on this home, if one does."""
    settings = Settings()
    running = Home(settings.home).running()
    if running is None:
        return settings
    told = running.settings()
    return settings.model_copy(update={name: value for name, value in told.items() if name not in settings.model_fields_set})


def as_environment(settings: Settings) -> dict[str, str]:
    """Settings as the environment of a child. The administrator's URL is not among them: no process may alter the log."""
    told = settings.model_dump(mode="json", exclude_none=True, exclude={"admin_url", "processes"})
    return {f"BYLAW_{name.upper()}": value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}
