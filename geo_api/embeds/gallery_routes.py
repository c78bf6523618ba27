"""`/gallery`: examples of maps."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.embeds.examples import Example
from geo_api.embeds.gallery import GALLERY, render_gallery
from geo_api.kept_minute import KeptMinute
from geo_api.pages import Language, frame_of, page_answer, page_language

router = APIRouter(tags=["pages"])


# Other parameters are let pass: sites that share a link add their own.
@router.get(GALLERY, response_class=HTMLResponse)
def gallery_page(request: Request, lang: Language = None) -> Response:
    """Examples of maps with pictures, out of what there is: to open, and to embed."""
    language = page_language(request, lang)
    found: KeptMinute[list[Example]] = request.app.state.examples
    return page_answer(request, render_gallery(language, found.get(), frame_of(request)), language)
