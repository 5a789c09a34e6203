"""Traces say which page took how long, and nothing of what somebody typed."""

from __future__ import annotations

import httpx
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from console.app import SPANS, create_app
from tests.console.site import Site
from workers.telemetry import Unsaid


async def test_no_span_holds_what_was_searched_for(site: Site, monkeypatch) -> None:
    """house:need-to-know: words of a search stand in the address, and no exporter may get them."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(Unsaid())
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr("console.app.SPANS", {**SPANS, "tracer_provider": provider})
    transport = httpx.ASGITransport(app=create_app(site.backend), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as visitor:
        await visitor.get("/cases?search=secret-marker-word")
    spans = kept.get_finished_spans()
    assert spans
    assert "secret-marker-word" not in "".join(span.to_json() for span in spans)
