"""`/admin/audit`: the audit log searched in the browser. The frame; its scripts speak to `/api/v1/audit`."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import Account, Auditor
from geo_api.account import KIND_TITLES, ROLE_TITLES, Role
from geo_api.assets import asset_urls, static_folder
from geo_api.audit.events import Action
from geo_api.audit.words import AUDIT_WORDS, title_of
from geo_api.days import today
from geo_api.desk import DESK_WORDS, frame
from geo_api.pages import Language, environment, page_answer, page_language

router = APIRouter(tags=["pages"])
PATH = "/admin/audit"


# Other parameters are let pass: the scripts say by them what is shown.
@router.get(PATH, response_class=HTMLResponse)
def audit_page(request: Request, auditor: Auditor, lang: Language = None) -> Response:
    """Search the audit log."""
    language = page_language(request, lang)
    html = render_audit(language, auditor, asset_urls(static_folder()))
    return page_answer(request, html, language)


def render_audit(language: str, auditor: Account, assets: Mapping[str, str]) -> str:
    """The HTML of the page in `language`."""
    words = {key: text.in_language(language) for key, text in {**DESK_WORDS, **AUDIT_WORDS}.items()}
    return (
        environment("geo_api.audit")
        .get_template("audit.html")
        .render(
            frame(PATH, language, auditor),
            words=words,
            assets=assets,
            catalogue={
                "language": language,
                "words": words,
                "layers": [],
                "today": today().isoformat(),
                "isAdmin": auditor.holds(Role.ADMIN),
                "actions": {action.value: title_of(action).in_language(language) for action in Action},
                "roleTitles": {role.value: title.in_language(language) for role, title in ROLE_TITLES.items()},
                "kinds": {kind.value: title.in_language(language) for kind, title in KIND_TITLES.items()},
            },
        )
    )
