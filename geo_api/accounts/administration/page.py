"""`/admin/accounts`: accounts and their roles. The frame; its scripts speak to `/api/v1/accounts`."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import Administrator
from geo_api.account import KIND_TITLES, READS_AS, ROLE_TITLES, Role
from geo_api.accounts.administration.words import ACCOUNTS_WORDS
from geo_api.accounts.documents import NAME_LENGTH
from geo_api.accounts.grants import EVERYWHERE
from geo_api.days import today
from geo_api.desk import Desk
from geo_api.pages import Language, frame_of, page_answer, page_language

router = APIRouter(tags=["pages"])
PATH = "/admin/accounts"
DESK = Desk(PATH, ("geo_api.accounts", "accounts.html"), ACCOUNTS_WORDS)


# Other parameters are let pass: the scripts say by them what is shown.
@router.get(PATH, response_class=HTMLResponse)
def accounts_page(request: Request, admin: Administrator, lang: Language = None) -> Response:
    """See accounts, make them, give them roles."""
    language = page_language(request, lang)
    knows = {
        "own": {"id": admin.id, "name": admin.name},
        "today": today().isoformat(),
        "longestName": NAME_LENGTH,
        "roles": [_described(role, language) for role in Role],
    }
    return page_answer(request, DESK.render(frame_of(request), language, admin, knows), language)


def _described(role: Role, language: str) -> dict[str, Any]:
    reads_as = READS_AS.get(role)
    return {
        "name": role.value,
        "title": ROLE_TITLES[role].in_language(language),
        "readsAs": KIND_TITLES[reads_as].in_language(language) if reads_as else None,
        "isEverywhere": role in EVERYWHERE,
    }
