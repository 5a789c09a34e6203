"""A browser without a screen: pages over HTTP, forms filled in and sent as they stand there."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin

import httpx


@dataclass(slots=True, kw_only=True)
class Form:
    """A form as it stands in a page: where it goes, and what it holds."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """Finds the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._inside: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Inputs and buttons belong to the form that they stand in."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = Form(action=given.get("action", ""), method=given.get("method", "get").lower())
            self.found.append(self._inside)
        elif self._inside is not None and tag == "button":
            self._inside.buttons.append((given.get("name", ""), given.get("value", "")))
        elif self._inside is not None and tag in ("input", "textarea", "select") and given.get("name"):
            self._inside.values[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self._inside = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page that came."""

    address: str
    text: str
    size: int

    def form(self, *, action: str) -> Form:
        """The form that goes to an address with this in it. Raises LookupError."""
        reader = Forms()
        reader.feed(self.text)
        for each in reader.found:
            if action in each.action:
                return each
        raise LookupError(f"no form goes to {action} on {self.address}")


class Browser:
    """One person's browser."""

    def __init__(self, address: str) -> None:
        self._client = httpx.AsyncClient(base_url=address, follow_redirects=True, timeout=30)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def open(self, path: str) -> Shown:
        """A page; RuntimeError when it is not there."""
        return _shown(await self._client.get(path))

    async def send(self, at: Shown, form: Form, **filled: str) -> Shown:
        """Send a form of the page, and follow to what comes."""
        return _shown(await self._client.post(urljoin(at.address, form.action), data={**form.values, **filled}))

    async def sign_in(self, person: str) -> Shown:
        """Choose a person."""
        return _shown(await self._client.post("/sign-in", data={"person": person, "next": "/"}))

    async def bytes_of(self, path: str) -> int:
        """What travels for an address, as it travels."""
        async with self._client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
            return len(b"".join([part async for part in answer.aiter_raw()]))


def _shown(answer: httpx.Response) -> Shown:
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.request.method} {answer.request.url}: {answer.status_code}")
    return Shown(address=str(answer.url), text=answer.text, size=len(answer.content))
