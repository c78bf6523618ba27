"""The page that a sign-in ends on when nobody is let in: fixed words, nothing of what was sent."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from geo_api.accounts.oidc.words import WORDS
from geo_api.language import other_language
from geo_api.pages import FRAME_WORDS, frame_of, page_language
from layers.layer import Text

RETRY_AFTER_SECONDS = 30


def said(request: Request, what: Text, status: int) -> HTMLResponse:
    """`what` in the language of the browser and in the other, and the ways on from there."""
    language = page_language(request, None)
    other = other_language(language)
    frame = frame_of(request)
    html = frame.render(
        "geo_api.accounts",
        "oidc.html",
        language,
        words=frame.words({**FRAME_WORDS, **WORDS}, language),
        said=what.in_language(language),
        # Nobody can change the language here: the address is used up.
        other=other,
        said_too=what.in_language(other),
        catalogue={"language": language, "words": {}, "layers": []},
    )
    headers = {"Content-Language": language} | ({"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {})
    return HTMLResponse(html, status, headers)
