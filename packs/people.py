"""An organisation's document read into the types of `domain.organisation`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.kernel import PersonId
from domain.organisation import Department, Group, Organisation, Person, Post
from domain.policy import Words
from packs.document import digest
from packs.reading import Node, Reading

RANDOM = 4
"""The version of a random UUID (RFC 9562)."""

SEALED = "$sealed"
"""The key by which a sealed value on the wire is known; only the person's key opens it."""


def read_organisation(reading: Reading) -> Organisation:
    """The whole organisation. Look at `reading.problems` before using it."""
    root = reading.root().mapping("schema", "kind", "title", "departments", "posts", "people", optional=("groups",))
    people = [_person(node) for node in root["people"].items()]
    groups = root["groups"].entries() if "groups" in root else []
    return Organisation(
        digest=digest(reading.document),
        title=root["title"].words(),
        people={person.id: person for person in people},
        posts={id_: _post(id_, node) for id_, node in root["posts"].entries()},
        groups={id_: _group(id_, node) for id_, node in groups},
        departments={id_: _department(id_, node) for id_, node in root["departments"].entries()},
    )


def _department(id_: str, node: Node) -> Department:
    node = node.mapping("title", "head")
    return Department(id=id_, title=node["title"].words(), head=node["head"].name())


def _post(id_: str, node: Node) -> Post:
    node = node.mapping("title", optional=("above",))
    return Post(id=id_, title=node["title"].words(), above=node["above"].name() if "above" in node else "")


def _group(id_: str, node: Node) -> Group:
    node = node.mapping("title", optional=("above",))
    return Group(id=id_, title=node["title"].words(), above=node["above"].name() if "above" in node else "")


def _person(node: Node) -> Person:
    node = node.mapping("id", "handle", "name", "department", optional=("posts", "groups", "superior", "language", "address", "active"))
    return Person(
        id=_id(node["id"]),
        handle=node["handle"].name(),
        name=_name(node["name"]),
        department=node["department"].name(),
        posts=tuple(each.name() for each in node["posts"].items(empty=True)) if "posts" in node else (),
        groups=tuple(each.name() for each in node["groups"].items(empty=True)) if "groups" in node else (),
        superior=_id(node["superior"]) if "superior" in node else None,
        language=node["language"].one_of("zh", "en") if "language" in node else "zh",
        address=_address(node["address"]) if "address" in node else "",
        active=node["active"].flag() if "active" in node else True,
    )


def _id(node: Node) -> PersonId:
    """A person's id says nothing of them: a random UUID (RFC 9562 version 4), in small letters."""
    if node.missing:
        return PersonId("")
    try:
        found = UUID(str(node.value))
    except ValueError:
        found = None
    if found is None or str(found) != node.value or found.version != RANDOM:
        node.problem("not_an_id")
    return PersonId(str(node.value))


def _name(node: Node) -> Words | Mapping[str, Any]:
    return dict(node.value) if _sealed(node) else node.words()


def _address(node: Node) -> Any:
    return dict(node.value) if _sealed(node) else node.text(500)


def _sealed(node: Node) -> bool:
    return isinstance(node.value, Mapping) and SEALED in node.value
