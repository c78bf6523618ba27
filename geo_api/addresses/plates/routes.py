"""`/api/v1/plates`: plates are ordered, printed, installed; for the police and the office of the commune."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from geo_api.addresses.desk import Desk
from geo_api.addresses.plates import listing
from geo_api.addresses.plates.asked import InstalledWanted, OrderWanted, PlateStepWanted
from geo_api.addresses.plates.desk import AtPlateDesk
from geo_api.addresses.plates.documents import (
    OrderDocument,
    OrdersDocument,
    PlateDocument,
    PlatesDocument,
    PlatesSummary,
    TemplateDocument,
    UnplatedPage,
    face,
    hamlet_plates,
    order_brief,
    order_document,
    plate_document,
    plate_documents,
    template_document,
    unplated_document,
)
from geo_api.addresses.plates.face import known_address
from geo_api.addresses.plates.listing import DEFAULT_LIMIT, MAX_ID, MOST
from geo_api.addresses.plates.preview import PNG, plate_picture
from geo_api.addresses.plates.reading import shipped_templates
from geo_api.addresses.plates.sheets import PDF, Order, sheets
from geo_api.addresses.plates.table import CSV, plates_csv
from geo_api.addresses.plates.unplated import progress, unplated
from geo_api.addresses.plates.work import order_plates, print_order, rows_to_print, take_step
from geo_api.addresses.questions import NO_HAMLET
from geo_api.errors import Conflict, not_found
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.settings import Settings
from geo_api.values import parse_integer

PATH = "/api/v1/plates"
router = APIRouter(prefix=PATH, tags=["plates"], dependencies=[Depends(only_declared)])
_REFUSALS = problems(401, 403, 409)
PlateId = Annotated[str, Path(alias="plate", description="Its id")]
OfUnit = Annotated[str, Query(description="Identity of a commune or hamlet (unit_id)")]
OrderId = Annotated[str, Path(alias="order", description="The id of the order")]


@router.get("", responses=problems(401, 403))
def plates(
    at_desk: AtPlateDesk,
    unit: Annotated[str | None, Query(description="Identity of a commune or hamlet (unit_id)")] = None,
    status: Annotated[str | None, Query(description="One or several, with commas between")] = None,
    order: Annotated[str | None, Query(description="Those of one order")] = None,
    address: Annotated[str | None, Query(description="Those of one address, by its id")] = None,
    to_remove: Annotated[
        str | None, Query(description="true: those of addresses that are not in use any more, and still hang")
    ] = None,
    limit: Annotated[str | None, Query(description=f"At most so many, up to {MOST}; {DEFAULT_LIMIT} if absent")] = None,
    after: Annotated[str | None, Query(description="`next` of the page before")] = None,
) -> PlatesDocument:
    """Plates in one's units, by id, page by page. What is read is on record."""
    given: dict[str, Any] = {
        "unit": unit,
        "status": status,
        "order": order,
        "address": address,
        "to_remove": to_remove,
        "limit": limit,
        "after": after,
    }
    asked = listing.question({name: value for name, value in given.items() if value is not None})
    with at_desk.transaction() as connection:
        rows, following = listing.page(connection, asked)
    at_desk.reads.items(at_desk.layer, [row.address.id for row in rows], {"plates": len(rows)})
    return PlatesDocument(plates=plate_documents(at_desk, rows), next=following)


@router.post("", status_code=201, responses=_REFUSALS)
def order_new(at_desk: AtPlateDesk, wanted: OrderWanted) -> OrderDocument:
    """Order plates for up to 500 addresses that have their code, or for none of them; 409 names those that cannot."""
    return order_document(at_desk, order_plates(at_desk, wanted))


@router.get("/missing", responses=problems(401, 403))
def missing(
    at_desk: AtPlateDesk,
    unit: OfUnit,
    hamlet: Annotated[
        str | None, Query(description=f"Those that are said to be of that hamlet; {NO_HAMLET}: of none")
    ] = None,
    limit: Annotated[str | None, Query(description=f"At most so many, up to {MOST}; {DEFAULT_LIMIT} if absent")] = None,
    after: Annotated[str | None, Query(description="`next` of the page before")] = None,
) -> UnplatedPage:
    """Addresses in use that have no plate, in use or on the way, by id, page by page. What is read is on record."""
    given = {"unit": unit, "hamlet": hamlet, "limit": limit, "after": after}
    with at_desk.transaction() as connection:
        rows, following = unplated(connection, {name: value for name, value in given.items() if value is not None})
    at_desk.reads.items(at_desk.layer, [row.id for row in rows], {"plates": "missing"})
    return UnplatedPage(addresses=[unplated_document(row) for row in rows], next=following)


@router.get("/summary", responses=problems(401, 403))
def summary(at_desk: AtPlateDesk, unit: OfUnit) -> PlatesSummary:
    """How far the plates of a unit are, hamlet by hamlet. Counts alone: nothing personal is read."""
    with at_desk.transaction() as connection:
        rows = progress(connection, unit)
    return PlatesSummary(unit=int(unit), hamlets=[hamlet_plates(row) for row in rows])


@router.get("/templates", responses=problems(401, 403))
def templates(_: AtPlateDesk) -> list[TemplateDocument]:
    """The kinds of plates that there are."""
    return [template_document(template) for template in shipped_templates().values()]


