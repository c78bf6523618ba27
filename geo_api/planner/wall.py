"""`/planner/wall`: all rules on one screen that refreshes itself. It shows what the public sees: many see a wall."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import Planner
from geo_api.days import today
from geo_api.desk import Desk
from geo_api.pages import Language, frame_of, page_answer, page_language
from geo_api.planner.kinds import kind_titles
from geo_api.planner.words_wall import WALL_WORDS

router = APIRouter(tags=["pages"])
PATH = "/planner/wall"
DESK = Desk(PATH, ("geo_api.planner", "wall.html"), WALL_WORDS)


# Other parameters are let pass: the scripts say by them which unit is shown.
@router.get(PATH, response_class=HTMLResponse)
def wall_page(request: Request, planner: Planner, lang: Language = None) -> Response:
    """All coverage rules of a unit, or of all units, on one screen that refreshes itself."""
    language = page_language(request, lang)
    knows = {"today": today().isoformat(), "kindTitles": kind_titles(language)}
    return page_answer(request, DESK.render(frame_of(request), language, planner, knows), language)
