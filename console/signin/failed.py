"""A sign-in that did not come about, and what is said of it: why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

Why = Literal["provider_away", "not_begun_here", "not_confirmed", "provider_said_no", "nobody_here", "not_again"]

SENTENCES: Mapping[Why, Mapping[str, str]] = {
    "provider_away": {
        "en": "The sign-in service does not answer. Whoever is signed in already goes on working; try again in a moment.",
        "zh": "登录服务暂时没有响应。已登录的人员不受影响；请稍后再试。",
    },
    "not_begun_here": {
        "en": "This sign-in was not begun in this browser, has run out, or was used already. Begin again.",
        "zh": "此次登录不是在本浏览器中发起的，或已过期，或已使用过。请重新登录。",
    },
    "not_confirmed": {
        "en": "What the sign-in service said could not be confirmed, so nobody was signed in. Begin again; if it stays so, tell {ask}.",
        "zh": "无法确认登录服务的答复，未完成登录。请重新登录；如仍不成功，请告知：{ask}。",
    },
    "provider_said_no": {
        "en": "The sign-in service signed nobody in. Begin again; if it stays so, ask {ask}.",
        "zh": "登录服务未予登录。请重新登录；如仍不成功，请联系：{ask}。",
    },
    "nobody_here": {
        "en": "The sign-in service knows you as “{called}”, but nobody who works here is called so in the organisation. Ask {ask}.",
        "zh": "登录服务中您的账号为“{called}”，但组织中没有与之对应的在职人员。请联系：{ask}。",
    },
    "not_again": {
        "en": "The sign-in service did not say that you signed in just now, so a decision that wants this stays closed. Tell {ask}.",
        "zh": "登录服务没有说明您刚刚重新登录过，因此要求重新登录的决定无法作出。请告知：{ask}。",
    },
}
STATUS: Mapping[Why, int] = {"provider_away": 503}


class SignInFailed(Exception):
    """Nobody was signed in. `ask` are the titles of posts that settle such things; `detail` is for our log only."""

    def __init__(self, why: Why, *, called: str = "", ask: Sequence[Mapping[str, str]] = (), detail: str = "") -> None:
        super().__init__(why, detail)
        self.why: Why = why
        self.called = called
        self.ask = ask
        self.detail = detail

    @property
    def status(self) -> int:
        """As HTTP says it."""
        return STATUS.get(self.why, 403)

    def sentence(self, lang: str) -> str:
        """For the person who wanted in."""
        comma, nobody = ("、", "系统管理人员") if lang == "zh" else (" or ", "whoever runs this installation")
        ask = comma.join(title.get(lang, "") for title in self.ask) or nobody
        return SENTENCES[self.why][lang].format(called=self.called, ask=ask)
