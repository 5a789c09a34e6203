"""``bylaw`` whose duties count as failed after two minutes instead of a day: three hundred tries would test nothing more."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import workers.worker
from workers.cli import main

if __name__ == "__main__":
    workers.worker.JudgeSettings = partial(workers.worker.JudgeSettings, duty_within=timedelta(minutes=2))  # type: ignore[assignment, misc]
    main()
