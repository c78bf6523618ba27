"""A refusal as a page, for a person whose browser asked for one."""

from fastapi import Request

from geo_api.assets import asset_urls, static_folder
from geo_api.errors import Unavailable
from geo_api.pages import FRAME_WORDS, environment
from geo_api.security_headers import EMBED_PATHS
from layers.errors import WardmapError
from layers.layer import Text

WORDS = {
    **FRAME_WORDS,
    "to_map": Text("Về bản đồ", "To the map"),
    "to_sign_in": Text("Đăng nhập bằng tài khoản khác", "Sign in with another account"),
}
# Whoever is told of these may be somebody else, too.
_OF_WHO_ASKS = (401, 403, 404)


def reads_pages(request: Request) -> bool:
    """Whether a browser is about to show the answer itself: programs, and scripts of pages, ask for other things."""
    wants = "text/html" in request.headers.get("accept", "")
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    return wants and request.method in ("GET", "HEAD") and not path.startswith("/api/")


def problem_page(error: WardmapError, language: str, path: str = "") -> str | None:
    """The HTML of the page; None where the front end was never built, of which no page can tell.

    path: what was asked for. Maps for other sites refuse in both languages, in whatever frame they stand.
    """
    try:
        assets = asset_urls(static_folder())
    except Unavailable:
        return None
    return (
        environment("geo_api")
        .get_template("problem_frame.html" if path.startswith(EMBED_PATHS) else "problem.html")
        .render(
            language=language,
            words={name: text.in_language(language) for name, text in WORDS.items()},
            assets=assets,
            status=error.status,
            title=error.title.in_language(language),
            detail=error.detail.in_language(language),
            both={"title": error.title, "detail": error.detail},
            may_be_somebody_else=error.status in _OF_WHO_ASKS,
        )
    )
