"""Pages: Jinja templates with the words of the reader's language, sent with the headers that every page has."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from console.caller import Caller
from console.i18n import translations

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def environment(lang: str) -> Environment:
    """Templates in one language. Everything is escaped, and an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else each page asks the disk of each of its templates whether it changed
    )
    made.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined] # the extension adds it
    words = _words(lang)
    made.globals |= {"lang": lang, "asset": asset, "_": words, "gettext": words}
    return made


def _words(lang: str) -> Callable[..., Markup]:
    """What the extension's `gettext` does, but words that have nothing to fill are made once: a page of tasks says hundreds."""
    said = translations(lang).gettext

    @cache
    def plain(text: str) -> Markup:
        return Markup(said(text)) % {}  # noqa: S704 # our own words; what fills them is escaped

    def gettext(text: str, /, **values: Any) -> Markup:
        return Markup(said(text)) % values if values else plain(text)  # noqa: S704 # as above

    return gettext


@cache
def asset(name: str) -> str:
    """A static file's address with the digest of its content, so that browsers may keep it for ever."""
    from console.assets import content

    return f"/static/{name}?{hashlib.sha256(content(name)).hexdigest()[:12]}"


def render(
    request: Request,
    template: str,
    caller: Caller | None,
    *,
    lang: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """One page. `caller` is None before sign-in."""
    spoken = caller.lang if caller else lang
    text = (
        environment(spoken)
        .get_template(template)
        .render(
            caller=caller,
            csrf=caller.session.csrf if caller and caller.session else "",
            path=request.url.path,
            demonstration=request.app.state.backend.setup.demonstration,
            **values,
        )
    )
    return HTMLResponse(text, status_code=status, headers={"Content-Language": spoken, **(headers or {})})
