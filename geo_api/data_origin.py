"""Where the data of a load comes from, as commands take it."""

from datetime import datetime
from typing import Annotated

import typer

from geo_api.days import today
from layers.layer import Text
from loaders.origin import Origin, why_no_day, why_no_words

DataSource = Annotated[
    str | None, typer.Option(metavar="WORDS", help="Ai làm ra dữ liệu; ai cũng đọc được · Who made the data; public.")
]
DataLicence = Annotated[
    str | None, typer.Option(metavar="WORDS", help="Giấy phép của dữ liệu · The licence of the data.")
]
DataDate = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Dữ liệu của ngày · The day that the data is of.")
]


def given_origin(source: str | None, licence: str | None, day: datetime | None) -> Origin:
    """What ``--data-source``, ``--data-licence`` and ``--data-date`` say. Raises BadParameter."""
    on = day.date() if day else None
    if on and (wrong := why_no_day(on, today())):
        raise _not_taken("--data-date", wrong)
    return Origin(_words("--data-source", source), _words("--data-licence", licence), on)


def _words(option: str, given: str | None) -> str | None:
    words = " ".join((given or "").split())
    if wrong := why_no_words(words):
        raise _not_taken(option, wrong)
    return words or None


def _not_taken(option: str, why: Text) -> typer.BadParameter:
    return typer.BadParameter(f"{option}: {why.vi} · {why.en}")
