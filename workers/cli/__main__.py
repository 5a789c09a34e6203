"""``python -m workers.cli``, the same as ``bylaw``."""

from workers.cli import main

main()
