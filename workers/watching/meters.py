"""What the watchdog found, as figures for whoever collects them: OpenTelemetry, sent where an endpoint is set."""

from __future__ import annotations

import importlib
import importlib.util

from opentelemetry.metrics import Meter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricExporter, MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource

from views.alarms import Audit
from workers.settings import Settings

FIGURES = {
    "watched": ("bylaw.clocks.watched", "{clock}", "Clocks that run."),
    "backlog": ("bylaw.clocks.due", "{clock}", "Clocks that are due and have not run out."),
    "late": ("bylaw.clocks.late", "{clock}", "Clocks that have not run out within what is allowed: alarms."),
    "rate": ("bylaw.clocks.rate", "{clock}/s", "Clocks run out in a second, as measured."),
    "allowance_s": ("bylaw.clocks.allowance", "s", "How long after its instant a clock is late."),
    "latest_by_s": ("bylaw.clocks.latest_by", "s", "For how long the worst of the late ones has been due."),
    "unplaced_s": ("bylaw.log.unplaced", "s", "For how long something recorded has waited for the sequencer."),
}


class Meters:
    """One gauge for each figure, and the instant of the look itself, so that silence can be told from health."""

    def __init__(self, meter: Meter) -> None:
        self._gauges = {field: meter.create_gauge(name, unit, text) for field, (name, unit, text) in FIGURES.items()}
        self._looked = meter.create_gauge("bylaw.watchdog.looked", "s", "When the watchdog looked last, in seconds since 1970.")

    def show(self, audit: Audit) -> None:
        """The figures of one look."""
        for field, gauge in self._gauges.items():
            gauge.set(getattr(audit, field))
        self._looked.set(audit.at.timestamp())


def meters(settings: Settings, *readers: MetricReader) -> Meters:
    """Figures that go to the endpoint of the settings, if there is one, and to these readers."""
    return Meters(provider(settings, "watchdog", *readers).get_meter("bylaw"))


def provider(settings: Settings, process: str, *readers: MetricReader) -> MeterProvider:
    """Where a process's figures go: to the endpoint of the settings, if there is one, and to these readers."""
    sender = _otlp(settings)
    every = (*readers, *([PeriodicExportingMetricReader(sender, export_interval_millis=15_000)] if sender else []))
    return MeterProvider(metric_readers=every, resource=Resource.create({"service.name": f"bylaw-{process}"}))


def _otlp(settings: Settings) -> MetricExporter | None:
    """OTLP over HTTP, if the endpoint is set and the exporter's package, which not everybody needs, is there."""
    module = "opentelemetry.exporter.otlp.proto.http.metric_exporter"
    if settings.otlp_endpoint is None:
        return None
    try:
        if importlib.util.find_spec(module) is None:
            return None
    except ModuleNotFoundError:
        return None
    made: MetricExporter = importlib.import_module(module).OTLPMetricExporter(endpoint=f"{settings.otlp_endpoint.rstrip('/')}/v1/metrics")
    return made
