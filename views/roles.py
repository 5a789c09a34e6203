"""How doors call a role: posts, groups and departments by the organisation's titles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain import labels
from domain.organisation import Organisation

_TITLED = re.compile(r"(?:post|group) ([a-z0-9-]+)")
_DEPARTMENT = re.compile(r"head of ([a-z0-9-]+)")
_ON_DUTY = re.compile(r"on duty for ([a-z0-9-]+)(?: until ([0-9: -]+))?")
_STANDS_IN = re.compile(r"stands in for ([^:]+)(?:: )?")
_LEVELS = re.compile(r" \+([0-9]+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Roles in one language, with the titles that an organisation has. What has no title stays as it is written."""

    lang: str
    organisation: Organisation

    def said(self, text: str) -> str:
        """A role or basis as a pack writes it or the log keeps it; several of them apart by semicolons."""
        return ("；" if self.lang == "zh" else "; ").join(self._one(each) for each in text.split("; "))

    def title(self, name: str) -> str:
        """A post or group."""
        found = self.organisation.posts.get(name) or self.organisation.groups.get(name)
        return found.title.get(self.lang, name) if found else name

    def department(self, name: str) -> str:
        """A department."""
        found = self.organisation.departments.get(name)
        return found.title.get(self.lang, name) if found else name

    def _one(self, text: str) -> str:
        """One of them; a stand-in with whom they stand in for."""
        if standing := _STANDS_IN.match(text):
            rest = self._one(text[standing.end() :]) if text[standing.end() :] else ""
            before, colon = ("代理 ", "：") if self.lang == "zh" else ("stands in for ", ": ")
            return f"{before}{standing[1]}{colon if rest else ''}{rest}"
        if department := _DEPARTMENT.fullmatch(text):
            return self._head(department[1])
        if duty := _ON_DUTY.match(text):
            words = labels.ON_DUTY_UNTIL if duty[2] else labels.ON_DUTY
            return labels.said(words, self.lang).format(post=self.title(duty[1]), until=duty[2]) + self._levels(text[duty.end() :])
        up = _LEVELS.search(text)
        role = text[: up.start()] if up else text
        said = labels.said(labels.ROLES.get(role, {}), self.lang) or _TITLED.sub(lambda found: self.title(found[1]), role)
        return said + self._levels(text)

    def _head(self, department: str) -> str:
        title = self.department(department)
        return f"{title}负责人" if self.lang == "zh" else f"head of {title}"

    def _levels(self, text: str) -> str:
        up = _LEVELS.search(text)
        return (f"上 {up[1]} 级" if self.lang == "zh" else up[0]) if up else ""
