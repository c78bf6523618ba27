"""`/api/v1/search`: units, places and public addresses in one list."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable
from geo_api.db import schema_of
from geo_api.errors import BadRequest
from geo_api.parameters import AskedDay, only_declared
from geo_api.reading import ReadAs
from geo_api.search.documents import Result, SearchDocument, address_result, place_result, unit_result
from geo_api.search.queries import SearchRequest, address_statement, places_statement, units_statement
from geo_api.settings import Settings
from geo_api.values import VALUE_LENGTH, is_plain, parse_integer
from layers.codes import Refused, read_address_code
from layers.names import clean

router = APIRouter(prefix="/api/v1", tags=["search"], dependencies=[Depends(only_declared)])

MAX_RESULTS = 50
# For the OpenAPI document: Latin letters, their marks and signs; not only spaces.
_SIGNS = r" -~\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff"
LATIN = rf"^[{_SIGNS}]*[!-~\u00a1-\u024f\u1e00-\u1eff][{_SIGNS}]*$"


@router.get("/search", response_model=SearchDocument, responses={200: SAYS_ITS_DAY})
def search(
    request: Request,
    reader: Reader,
    q: Annotated[
        str,
        Query(
            description="Part of a name, with or without its marks; or a code",
            json_schema_extra={"minLength": 1, "maxLength": VALUE_LENGTH, "pattern": LATIN},
        ),
    ],
    at: AskedDay,
    limit: Annotated[
        str,
        Query(
            description=f"Results, 1 to {MAX_RESULTS}",
            json_schema_extra={"type": "integer", "minimum": 1, "maximum": MAX_RESULTS},
        ),
    ] = "10",
) -> Response:
    """Units of the day, then old ones; places; and the public address whose code is exactly `q`."""
    wanted = SearchRequest(_words(q), at.first, parse_integer("limit", limit, 1, MAX_RESULTS))
    settings: Settings = request.app.state.settings
    results = _results(reader, wanted, settings.address_prefix)
    document = SearchDocument(q=wanted.words, at=at.first, at_is_default=at.is_default, results=results)
    return cacheable(request, document.model_dump_json().encode(), "application/json", at=at)


def _words(q: str) -> str:
    words = clean(q)
    if words and len(q) <= VALUE_LENGTH and is_plain(words):
        return words
    raise BadRequest(
        f"Tham số “q” phải có từ 1 đến {VALUE_LENGTH} ký tự.",
        f"Parameter “q” must have 1 to {VALUE_LENGTH} characters.",
    )


def _results(reader: ReadAs, wanted: SearchRequest, prefix: str) -> list[Result]:
    found = _addresses(reader, wanted.words, prefix)
    if found:
        return found
    schema = schema_of(reader.audience)
    units = [(row.place, unit_result(row)) for row in reader.rows(units_statement(schema, wanted))]
    places = [(row.place, place_result(row)) for row in reader.rows(places_statement(schema, wanted))]
    # Each list is in order already: equally good matches stay as they are.
    ranked = sorted([*units, *places], key=lambda each: each[0])
    return [result for _, result in ranked][: wanted.limit]


def _addresses(reader: ReadAs, words: str, prefix: str) -> list[Result]:
    reading = read_address_code(words, prefix)
    if isinstance(reading, Refused):
        return []
    found = reader.rows(address_statement(schema_of(reader.audience), reading.code))
    for row in found:
        reader.reads.item(reader.layer("addresses"), row.id)
    return [address_result(row) for row in found]
