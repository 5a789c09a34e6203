"""Functions stay short: 25 lines in the domain, 40 elsewhere.

Lines of code are counted: no signature, docstring, blank line or comment. Exempt are tables (a function whose body is one ``match``
and at most a few lines), stories in tests (``test_…story…``) and what is marked ``# long:`` with a reason on its ``def`` line.
"""

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOMS = ["domain", "eventlog", "views", "evidence", "packs", "workflows", "activities", "console", "workers"]
ROOMS += ["tools", "benchmarks", "tests"]
LIMITS = {"domain": 25}
ELSEWHERE = 40

Function = ast.FunctionDef | ast.AsyncFunctionDef


def main() -> int:
    """Print each function that is too long; 1 if there is one."""
    found = [line for room in ROOMS for file in sorted(Path(room).rglob("*.py")) for line in too_long(file, LIMITS.get(room, ELSEWHERE))]
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


def too_long(file: Path, limit: int) -> Iterator[str]:
    """The functions of one file that break the limit."""
    text = file.read_text()
    code, lines = lines_with_code(text), text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function):
            size = len([line for line in body_lines(node) if line in code])
            if size > limit and not is_exempt(node, lines):
                yield f"{file}:{node.lineno}: {node.name} has {size} lines, {limit} are allowed"


def lines_with_code(text: str) -> set[int]:
    """Numbers of the lines that hold anything but blanks and comments."""
    nothing = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    tokens = [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in nothing]
    return {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}


def body_lines(node: Function) -> range:
    """From the first statement after the docstring to the last line."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    return range(body[0].lineno, (node.end_lineno or 0) + 1) if body else range(0)


def is_exempt(node: Function, lines: list[str]) -> bool:
    """A table, a story, or marked with a reason."""
    is_table = any(isinstance(statement, ast.Match) for statement in node.body) and len(node.body) <= 5
    is_story = node.name.startswith("test_") and "story" in node.name
    return is_table or is_story or "# long: " in lines[node.lineno - 1]


if __name__ == "__main__":
    sys.exit(main())
