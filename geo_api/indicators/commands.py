"""`wardmap indicators …`: what the command line says, checked; the work itself is in `work`."""

from pathlib import Path
from typing import Annotated

import typer

from geo_api.console import columns_of_fields
from geo_api.data_origin import DataDate, DataLicence, given_origin
from geo_api.settings import Settings
from layers.units import LEVELS
from loaders.indicators.period import NoPeriod, Period, parse_period
from loaders.options import Mode

indicators = typer.Typer(
    name="indicators",
    help="Chỉ số theo đơn vị và kỳ · Figures of units by period.",
    add_completion=False,
    no_args_is_help=True,
)
Table = Annotated[Path, typer.Argument(metavar="FILE", help="Bảng chỉ số · Table of figures: .csv, .xlsx, .xls, .ods.")]
ForPeriod = Annotated[
    str | None,
    typer.Option("--period", metavar="PERIOD", help="Kỳ: 2025, 2025-H1, 2025-Q3, 2025-06 · Period of all rows."),
]
SourceOfAll = Annotated[str | None, typer.Option(help="Nguồn số liệu · Where the figures come from.")]
LoadMode = Annotated[Mode, typer.Option(help="append: chỉ thêm; upsert: thay giá trị cùng kỳ · Add, or put in place.")]
Level = Annotated[
    str | None, typer.Option(help="Cấp của các đơn vị nếu bảng không nói · Level of units: commune, hamlet, …")
]
Mappings = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="Cột cho trường hoặc chỉ số · Which column is what."),
]
Sheet = Annotated[str | None, typer.Option("--source-layer", help="Trang tính · Which sheet of a workbook.")]
Encoding = Annotated[str | None, typer.Option(help="Bảng mã chữ · Encoding of the text.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra · Check everything, write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


@indicators.callback()
def _indicators() -> None:
    """Chỉ số theo đơn vị và kỳ · Figures of units by period."""


@indicators.command("load")
def load(
    file: Table,
    period: ForPeriod = None,
    source: SourceOfAll = None,
    mode: LoadMode = Mode.APPEND,
    level: Level = None,
    mappings: Mappings = None,
    source_layer: Sheet = None,
    encoding: Encoding = None,
    data_licence: DataLicence = None,
    data_date: DataDate = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Nạp một bảng chỉ số, tất cả hoặc không gì cả · Load a table of figures, all or nothing.

    Mỗi dòng một đơn vị và mỗi chỉ số một cột; hoặc các cột unit, indicator, value, period. Thu hồi: wardmap loads undo
    SỐ · A column for each indicator, or columns unit, indicator, value, period. To take it back: wardmap loads undo ID.

    Ví dụ · Examples:

    wardmap indicators load dan-so-2025.xlsx --period 2025 --source "Niên giám thống kê 2025"

    wardmap indicators load chi-so.csv --period 2025-Q3 --map fibre_household_share="Cáp quang (%)" --dry-run
    """
    from geo_api.indicators import work  # noqa: PLC0415  # heavy: no other command should wait for it
    from loaders.indicators.load import Wanted  # noqa: PLC0415  # as above
    from loaders.indicators.table import Given  # noqa: PLC0415  # as above

    if mode is Mode.REPLACE:
        raise typer.BadParameter("--mode: append, upsert")
    if level is not None and level not in LEVELS:
        raise typer.BadParameter(f"--level: {', '.join(LEVELS)}")
    given = Given(_period(period), (source or "").strip() or None)
    origin = given_origin(None, data_licence, data_date)
    mapping = columns_of_fields(mappings or [])
    wanted = Wanted(file, given, mode, mapping, encoding, source_layer, level, dry_run, origin)
    work.run(Settings(), wanted, as_json=as_json)


def _period(words: str | None) -> Period | None:
    try:
        return None if words is None else parse_period(words)
    except NoPeriod as wrong:
        raise typer.BadParameter(f"--period: {wrong.reason.vi} · {wrong.reason.en}") from None


@indicators.command("list")
def list_indicators(as_json: AsJson = False) -> None:
    """Các chỉ số đã khai báo và số giá trị đang có · The declared indicators, and how many values there are.

    Ví dụ · Example: wardmap indicators list
    """
    from geo_api.indicators import listing  # noqa: PLC0415  # heavy: no other command should wait for it

    listing.print_list(Settings(), as_json=as_json)
