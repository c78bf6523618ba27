"""The OpenAPI document as version 3.0, which the OGC's clients read; FastAPI writes 3.1."""

import json
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from geo_api.answers import cacheable
from geo_api.limits.groups import group_of
from geo_api.parameters import only_declared

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
# Every route may refuse a parameter, may not be there for the asker, and may find the database away. Where an
# account is needed (under `/as/{kind}` everywhere) it may not know who asks, or a first password is to be changed.
REFUSALS = {
    "400": "Bad request",
    "401": "Not signed in, where an account is needed: under `/as/{kind}` for all that is read",
    "403": "From another site, before the first password was changed, or not for this token",
    "404": "Not found",
    "503": "Service unavailable",
}
TOO_OFTEN = {"429": "Too many requests, or attempts"}
RATE_HEADERS = {
    "Retry-After": {"description": "Seconds until it may be tried again", "schema": {"type": "integer"}},
    "RateLimit": {
        "description": 'Requests that are left (r) and seconds until there will be more (t): `"search";r=0;t=9`',
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": 'How many there may be (q) in so many seconds (w): `"search";q=600;w=60`',
        "schema": {"type": "string"},
    },
}
# What only some routes refuse.
MORE_REFUSALS = {
    401: "Not signed in",
    403: "From another site, or before the first password was changed",
    409: "Not in the state that it is in",
    413: "Too large",
    429: "Too many attempts",
    507: "No room on the disk",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's ``responses=``: it may also refuse with these."""
    return {status: _refusal(MORE_REFUSALS[status]) for status in statuses}


def _refusal(words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/problem+json": {"schema": PROBLEM_REF}}}


def install(app: FastAPI) -> None:
    """Give the application an OpenAPI 3.0 document, at `/openapi.json`."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            app.openapi_schema = _with_problems(to_30(made))
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way of extending it

    @app.get("/openapi.json", include_in_schema=False, dependencies=[Depends(only_declared)])
    def whole(request: Request) -> Response:
        return cacheable(request, json.dumps(app.openapi(), ensure_ascii=False).encode(), "application/json")


def part_of(document: dict[str, Any], prefix: str, base: str) -> dict[str, Any]:
    """The paths under `prefix`, as the document of a server that has nothing else: clients of the OGC expect that."""
    paths = {path.removeprefix(prefix): item for path, item in document["paths"].items() if path.startswith(prefix)}
    return {**document, "servers": [{"url": f"{base}{prefix}"}], "paths": paths}


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for template, path in document["paths"].items():
        refusals = REFUSALS if group_of(template) is None else REFUSALS | TOO_OFTEN
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                _say_style(parameter)
            responses = operation["responses"]
            responses.pop("422", None)
            for status, words in refusals.items():
                responses[status] = _refusal(words)
            if "requestBody" in operation:
                responses["408"] = _refusal("The body came too slowly")
            if "429" in responses:
                responses["429"]["headers"] = RATE_HEADERS
    return document


def _say_style(parameter: dict[str, Any]) -> None:
    """What is the default elsewhere, or has no meaning here, and yet must be said (OGC API – Features, Core)."""
    if parameter["in"] == "query":
        parameter |= {"style": "form", "explode": False}
        parameter["schema"].pop("nullable", None)


def to_30(value: Any) -> Any:
    """An OpenAPI 3.1 document, or a part of one, in the words of 3.0."""
    if isinstance(value, list):
        return [to_30(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: to_30(item) for key, item in value.items()}
    if "openapi" in made:
        made["openapi"] = "3.0.3"
    if "const" in made:
        made["enum"] = [made.pop("const")]
    for bound in ("Minimum", "Maximum"):
        if isinstance(made.get(f"exclusive{bound}"), (int, float)):
            made[bound.lower()] = made[f"exclusive{bound}"]
            made[f"exclusive{bound}"] = True
    return _nullable(made)


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """``anyOf: [X, null]`` becomes X with ``nullable: true``."""
    options = schema.get("anyOf")
    if not isinstance(options, list) or {"type": "null"} not in options:
        return schema
    rest = [option for option in options if option != {"type": "null"}]
    others = {key: value for key, value in schema.items() if key != "anyOf"}
    if len(rest) == 1 and "$ref" not in rest[0]:
        return {**rest[0], **others, "nullable": True}
    return {**others, "anyOf": rest, "nullable": True}
