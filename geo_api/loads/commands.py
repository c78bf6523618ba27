"""`wardmap load …` and `wardmap loads …`: what the command line says, checked; the work itself is in `work`."""

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from geo_api.data_origin import DataDate, DataLicence, DataSource, given_origin
from geo_api.loads.mapping import given_mapping
from geo_api.loads.wanted import OSM, UNITS, UnitOptions, Wanted
from geo_api.process import end_with_parent
from geo_api.settings import Settings
from layers.units import LEVELS
from loaders.options import LoadOptions, Mode, OnError

loads = typer.Typer(name="loads", help="Các lần nạp dữ liệu · Every load of a file.", add_completion=False)
LayerName = Annotated[
    str, typer.Argument(metavar="LAYER", help="Tên lớp, hoặc units, hoặc osm · A layer, or units, or osm.")
]
KINDS = (
    "Shapefile (.shp, .zip), GeoPackage, GeoJSON, KML, KMZ, GML, GPX, FlatGeobuf, GeoParquet, DXF, CSV, XLSX, XLS, "
    "ODS, OpenStreetMap (.osm, .pbf, Overpass .json)."
)
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help=KINDS)]
Crs = Annotated[str | None, typer.Option(metavar="EPSG:n", help="Hệ tọa độ · Coordinate system.")]
Encoding = Annotated[str | None, typer.Option(help="Bảng mã chữ · Encoding of the text.")]
SourceLayer = Annotated[str | None, typer.Option(help="Lớp trong tệp · Which layer of the file.")]
Mappings = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="FIELD=COLUMN", help="Cột cho trường; lon, lat, wkt: tọa độ · Which column fills a field."
    ),
]
ValueMappings = Annotated[
    list[str] | None,
    typer.Option(
        "--map-value",
        metavar="FIELD:WORDS=VALUE",
        help="Chữ trong tệp nghĩa là giá trị nào · What words of the file mean in a field.",
    ),
]
LoadMode = Annotated[
    Mode | None,
    typer.Option(help="Thêm, cập nhật, thay hết · By default append, and upsert for OpenStreetMap."),
]
Key = Annotated[str | None, typer.Option(metavar="FIELD", help="Trường nhận dạng dòng · What identifies a row.")]
BadRows = Annotated[OnError, typer.Option(help="Dòng sai: từ chối cả tệp hay bỏ qua · What a bad row does.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra · Check everything, write nothing.")]
Report = Annotated[
    Path | None, typer.Option(metavar="F.json|F.xlsx", help="Ghi báo cáo; .xlsx đánh dấu ô sai · Write the report.")
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", help="Bảng ghép cột đã lưu · Which columns fill which fields, as saved.")
]
SaveMapping = Annotated[
    Path | None, typer.Option(help="Lưu bảng ghép cột (.yaml, .json) · Save which columns were used.")
]
UnitLevel = Annotated[str | None, typer.Option(help="units: province, district, commune, hamlet.")]
ValidFrom = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="units: có hiệu lực từ ngày · In force since.")
]
LastDay = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="units: ngày cuối có hiệu lực · Last day in force.")
]
GeomStatus = Annotated[
    str | None, typer.Option(help="units: official, reference, sketch; giá trị của ranh giới · Standing of boundaries.")
]
Document = Annotated[str | None, typer.Option(help="units: văn bản · The document that says so.")]
# Whoever looks at the map goes before whoever loads.
_NICENESS = 5
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("load")(load)
    app.add_typer(loads)


