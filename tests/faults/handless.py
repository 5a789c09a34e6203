"""``bylaw`` whose worker judges and does nothing in the world: what is owed stays owed, as if it died before each duty."""

from __future__ import annotations

from contextlib import nullcontext

from workers import worker
from workers.cli import main

if __name__ == "__main__":
    vars(worker)["world_worker"] = lambda *_: nullcontext()
    main()
