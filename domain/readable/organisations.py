"""An organisation as sections of sentences: departments, posts, groups, people. Names must have been opened; addresses are never said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.organisation import Department, Group, Organisation, Person, Post
from domain.policy import Words
from domain.procedure import Fill, Line, Section

SENTENCES: Mapping[str, Words] = {
    "called": {"en": "It is called “{title}”.", "zh": "名称：“{title}”。"},
    "headed": {"en": "It is headed by: {post}.", "zh": "负责人岗位：{post}。"},
    "above": {"en": "Its matters go up to: {post}.", "zh": "其事项上报：{post}。"},
    "top": {"en": "Nothing is above it.", "zh": "没有上级。"},
    "person": {"en": "Called {title}, known as {handle}.", "zh": "姓名：{title}，代号：{handle}。"},
    "works in": {"en": "Works in: {department}.", "zh": "所在部门：{department}。"},
    "post": {"en": "Holds the post: {post}.", "zh": "担任：{post}。"},
    "group": {"en": "Belongs to: {group}.", "zh": "属于：{group}。"},
    "superior": {"en": "Their direct superior is: {superior}.", "zh": "直接上级：{superior}。"},
    "language": {"en": "Is written to in {language}.", "zh": "通知语言：{language}。"},
    "address": {"en": "Has an address for notices.", "zh": "有通知地址。"},
    "no address": {"en": "Has no address for notices.", "zh": "没有通知地址。"},
    "gone": {"en": "Does not work here.", "zh": "已不在职。"},
}
LANGUAGES: Mapping[str, Words] = {"zh": {"en": "Chinese", "zh": "中文"}, "en": {"en": "English", "zh": "英文"}}


def of_organisation(org: Organisation) -> tuple[Section, ...]:
    """Everything that an organisation says."""
    return (
        Section(subject="organisation", name="", title=org.title, lines=(_line("called", title=org.title),)),
        *(_department(org, each) for each in org.departments.values()),
        *(_post(org, "post", each) for each in org.posts.values()),
        *(_post(org, "group", each) for each in org.groups.values()),
        *(_person(org, each) for each in org.people.values()),
    )


def _line(key: str, **fills: Fill) -> Line:
    return Line(sentence=SENTENCES[key], clause="", fills=fills)


def _department(org: Organisation, each: Department) -> Section:
    lines = (_line("called", title=each.title), _line("headed", post=_titled(org.posts, each.head), head=each.head))
    return Section(subject="department", name=each.id, title=each.title, lines=lines)


def _post(org: Organisation, subject: str, each: Post | Group) -> Section:
    up = _line("above", post=_titled(org.posts, each.above), above=each.above) if each.above else _line("top")
    return Section(subject=subject, name=each.id, title=each.title, lines=(_line("called", title=each.title), up))


def _person(org: Organisation, who: Person) -> Section:
    return Section(subject="person", name=who.id, title=who.name, lines=tuple(_about(org, who)))


def _about(org: Organisation, who: Person) -> Iterator[Line]:
    yield _line("person", title=who.name, handle=who.handle)
    if not who.active:
        yield _line("gone")
    yield _line("works in", department=_titled(org.departments, who.department), id=who.department)
    for post in who.posts:
        yield _line("post", post=_titled(org.posts, post), name=post)
    for group in who.groups:
        yield _line("group", group=_titled(org.groups, group), name=group)
    if who.superior is not None:
        above = org.people.get(who.superior)
        yield _line("superior", superior=above.name if above else who.superior, id=who.superior)
    yield _line("language", language=LANGUAGES.get(who.language, {"en": who.language}))
    yield _line("address", unsaid=str(who.address)) if who.address else _line("no address")


def _titled(known: Mapping[str, Post] | Mapping[str, Group] | Mapping[str, Department], name: str) -> Words:
    found = known.get(name)
    return found.title if found else {"en": name}
