"""What a pack must not be, beside badly written: unknown, unreachable or contradictory.

    problems("pack.yaml")                            the pack alone
    problems(["pack.yaml", "organisation.yaml"])     and whether its rungs are held in that organisation

Documents of any kind may be given, in any order; an empty list means that all is well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from domain.calendar import Span, Unit
from domain.organisation import Organisation
from domain.policy import OF_A_CASE, Field, Plan, Step
from packs.document import Document, Place, Problem, Unreadable
from packs.kinds import KINDS
from packs.people import read_organisation
from packs.plans import read_pack
from packs.reach import Reach, held
from packs.read import load, shape
from packs.reading import Reading

__all__ = ["Problem", "problems"]

_MINUTES: Final[dict[Unit, int]] = {"min": 1, "h": 60, "d": 1440, "wd": 1440, "week": 7 * 1440, "month": 28 * 1440}


def problems(paths: Path | str | Sequence[Path | str]) -> list[Problem]:
    """All that is wrong with these documents, by file and line."""
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    found: list[Problem] = []
    documents = [document for path in given if (document := _loaded(path, found))]
    organisations = [org for document in documents if (org := _organisation(document))]
    for document in documents:
        found += of_document(document, organisations)
    return sorted(found, key=lambda each: (each.file, each.line, each.field))


def of_document(document: Document, organisations: Sequence[Organisation] = ()) -> list[Problem]:
    """All that is wrong with one document, also one that came through a door instead of from a file."""
    reading = shape(document)
    match document.content.get("kind"):
        case "pack":
            _pack(reading)
            for organisation in organisations:
                _reachable(reading, organisation)
        case "organisation":
            _people(reading)
        case "calendar" if not reading.problems and "days" not in document.content:
            reading.problem((), "days_missing")
        case _:
            pass
    return reading.problems


def _loaded(path: Path | str, found: list[Problem]) -> Document | None:
    try:
        return load(path)
    except Unreadable as error:
        found += error.problems
        return None


def _organisation(document: Document) -> Organisation | None:
    if document.content.get("kind") != "organisation":
        return None
    reading = Reading(document=document)
    organisation = read_organisation(reading)
    return None if reading.problems else organisation


# --- packs ------------------------------------------------------------------------------------


def _pack(reading: Reading) -> None:
    pack = read_pack(Reading(document=reading.document))
    if pack.settings.notices_until and pack.settings.notices_from >= pack.settings.notices_until:
        reading.problem(("settings", "notices_until"), "hours_reversed")
    _citations(reading)
    for n, each in enumerate(pack.reading.open_to_all):
        if each.plan not in pack.plans:
            reading.problem(("reading", "open_to_all", n, "plan"), "unknown_plan", what=each.plan)
    _named_once(reading, ("plans",), "plan")
    _named_once(reading, ("plans",), "prefix")
    for place, plan in reading.plans:
        _parties(reading, place, plan)
        for field in plan.fields:
            for key, words in _wrong_with(field):
                reading.problem((*place, "fields", field.name), key, **words)
        for at, step in reading.steps_of(place):
            _reminders(reading, at, step)
        KINDS[plan.kind].check(reading, place, plan)


def _reachable(reading: Reading, organisation: Organisation) -> None:
    """Each role that nobody holds, each rung that nobody holds, each person whom nobody could answer."""
    held(reading, organisation)
    fallback = next((role for place, role in reading.roles if place == ("settings", "fallback")), None)
    if fallback is None:
        return
    for place, plan in reading.plans:
        found = Reach(reading, organisation, fallback, place, plan)
        if found.look():
            KINDS[plan.kind].reach(found)


def _citations(reading: Reading) -> None:
    """Every rule cites something whose words are in this pack."""
    house, clauses, policies = (_keys(reading, table) for table in ("house_rules", "clauses", "policies"))
    for place, clause in reading.clauses:
        if clause.startswith("house:") and clause.removeprefix("house:") not in house:
            reading.problem(place, "unknown_house", what=clause.removeprefix("house:"))
        if not clause.startswith("house:") and clause not in clauses:
            reading.problem(place, "unknown_clause", what=clause)
    for clause in clauses:
        if clause.split(" ")[0] not in policies:
            reading.problem(("clauses", clause), "unknown_policy", what=clause)


def _keys(reading: Reading, table: str) -> tuple[str, ...]:
    value = reading.document.content.get(table)
    return tuple(value) if isinstance(value, dict) else ()


def _named_once(reading: Reading, place: Place, key: str) -> None:
    seen: set[object] = set()
    entries = reading.root()[str(place[0])].value
    for n, entry in enumerate(entries if isinstance(entries, list) else ()):
        name = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(name, str) and name in seen:
            reading.problem((*place, n, key), "twice", what=name)
        seen.add(name if isinstance(name, str) else None)


def _parties(reading: Reading, place: Place, plan: Plan) -> None:
    """Roles and sealed lines are about somebody whom such a case knows."""
    known = KINDS[plan.kind].parties
    for at, role in reading.roles:
        if at[: len(place)] == place and role.kind in OF_A_CASE and role.of not in known:
            reading.problem(at, "no_such_party", what=role.of, known=", ".join(known))
    for field in plan.fields:
        if field.personal and field.personal not in known:
            reading.problem((*place, "fields", field.name, "personal"), "personal_party", what=field.personal, known=", ".join(known))


def _wrong_with(field: Field) -> Iterator[tuple[str, dict[str, str]]]:
    """What no form can have, whatever it is for."""
    if field.personal and field.type != "text":
        yield "personal_type", {"what": field.type}
    if field.type == "choice" and not field.choices:
        yield "no_choices", {}
    if field.type != "choice" and field.choices:
        yield "choices_without", {}
    if field.claim and field.type not in ("reference", "choice"):
        yield "claim_type", {"what": field.type}
    if field.claim and not field.required:
        yield "claim_optional", {}


def _reminders(reading: Reading, at: Place, step: Step) -> None:
    for n, remind in enumerate(step.remind):
        if _MINUTES[remind.unit] * remind.amount >= _MINUTES[step.within.span.unit] * step.within.span.amount:
            reading.problem((*at, "remind", n), "reminder_too_long", what=_written(remind), term=_written(step.within.span))


def _written(span: Span) -> str:
    return f"{span.amount} {span.unit}{'s' if span.unit in ('month', 'week') and span.amount > 1 else ''}"


# --- organisations ----------------------------------------------------------------------------


def _people(reading: Reading) -> None:
    organisation = read_organisation(Reading(document=reading.document))
    _named_once(reading, ("people",), "id")
    _named_once(reading, ("people",), "handle")
    for id_, department in organisation.departments.items():
        if department.head not in organisation.posts:
            reading.problem(("departments", id_, "head"), "unknown_post", what=department.head)
    for kind, named in (("posts", organisation.posts), ("groups", organisation.groups)):
        for id_, each in named.items():
            if each.above and each.above not in organisation.posts:
                reading.problem((kind, id_, "above"), "unknown_post", what=each.above)
    for id_ in _circles(organisation):
        reading.problem(("posts", id_, "above"), "circle", what=id_)
    for n, node in enumerate(reading.root()["people"].items()):
        _person(reading, ("people", n), node.value, organisation)


def _person(reading: Reading, place: Place, entry: object, organisation: Organisation) -> None:
    """What a person is said to be must exist."""
    person = next((p for p in organisation.people.values() if isinstance(entry, dict) and p.id == entry.get("id")), None)
    if person is None:
        return
    if person.department not in organisation.departments:
        reading.problem((*place, "department"), "unknown_department", what=person.department)
    for n, post in enumerate(person.posts):
        if post not in organisation.posts:
            reading.problem((*place, "posts", n), "unknown_post", what=post)
    for n, group in enumerate(person.groups):
        if group not in organisation.groups:
            reading.problem((*place, "groups", n), "unknown_group", what=group)
    if person.superior == person.id:
        reading.problem((*place, "superior"), "own_superior")
    elif person.superior and not (person.superior in organisation.people and organisation.people[person.superior].active):
        reading.problem((*place, "superior"), "unknown_person", what=person.superior)


def _circles(organisation: Organisation) -> list[str]:
    """The posts that come round to themselves when one goes up from them."""
    found = []
    for start in organisation.posts:
        chain = [start]
        while (post := organisation.posts.get(chain[-1])) and post.above and post.above not in chain:
            chain.append(post.above)
        last = organisation.posts.get(chain[-1])
        if last is not None and last.above == start:
            found.append(start)
    return found
