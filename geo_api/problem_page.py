"""A refusal as a page, for a person whose browser asked for one."""

from fastapi import Request

from geo_api.errors import Unavailable
from geo_api.pages import FRAME_WORDS, frame_of
from geo_api.security_headers import EMBED_PATHS
from geo_api.sessions import COOKIE
from layers.errors import WardmapError
from layers.layer import Text

WORDS = {
    **FRAME_WORDS,
    "to_map": Text("Về bản đồ", "To the map"),
    "to_sign_in": Text("Đăng nhập", "Sign in"),
    "to_sign_in_anew": Text("Đăng nhập bằng tài khoản khác", "Sign in with another account"),
}
# Whoever is told of these may be somebody else, too.
_OF_WHO_ASKS = (401, 403, 404)


def reads_pages(request: Request) -> bool:
    """Whether a browser is about to show the answer itself: programs, and scripts of pages, ask for other things."""
    wants = "text/html" in request.headers.get("accept", "")
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    return wants and request.method in ("GET", "HEAD") and not path.startswith("/api/")


def problem_page(request: Request, error: WardmapError, language: str) -> str | None:
    """The HTML of the page; None where the front end was never built, of which no page can tell.

    Maps for other sites refuse in both languages, in whatever frame they stand.
    """
    try:
        frame = frame_of(request)
    except Unavailable:
        return None
    return frame.render(
        "geo_api",
        "problem_frame.html" if request.url.path.startswith(EMBED_PATHS) else "problem.html",
        language,
        words=frame.words(WORDS, language),
        status=error.status,
        title=error.title.in_language(language),
        detail=error.detail.in_language(language),
        both={"title": error.title, "detail": error.detail},
        may_be_somebody_else=error.status in _OF_WHO_ASKS,
        has_session=COOKIE in request.cookies,
    )
