"""``python -m benchmarks [NAME …]``: run one, some or all.

A benchmark is a module of this folder with ``main(argv) -> int``. It prints a table and then one JSON line per figure
with ``name, ours, rival, unit, ratio, goal, met``.
"""

import importlib
import pkgutil
import sys
from pathlib import Path


def names() -> list[str]:
    """The benchmarks that there are."""
    return sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.name.startswith("_"))


def main(argv: list[str]) -> int:
    """Run those asked for, or all; 2 for a name that there is not."""
    present = names()
    chosen = [name for name in argv if not name.startswith("-")] or present
    options = [option for option in argv if option.startswith("-")]
    if unknown := [name for name in chosen if name not in present]:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(present) or 'none yet'}", file=sys.stderr)
        return 2
    code = 0
    for name in chosen:
        print(f"== {name}", flush=True)
        code = max(code, importlib.import_module(f"benchmarks.{name}").main(options) or 0)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
