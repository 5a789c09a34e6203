"""Everything that can go wrong as an answer: a problem for programs (RFC 9457), a page for people. In this one place."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from console.caller import NoRight, NotHere, NotSignedIn, SignInAgain
from console.limits import Standing, TooMany
from console.signin.csrf import Forged
from console.signin.failed import SignInFailed
from domain import words
from domain.kernel import Refused, Unavailable
from eventlog import errors
from views.errors import NotACursor, NotBuilt

MEDIA = "application/problem+json"
FILE = frozenset({"empty_file", "path_in_name", "wrong_digest", "bring_the_file", "not_clean"})
FORM = frozenset({"missing_field", "wrong_type", "too_long", "bad_characters", "unknown_field", *FILE})
"""Faults of an input, whichever rule wants the input."""
UNKNOWN = frozenset({"unknown_case", "unknown_plan", "no_such_plan", "no_such_proposal", "no_such_person"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`type` names the kind of problem; `clause` the rule, `field` the input at fault, where there are such."""

    status: int
    type: str
    title: str
    detail: str
    clause: str = ""
    field: str = ""
    key: str = ""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    sentence: str = ""

    @property
    def said(self) -> str:
        """For people, who see the input at fault and the rule beside it: without their names on the wire."""
        return self.sentence or self.detail

    def body(self) -> dict[str, Any]:
        """As RFC 9457 wants it, with our members `clause`, `field`, `key`."""
        body = {"type": f"urn:bylaw:problem:{self.type}", "title": self.title, "status": self.status, "detail": self.detail}
        return body | {name: value for name in ("clause", "field", "key") if (value := getattr(self, name))}


def problem_of(error: Exception, lang: str) -> Problem:  # long: the table of all that goes wrong
    """What an error means to whoever asked."""
    zh = lang == "zh"
    match error:
        case Refused():
            return refused(error, lang)
        case NotHere():
            return Problem(status=404, type="not-found", title="未找到" if zh else "Not found", detail=_not_here(zh=zh))
        case NotSignedIn():
            detail = "请先登录，或提供有效的令牌。" if zh else "Sign in, or give a valid token."
            return Problem(
                status=401,
                type="not-signed-in",
                title="未登录" if zh else "Not signed in",
                detail=detail,
                headers={"WWW-Authenticate": "Bearer"},
            )
        case NoRight(right=right):
            wanted = f"“{right}”" if right else ""
            detail = f"此令牌没有所需的权限{wanted}。" if zh else f"This token has no right to do so{': ' if right else ''}{right}."
            return Problem(status=403, type="no-right", title="无权" if zh else "Not allowed", detail=detail, clause="house:machine-token")
        case SignInFailed(status=status):
            title = "未能登录" if zh else "You are not signed in"
            return Problem(status=status, type="sign-in-failed", title=title, detail=error.sentence(lang), key=error.why)
        case TooMany(standing=standing):
            return too_many(standing, lang)
        case SignInAgain(within_s=within, clause=clause):
            minutes = round(within / 60)
            detail = (
                f"此决定要求 {minutes} 分钟内在网页上登录过；令牌不能代替登录。"
                if zh
                else f"This decision wants a sign-in on the page within the last {minutes} minutes; a token does not count as one."
            )
            return Problem(status=403, type="sign-in-again", title="请再次登录" if zh else "Sign in again", detail=detail, clause=clause)
        case Forged():
            detail = "请求并非来自本站页面；请重新打开页面再试。" if zh else "This did not come from one of our pages; open the page again."
            return Problem(status=403, type="forged", title="已拒绝" if zh else "Refused", detail=detail)
        case errors.Unavailable() | Unavailable() | NotBuilt() | OSError():
            return away(lang)
        case NotACursor():
            return refused(Refused("house:form", "wrong_type", field="cursor", wanted="next"), lang)
        case RequestValidationError():
            return refused(unreadable(error), lang)
        case HTTPException(status_code=status, headers=headers):
            return plainly(status, lang, headers or {})
        case _:
            detail = "这是本系统的错误，已记入日志。" if zh else "A fault of ours; it is in our log."
            return Problem(status=500, type="fault", title="内部错误" if zh else "Fault", detail=detail)


_OTHERWISE: Mapping[str, int] = {"too_many": 429, "file_too_large": 413, "not_scanned": 503}


