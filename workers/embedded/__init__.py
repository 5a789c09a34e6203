"""The servers that `bylaw run` and the tests bring along: a real PostgreSQL and a real Temporal, for trying and for testing."""

from workers.embedded.postgres import EmbeddedPostgres, embedded_postgres
from workers.embedded.process import CannotStart
from workers.embedded.temporal import EmbeddedTemporal, embedded_temporal, ensure_namespace

__all__ = ["CannotStart", "EmbeddedPostgres", "EmbeddedTemporal", "embedded_postgres", "embedded_temporal", "ensure_namespace"]
