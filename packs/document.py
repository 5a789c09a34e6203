"""A document as its author wrote it: plain content, with the line of each part.

Only what JSON can say is taken from YAML 1.2: mappings with text keys, lists, text, whole numbers, true, false,
null. A date is text. Aliases, tags and a key twice are refused, since a reader would not see what they do.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from domain.kernel import BylawError
from packs.reasons import sentence

Place = tuple[str | int, ...]
"""The keys and list positions that lead to a part of a document."""

LARGEST = 4_000_000
"""Bytes; a pack of a large organisation has some hundred thousand."""

_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a document, and where. `field` is the dotted path to the part."""

    file: str
    line: int
    field: str
    key: str
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The reason in English."""
        return self.said("en")

    def said(self, language: str) -> str:
        """The reason as a sentence in this language."""
        return sentence(self.key, language, self.words)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"


class Unreadable(BylawError):
    """A document is not what it says it is; `problems` tells all that is wrong with its shape."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Content that JSON can say, and the line (from 1) on which each part of it begins."""

    file: str
    content: Mapping[str, Any]
    lines: Mapping[Place, int] = dataclasses.field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of this part, or of the nearest part around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def name(self, place: Place) -> str:
        """The dotted path to a part; entries of a list that have a name are called by it."""
        text, value = "", self.content
        for step in place:
            value = _inside(value, step)
            text += f"[{_label(value, step)}]" if isinstance(step, int) else f".{step}"
        return text.lstrip(".") or "document"


def parse(file: str, text: str) -> Document:
    """Read YAML. Unreadable, with the line, when it is none or says what JSON cannot."""
    try:
        root = _composed(text)
        lines: dict[Place, int] = {}
        content = _plain(file, root, (), lines, set())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _no(file, mark.line + 1 if mark else 1, "not_yaml", what=str(error.problem or "")) from error
    except YAMLError as error:
        raise _no(file, 1, "not_yaml", what=str(error).splitlines()[0]) from error
    except RecursionError as error:
        raise _no(file, 1, "too_deep") from error
    if not isinstance(content, dict):
        raise _no(file, 1, "not_mapping")
    _keep_order(content)
    return Document(file=file, content=content, lines=lines)


def _keep_order(content: Mapping[str, Any]) -> None:
    """What is kept is JSON with sorted keys; that a form's lines stay as their author put them, a list beside them says."""
    plans = content.get("plans")
    for plan in plans if content.get("kind") == "pack" and isinstance(plans, list) else ():
        if isinstance(plan, dict) and isinstance(plan.get("fields"), dict):
            plan.setdefault("order", list(plan["fields"]))


def read_text(path: Path) -> str:
    """The text of a file; Unreadable when it is missing, huge or not UTF-8."""
    try:
        if path.stat().st_size > LARGEST:
            raise _no(str(path), 1, "too_large")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise _no(str(path), 1, "no_file", what=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise _no(str(path), 1, "not_text") from error


def digest(document: Document | Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the content: sorted keys, compact, UTF-8. Lines, order of keys and comments do not count."""
    content = document.content if isinstance(document, Document) else document
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _composed(text: str) -> Node | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an anchor used twice is refused below, like any anchor
        found: Node | None = YAML(typ="safe", pure=True).compose(text)
    return found


def _plain(file: str, node: Node | None, place: Place, lines: dict[Place, int], seen: set[int]) -> Any:
    if node is None:
        return None
    line = lines[place] = lines.get(place, node.start_mark.line + 1)
    if node.anchor is not None or id(node) in seen:
        raise _no(file, line, "alias")
    seen.add(id(node))
    match node:
        case ScalarNode():
            return _scalar(file, node, line)
        case SequenceNode():
            return [_plain(file, each, (*place, n), lines, seen) for n, each in enumerate(node.value)]
        case MappingNode():
            return {key: _plain(file, value, (*place, key), lines, seen) for key, value in _entries(file, node, place, lines)}
        case _:
            raise _no(file, line, "tag", what=str(node.tag))


def _entries(file: str, node: MappingNode, place: Place, lines: dict[Place, int]) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode) or key.anchor is not None:
            raise _no(file, line, "key")
        if key.value in seen:
            raise _no(file, line, "key_twice", what=key.value)
        seen.add(key.value)
        lines[(*place, key.value)] = line
        yield key.value, value


def _scalar(file: str, node: ScalarNode, line: int) -> Any:
    text: str = node.value
    match str(node.tag).removeprefix(_TAG):
        case "str" | "timestamp" | "float":
            return text
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int" if text.lstrip("+-").isdecimal() and len(text) <= 15:
            return int(text)
        case _:
            raise _no(file, line, "tag", what=text)


def _no(file: str, line: int, key: str, **words: str) -> Unreadable:
    return Unreadable((Problem(file=file, line=line, field="document", key=key, words=words),))


def _inside(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _label(value: Any, step: int) -> str:
    if isinstance(value, dict):
        for key in ("plan", "handle"):
            if isinstance(value.get(key), str):
                return str(value[key])
    return str(step)
