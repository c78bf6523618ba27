"""What is answered about uploads."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.language import Words
from geo_api.loads.asked import Options, kept
from geo_api.loads.targets import can_be_taken_back, targets

State = Literal["waiting", "checking", "asks", "refused", "ready", "loading", "done", "failed", "cancelled"]


class UploadBrief(BaseModel):
    """An upload in a list. created: RFC 3339. file_size: bytes. load_id: once it is loaded.

    by: name of the account that sent it; committed_by: of the one that had it loaded.
    """

    id: int
    created: datetime
    by: str
    committed_by: str | None
    file_name: str
    file_size: int
    layer: str
    options: Options
    state: State
    rows_read: int
    load_id: int | None


class AnswerDocument(BaseModel):
    """value: what the option would be; for a mapping FIELD=COLUMN. points: [lon, lat] of rows as it places them."""

    value: str
    label: Words
    detail: Words | None
    points: list[list[float]] | None


class QuestionDocument(BaseModel):
    """What has to be said first; any of `choices`, the likeliest first, or something else."""

    kind: Literal["crs", "encoding", "source_layer", "mapping", "key", "other"]
    text: Words
    choices: list[AnswerDocument]


class FieldDocument(BaseModel):
    name: str
    title: Words
    required: bool
    type: str


class PreviewDocument(BaseModel):
    """Rows as they would be written. bbox: of all, degrees. features: a FeatureCollection of at most 1,000 of them.

    Of indicators total counts figures, and of features there are at most 200, without a geometry: each says of which
    unit it is and in what that lies (`unit`, `within`), the figure (`indicator`, `value`, `period_from`, `period_to`,
    `source`) and the newest value of no later period on record (`before`, `before_from`, `before_to`), or null.
    """

    bbox: list[float] | None
    total: int
    features: dict[str, Any]


class RememberedDocument(BaseModel):
    """A file of the same columns that was loaded into the layer before, and what was chosen for it.

    data_source, data_licence: as they were said; the day of the data is another each time.
    """

    id: int
    file_name: str
    created: datetime
    mapping: dict[str, str]
    values: dict[str, dict[str, str]]
    data_source: str | None
    data_licence: str | None


class UploadDocument(UploadBrief):
    """An upload, and what its check found.

    waiting (for the worker) → checking → asks (`question`) | refused (`error`, `report`; the options may be changed) |
    ready → loading (after the commit) → done | failed; cancelled. columns: of the file; samples: their first values.
    revision: counts what was asked for; a commit says which one it means.
    report: as `wardmap load --report F.json` has it under `loads`; of several layers (osm) their sums, and what
    became of each under `parts`. has_workbook: whether report.xlsx can be had.
    """

    revision: int
    error: Words | None
    question: QuestionDocument | None
    report: dict[str, Any] | None
    has_workbook: bool
    columns: list[str]
    fields: list[FieldDocument]
    samples: dict[str, list[str]]
    preview: PreviewDocument | None
    remembered: RememberedDocument | None


class LoadBrief(BaseModel):
    """A load of whatever way. undoes: the load that it took back. upload_id: the upload that it came from.

    can_be_undone: as far as can be told before it is looked into.
    """

    id: int
    loaded: datetime
    by: str
    layer: str
    mode: str
    file_name: str
    rows_read: int
    rows_written: int
    rows_refused: int
    undoes: int | None
    undone_by: int | None
    upload_id: int | None
    can_be_undone: bool


class UndoingDocument(BaseModel):
    """The taking back of a load that was asked for last.

    waiting (for the worker) → of a dry run checked | refused (`error`); otherwise done | refused; failed. In all but
    done the data is as it was. rows_deleted: those that go, or went; rows_restored: those that are again as before.
    """

    state: Literal["waiting", "checked", "refused", "done", "failed"]
    dry_run: bool
    by: str
    asked: datetime
    rows_deleted: int | None
    rows_restored: int | None
    error: Words | None


class LoadDocument(LoadBrief):
    undoing: UndoingDocument | None


class UploadsDocument(BaseModel):
    """The newest uploads and the newest loads. limit_mb: what one file may have, in millions of bytes."""

    limit_mb: int
    uploads: list[UploadBrief]
    loads: list[LoadBrief]


def uploads_document(uploads: Sequence[Row[Any]], loads: Sequence[Row[Any]], limit_mb: int) -> UploadsDocument:
    return UploadsDocument(
        limit_mb=limit_mb,
        uploads=[UploadBrief.model_validate(_brief(row)) for row in uploads],
        loads=[LoadBrief(**_load(row)) for row in loads],
    )


def load_document(load: Row[Any], undoing: Row[Any] | None) -> LoadDocument:
    asked = UndoingDocument.model_validate(dict(undoing._mapping)) if undoing else None
    return LoadDocument(**_load(load), undoing=asked)


def _load(row: Row[Any]) -> dict[str, Any]:
    can_be_undone = can_be_taken_back(row.layer) and row.mode != "undo" and row.undone_by is None
    own = {"loaded": row.loaded_at, "by": row.loaded_by, "can_be_undone": can_be_undone}
    return {**_same(row, LoadBrief), **own}


def upload_json(row: Row[Any], remembered: Row[Any] | None, *, has_workbook: bool) -> bytes:
    """An UploadDocument. What the worker wrote is passed on as it is: it may be long."""
    brief = UploadBrief.model_validate(_brief(row)).model_dump(mode="json")
    found = {
        name: getattr(row, name)
        for name in ("revision", "error", "question", "report", "columns", "samples", "preview")
    }
    more = {"has_workbook": has_workbook, "fields": _fields(row.layer), "remembered": _remembered(remembered)}
    document = {**brief, **found, **more}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _remembered(row: Row[Any] | None) -> dict[str, Any] | None:
    options = kept(row.options) if row else None
    if row is None or options is None:
        return None
    chosen = options.model_dump(include={"mapping", "values", "data_source", "data_licence"})
    return RememberedDocument(**_same(row, RememberedDocument), **chosen).model_dump(mode="json")


def _brief(row: Row[Any]) -> dict[str, Any]:
    # Of options that this version does not know nothing is said; what became of the upload is.
    options = kept(row.options) or Options()
    return {**_same(row, UploadBrief), "created": row.created_at, "by": row.created_by, "options": options}


def _same(row: Row[Any], model: type[BaseModel]) -> dict[str, Any]:
    """What the row and the document call by one name."""
    return {name: value for name, value in row._mapping.items() if name in model.model_fields}


def _fields(layer: str) -> list[dict[str, Any]]:
    known = targets().get(layer)
    return [
        FieldDocument(name=f.name, title=Words.of(f.title), required=f.required, type=f.type.value).model_dump()
        for f in (known.fields if known else ())
    ]
