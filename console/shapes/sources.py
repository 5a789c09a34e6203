"""Letting a machine in, as the API asks for it."""

from __future__ import annotations

from pydantic import Field

from console.shapes.common import Sent, asked


class Source(Sent):
    """Whose alerts are let in, by which key. Only the public half of a key is ever sent; its secret stays where it is made."""

    model_config = asked(
        source="monitoring",
        plan="incident-system-fault",
        machine="monitoring",
        key="door-9f86d081884c",
        public="11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    )

    source: str = Field(max_length=60, description="What the sender is called: `POST /intake/NAME`.")
    plan: str = Field(max_length=100, description="Of which its alerts open incidents; the plan must name the machine.")
    machine: str = Field(max_length=100, description="Whom the key vouches for.")
    key: str = Field(max_length=100, description="The key's id.")
    public: str = Field(max_length=100, description="Its public half, Ed25519 in base 64 as `bylaw sign --new-key` prints it.")