def load(
    layer: LayerName,
    files: Files,
    crs: Crs = None,
    encoding: Encoding = None,
    source_layer: SourceLayer = None,
    mappings: Mappings = None,
    value_mappings: ValueMappings = None,
    mode: LoadMode = None,
    key: Key = None,
    on_error: BadRows = OnError.REFUSE,
    dry_run: DryRun = False,
    report: Report = None,
    mapping: MappingFile = None,
    save_mapping: SaveMapping = None,
    level: UnitLevel = None,
    valid_from: ValidFrom = None,
    last_day: LastDay = None,
    doc: Document = None,
    geom_status: GeomStatus = None,
    data_source: DataSource = None,
    data_licence: DataLicence = None,
    data_date: DataDate = None,
    as_json: AsJson = False,
) -> None:
    """Nạp tệp vào một lớp, tất cả hoặc không gì cả · Load files into a layer, all or nothing.

    Ví dụ · Examples:

    wardmap load schools schools.geojson --mode upsert --key code

    wardmap load cameras cameras.csv --map lon=kinh_do --map lat=vi_do --map name=ten

    wardmap load units communes.geojson --level commune --valid-from 2025-07-01 --doc "NQ 1674/NQ-UBTVQH15"

    wardmap load units old.geojson.gz --level commune --valid-from 2024-09-01 --last-day 2025-06-30

    wardmap load osm osm_poi.geojson

    wardmap load schools truong.xlsx --data-source "Sở Giáo dục và Đào tạo" --data-licence "CC BY 4.0"
    """
    from geo_api.loads import work  # noqa: PLC0415  # heavy: no other command should wait for it

    if mode is Mode.REPLACE and (len(files) > 1 or layer == OSM):
        raise typer.BadParameter("--mode replace: mỗi lần một tệp vào một lớp · one file into one layer at a time")
    if mode is Mode.REPLACE and on_error is OnError.SKIP:
        raise typer.BadParameter("--mode replace: không đi cùng --on-error skip · not together with --on-error skip")
    columns, values, origin = given_mapping(mappings or [], mapping, layer, value_mappings or [])
    options = LoadOptions(
        crs=crs,
        encoding=encoding,
        source_layer=source_layer,
        mapping=columns,
        values=values,
        mode=mode,
        key=key,
        on_error=on_error,
        dry_run=dry_run,
        origin=given_origin(data_source or origin.source, data_licence or origin.licence, data_date),
    )
    units = _units(layer, level, (valid_from, last_day), doc, geom_status, options)
    work.run(Settings(), Wanted(layer, files, options, units, report, as_json, save_mapping))


def _units(
    layer: str,
    level: str | None,
    days: tuple[datetime | None, datetime | None],
    doc: str | None,
    geom_status: str | None,
    options: LoadOptions,
) -> UnitOptions | None:
    """What `load units` needs besides; BadParameter when it is missing, or given for another layer."""
    if layer != UNITS:
        if level or any(days) or doc or geom_status:
            names = "--level, --valid-from, --last-day, --doc, --geom-status"
            raise typer.BadParameter(f"{names}: chỉ cho load units · only for load units")
        return None
    valid_from, last_day = days
    if level is None or valid_from is None:
        raise typer.BadParameter(f"load units: --level {'|'.join(LEVELS)}, --valid-from YYYY-MM-DD")
    if options.mode or options.key:
        raise typer.BadParameter("load units: không dùng --mode, --key · takes no --mode and no --key")
    last = last_day.date() if last_day else None
    return UnitOptions(level, valid_from.date(), last, doc, geom_status or "reference")


@loads.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Các lần nạp dữ liệu · Every load of a file; without a word, the newest.

    Ví dụ · Example: wardmap loads
    """
    if context.invoked_subcommand is None:
        list_loads()


@loads.command("list")
def list_loads(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Số lần nạp gần nhất · How many, newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Các lần nạp, mới nhất trước · All loads, the newest first.

    Ví dụ · Example: wardmap loads list --limit 10
    """
    from geo_api.loads import records  # noqa: PLC0415  # as above

    records.print_list(Settings(), limit, as_json=as_json)


@loads.command("show")
def show_load(
    load_id: Annotated[int, typer.Argument(metavar="ID", help="Số của lần nạp · Number of the load.")],
    as_json: AsJson = False,
) -> None:
    """Một lần nạp và báo cáo của nó · One load and its report.

    Ví dụ · Example: wardmap loads show 12
    """
    from geo_api.loads import records  # noqa: PLC0415  # as above

    records.print_one(Settings(), load_id, as_json=as_json)


@loads.command("work")
def work_on_uploads(
    parent: Annotated[
        int | None, typer.Option(hidden=True, metavar="PID", help="Dừng khi tiến trình này dừng · Ends with it.")
    ] = None,
) -> None:
    """Kiểm tra, nạp tệp gửi qua trang /admin, cho đến khi dừng · Check and load what was uploaded, until stopped.

    `wardmap up` tự chạy việc này; chạy nhiều tiến trình được · `wardmap up` runs it; several may run at once.

    Ví dụ · Example: wardmap loads work
    """
    os.nice(_NICENESS)
    from geo_api.loads import worker  # noqa: PLC0415  # as above

    if parent is not None:
        end_with_parent(parent)
    worker.run(Settings())


@loads.command("undo")
def undo_load(
    load_id: Annotated[int, typer.Argument(metavar="ID", help="Số của lần nạp · Number of the load.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Thu hồi một lần nạp: dữ liệu lại như trước đó · Take a load back: the layer is again as it was before.

    Bị từ chối khi lần nạp sau đã đổi cùng dòng, hoặc lớp khác đang dựa vào · Refused when later loads changed its rows.

    Ví dụ · Example: wardmap loads undo 12
    """
    from geo_api.loads import records  # noqa: PLC0415  # as above

    records.undo_one(Settings(), load_id, dry_run=dry_run, as_json=as_json)
