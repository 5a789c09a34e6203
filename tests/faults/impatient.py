"""``bylaw`` whose duties count as failed after two minutes instead of a day: three hundred tries would test nothing more."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from activities.judge import JudgeSettings
from workers import worker
from workers.cli import main

if __name__ == "__main__":
    vars(worker)["JudgeSettings"] = partial(JudgeSettings, duty_within=timedelta(minutes=2))
    main()
