"""`/field/office`: where officers of the register verify what was collected, and give it its codes."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import PLATE_ROLES, REGISTER_ROLES, PhotoOfficer
from geo_api.acting import PREFIX
from geo_api.addresses.desk import Desk as RegisterDesk
from geo_api.addresses.lifecycle import RETIRE_REASONS, RETURN_REASONS
from geo_api.addresses.office.words import OFFICE_WORDS
from geo_api.addresses.plates.desk import AtPhotoDesk
from geo_api.addresses.units import units_of
from geo_api.desk import Desk
from geo_api.map_frame import describe_layer
from geo_api.pages import Language, frame_of, page_answer, page_language
from layers.layer import Audience, Text
from layers.registry import layers_for

router = APIRouter(tags=["pages"])
PATH = "/field/office"
DESK = Desk(PATH, ("geo_api.addresses.office", "office.html"), OFFICE_WORDS)
# What an officer needs to know of the ground around an address.
LAYERS = ("roads", "communes", "hamlets", "hamlet_labels", "addresses")


# Other parameters are let pass: the scripts say by them what is shown.
@router.get(PATH, response_class=HTMLResponse)
def office_page(request: Request, officer: PhotoOfficer, at_desk: AtPhotoDesk, lang: Language = None) -> Response:
    """The queue of a commune beside map and photo: verified, returned, given a code; and its campaigns."""
    language = page_language(request, lang)
    return page_answer(request, DESK.render(frame_of(request), language, officer, _knows(at_desk, language)), language)


def _knows(at_desk: RegisterDesk, language: str) -> dict[str, Any]:
    """What the scripts are told: the units of whoever asks, layers of the ground, reasons by step."""
    audience = Audience.POLICE if Audience.POLICE in at_desk.account.kinds else Audience.STAFF
    there = layers_for(audience)
    roles = at_desk.account.roles
    return {
        "base": f"{PREFIX}{audience}",
        "layers": [describe_layer(there[name], language, audience) for name in LAYERS if name in there],
        "prefix": at_desk.code_prefix,
        "units": units_of(at_desk),
        # The office of a commune sees to campaigns and plates, and reads no addresses.
        "reads": not roles.isdisjoint(REGISTER_ROLES),
        "plates": not roles.isdisjoint(PLATE_ROLES),
        "reasons": {
            **{step: _named(RETURN_REASONS, language) for step in ("return", "reject")},
            "retire": _named(RETIRE_REASONS, language),
        },
    }


def _named(reasons: dict[str, Text], language: str) -> dict[str, str]:
    return {code: words.in_language(language) for code, words in reasons.items()}
