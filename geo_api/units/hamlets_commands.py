"""`wardmap units derive-hamlets`: boundaries for hamlets that have none, out of the points that belong to them."""

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column

from geo_api.console import out, plain_table, print_json
from geo_api.days import today
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.progress import progress
from geo_api.settings import Settings

if TYPE_CHECKING:
    from loaders.units.hamlets.derive import Derived

# Of what is listed by name; --json lists everything.
SHOWN = 20
_COUNTS = ("Mới\nNew", "Như cũ\nSame", "Giữ\nKept", "Điểm\nPoints", "Ngoài\nBeyond", "Trùng\nShared")
Source = Annotated[
    str, typer.Option("--from", metavar="addresses|culture_houses", help="Suy ra từ điểm nào · From which points.")
]
CommuneCode = Annotated[str | None, typer.Option("--commune", metavar="CODE", help="Mã xã, phường · Of one commune.")]
All = Annotated[bool, typer.Option("--all", help="Mọi xã, phường có ranh giới · Of all communes with a boundary.")]
At = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Có giá trị từ ngày nào · Since which day; today if absent."),
]
Document = Annotated[str | None, typer.Option(help="Văn bản · The document that says so.")]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Thay cả ranh giới phác họa, suy ra · Sketches and derived ones too.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ tính thử · Calculate, write nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


def derive_hamlets(
    source: Source,
    commune: CommuneCode = None,
    all_communes: All = False,
    at: At = None,
    doc: Document = None,
    overwrite: Overwrite = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Suy ra ranh giới thôn, xóm, tổ dân phố từ các điểm · Derive boundaries of hamlets from points.

    Mỗi thôn nhận phần đất gần các điểm của mình nhất, trong ranh giới xã. Không thay ranh giới chính thức, tham khảo.

    Ví dụ · Example: wardmap units derive-hamlets --commune 13777 --from addresses --dry-run
    """
    if (commune is None) is not all_communes:
        raise typer.BadParameter("cần --commune CODE hoặc --all · either --commune CODE or --all")
    derived = _derived(source, commune, at.date() if at else today(), doc, overwrite=overwrite, dry_run=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "communes": [asdict(each) for each in derived]})
    else:
        _print(derived, dry_run=dry_run)


def _derived(
    source: str, code: str | None, day: date, doc: str | None, *, overwrite: bool, dry_run: bool
) -> "list[Derived]":
    from loaders.units.hamlets.derive import Wanted, derive_hamlets  # noqa: PLC0415  # heavy: no other command waits
    from loaders.units.hamlets.points import PointSource  # noqa: PLC0415  # as above

    if source not in set(PointSource):
        raise typer.BadParameter(f"--from: {' | '.join(PointSource)}")
    wanted = Wanted(
        code=code, source=PointSource(source), day=day, document=doc or None, overwrite=overwrite, dry_run=dry_run
    )
    with (
        database_urls(Settings(), "units derive-hamlets") as urls,
        owner_connection(urls.owner) as connection,
        progress() as on_commune,
    ):
        return derive_hamlets(connection, wanted, on_commune)


def _print(derived: "list[Derived]", *, dry_run: bool) -> None:
    if not derived:
        out.print("Chưa có thôn, xóm, tổ dân phố nào trong sổ ngày ấy · No hamlets are on record on that day")
        return
    counts = [Column(heading, justify="right") for heading in _COUNTS]
    out.print(plain_table(("Xã, phường\nCommune", *counts), [_cells(each) for each in derived]))
    _list(
        "Không có điểm trên đất được chia, giữ như cũ · Without a point on the land shared out",
        derived,
        "without_points",
    )
    _list("Nhà văn hóa không rõ của thôn nào · Culture houses of no one hamlet", derived, "unmatched")
    if dry_run:
        out.print("Chỉ tính thử, không ghi gì · Nothing was written")


def _cells(each: "Derived") -> tuple[Any, ...]:
    named = f"{each.commune} ({each.code})"
    return named, len(each.derived), each.unchanged, each.kept, each.points, each.unused, each.contested


def _list(heading: str, derived: "list[Derived]", what: str) -> None:
    named = [f"{name}, {each.commune}" for each in derived for name in getattr(each, what)]
    if named:
        more = ", …" if len(named) > SHOWN else ""
        out.print(f"{heading} ({len(named)}): {', '.join(named[:SHOWN])}{more}", markup=False)
