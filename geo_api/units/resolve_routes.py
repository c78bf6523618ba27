"""`/api/v1/units/resolve`: which unit is meant by a name, an address line or a code."""

from typing import Annotated
from unicodedata import category

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import Reader
from geo_api.errors import BadRequest
from geo_api.parameters import VALUE_LENGTH, Period, only_declared, parse_integer, parse_period
from geo_api.units.address_line import Line, parse_line
from geo_api.units.asked import AtParameter, LevelParameter, asked_level, asked_point, json_answer
from geo_api.units.resolve import as_code, known_code, resolve, shortened
from geo_api.units.resolve_documents import ResolveDocument, resolve_document
from geo_api.units.resolve_score import Asked

router = APIRouter(prefix="/api/v1/units", tags=["units"], dependencies=[Depends(only_declared)])

MAX_CANDIDATES = 100


@router.get("/resolve", response_model=ResolveDocument)
def resolve_units(
    request: Request,
    reader: Reader,
    name: Annotated[
        str | None, Query(description="A name, old or new, with or without its kind and its marks; or an address line")
    ] = None,
    code: Annotated[str | None, Query(description="A code, old or new; zeros at its beginning may be missing")] = None,
    at: AtParameter = None,
    near: Annotated[str | None, Query(description="lon,lat in degrees: a place that the unit holds or is near")] = None,
    level: LevelParameter = None,
    limit: Annotated[
        str,
        Query(
            description=f"Candidates, 1 to {MAX_CANDIDATES}",
            json_schema_extra={"type": "integer", "minimum": 1, "maximum": MAX_CANDIDATES},
        ),
    ] = "20",
) -> Response:
    """Units that may be meant, with reasons for and against each; what ended is found as well and leads to today's."""
    asked = asked_units(name, code, at, near, level)
    most = parse_integer("limit", limit, 1, MAX_CANDIDATES)
    document = resolve_document(reader, asked, shortened(resolve(reader, asked), most))
    return json_answer(request, document, Period(asked.day, asked.day, asked.is_default))


def asked_units(name: str | None, code: str | None, at: str | None, near: str | None, level: str | None) -> Asked:
    """The question, read strictly. Raises BadRequest."""
    if name is None and code is None:
        raise BadRequest("Cần tham số “name” hoặc “code”.", "Parameter “name” or “code” is needed.")
    day = parse_period(at, None)
    line = _line(name) if name is not None else None
    known = known_code(code) if code is not None else None
    if line is not None and known is None and (written := as_code(line)) is not None:
        line, known = None, written
    return Asked(line, known, day.first, day.is_default, asked_point("near", near), asked_level(level))


def _line(name: str) -> Line:
    line = parse_line(name) if len(name) <= VALUE_LENGTH and _is_text(name) else None
    if line is None or not line.readings:
        raise BadRequest(
            f"Tham số “name” phải là một tên hoặc một dòng địa chỉ, dài không quá {VALUE_LENGTH} ký tự.",
            f"Parameter “name” must be a name or an address line of no more than {VALUE_LENGTH} characters.",
        )
    return line


def _is_text(name: str) -> bool:
    """Neither control characters nor half letters; the ends of lines are commas to us."""
    return all(category(sign) not in ("Cc", "Cs", "Co", "Cn") or sign in "\t\r\n" for sign in name)
