"""The pages, one module each. A page asks the desk and renders a template; it judges nothing."""

from __future__ import annotations

from console.web import (
    book,
    case,
    chain,
    changes,
    evidence,
    figures,
    ledger,
    lists,
    me,
    notices,
    opening,
    operations,
    organisation,
    proposals,
    published,
    receipts,
    signin,
    signin_provider,
    tasks,
    versions,
)

ROUTERS = (
    signin.router,
    signin_provider.router,
    tasks.router,
    lists.router,
    figures.router,
    ledger.router,
    evidence.router,
    chain.router,
    case.router,
    opening.router,
    me.router,
    changes.router,
    book.router,
    versions.router,
    proposals.router,
    published.router,
    organisation.router,
    notices.router,
    operations.router,
    receipts.router,
)
