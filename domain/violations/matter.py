"""What a decision on a violation is bound to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.violations.state import Violation


def matter(case: Violation) -> Mapping[str, Any]:
    """What whoever decides sees: the form, how grave it is held to be, the statement, the report, the evidence."""
    report = case.report
    return {
        "plan": case.plan,
        "fields": dict(case.fields),
        "level": case.level,
        "heard": case.heard,
        "statement": case.statement,
        "findings": report.findings if report is not None else "",
        "outcome": report.outcome if report is not None else "",
        "files": [file.digest for file in case.files],
        "result": case.result,
    }
