"""What stands in `deploy/` for the watchdog is what the watchdog does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from ruamel.yaml import YAML

from tests.workers.test_watching import FOUND
from workers.cli.run import ALONE
from workers.settings import Settings
from workers.watching.meters import meters

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = {"s": "_seconds"}


def figures() -> dict[str, tuple[str, float]]:
    """Unit and value of everything that one look shows."""
    reader = InMemoryMetricReader()
    meters(Settings(), reader).show(FOUND)
    data = reader.get_metrics_data()
    assert data is not None
    (scope,) = json.loads(data.to_json())["resource_metrics"][0]["scope_metrics"]
    return {each["name"]: (each["unit"], each["data"]["data_points"][0]["value"]) for each in scope["metrics"]}


def document(path: str) -> Any:
    return YAML(typ="safe").load(DEPLOY / path)


def test_every_look_is_shown_as_figures():
    """Each number of a look has a figure, and the instant of the look one more, so that silence differs from health."""
    found = figures()
    assert found["bylaw.clocks.late"] == ("{clock}", 1)
    assert found["bylaw.clocks.latest_by"] == ("s", 75.4)
    assert found["bylaw.watchdog.looked"] == ("s", FOUND.at.timestamp())


def test_alerts_are_about_figures_that_there_are():
    """An alert over a name that nobody sends would never fire."""
    sent = {name.replace(".", "_") + UNITS.get(unit, "") for name, (unit, _) in figures().items()}
    rules = [rule for group in document("alerts/watchdog.yaml")["groups"] for rule in group["rules"]]
    asked = {name for rule in rules for name in re.findall(r"bylaw_\w+", rule["expr"])}
    assert asked
    assert asked <= sent


def test_every_figure_is_explained():
    """Whoever reads a graph finds what it means."""
    text = (DEPLOY / "README.md").read_text()
    assert [name for name in figures() if f"`{name}`" not in text] == []


def test_the_deployment_starts_the_watchdog_alone_with_settings_that_there_are():
    """A setting whose name is misspelt would be ignored without a word."""
    (container,) = document("kubernetes/watchdog.yaml")["spec"]["template"]["spec"]["containers"]
    run, only, name = container["args"]
    assert (run, only, name in ALONE) == ("run", "--only", True)
    text = (DEPLOY / "kubernetes/watchdog.yaml").read_text()
    known = {f"BYLAW_{field.upper()}" for field in Settings.model_fields}
    assert set(re.findall(r"BYLAW_\w+", text)) <= known
