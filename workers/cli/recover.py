"""``bylaw recover`` and ``bylaw rebuild``: what can be lost without losing anything, made again."""

import argparse
import sys
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError

from eventlog.errors import BeyondHead
from views.cases import Cases
from views.errors import Fenced, NotUnderstood
from views.kinds import KINDS
from views.projector import rebuild
from workers.anew import begin_anew
from workers.cli.reach import DONE, REFUSED, Reach, carry_out
from workers.recover import recover
from workers.settings import NotReachable

SAID = {
    "recovered": {
        "en": "{cases} cases owe something; {started} had no workflow and were given one",
        "zh": "{cases} 个在办个案，{started} 个无工作流，已重新启动",
    },
    "anew": {
        "en": "{anew} could not go on and were begun anew from the log",
        "zh": "{anew} 个无法继续，已依日志重新开始",
    },
    "behind": {
        "en": "the list is {events} events behind the log: run it again in a moment",
        "zh": "列表落后 {events} 个事件：请稍后再运行一次",
    },
    "rebuilt": {"en": "the lists were made again from {events} events", "zh": "已由 {events} 个事件重建列表"},
}


def add_parsers(subparsers: Any) -> None:
    """recover, rebuild."""
    for name, work, text in (
        ("recover", recover_all, "start the workflow of every open case that has none, begin anew those that cannot go on"),
        ("rebuild", rebuild_all, "make the lists again from the log, beside those in use, and put them in their place"),
    ):
        parser = subparsers.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}. May be run at any time.")
        parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
        parser.set_defaults(run=lambda asked, work=work: carry_out(lambda reached: work(reached, asked), asked.lang))


async def recover_all(reached: Reach, asked: argparse.Namespace) -> int:
    """Safe at any time: a workflow that goes on is left alone."""
    try:
        client = await Client.connect(reached.settings.temporal, namespace=reached.settings.namespace)
        found = await recover(client, reached.reader)
        anew = await begin_anew(client, reached.at, timedelta(0))
    except (RuntimeError, RPCError) as reason:
        raise NotReachable(f"Temporal: {reason}") from reason
    print(SAID["recovered"][asked.lang].format(cases=found.cases, started=found.started))
    if anew:
        print(SAID["anew"][asked.lang].format(anew=anew))
    lag = await reached.reader.lag()
    if lag.events > 0:  # cases opened a moment ago are not in the list yet
        print(SAID["behind"][asked.lang].format(events=lag.events), file=sys.stderr)
    return DONE


async def rebuild_all(reached: Reach, asked: argparse.Namespace) -> int:
    """Beside the lists in use: whoever reads meanwhile sees those."""

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} / {of}", end="" if done < of else "\n", file=sys.stderr, flush=True)

    lists = Cases(reached.log, reached.governed, KINDS)
    try:
        events = await rebuild(reached.log, reached.settings.database, lists, progress)
    except (NotUnderstood, Fenced, BeyondHead) as reason:
        print(reason, file=sys.stderr)
        return REFUSED
    print(SAID["rebuilt"][asked.lang].format(events=events))
    return DONE
