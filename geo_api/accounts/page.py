"""`/login`: sign in, choose a password of one's own, sign out. The frame; the scripts of the page do the sending."""

import json
import re
from posixpath import normpath
from typing import Annotated
from urllib.parse import unquote, urlencode, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import PLATE_ROLES, REGISTER_ROLES, PerhapsSignedIn
from geo_api.account import KIND_TITLES, ROLE_TITLES, Role
from geo_api.accounts.documents import NAME_LENGTH
from geo_api.accounts.entering import needing_of
from geo_api.accounts.one_time import LONGEST_CODE
from geo_api.accounts.passwords import LONGEST, SHORTEST
from geo_api.accounts.token_documents import NAME_LENGTH as TOKEN_NAME_LENGTH
from geo_api.accounts.tokens import LONGEST_DAYS
from geo_api.accounts.words import LOGIN_WORDS, SCRIPT_WORDS
from geo_api.acting import PREFIX
from geo_api.language import other_language
from geo_api.openapi import problems
from geo_api.pages import FRAME_WORDS, Frame, Language, frame_of, page_answer, page_language
from geo_api.problems import SIGN_IN_PATH
from geo_api.sessions import Session
from geo_api.settings import Settings

router = APIRouter(tags=["pages"])
HOME = "/"
PROVIDER_PATH = f"{SIGN_IN_PATH}/oidc"
LONGEST_NEXT = 2000
# For how long a token may be made here.
TOKEN_DAYS = (30, 90, 180, LONGEST_DAYS)
# Who is led to the page `/planner`.
PLAN = (Role.PLANNER, Role.RULE_EDITOR, Role.ADMIN)
# A path of ours: one slash, then anything but what browsers read as a second slash or leave out.
LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


# Other parameters are let pass: sites that share a link add their own (fbclid, utm_source).
@router.get(SIGN_IN_PATH, response_class=HTMLResponse, responses=problems(401))
def login_page(
    request: Request,
    session: PerhapsSignedIn,
    lang: Language = None,
    wanted: Annotated[str, Query(alias="next", description="Where to go afterwards; only a path of this site")] = HOME,
) -> Response:
    """Sign in, change the password, sign out."""
    language = page_language(request, lang)
    needing = needing_of(request)
    html = render_login(language, local_path(wanted), session, frame_of(request), _provider(request), needing)
    return page_answer(request, html, language)


def local_path(wanted: str) -> str:
    """`wanted` when it leads to a page of this site other than this one or on to a provider; else the home page."""
    is_local = len(wanted) <= LONGEST_NEXT and LOCAL.fullmatch(wanted)
    # As browsers and the router read it.
    path = normpath(unquote(re.split(r"[?#]", wanted)[0]))
    is_here = f"{path}/".startswith(f"{SIGN_IN_PATH}/")
    return wanted if is_local and not is_here else HOME


def _provider(request: Request) -> str | None:
    """What the provider of identities is called that one may sign in with; None: there is none."""
    settings: Settings = request.app.state.settings
    return (settings.oidc_title or urlsplit(settings.oidc_issuer).hostname) if settings.oidc_issuer else None


def render_login(
    language: str,
    wanted: str,
    session: Session | None,
    frame: Frame,
    provider: str | None = None,
    needing: frozenset[Role] = frozenset(),
) -> str:
    """The HTML of the page in `language`; `wanted` is where it leads afterwards.

    needing: the roles whose holders need a second factor.
    """
    words = frame.words({**FRAME_WORDS, **LOGIN_WORDS}, language)
    other = other_language(language)
    return frame.render(
        "geo_api.accounts",
        "login.html",
        language,
        other=other,
        other_link=f"{SIGN_IN_PATH}?{urlencode({'lang': other, 'next': wanted}, safe='/')}",
        words=words,
        account=session.account if session else None,
        has_factor=session is not None and session.has_second_factor,
        must_add_factor=session is not None and session.lacks_second_factor(needing),
        has_password=session is None or session.has_password,
        held=_held(session, language),
        token_days=TOKEN_DAYS,
        longest_token_name=TOKEN_NAME_LENGTH,
        leave_provider=f"{PROVIDER_PATH}/leave",
        kinds=_maps(session, language),
        keeps_register=session is not None and not session.account.roles.isdisjoint(REGISTER_ROLES),
        makes_plates=session is not None and not session.account.roles.isdisjoint(PLATE_ROLES),
        plans=session is not None and any(map(session.account.holds, PLAN)),
        wanted=wanted,
        provider=provider,
        provider_link=f"{PROVIDER_PATH}?{urlencode({'next': wanted}, safe='/')}",
        provider_again=f"{PROVIDER_PATH}?{urlencode({'next': wanted, 'again': 'true'}, safe='/')}",
        shortest=SHORTEST,
        longest=LONGEST,
        longest_name=NAME_LENGTH,
        longest_code=LONGEST_CODE,
        catalogue={"language": language, "words": {key: words[key] for key in SCRIPT_WORDS}, "layers": []},
    )


def _held(session: Session | None, language: str) -> list[dict[str, str]]:
    """The roles held today as a token may be given them, each once: wherever the account holds it."""
    roles = {grant.role for grant in session.account.grants} if session else set()
    return [
        {"value": json.dumps({"role": role, "unit_id": None}), "title": ROLE_TITLES[role].in_language(language)}
        for role in Role
        if role in roles
    ]


def _maps(session: Session | None, language: str) -> list[tuple[str, str]]:
    """Where the maps are that the account may read as an official, and what they are called."""
    kinds = session.account.kinds if session else []
    return [(f"{PREFIX}{kind}/?lang={language}", KIND_TITLES[kind].in_language(language)) for kind in kinds]
