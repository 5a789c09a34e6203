"""Which workflow calls the code makes, in the order in which it stands there.

Temporal replays a running case with the present code: a call that was added, dropped or moved breaks it. This is the cheap
guard beside replay: it also sees what no stored history walks through.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = ("workflow", "asyncio")
"""Calls on these names are commands, waits or tasks."""
UNCOUNTED = frozenset(
    {"workflow.defn", "workflow.run", "workflow.signal", "workflow.update", "workflow.query", "workflow.now", "workflow.info"}
)
"""They leave nothing in a history."""
NAMED = frozenset({"execute_activity", "execute_local_activity", "start_activity", "start_local_activity", "patched", "deprecate_patch"})
"""What their first argument says is part of the call."""

Fingerprints = Mapping[str, Mapping[str, list[str]]]


def fingerprints(folder: Path = ROOT / "workflows") -> Fingerprints:
    """By module and function; functions that call nothing of interest are left out."""
    found = {path.stem: dict(_of_module(path)) for path in sorted(folder.glob("*.py"))}
    return {module: functions for module, functions in found.items() if functions}


def _of_module(path: Path) -> Iterator[tuple[str, list[str]]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = {alias.asname or alias.name for node in ast.walk(tree) for alias in _from_workflows(node)}
    ours |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    for name, function in _functions(tree, ""):
        calls = [said for call in _calls(function) if (said := _said(call, ours))]
        if calls:
            yield name, calls


def _from_workflows(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("workflows.") else []


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """Calls in the order in which they are made: arguments before the call itself."""
    for child in ast.iter_child_nodes(node):
        yield from _calls(child)
    if isinstance(node, ast.Call):
        yield node


def _said(call: ast.Call, ours: set[str]) -> str:
    name = ast.unparse(call.func)
    head, _, rest = name.partition(".")
    if "(" in name:
        return ""
    if head in MODULES and rest and name not in UNCOUNTED:
        first = f"({ast.unparse(call.args[0])})" if rest in NAMED and call.args else ""
        return name + first + ("" if "timeout" not in {word.arg for word in call.keywords} else " timeout")
    return name if (head == "self" and rest.count(".") <= 1) or name in ours else ""
