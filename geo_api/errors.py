"""What the service refuses, and the one place that turns it into an answer (RFC 9457 problem+json).

WardmapError
├── BadRequest 400     a parameter is wrong, unknown or impossible
├── NotSignedIn 401    nobody is signed in; a page sends the browser to `/login` instead
├── Forbidden 403      it may not be done now: by a form of another site, or before the first password is changed
├── NotFound 404       not there, or not for this asker: one answer for both
├── MethodNotAllowed 405
├── Conflict 409       it cannot be done in the state that things are in
├── TooLarge 413       the body is larger than anything we accept
├── TooMany 429        too many attempts; says when to try again
├── Unavailable 503    the database is away or busy; says when to try again
├── NoRoom 507         no room for what was sent: on the disk, or among what is kept
└── CommandFailed      a command cannot do its work; never an HTTP answer
    └── NotReported    it has done it, and could not write a file about it; exit status 3
"""

import json
from urllib.parse import urlencode

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from geo_api.language import language_of
from layers.errors import WardmapError
from layers.layer import Text

log = structlog.get_logger()

PROBLEM = "application/problem+json"
RETRY_AFTER_SECONDS = 1
SIGN_IN_PATH = "/login"
# Not "Basic": no window of the browser's own opens.
CHALLENGE = 'Session realm="wardmap"'
# SQLSTATE of a statement that ran into its time limit, and of a schema or table that is not there.
QUERY_CANCELED = "57014"
NOT_MIGRATED = ("3F000", "42P01")


class BadRequest(WardmapError):
    status = 400
    title = Text("Yêu cầu không hợp lệ", "Bad request")


class NotSignedIn(WardmapError):
    status = 401
    title = Text("Chưa đăng nhập", "Not signed in")


class Forbidden(WardmapError):
    status = 403
    title = Text("Không được phép", "Forbidden")


class PasswordNotChanged(Forbidden):
    """The account still has the password that somebody else chose for it."""


class NotFound(WardmapError):
    status = 404
    title = Text("Không tìm thấy", "Not found")


class MethodNotAllowed(WardmapError):
    status = 405
    title = Text("Phương thức không được phép", "Method not allowed")


class Conflict(WardmapError):
    status = 409
    title = Text("Chưa hoặc không còn làm được", "Conflict")


class TooLarge(WardmapError):
    status = 413
    title = Text("Dữ liệu gửi lên quá lớn", "Content too large")


class TooMany(WardmapError):
    """retry_after: in how many seconds it may be tried again."""

    status = 429
    title = Text("Quá nhiều lần thử", "Too many attempts")

    def __init__(self, vi: str, en: str, retry_after: int) -> None:
        super().__init__(vi, en)
        self.retry_after = retry_after


class Unavailable(WardmapError):
    status = 503
    title = Text("Tạm thời không phục vụ được", "Service unavailable")


class NoRoom(WardmapError):
    status = 507
    title = Text("Máy chủ hết chỗ chứa", "Insufficient storage")


class CommandFailed(WardmapError):
    title = Text("Lệnh không thực hiện được", "Command failed")


class NotReported(CommandFailed):
    title = Text("Đã làm xong nhưng không ghi được tệp kèm theo", "Done, but a file about it could not be written")


def not_found() -> NotFound:
    """One body for what is not there and for what this asker may not know of."""
    return NotFound("Không có gì ở địa chỉ này.", "There is nothing at this address.")


def problem(error: WardmapError, request: Request, headers: dict[str, str] | None = None) -> Response:
    """The problem document of `error`, in the language the request asks for."""
    language = language_of(request)
    body = {
        "type": "about:blank",
        "title": error.title.in_language(language),
        "status": error.status,
        "detail": error.detail.in_language(language),
    }
    extra = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    return Response(json.dumps(body, ensure_ascii=False), error.status, extra, PROBLEM)


def install(app: FastAPI) -> None:
    """Give the application its one handler for each family of errors."""

    @app.exception_handler(WardmapError)
    def _ours(request: Request, error: WardmapError) -> Response:
        if isinstance(error, (NotSignedIn, PasswordNotChanged)) and not request.url.path.startswith("/api/"):
            return _to_sign_in(request)
        return problem(error, request, _headers_of(error))

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


def _headers_of(error: WardmapError) -> dict[str, str]:
    if error.status == 503:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after)}
    return {"WWW-Authenticate": CHALLENGE} if error.status == 401 else {}


def _to_sign_in(request: Request) -> Response:
    """A person on a page is shown where to sign in, and comes back afterwards."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    location = f"{SIGN_IN_PATH}?{urlencode({'next': wanted}, safe='/')}"
    return RedirectResponse(location, 303, {"Cache-Control": "no-store"})


def busy() -> Unavailable:
    return Unavailable("Máy chủ đang bận, xin thử lại sau giây lát.", "The server is busy; please try again shortly.")


def _describe(error: RequestValidationError) -> BadRequest:
    """Name the first parameter that is wrong; the value itself is not repeated."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
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
    return BadRequest("Máy chủ không hiểu yêu cầu này.", "The server does not understand this request.")


def _is_away(error: DBAPIError) -> bool:
    """Whether the database is away, stopping, full, out of time or not yet migrated: no mistake of the question."""
    away = error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))
    return away or _sqlstate(error) in NOT_MIGRATED


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "pgcode", None)


def _database_trouble(error: DBAPIError) -> Unavailable:
    if _sqlstate(error) == QUERY_CANCELED:
        return Unavailable(
            "Yêu cầu mất quá nhiều thời gian; hãy thu hẹp vùng hỏi.",
            "The request took too long; ask for a smaller area.",
        )
    return Unavailable("Cơ sở dữ liệu tạm thời không trả lời.", "The database does not answer at the moment.")
