"""`wardmap tiles …`: archives of tiles; counts put right."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_api.console import err, out, print_json
from geo_api.days import today
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.language import grouped
from geo_api.settings import Settings
from geo_api.tiles.recount import layers_named, recount
from layers.layer import MAX_ZOOM, Audience, Layer
from layers.registry import layers_for

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

    from geo_api.tiles.export import Exported, Wanted

tiles = typer.Typer(name="tiles", help="Ô bản đồ · Tiles.", no_args_is_help=True, add_completion=False)

# More tiles than this are rarely meant: each zoom may have four times as many as the one before.
MOST_TILES = 1_000_000
DEFAULT_MAX_ZOOM = 15
Names = Annotated[list[str], typer.Argument(metavar="LAYER...", help="Các lớp · Layers.")]
AnyNames = Annotated[
    list[str] | None, typer.Argument(metavar="[LAYER...]", help="Các lớp; bỏ trống: mọi lớp · Layers; all if absent.")
]
Out = Annotated[Path, typer.Option("--out", metavar="F.pmtiles", help="Tệp sẽ ghi · The file to write.")]
MinZoom = Annotated[int, typer.Option(min=0, max=MAX_ZOOM, help="Từ zoom nào · First zoom.")]
MaxZoom = Annotated[int, typer.Option(min=0, max=MAX_ZOOM, help="Đến zoom nào · Last zoom.")]
At = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Đơn vị hành chính của ngày nào · Units of which day; today if absent."),
]
For = Annotated[Audience, typer.Option("--audience", help="Cho ai xem · Who may see it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Nhiều ô cũng làm, không hỏi · However many tiles there are.")]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


@tiles.callback()
def _tiles() -> None:
    """Ô bản đồ · Tiles."""


@tiles.command("export")
def export_command(
    names: Names,
    file: Out,
    min_zoom: MinZoom = 0,
    max_zoom: MaxZoom = DEFAULT_MAX_ZOOM,
    at: At = None,
    audience: For = Audience.PUBLIC,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Xuất mọi ô của các lớp ra một tệp PMTiles · Write all tiles of layers into one PMTiles archive.

    Các ô là của một thời điểm. Bị dừng giữa chừng thì chạy lại đúng lệnh này để làm tiếp · The tiles are of one moment;
    when stopped, the same command goes on where it was, and makes again what changed meanwhile.

    Ví dụ · Example: wardmap tiles export communes commune_labels --out xa.pmtiles --max-zoom 14
    """
    from geo_api.tiles.export import Wanted, export  # noqa: PLC0415  # heavy: no other command should wait for it

    wanted = Wanted(
        layers=_layers(names, audience),
        audience=audience,
        min_zoom=min_zoom,
        max_zoom=max_zoom,
        at=at.date() if at else today(),
        out=file,
    )
    if wanted.first_zoom > max_zoom:
        raise typer.BadParameter(f"--max-zoom: ít nhất {wanted.first_zoom} · at least {wanted.first_zoom}")
    with database_urls(Settings(), "tiles export") as urls:
        _record(urls.owner, wanted)
        exported = export(urls.service, wanted, _asking(yes=yes))
    _tell(exported, file, as_json=as_json)


@tiles.command("recount")
def recount_command(names: AnyNames = None, as_json: AsJson = False) -> None:
    """Đếm lại điểm và làm lại ô của các lớp · Count the points of layers again and have their tiles made anew.

    Cần sau khi sửa dữ liệu lúc trigger bị tắt (wardmap doctor báo). Ai ghi vào lớp đang đếm thì chờ · Needed after data
    was changed with triggers off (wardmap doctor tells). Whoever writes to the layer being counted waits.

    Ví dụ · Example: wardmap tiles recount wifi addresses
    """
    layers = layers_named(names or ())
    with database_urls(Settings(), "tiles recount") as urls:
        counted = recount(urls.owner, layers)
        if as_json:
            print_json([{"layer": layer.name, "points": points} for layer, points in counted])
            return
        for layer, points in counted:
            out.print(f"✓ {layer.name}" + ("" if points is None else f": {points:,} điểm · points"), markup=False)


def _record(owner: "URL", wanted: "Wanted") -> None:
    """Who takes what away that is not everybody's, before it is taken."""
    from geo_api.audit import Action, Event, command_line, record  # noqa: PLC0415  # as above
    from geo_api.db import owner_connection  # noqa: PLC0415  # as above

    guarded = [layer.name for layer in wanted.layers if layer.shows_guarded_rows_to(wanted.audience)]
    if not guarded:
        return
    details = {"zooms": [wanted.min_zoom, wanted.max_zoom], "audience": wanted.audience.value}
    with owner_connection(owner) as connection:
        for name in guarded:
            record(connection, Event(Action.EXPORTED, command_line(), name, details))


def _layers(names: Sequence[str], audience: Audience) -> tuple[Layer, ...]:
    """The layers of these names. Raises CommandFailed naming those that this audience has."""
    known = layers_for(audience)
    for name in names:
        if name not in known:
            listed = ", ".join(known)
            raise CommandFailed(
                f"Không có lớp “{name}” cho {audience}. Các lớp: {listed}.",
                f"There is no layer “{name}” for {audience}. Layers: {listed}.",
            )
    return tuple(known[name] for name in dict.fromkeys(names))


def _asking(*, yes: bool) -> Callable[[int, int], bool]:
    """Whether to go on with so many tiles: asked of a person once, and of nobody without a terminal."""
    agreed = yes

    def goes_on(zoom: int, tiles: int) -> bool:
        nonlocal agreed
        if not agreed and tiles > MOST_TILES and err.is_terminal:
            agreed = typer.confirm(
                f"Đến zoom {zoom} đã có {grouped(tiles, 'vi')} ô. Làm tiếp?"
                f" · {grouped(tiles, 'en')} tiles up to zoom {zoom}. Go on?",
                err=True,
            )
        return agreed or tiles <= MOST_TILES

    return goes_on


def _tell(exported: "Exported", file: Path, *, as_json: bool) -> None:
    figures = asdict(exported.archived)
    if as_json:
        print_json({"file": str(file), **figures, "made": exported.made, "kept": exported.kept})
        return
    out.print(f"✓ {file}: {figures['tiles']:,} ô · tiles, {figures['bytes']:,} byte", markup=False)
