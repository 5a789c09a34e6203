"""Logs and traces, set up once at a process's top."""

import importlib.util
import logging
import logging.handlers
import queue
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, SpanProcessor
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor
from temporalio import activity, workflow
from temporalio.contrib.opentelemetry import OpenTelemetryPlugin, create_tracer_provider
from temporalio.plugin import SimplePlugin

from workers.settings import Settings

EventDict = MutableMapping[str, Any]
# Their lines at info are about every request.
CHATTY = ("temporalio.activity", "temporalio.worker", "apprise", "httpx", "sqlalchemy", "alembic", "asyncio")
_tracebacks = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))


def configure_logs(settings: Settings) -> None:
    """Lines of structlog and of the standard library alike, on standard error, written by a thread of their own.

    A workflow that waited for a slow terminal would be ended by Temporal's deadlock detector.
    """
    shared: list[Processor] = [
        silent_in_replay,
        structlog.contextvars.merge_contextvars,
        temporal_context,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = queued()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=rendering(settings)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def rendering(settings: Settings) -> list[Processor]:
    """One JSON object a line for machines, aligned columns for people. Never the values of variables: they may be personal.

    Drawing them also takes seconds, in which a worker answers nobody.
    """
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if settings.log_format == "json":
        return [remove, _tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [remove, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)]


def queued() -> logging.handlers.QueueHandler:
    """A handler that never waits: it formats, and leaves writing to a thread that lives as long as the process."""
    lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    writer = logging.StreamHandler(sys.stderr)
    writer.terminator = "\n"
    listener = logging.handlers.QueueListener(lines, writer)
    listener.start()
    return ListenedHandler(lines, listener)


class ListenedHandler(logging.handlers.QueueHandler):
    """Knows its listener, so that ``logging.shutdown`` writes what is left."""

    def __init__(self, lines: "queue.SimpleQueue[logging.LogRecord]", listener: logging.handlers.QueueListener) -> None:
        super().__init__(lines)
        self._kept_listener: logging.handlers.QueueListener | None = listener

    def close(self) -> None:
        """Write what is left, then end the thread."""
        if self._kept_listener is not None:
            self._kept_listener.stop()
            self._kept_listener = None
        super().close()


def silent_in_replay(_logger: object, _method: str, event: EventDict) -> EventDict:
    """What a workflow logs again while its history is replayed was logged before."""
    if workflow.in_workflow() and workflow.unsafe.is_replaying_history_events():
        raise structlog.DropEvent
    return event


def temporal_context(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Which case and which try a line belongs to. Never who: ids of cases are no personal data."""
    if workflow.in_workflow():
        event.setdefault("case", workflow.info().workflow_id)
    elif activity.in_activity():
        info = activity.info()
        event.setdefault("case", info.workflow_id)
        event.setdefault("activity", info.activity_type)
        event.setdefault("attempt", info.attempt)
    return event


def tracing(settings: Settings, process: str) -> list[SimplePlugin]:
    """Plugins for the client (a worker takes them from it; given to both they would count everything twice).

    Spans are made always, so that events can carry their trace; they are sent where an exporter is installed and an
    endpoint is set.
    """
    provider = create_tracer_provider(resource=Resource.create({"service.name": f"bylaw-{process}"}))
    provider.add_span_processor(Unsaid())
    exporter = otlp_exporter(settings)
    if exporter is not None:
        provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return [OpenTelemetryPlugin()]


class Unsaid(SpanProcessor):
    """Takes out of a span what somebody typed: the words that a list is searched for stand in the address."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: ARG002 - the interface's
        """Before anything can be sent."""
        if span.attributes and "url.query" in span.attributes:
            span.set_attribute("url.query", "")


def otlp_exporter(settings: Settings) -> SpanExporter | None:
    """OTLP over HTTP, if the endpoint is set; the exporter is a package of its own that not everybody needs."""
    if settings.otlp_endpoint is None:
        return None
    module = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
    try:
        present = importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        present = False
    if not present:
        missing = "opentelemetry-exporter-otlp-proto-http"
        structlog.get_logger().warning("no traces are sent: a package is missing", missing=missing, endpoint=settings.otlp_endpoint)
        return None
    exporter: SpanExporter = importlib.import_module(module).OTLPSpanExporter(endpoint=f"{settings.otlp_endpoint.rstrip('/')}/v1/traces")
    return exporter
