"""The console as one ASGI application: the API under ``/api/v1``, pages everywhere else. The one place where routes are put together."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException

from console import assets, pages
from console.api import OPEN
from console.api import ROUTERS as API
from console.api.description import described
from console.api.http import STRICT
from console.backend import Backend
from console.bodies import Bodies
from console.caller import NoRight, NotHere, NotSignedIn, SignInAgain
from console.callers import language, nobody_asks
from console.desk.answering import answering
from console.desk.refusals import understood
from console.faults import Faults
from console.headers import Headers
from console.intake import route
from console.limits import Limiter, TooMany
from console.listening import Listening
from console.patience import Patience
from console.problems import as_json, problem_of, wants_json
from console.signin.back import to_sign_in
from console.signin.csrf import Forged
from console.signin.failed import SignInFailed
from console.signin.provider import Provider
from console.web import ROUTERS as WEB
from domain.kernel import BylawError, Refused
from eventlog.errors import EventLogError
from views.errors import ViewsError

EXPECTED = (
    BylawError,
    EventLogError,
    ViewsError,
    OSError,
    NotHere,
    NotSignedIn,
    SignInAgain,
    Forged,
    NoRight,
    TooMany,
    SignInFailed,
    HTTPException,
    RequestValidationError,
)
ICON = "icon.svg"
AWAY = 503
SPANS: TelemetryConfig = {
    "operation_spans": False,
    "logs": False,
    "auto_configure": False,
    "exclude": lambda scope: nobody_asks(scope.get("path", "")),
}
"""One a request, by which events carry their trace; those of each step of the framework's own would take as long as a query. None of
whoever reports without a name. No messages of errors leave here: they may hold somebody's words.
"""


def create_app(backend: Backend) -> FastAPI:
    """Routes, errors, headers."""
    app = FastAPI(title="Bylaw", version="1", openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None, telemetry=SPANS)
    app.state.backend = backend
    app.state.listening = Listening(backend)
    app.state.limiter = Limiter(backend.setup.limits)
    app.state.intake = route.Intake()
    app.state.provider = Provider(backend.setup.oidc) if backend.setup.oidc else None
    for router in API:
        app.include_router(router, prefix="/api/v1", dependencies=STRICT)
    for router in OPEN:
        app.include_router(router)
    app.include_router(route.router)
    for router in WEB:
        app.include_router(router, include_in_schema=False)
    app.get("/static/{name}", include_in_schema=False)(static)
    app.get("/favicon.ico", include_in_schema=False)(icon)
    for kind in EXPECTED:
        app.add_exception_handler(kind, answer)
    app.openapi = partial(described, app)  # type: ignore[method-assign] # as FastAPI's own documentation does it
    app.add_middleware(Bodies, largest_file=backend.setup.largest_file, refused=route.too_large)
    app.add_middleware(Patience, answer=answer)
    app.add_middleware(Faults, answer=answer)
    app.add_middleware(Headers, setup=backend.setup)
    return app


async def static(name: str, request: Request) -> Response:
    """A file for the browser; its address changes with its content."""
    lasting = {"cache-control": "public, max-age=31536000, immutable"} if request.url.query else {"cache-control": "public, max-age=60"}
    squeezed = assets.squeezed(name) if "gzip" in request.headers.get("accept-encoding", "") else None
    encoded = {"content-encoding": "gzip"} if squeezed else {}
    headers = lasting | encoded | {"vary": "accept-encoding"}
    return Response(squeezed or assets.content(name), media_type=assets.media_type(name), headers=headers)


async def icon(request: Request) -> Response:
    """Browsers ask for it by this name."""
    return await static(ICON, request)


async def answer(request: Request, error: Exception) -> Response:
    """What was foreseen: a problem for programs, a page for people; whoever is not signed in goes there first."""
    if isinstance(error, Refused):
        error = await understood(request.app.state.backend, error, language(request))
    problem = problem_of(error, language(request))
    if wants_json(request):
        return as_json(problem)
    if isinstance(error, NotSignedIn | SignInAgain):
        return await to_sign_in(request, request.app.state.backend, again=isinstance(error, SignInAgain))
    values = {"problem": problem, "parts": await answering(request.app.state.backend) if problem.status == AWAY else None}
    return pages.render(request, "problem.html", None, lang=language(request), status=problem.status, headers=problem.headers, **values)
