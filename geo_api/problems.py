"""The one place that turns a refusal into an answer (RFC 9457 problem+json)."""

import json
import re
from urllib.parse import urlencode

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from geo_api.db import NOT_MIGRATED, QUERY_CANCELED, is_no_answer, sqlstate
from geo_api.errors import (
    BadRequest,
    BadToken,
    MethodNotAllowed,
    NotReady,
    NotSignedIn,
    NotTaken,
    TooLarge,
    TooMany,
    TooOften,
    TooSlow,
    Unavailable,
    busy,
    not_found,
)
from geo_api.language import LANGUAGES, language_of
from geo_api.pages import HTML
from geo_api.problem_page import problem_page, reads_pages
from layers.errors import WardmapError

log = structlog.get_logger()
_QUOTED = re.compile("'([^']*)'")

PROBLEM = "application/problem+json"
RETRY_AFTER_SECONDS = 1
SIGN_IN_PATH = "/login"
# Not "Basic": no window of the browser's own opens.
CHALLENGE = 'Session realm="wardmap", Bearer realm="wardmap"'
CHALLENGE_AGAIN = 'Bearer realm="wardmap", error="invalid_token"'


def problem(error: WardmapError, request: Request, headers: dict[str, str] | None = None) -> Response:
    """The problem document of `error`, in the language the request asks for."""
    language = language_of(request)
    body = {
        "type": error.kind,
        "title": error.title.in_language(language),
        "status": error.status,
        "detail": error.detail.in_language(language),
        **error.members,
    }
    vary = "Accept, Accept-Language"
    extra = {"Cache-Control": "no-store", "Content-Language": language, "Vary": vary, **(headers or {})}
    if reads_pages(request) and (page := problem_page(request, error, language)):
        return Response(page, error.status, extra, HTML)
    # What is repeated of a request may hold half of a pair of UTF-16.
    return Response(json.dumps(body, ensure_ascii=False).encode(errors="replace"), error.status, extra, PROBLEM)


def install(app: FastAPI) -> None:
    """Give the application its one handler for each family of errors."""

    @app.exception_handler(WardmapError)
    def _ours(request: Request, error: WardmapError) -> Response:
        if isinstance(error, (NotSignedIn, NotReady)) and _is_for_a_person(request):
            return _to_sign_in(request)
        return problem(error, request, headers_of(error))

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        return problem(_describe(error), request)

    @app.exception_handler(HTTPException)
    def _framework(request: Request, error: HTTPException) -> Response:
        return problem(_in_our_words(error), request, dict(error.headers or {}))

    @app.exception_handler(DBAPIError)
    def _database(request: Request, error: DBAPIError) -> Response:
        if not _is_away(error):
            return _unexpected(request, error)
        log.warning("database", path=request.url.path, error=str(error.orig).strip())
        return problem(_database_trouble(error), request, {"Retry-After": str(RETRY_AFTER_SECONDS)})

    @app.exception_handler(PoolTimeout)
    def _busy(request: Request, _: PoolTimeout) -> Response:
        return problem(busy(), request, {"Retry-After": str(RETRY_AFTER_SECONDS)})

    @app.exception_handler(Exception)
    def _unexpected(request: Request, error: Exception) -> Response:
        log.error("unexpected", path=request.url.path, exc_info=error)
        return problem(WardmapError("Máy chủ gặp lỗi ngoài dự kiến.", "The server met an unexpected error."), request)


def headers_of(error: WardmapError) -> dict[str, str]:
    """What an answer with this error says beside it."""
    if error.status == 503:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after), **(error.headers if isinstance(error, TooOften) else {})}
    if isinstance(error, BadToken):
        return {"WWW-Authenticate": CHALLENGE_AGAIN}
    return {"WWW-Authenticate": CHALLENGE} if error.status == 401 else {}


def _is_for_a_person(request: Request) -> bool:
    """Whether it wants a page. Under ``/as/…`` maps and programs ask for more than pages."""
    root_path = request.scope.get("root_path", "")
    is_page = not root_path or "text/html" in request.headers.get("accept", "")
    return is_page and not request.url.path.removeprefix(root_path).startswith("/api/")


def _to_sign_in(request: Request) -> Response:
    """A person on a page is shown where to sign in, and comes back afterwards."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    # In the language of the link that led here.
    spoken = {"lang": lang} if (lang := request.query_params.get("lang")) in LANGUAGES else {}
    location = f"{SIGN_IN_PATH}?{urlencode({**spoken, 'next': wanted}, safe='/')}"
    return RedirectResponse(location, 303, {"Cache-Control": "no-store"})


def _describe(error: RequestValidationError) -> BadRequest:
    """Name the first parameter that is wrong; the value itself is not repeated."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    said = first.get("ctx", {}).get("error")
    if isinstance(said, NotTaken):
        return BadRequest(f"“{name}”: {said.words.vi}.", f"“{name}”: {said.words.en}.")
    if first["type"] in {"literal_error", "enum"}:
        there = ", ".join(_QUOTED.findall(first["ctx"]["expected"]))
        return BadRequest(
            f"Tham số “{name}” phải là một trong: {there}.", f"Parameter “{name}” has to be one of: {there}."
        )
    return BadRequest(
        f"Tham số “{name}” không hợp lệ.",
        f"Parameter “{name}” is not valid: {first['msg']}.",
    )


def _in_our_words(error: HTTPException) -> WardmapError:
    """What the framework refuses by itself (no such route, wrong method …), as an error of ours."""
    if error.status_code == 404:
        return not_found()
    if error.status_code == 405:
        return MethodNotAllowed("Địa chỉ này không nhận phương thức đó.", "This address does not take that method.")
    if error.status_code == 413:
        return TooLarge("Dữ liệu gửi lên quá lớn.", "The body is larger than what is taken here.")
    if error.status_code == 408:
        return TooSlow("Dữ liệu gửi lên đến quá chậm.", "The body came too slowly.")
    return BadRequest("Máy chủ không hiểu yêu cầu này.", "The server does not understand this request.")


def _is_away(error: DBAPIError) -> bool:
    """Whether the database is away, stopping, full, out of time or not yet migrated: no mistake of the question."""
    return is_no_answer(error) or sqlstate(error) in NOT_MIGRATED


def _database_trouble(error: DBAPIError) -> Unavailable:
    if sqlstate(error) == QUERY_CANCELED:
        return Unavailable(
            "Yêu cầu mất quá nhiều thời gian; hãy thu hẹp vùng hỏi.",
            "The request took too long; ask for a smaller area.",
        )
    return Unavailable("Cơ sở dữ liệu tạm thời không trả lời.", "The database does not answer at the moment.")
