"""`/api/v1/loads`: a file sent by a browser, checked by the worker, looked at by a person, then loaded."""

import shutil
from pathlib import Path as FilePath
from typing import Annotated, Any

import structlog
from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy import Row
from starlette.requests import ClientDisconnect

from geo_api.access import Account, Administrator
from geo_api.codings import ENCODERS, LEAST_BYTES, accepts_gzip
from geo_api.db import Database, Duty
from geo_api.errors import BadRequest, Conflict, Unavailable
from geo_api.loads.asked import Options, asked_by_form, check_together
from geo_api.loads.documents import UploadDocument, UploadsDocument, upload_json, uploads_document
from geo_api.loads.file_names import kept_names, main_name
from geo_api.loads.folders import Folders
from geo_api.loads.receive import OTHER_BYTES, Form, declared_bytes, received
from geo_api.loads.targets import listed_as, targets
from geo_api.loads.uploads import Uploads, begin, check_quota
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.settings import Settings
from geo_api.values import parse_integer
from layers.layer import NAME_PATTERN
from layers.units import LEVELS
from loaders.units.boundaries.change import GIVEN_STATUSES

log = structlog.get_logger()

PATH = "/api/v1/loads"
router = APIRouter(prefix=PATH, tags=["loads"], dependencies=[Depends(only_declared)])

MOST_LISTED = 200
_MOST_REVISIONS = 2**31 - 1
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UploadId = Annotated[int, Path(ge=1, le=2**63 - 1, description="Number of the upload")]
Revision = Annotated[
    str,
    Query(
        description="Which one: `revision` of the upload as it was looked at; 409 when it is another by now",
        json_schema_extra={"type": "integer", "minimum": 1, "maximum": _MOST_REVISIONS},
    ),
]
_TEXT = {"type": "string", "maxLength": 200}
_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file", "layer"],
    "properties": {
        "file": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "format": "binary"},
            "description": "One file, or the parts of one Shapefile",
        },
        "layer": {"type": "string", "enum": list(targets())},
        "crs": {**_TEXT, "description": "As --crs, such as EPSG:9209"},
        "encoding": {**_TEXT, "description": "As --encoding, such as tcvn3"},
        "source_layer": {**_TEXT, "description": "Which layer or sheet of the file"},
        "map": {
            "type": "array",
            "items": {"type": "string", "pattern": "^[a-z][a-z0-9_]*="},
            "description": "FIELD=COLUMN; FIELD= leaves a field out; lon, lat, wkt: columns with coordinates",
        },
        "map_value": {
            "type": "array",
            "items": {"type": "string", "pattern": "^[a-z][a-z0-9_]*:.+=.+"},
            "description": "FIELD:WORDS=VALUE, as --map-value: what words of the file mean in a field",
        },
        "data_source": {**_TEXT, "description": "Who made the data; everybody reads it on /about-data"},
        "data_licence": {**_TEXT, "description": "The licence of the data, such as CC BY 4.0"},
        "data_date": {"type": "string", "format": "date", "description": "The day that the data is of; none to come"},
        "mode": {"type": "string", "enum": ["append", "upsert", "replace"]},
        "key": {**_TEXT, "description": "The field or column that tells rows apart"},
        "on_error": {"type": "string", "enum": ["refuse", "skip"]},
        "level": {"type": "string", "enum": list(LEVELS), "description": "units: must be given; indicators: may be"},
        "period": {**_TEXT, "description": "indicators: of all figures, such as 2025, 2025-Q3, 2025-06"},
        "source": {**_TEXT, "description": "indicators: where the figures come from"},
        "valid_from": {"type": "string", "format": "date", "description": "units: in force since; must be given"},
        "last_day": {"type": "string", "format": "date", "description": "units: last day in force"},
        "doc": {**_TEXT, "description": "units: the document that says so"},
        "geom_status": {"type": "string", "enum": list(GIVEN_STATUSES), "description": "units: of the boundaries"},
    },
}
_SENT_FORM = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}


def uploads(request: Request) -> Uploads:
    database: Database = request.app.state.database
    return Uploads(database)


def folders(request: Request) -> Folders:
    settings: Settings = request.app.state.settings
    return Folders(settings)


Record = Annotated[Uploads, Depends(uploads)]
Place = Annotated[Folders, Depends(folders)]


@router.get("", responses=problems(401, 403))
def list_uploads(
    request: Request,
    admin: Administrator,  # noqa: ARG001  # who may enter
    record: Record,
    limit: Annotated[
        str,
        Query(
            description=f"How many of each, 1 to {MOST_LISTED}",
            json_schema_extra={"type": "integer", "minimum": 1, "maximum": MOST_LISTED},
        ),
    ] = "20",
    layer: Annotated[
        str | None, Query(pattern=NAME_PATTERN.pattern, max_length=63, description="Of this layer")
    ] = None,
) -> UploadsDocument:
    """The newest uploads, and the newest loads of whatever way."""
    settings: Settings = request.app.state.settings
    found = record.newest(parse_integer("limit", limit, 1, MOST_LISTED), layer and listed_as(layer))
    return uploads_document(*found, settings.upload_limit_mb)


