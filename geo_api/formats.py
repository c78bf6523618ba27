"""In which form an answer is wanted: by ``f=``, else by the Accept header."""

from dataclasses import dataclass

from fastapi import Request

from geo_api.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Format:
    """name: the value of ``f=``. also: further media types that ask for it."""

    name: str
    media_type: str
    title: str
    also: tuple[str, ...] = ()


HTML = Format("html", "text/html", "HTML", ("application/xhtml+xml",))


def wanted_format(request: Request, formats: tuple[Format, ...]) -> Format:
    """The one of `formats` that the request asks for. Raises BadRequest when ``f=`` names none of them."""
    f = request.query_params.get("f")
    if f is not None:
        return _named(f, formats)
    by_type = {media_type: each for each in formats for media_type in (each.media_type, *each.also)}
    accepted = sorted(map(_weighed, request.headers.get("accept", "").lower().split(",")), key=lambda pair: -pair[1])
    found = (by_type[media_type] for media_type, weight in accepted if weight > 0 and media_type in by_type)
    # Someone who takes everything, or nothing that there is, gets the first.
    return next(found, formats[0])


def _named(name: str, formats: tuple[Format, ...]) -> Format:
    names = {each.name: each for each in formats}
    if name not in names:
        known = ", ".join(names)
        raise BadRequest(f"Tham số “f” phải là một trong: {known}.", f"Parameter “f” must be one of {known}.")
    return names[name]


def _weighed(part: str) -> tuple[str, float]:
    media_type, *parameters = (piece.strip() for piece in part.split(";"))
    weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    try:
        return media_type, float(weight)
    except ValueError:
        return media_type, 0.0
