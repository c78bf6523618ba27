"""`/field/plates`: which addresses lack a plate, orders, sheets, and what becomes of each plate."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import REGISTER_ROLES, PlateOfficer
from geo_api.addresses.desk import Desk as RegisterDesk
from geo_api.addresses.plates.desk import AtPlateDesk
from geo_api.addresses.plates.documents import template_document
from geo_api.addresses.plates.face import NO_ADDRESS, is_known_address
from geo_api.addresses.plates.office.words import PAGE_WORDS
from geo_api.addresses.plates.reading import shipped_templates
from geo_api.addresses.units import units_of
from geo_api.desk import Desk
from geo_api.pages import Language, frame_of, page_answer, page_language
from geo_api.settings import Settings

router = APIRouter(tags=["pages"])
PATH = "/field/plates"
DESK = Desk(PATH, ("geo_api.addresses.plates.office", "plates.html"), PAGE_WORDS)


# Other parameters are let pass: the scripts say by them what is shown.
@router.get(PATH, response_class=HTMLResponse)
def plates_page(request: Request, officer: PlateOfficer, at_desk: AtPlateDesk, lang: Language = None) -> Response:
    """Plates of a commune: addresses without one, orders with their sheets, plates from the printer to the gate."""
    language = page_language(request, lang)
    settings: Settings = request.app.state.settings
    shown = DESK.render(frame_of(request), language, officer, _knows(at_desk, settings, language))
    return page_answer(request, shown, language)


def _knows(at_desk: RegisterDesk, settings: Settings, language: str) -> dict[str, Any]:
    """What the scripts are told: units, kinds of plates, why nothing can be printed, which other pages are open."""
    can_print = is_known_address(settings.public_url)
    return {
        "units": units_of(at_desk),
        "templates": [
            {
                "id": each.id,
                "title": each.title.vi if language == "vi" else each.title.en,
                "width": each.width_mm,
                "height": each.height_mm,
                "paper": each.paper,
                "aSheet": each.plates_a_sheet,
            }
            for each in map(template_document, shipped_templates().values())
        ],
        "cannotPrint": None if can_print else NO_ADDRESS.in_language(language),
        "keepsRegister": not at_desk.account.roles.isdisjoint(REGISTER_ROLES),
    }