@router.post(
    "",
    status_code=202,
    response_model=UploadDocument,
    responses=problems(401, 403, 413, 507),
    openapi_extra=_SENT_FORM,
)
async def send(request: Request, admin: Administrator, record: Record, place: Place) -> Response:
    """Send a file to be checked; nothing is written into the layer before it is committed."""
    settings: Settings = request.app.state.settings
    await to_thread.run_sync(record.check_quota, declared_bytes(request) - OTHER_BYTES, settings.upload_quota_mb)
    folder = await to_thread.run_sync(_new_folder, place)
    try:
        form = await received(request, folder / "file", settings.upload_limit_mb * 1_000_000, place.free_bytes)
        upload = await to_thread.run_sync(_keep, request, admin, place, folder, form)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody reads it
    finally:
        await to_thread.run_sync(_discard, folder)
    row = await to_thread.run_sync(record.one, upload)
    return _document(request, record, place, row, 202, {"Location": f"{PATH}/{upload}"})


def _new_folder(place: Folders) -> FilePath:
    try:
        return place.incoming()
    except OSError as error:
        log.warning("uploads", error=str(error))
        raise Unavailable(
            "Máy chủ chưa có chỗ để nhận tệp; hãy báo người quản trị (WARDMAP_DATA_DIR).",
            "The server has no place for files; please tell the administrator (WARDMAP_DATA_DIR).",
        ) from None


def _keep(request: Request, account: Account, place: Folders, folder: FilePath, form: Form) -> int:
    """Put what has arrived where the worker finds it. The folder is there before the record can be seen."""
    if not form.files:
        raise BadRequest("Chưa có tệp (trường “file”).", "There is no file (field “file”).")
    layer, options = asked_by_form(form.values)
    names = kept_names([sent.name for sent in form.files])
    size = 0
    for sent, name in zip(form.files, names, strict=True):
        if name:
            sent.path.rename(sent.path.with_name(name))
            size += sent.size
        else:
            sent.path.unlink()
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    with database.transaction(Duty.LOADS) as connection:
        check_quota(connection, size, settings.upload_quota_mb)
        upload = begin(connection, account.name, layer, options, (main_name(names), size))
        place.keep(folder, upload)
    return upload


def _discard(folder: FilePath) -> None:
    """Of an upload that came to nothing all is removed; of one that is kept nothing is there any more."""
    shutil.rmtree(folder, ignore_errors=True)


@router.get("/{upload}", response_model=UploadDocument, responses=problems(401, 403))
def show(request: Request, admin: Administrator, record: Record, place: Place, upload: UploadId) -> Response:  # noqa: ARG001
    """How far an upload is, what was found in it, what is asked, and how its rows would be."""
    return _document(request, record, place, record.one(upload))


@router.put("/{upload}/options", response_model=UploadDocument, responses=problems(401, 403, 409))
def change_options(
    request: Request,
    admin: Administrator,  # noqa: ARG001
    record: Record,
    place: Place,
    upload: UploadId,
    revision: Revision,
    options: Options,
) -> Response:
    """Answer what is asked, or have the file loaded otherwise: all options anew. The file is checked again."""
    check_together(record.one(upload).layer, options)
    record.ask_again(upload, parse_integer("revision", revision, 1, _MOST_REVISIONS), options)
    return _document(request, record, place, record.one(upload))


@router.post("/{upload}/commit", status_code=202, response_model=UploadDocument, responses=problems(401, 403, 409))
def commit(
    request: Request,
    admin: Administrator,
    record: Record,
    place: Place,
    upload: UploadId,
    revision: Revision,
) -> Response:
    """Load what was checked and looked at, all of it or nothing."""
    record.commit(upload, parse_integer("revision", revision, 1, _MOST_REVISIONS), admin.name)
    return _document(request, record, place, record.one(upload), 202)


@router.delete("/{upload}", status_code=204, responses=problems(401, 403, 409))
def cancel(admin: Administrator, record: Record, place: Place, upload: UploadId) -> None:  # noqa: ARG001
    """Cancel, and remove the file. What was loaded stays loaded, and on record."""
    record.cancel(upload)
    place.drop(upload)


@router.get(
    "/{upload}/report.xlsx",
    response_class=FileResponse,
    responses={200: {"content": {WORKBOOK: {}}}, **problems(401, 403, 409)},
)
def workbook(admin: Administrator, record: Record, place: Place, upload: UploadId) -> Response:  # noqa: ARG001
    """The rows of the file with the faulty cells marked, to send back to the office."""
    row = record.one(upload)
    path = _workbook(place, row)
    if not path.is_file():
        raise Conflict(
            "Báo cáo chưa soạn xong, hoặc không còn giữ.", "The report is not made yet, or is no longer kept."
        )
    name = f"wardmap-{upload}.xlsx"
    return FileResponse(path, media_type=WORKBOOK, filename=name, headers={"Cache-Control": "no-store"})


def _workbook(place: Folders, row: Row[Any]) -> FilePath:
    return place.workbook(row.id, row.revision, is_loaded=row.state == "done")


def _document(
    request: Request,
    record: Uploads,
    place: Folders,
    row: Row[Any],
    status: int = 200,
    more: dict[str, str] | None = None,
) -> Response:
    """An UploadDocument, small on its way: a preview can be some megabytes."""
    remembered = record.remembered(row.id) if row.state in ("asks", "refused", "ready") else None
    body = upload_json(row, remembered, has_workbook=_workbook(place, row).is_file())
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding", **(more or {})}
    if len(body) >= LEAST_BYTES and accepts_gzip(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
        body = ENCODERS["gzip"](body)
    return Response(body, status, headers, "application/json")
