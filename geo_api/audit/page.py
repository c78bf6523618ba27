"""`/admin/audit`: the audit log searched in the browser. The frame; its scripts speak to `/api/v1/audit`."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import Auditor
from geo_api.account import KIND_TITLES, ROLE_TITLES, Role
from geo_api.audit.events import Action
from geo_api.audit.words import AUDIT_WORDS, title_of
from geo_api.days import today
from geo_api.desk import Desk
from geo_api.pages import Language, frame_of, page_answer, page_language
from layers.registry import all_layers

router = APIRouter(tags=["pages"])
PATH = "/admin/audit"
DESK = Desk(PATH, ("geo_api.audit", "audit.html"), AUDIT_WORDS)


# Other parameters are let pass: the scripts say by them what is shown.
@router.get(PATH, response_class=HTMLResponse)
def audit_page(request: Request, auditor: Auditor, lang: Language = None) -> Response:
    """Search the audit log."""
    language = page_language(request, lang)
    knows = {
        "today": today().isoformat(),
        "isAdmin": auditor.holds(Role.ADMIN),
        "actions": {action.value: title_of(action).in_language(language) for action in Action},
        "roleTitles": {role.value: title.in_language(language) for role, title in ROLE_TITLES.items()},
        "kinds": {kind.value: title.in_language(language) for kind, title in KIND_TITLES.items()},
        "layerTitles": {name: layer.title.in_language(language) for name, layer in all_layers().items()},
    }
    return page_answer(request, DESK.render(frame_of(request), language, auditor, knows), language)
