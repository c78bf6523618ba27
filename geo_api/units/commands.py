"""`wardmap units …`: what the command line says, checked; the work itself is in `merge_work`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_api.console import columns_of_fields
from geo_api.settings import Settings
from geo_api.units.hamlets_commands import derive_hamlets
from geo_api.units.resolve_command import resolve_text
from loaders.options import LoadOptions, OnError

if TYPE_CHECKING:
    from loaders.units.reform.follow import Follower

Table = Annotated[Path, typer.Argument(metavar="FILE", help="Bảng cũ → mới · Table old → new: .csv, .csv.gz")]
Effective = Annotated[
    datetime, typer.Option(formats=["%Y-%m-%d"], help="Ngày có hiệu lực · First day of the new order.")
]
Document = Annotated[str, typer.Option(help="Văn bản · The document that orders it.")]
Mappings = Annotated[
    list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Cột cho trường · Which column fills a field.")
]
BadRows = Annotated[OnError, typer.Option(help="Dòng sai: từ chối cả bảng hay bỏ qua · What a bad row does.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra · Check everything, write nothing.")]
Report = Annotated[Path | None, typer.Option(help="Ghi báo cáo JSON · Write the report, as JSON.")]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


def units_commands(followers: "Sequence[Follower]" = ()) -> typer.Typer:
    """The commands of units. followers: what else hangs on units and goes with them; units' own parts always do."""
    units = typer.Typer(
        name="units", help="Đơn vị hành chính · Administrative units.", add_completion=False, no_args_is_help=True
    )
    units.callback()(_units)
    units.command("derive-hamlets")(derive_hamlets)
    units.command("resolve")(resolve_text)

    @units.command("merge")
    def merge(
        file: Table,
        effective: Effective,
        doc: Document,
        mappings: Mappings = None,
        on_error: BadRows = OnError.REFUSE,
        dry_run: DryRun = False,
        report: Report = None,
        as_json: AsJson = False,
    ) -> None:
        """Ghi một lần sắp xếp đơn vị từ bảng cũ → mới · Put a change of units on record from an old→new table.

        Cột: old_code, old_name, new_code, new_name; nếu có: old_district_code, old_district, old_province_code,
        old_province, new_…, extent (full|partial), note.

        Ví dụ · Examples:

        wardmap units merge merger_2025.csv.gz --effective 2025-07-01 --doc "NQ 1674/NQ-UBTVQH15"

        wardmap units merge merger.csv --effective 2024-09-01 --doc "NQ 1104/NQ-UBTVQH15" --map new_code=new_ward_code
        """
        from geo_api.units import merge_work  # noqa: PLC0415  # heavy: no other command should wait for it
        from loaders.units.reform.merge import Law  # noqa: PLC0415  # as above

        options = LoadOptions(mapping=columns_of_fields(mappings or []), on_error=on_error, dry_run=dry_run)
        wanted = merge_work.Wanted(file, Law(effective.date(), _document(doc)), options, report, as_json)
        merge_work.run(Settings(), wanted, followers)

    return units


def _units() -> None:
    """Đơn vị hành chính · Administrative units."""


def _document(words: str) -> str:
    if not words.strip():
        raise typer.BadParameter("--doc: thiếu tên văn bản · the name of the document is missing")
    return words.strip()
