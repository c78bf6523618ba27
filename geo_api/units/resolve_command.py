"""`wardmap units resolve`: which unit is meant by a name, an address line or a code, in a terminal."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from geo_api.console import out, print_json
from geo_api.days import parse_period
from geo_api.db import Database
from geo_api.embedded import database_urls
from geo_api.reading import ReadAs
from geo_api.settings import Settings
from layers.layer import Audience, Text

if TYPE_CHECKING:
    from geo_api.units.resolve_documents import Candidate, ResolveDocument

SHOWN = 20
OUTCOMES = {
    "one": Text("Rõ một đơn vị.", "Clearly one unit."),
    "several": Text("Cần người chọn hoặc xác nhận.", "Somebody has to choose or confirm."),
    "none": Text("Không có đơn vị nào.", "There is no such unit."),
}
Words = Annotated[
    str, typer.Argument(metavar="TEXT", help="Tên, dòng địa chỉ hoặc mã · A name, an address line or a code.")
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        "--datetime",
        metavar="DAY",
        help="Theo ngày nào (2025-06-30) hoặc thời điểm RFC 3339 · As of which day or moment; today if absent.",
    ),
]
Near = Annotated[
    str | None, typer.Option(metavar="LON,LAT", help="Gần vị trí nào (độ) · Near which place, in degrees.")
]
Level = Annotated[str | None, typer.Option(help="Cấp · Tier: province, district, commune, hamlet.")]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


def resolve_text(text: Words, at: At = None, near: Near = None, level: Level = None, as_json: AsJson = False) -> None:
    """Tìm đơn vị theo tên, địa chỉ hoặc mã, cũ hay mới · Find the unit that a name, an address or a code means.

    Ví dụ · Examples:

    wardmap units resolve "xã Trực Hưng, huyện Trực Ninh"

    wardmap units resolve 13777 --at 2025-06-30
    """
    from geo_api.units.resolve import resolve, shortened  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.units.resolve_asked import asked_units  # noqa: PLC0415  # as above
    from geo_api.units.resolve_documents import resolve_document  # noqa: PLC0415  # as above

    is_code = re.fullmatch(r"\d{2,5}", text.strip(), re.ASCII) is not None
    name, code = (None, text) if is_code else (text, None)
    asked = asked_units(name, code, parse_period(at, None), near, level)
    settings = Settings()
    with database_urls(settings, "units resolve") as urls, closing(Database(urls.service, settings)) as database:
        reader = ReadAs(database, Audience.PUBLIC)
        document = resolve_document(reader, asked, shortened(resolve(reader, asked), SHOWN))
    if as_json:
        print_json(document.model_dump(mode="json"))
    else:
        _print(document)


def _print(document: "ResolveDocument") -> None:
    for number, found in enumerate(document.candidates, 1):
        out.print(f"{number}. {_title(found)}", style="bold", markup=False, highlight=False)
        for line in _lines(found):
            out.print(f"   {line}", markup=False, highlight=False)
    words = OUTCOMES[document.outcome]
    out.print(f"{words.vi} · {words.en} ({document.query.at})", markup=False)


def _title(found: "Candidate") -> str:
    parts = [found.unit.full_name, *(each.full_name for each in found.unit.ancestors)]
    code = f" ({found.unit.code})" if found.unit.code else ""
    return f"{', '.join(parts)}{code}  {found.score:.2f}"


def _lines(found: "Candidate") -> Iterator[str]:
    if not found.today.in_force and found.today.units:
        yield "Nay là · Today: " + ", ".join(each.unit.full_name for each in found.today.units)
    if found.line is not None:
        yield f"Địa chỉ nay · Address today: {found.line.vi}"
    for reason in found.reasons:
        yield f"– {reason.text.vi} · {reason.text.en}"