def refused(no: Refused, lang: str) -> Problem:
    """A rule says no: 409; an input that cannot be read: 422; something that is not there: 404."""
    unreadable_ = no.clause in ("house:form", "house:command-id") or no.key in FORM
    unknown = no.key in UNKNOWN and no.clause in ("house:form", "house:governed")
    status = 404 if unknown and no.field in ("", "case") else 422 if unreadable_ else _OTHERWISE.get(no.key, 409)
    title = {404: ("Not found", "未找到"), 422: ("This cannot be taken as it is", "内容有误")}.get(
        status, ("The rules say no", "制度不允许")
    )
    return Problem(
        status=status,
        type="refused" if status == 409 else "not-found" if status == 404 else "invalid",
        title=title[1] if lang == "zh" else title[0],
        detail=words.sentence(no, lang),
        clause=no.clause,
        field=no.field,
        key=no.key,
        sentence=words.fill(words.REFUSALS[no.key], lang, no.words) if no.key in words.REFUSALS else "",
    )


def away(lang: str) -> Problem:
    """A server of ours does not answer. Nothing was lost; what was asked is not known to be recorded."""
    zh = lang == "zh"
    detail = (
        "服务暂时无法连接。您填写的内容没有丢失；稍后用同一编号再次发送即可，不会重复办理。"
        if zh
        else "A part of this installation is away. What you typed is not lost; send it again with the same id, it cannot happen twice."
    )
    return Problem(
        status=503, type="unavailable", title="暂时不可用" if zh else "Not available", detail=detail, headers={"Retry-After": "2"}
    )


def too_many(standing: Standing, lang: str) -> Problem:
    """Slower, please: when to go on is said in seconds."""
    zh, most, wait = lang == "zh", standing.most, standing.again_s
    rate = (
        (f"每分钟最多 {most} 次", f"At most {most} a minute")
        if standing.name != "streams"
        else (f"最多同时 {most} 个", f"At most {most} at once")
    )
    return Problem(
        status=429,
        type="too-many-requests",
        title="请求过于频繁" if zh else "Too many requests",
        detail=f"{rate[0]}；请 {wait} 秒后再试。" if zh else f"{rate[1]}; go on in {wait} seconds.",
        key=standing.name,
        headers={"Retry-After": str(wait), **standing.headers()},
    )


def unreadable(error: RequestValidationError) -> Refused:
    """The first thing in a request that is not of the described form, as the domain would say it (house:form)."""
    first: Mapping[str, Any] = next(iter(error.errors()), {"type": "", "loc": (), "msg": ""})
    kind, context = str(first["type"]), first.get("ctx", {})
    place = () if kind == "json_invalid" else first["loc"]
    where = ".".join(str(part) for part in place if part not in ("body", "query", "path", "header"))[:80]
    match kind:
        case "missing":
            return Refused("house:form", "missing_field", field=where)
        case "extra_forbidden" if "query" in place:
            return Refused("house:form", "unknown_parameter", field=where)
        case "extra_forbidden":
            return Refused("house:form", "unknown_field", field=where)
        case "json_invalid":
            return Refused("house:form", "not_json")
        case "string_too_long":
            return Refused("house:form", "too_long", field=where, limit=context["max_length"])
        case "string_unicode":
            return Refused("house:form", "bad_characters", field=where)
        case _:
            return Refused("house:form", "wrong_type", field=where, wanted=words.harmless(str(first["msg"]))[:200])


_PLAINLY: Mapping[int, tuple[str, str]] = {
    400: ("This cannot be read", "无法读取"),
    404: ("Not found", "未找到"),
    405: ("Not possible here", "此处不支持这种操作"),
    413: ("Too large", "内容过大"),
    415: ("Not of a kind that is taken here", "不接受此类内容"),
}


def plainly(status: int, lang: str, headers: Mapping[str, str]) -> Problem:
    """What HTTP itself says no to."""
    name = HTTPStatus(status).phrase
    en, zh = _PLAINLY.get(status, (name, name))
    title = zh if lang == "zh" else en
    detail = _not_here(zh=lang == "zh") if status == HTTPStatus.NOT_FOUND else title
    return Problem(status=status, type=name.lower().replace(" ", "-"), title=title, detail=detail, headers=headers)


def _not_here(*, zh: bool) -> str:
    return "没有这项内容，或您无权查看。" if zh else "There is no such thing, or it is not yours to see."


def as_json(problem: Problem) -> Response:
    """For programs. What a caller sent may stand in it, so no sign that cannot be written may hold the answer up."""
    content = json.dumps(problem.body(), ensure_ascii=False).encode("utf-8", "replace")
    return Response(content, status_code=problem.status, media_type=MEDIA, headers=dict(problem.headers))


def wants_json(request: Request) -> bool:
    """The API always answers with problems, and so does what machines send to."""
    return request.url.path.startswith(("/api/", "/intake/"))
