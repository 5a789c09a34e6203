"""A document as YAML that a person can change: in the order in which people write one, whatever the order in which it was kept."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

ORDER: Final = (
    *("schema", "kind", "name", "plan", "prefix", "title", "form", "clause", "asks"),
    *("policies", "settings", "parameters", "reading", "house_rules", "clauses", "plans"),
    *("fields", "approval", "information", "grant", "return", "overdue"),
    *("by", "what", "of", "at_most", "type", "value", "span", "rule", "house", "within", "signed_in", "remind", "then"),
    *("zone", "country", "years", "from", "to", "weekend", "published_through", "exceptions", "days"),
)
"""Keys that have a place. All others follow, as they are."""
TABLES: Final = frozenset({"fields", "house_rules", "clauses", "policies", "parameters"})
"""Parts whose keys are names, and stay in their order."""
WIDTH: Final = 120


def written(content: Mapping[str, Any]) -> str:
    """YAML that reads back as the same content. A calendar's days are left out where its country says them again."""
    if content.get("kind") == "calendar" and "country" in content:
        content = {key: value for key, value in content.items() if key != "days"}
    yaml = YAML()
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    yaml.dump(_ordered(content, ""), text)
    return text.getvalue()


def _ordered(value: Any, under: str) -> Any:
    match value:
        case Mapping():
            value = _form(value)
            keys = list(value) if under in TABLES else sorted(value, key=_place)
            made = CommentedMap((key, _ordered(value[key], key)) for key in keys)
            if len(made) > 1 and all(isinstance(each, str | int) for each in made.values()) and sum(map(_length, made.items())) < WIDTH / 2:
                made.fa.set_flow_style()
            return made
        case list() | tuple():
            return [_ordered(each, "") for each in value]
        case _:
            return value


def _form(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A form's lines in the order that was kept beside them; read again, they say it themselves."""
    lines, order = value.get("fields"), value.get("order")
    if not isinstance(lines, Mapping) or not isinstance(order, list) or set(order) != set(lines):
        return value
    return {**{key: each for key, each in value.items() if key != "order"}, "fields": {name: lines[name] for name in order}}


def _place(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)


def _length(entry: tuple[str, object]) -> int:
    return sum(len(str(part)) + 2 for part in entry)