@router.get("/templates/{template}.png", response_class=Response, responses={200: {"content": {PNG: {}}}, **_REFUSALS})
def template_picture(
    request: Request,
    at_desk: AtPlateDesk,
    template: Annotated[str, Path(description="Its id")],
    address: Annotated[str, Query(description="An address with a code, by its id")],
) -> Response:
    """What the plate of that address would look like."""
    if (chosen := shipped_templates().get(template)) is None:
        raise not_found()
    with at_desk.transaction() as connection:
        found = listing.address(connection, parse_integer("address", address, 1, MAX_ID))
    at_desk.reads.item(at_desk.layer, found.id)
    picture = plate_picture(chosen, _own_address(request), face(found))
    return Response(picture, media_type=PNG)


@router.get("/orders", responses=problems(401, 403))
def orders(
    at_desk: AtPlateDesk,
    unit: Annotated[str | None, Query(description="Those with plates in that commune or hamlet (unit_id)")] = None,
    limit: Annotated[str | None, Query(description=f"At most so many, up to {MOST}; {DEFAULT_LIMIT} if absent")] = None,
    before: Annotated[str | None, Query(description="`next` of the page before")] = None,
) -> OrdersDocument:
    """Orders with plates in one's units, the newest first, and how far they are."""
    most = parse_integer("limit", limit or str(DEFAULT_LIMIT), 1, MOST)
    first = parse_integer("before", before or str(MAX_ID), 1, MAX_ID)
    within = None if unit is None else parse_integer("unit", unit, 1, MAX_ID)
    with at_desk.transaction() as connection:
        rows, following = listing.orders(connection, first, most, within)
    return OrdersDocument(orders=[order_brief(row) for row in rows], next=following)


@router.get("/orders/{order}.pdf", response_class=Response, responses={200: {"content": {PDF: {}}}, **_REFUSALS})
def order_pdf(request: Request, at_desk: AtPlateDesk, order: OrderId) -> Response:
    """The sheets of an order: what is ordered or printed, of addresses in use. Recorded as an export."""
    number, address = _number(order), _own_address(request)
    rows = rows_to_print(at_desk, number, "pdf")
    name = rows[0].plate.template
    template = shipped_templates().get(name)
    if template is None:
        raise _no_template(name)
    faces = [face(row.address) for row in rows]
    made = sheets(template, Order(f"Đợt biển {number} · Plate order {number}", address, faces))
    return _file(made, PDF, f"plates-{number}.pdf")


@router.get("/orders/{order}.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}, **_REFUSALS})
def order_csv(request: Request, at_desk: AtPlateDesk, order: OrderId) -> Response:
    """The same plates as a table for a print shop: code, printed code, text of the QR code, number, street, hamlet."""
    number, address = _number(order), _own_address(request)
    rows = rows_to_print(at_desk, number, "csv")
    return _file(plates_csv([face(row.address) for row in rows], address), CSV, f"plates-{number}.csv")


@router.post("/orders/{order}/printed", responses=_REFUSALS)
def order_printed(at_desk: AtPlateDesk, order: OrderId) -> OrderDocument:
    """All that stands on the sheets of the order has been printed."""
    return order_document(at_desk, print_order(at_desk, _number(order)))


@router.get("/{plate}/photo", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}, **_REFUSALS})
def plate_photo(at_desk: AtPlateDesk, plate: PlateId) -> Response:
    """The photo that it was hung up with."""
    with at_desk.transaction() as connection:
        address, jpeg = listing.photo(connection, _number(plate))
    at_desk.reads.item(at_desk.layer, address)
    return Response(jpeg, media_type="image/jpeg")


@router.post("/{plate}/printed", responses=_REFUSALS)
def printed(at_desk: AtPlateDesk, plate: PlateId, wanted: PlateStepWanted) -> PlateDocument:
    """It has been printed."""
    return _after(at_desk, "printed", plate, wanted)


@router.post("/{plate}/installed", responses=_REFUSALS)
def installed(at_desk: AtPlateDesk, plate: PlateId, wanted: InstalledWanted) -> PlateDocument:
    """It hangs where it belongs; with a photo of it, if there is one."""
    return _after(at_desk, "installed", plate, wanted)


@router.post("/{plate}/damaged", responses=_REFUSALS)
def damaged(at_desk: AtPlateDesk, plate: PlateId, wanted: PlateStepWanted) -> PlateDocument:
    """It cannot be read any more, or was spoilt before it hung; another one can be ordered."""
    return _after(at_desk, "damaged", plate, wanted)


@router.post("/{plate}/replaced", responses=_REFUSALS)
def replaced(at_desk: AtPlateDesk, plate: PlateId, wanted: PlateStepWanted) -> PlateDocument:
    """A newer plate of the address hangs in its place."""
    return _after(at_desk, "replaced", plate, wanted)


@router.post("/{plate}/removed", responses=_REFUSALS)
def removed(at_desk: AtPlateDesk, plate: PlateId, wanted: PlateStepWanted) -> PlateDocument:
    """It was taken down, or given up before it hung."""
    return _after(at_desk, "removed", plate, wanted)


def _after(at_desk: Desk, step: str, plate: str, wanted: PlateStepWanted) -> PlateDocument:
    return plate_document(at_desk, take_step(at_desk, step, _number(plate), wanted))


def _number(written: str) -> int:
    """Raises NotFound for what cannot be an id."""
    if not re.fullmatch(r"[1-9]\d{0,16}", written, re.ASCII):
        raise not_found()
    return int(written)


def _own_address(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return known_address(settings.public_url)


def _no_template(name: str) -> Conflict:
    return Conflict(
        f"Phiên bản này không còn mẫu biển “{name}”; hãy dùng tệp CSV hoặc đặt in lại.",
        f"This version has no template “{name}” any more: take the CSV, or order anew.",
    )


def _file(body: bytes, media_type: str, name: str) -> Response:
    return Response(body, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
