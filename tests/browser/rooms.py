"""What the rooms need to be shown: an appeal before its panel, and a ledger with lines in every state."""

from __future__ import annotations

import json
import time

from tests.browser.conftest import Stack

DONE = {"changed_rules": "Lists leave by the gateway only.", "execution": "Mailboxes are checked every Friday."}


def reviewed(stack: Stack) -> str:
    """A decision that was appealed against; its review, heard, with findings and one vote of three."""
    case = stack.open(
        "violation", "lin", subject="qian", breach="private-mailbox", facts="A customer list was sent home.", happened="2026-01-05"
    )
    stack.act(case, "hear", "lin")
    stack.act(case, "state", "qian", text="It was urgent; I was told to send it.")
    stack.act(case, "submit_report", "lin", findings="The list was sent; the log of the gateway shows it.", proven="proven")
    stack.act(case, "decide", "lin", measure="permissions-suspended", reason="A whole list, not for the first time.")
    stack.act(case, "serve", "qi", how="handed_over")
    stack.act(case, "confirm_receipt", "qian")
    stack.act(case, "appeal", "qian", grounds="I was told to send it, by somebody who says now that he did not.")
    appeal = led_to(stack, case, "APPEAL")
    for person, seat in (("shen", "legal"), ("cao", "it"), ("zheng", "other")):
        stack.act(appeal, "appoint", "qi", person=person, seat=seat)
    stack.act(appeal, "state", "qian", text="There was a call that evening.")
    stack.act(appeal, "find", "cao", text="The telephone records show a call of seven minutes on that evening.")
    stack.act(appeal, "vote", "shen", choice="confirm", reason="The list left the house all the same.")
    return appeal


def led_to(stack: Stack, number: str, prefix: str) -> str:
    """The case that another one was to open; it comes by itself."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        chain = json.loads(stack("show", number, "--chain", "--json"))
        for each in chain["cases"]:
            if str(each.get("number", "")).startswith(prefix):
                return str(each["number"])
    raise AssertionError(f"{number} has led to nothing")


def lines(stack: Stack) -> list[str]:
    """Lines to be put right, sent back, before the committee."""
    told = (
        ("qian", "借阅登记缺失两份合同", "一个季度内登记无缺失"),
        ("he", "Fire exit of hall 2 is blocked", "Free at ten spot checks in a row"),
        ("zheng", "Customer lists leave the house unseen", "No list leaves unseen in a quarter"),
        ("cao", "两个离职人员的账号仍然有效", "离职次日账号全部停用"),
    )
    found = [stack.open("rectification", "han", finding=finding, responsible=who, criterion=mark) for who, finding, mark in told]
    for number, who in zip(found[1:3], ("he", "zheng"), strict=True):
        stack.act(number, "submit_report", who, **DONE)
    stack.act(found[1], "send_back", "shen", reason="Nobody was trained.")
    stack.act(found[2], "accept", "shen")
    return found
