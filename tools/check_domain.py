"""The domain imports itself and the standard library, nothing else (design: it must run anywhere, and be read without knowing more)."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ALLOWED = sys.stdlib_module_names | {"domain"}
# In the standard library, and yet the world: a rule that asks these cannot be replayed.
WORLD = {"asyncio", "http", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "tempfile", "threading"}
WORLD |= {"time", "urllib"}


def main() -> int:
    """Print each import that does not belong; 1 if there is one."""
    found = [line for file in sorted(Path("domain").rglob("*.py")) for line in strangers(file)]
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


def strangers(file: Path) -> Iterator[str]:
    """The imports of one file that are not allowed."""
    for node in ast.walk(ast.parse(file.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for name in names:
            if (top := name.partition(".")[0]) not in ALLOWED or top in WORLD:
                yield f"{file}:{node.lineno}: the domain may not import {name}"  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
