"""Forms as a browser without scripts has them: found on a page, sent as they stand there."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import httpx


class _Forms(HTMLParser):
    """Each form's address and what it would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._inside = False
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
            self._inside = True
        elif self._inside and tag == "textarea":
            self._area = given.get("name", "")
            self.found[-1][1][self._area] = ""
        elif self._inside and tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.found[-1][1][given.get("name", "")] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._inside and self._area:
            self.found[-1][1][self._area] += data


def form(page: str, action: str, **fixed: str) -> dict[str, str]:
    """What the form with this address sends when nobody has typed anything; of several the one that says this without asking."""
    parser = _Forms()
    parser.feed(page)
    found = [values for address, values in parser.found if address == action and fixed.items() <= values.items()]
    assert found, f"no form for {action}; there are {[address for address, _ in parser.found]}"
    return found[0]


async def give(client: httpx.AsyncClient, number: str, command: str, **typed: str) -> httpx.Response:
    """Send the form of a command as it stands on the case's page."""
    address = f"/cases/{number}/{command}"
    values = form((await client.get(f"/cases/{number}")).text, address)
    return await client.post(address, data={**values, **typed})


def text(page: str) -> str:
    """What a person reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(template|script).*?</\1>", " ", page, flags=re.DOTALL))).split())
