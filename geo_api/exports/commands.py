"""`wardmap export`: a layer as a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from geo_api.audit import Action, Event, command_line, record
from geo_api.console import out
from geo_api.days import today
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.identity import identity_of
from geo_api.out_file import file_trouble_explained
from geo_api.settings import Settings
from layers.layer import Audience, Layer
from layers.registry import layers_for

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


def export(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="Tên lớp · Name of a layer.")],
    form: Annotated[
        Literal["geojson", "gpkg", "csv", "xlsx", "fgb", "parquet"],
        typer.Option("--format", help="Dạng tệp · Format of the file."),
    ],
    file: Annotated[Path, typer.Option("--out", metavar="F", help="Tệp sẽ ghi · The file to write.")],
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Dữ liệu của ngày nào · Data of which day; today if absent."),
    ] = None,
    audience: Annotated[Audience, typer.Option(help="Cho ai xem · Who may see it.")] = Audience.PUBLIC,
) -> None:
    """Xuất một lớp ra tệp, tọa độ WGS 84 · Write a layer into a file, in WGS 84.

    What is not of a day is as it is now. No cell of a table is a formula. What is not everybody's is recorded.

    Ví dụ · Example: wardmap export wifi --format gpkg --out wifi.gpkg
    """
    from geo_api.exports.rows import Wanted, reading  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.exports.write import WRITERS  # noqa: PLC0415  # as above

    settings = Settings()
    wanted = Wanted(_layer(layer, audience), audience, at.date() if at else today(), identity_of(settings))
    with file_trouble_explained(file), _beside(file) as new, database_urls(settings, "export") as urls:
        _record(urls.owner, wanted.layer, audience)
        with reading(urls.service, audience) as connection:
            written = WRITERS[form](connection, wanted, new)
    out.print(f"✓ {file}: {written:,} đối tượng · features, {file.stat().st_size:,} byte", markup=False)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file of the same name in a folder beside it, which takes its place at the end of the block."""
    if path.is_dir():
        raise IsADirectoryError(21, "Is a directory")
    with TemporaryDirectory(dir=path.parent, prefix=".wardmap-") as folder:
        yield Path(folder, path.name)
        Path(folder, path.name).replace(path)


def _layer(name: str, audience: Audience) -> Layer:
    """The layer of that name. Raises CommandFailed naming those that this audience has."""
    known = layers_for(audience)
    if name not in known:
        listed = ", ".join(known)
        raise CommandFailed(
            f"Không có lớp “{name}” cho {audience}. Các lớp: {listed}.",
            f"There is no layer “{name}” for {audience}. Layers: {listed}.",
        )
    return known[name]


def _record(owner: "URL", layer: Layer, audience: Audience) -> None:
    """Who takes what away that is not everybody's, before it is taken."""
    if layer.shows_guarded_rows_to(audience):
        with owner_connection(owner) as connection:
            record(connection, Event(Action.EXPORTED, command_line(), layer.name, {"audience": audience.value}))
