"""`wardmap doctor`: what this machine and its database have, and what to do about what they lack."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text as Cell
from sqlalchemy import Connection, text

from geo_api.assets import MANIFEST, static_folder
from geo_api.catalogue.migrate import revisions
from geo_api.console import as_called, out, plain_table
from geo_api.db import owner_connection
from geo_api.embedded import Cluster, DatabaseUrls, database_urls
from geo_api.embedded.installation import OLDEST_POSTGIS, installations
from geo_api.errors import CommandFailed
from geo_api.ops.audit_look import audit_log
from geo_api.ops.finding import NO_REMEDY, Finding
from geo_api.ops.roles import service_role
from geo_api.ops.secret_looks import files, sealed_rows, secret_key
from geo_api.ops.web_looks import embeds
from geo_api.settings import Settings
from layers.layer import Text

OLDEST_PYTHON = (3, 11)
# A province with its indexes and a day's write-ahead log.
LEAST_FREE_GIB = 5
LARGEST_CLOCK_DIFFERENCE_SECONDS = 5
MOST_NAMED = 3
# VN-2000 with a 3° zone, one for each of the central meridians that provinces use.
VN2000_SRIDS = range(9205, 9219)


def examine(settings: Settings) -> list[Finding]:
    """Look at everything. Without a database, that is the finding, and what could be seen in it is left out."""
    return [
        _python(),
        _built_pages(),
        _disk(settings),
        _tiles(settings),
        secret_key(settings),
        files(),
        embeds(settings),
        *_database(settings),
    ]


def show(findings: list[Finding]) -> None:
    """A table for a person."""
    columns = ("", "Kiểm tra · Check", "Thấy · Found", "Việc cần làm · What to do")
    out.print(plain_table(columns, map(_row, findings)))


def _row(finding: Finding) -> tuple[Cell | str, ...]:
    mark = Cell("✓", "green") if finding.is_well else Cell("✗", "red")
    remedy = "" if finding.is_well else as_called(f"{finding.remedy.vi}\n{finding.remedy.en}")
    return mark, finding.name, finding.found, remedy


def _python() -> Finding:
    return Finding(
        "Python",
        sys.version_info >= OLDEST_PYTHON,
        sys.version.split()[0],
        Text("Cài Python 3.11 trở lên.", "Install Python 3.11 or newer."),
    )


def _built_pages() -> Finding:
    folder = static_folder()
    return Finding(
        "static",
        (folder / MANIFEST).is_file(),
        str(folder),
        Text("Dựng giao diện: npm ci && npm run build", "Build the pages: npm ci && npm run build"),
    )


def _existing(place: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    while not place.exists():
        place = place.parent
    return place


def _tiles(settings: Settings) -> Finding:
    place = _existing(settings.data_dir / "tiles")
    return Finding(
        "tiles",
        os.access(place, os.W_OK) or not settings.tile_cache_mb,
        f"{settings.tile_cache_mb} MB · {place}" if settings.tile_cache_mb else "0 MB",
        Text(
            f"Không ghi được vào {place}: ô bản đồ chỉ được giữ trong bộ nhớ. Hãy cho quyền ghi, hoặc đặt"
            " WARDMAP_TILE_CACHE_MB=0.",
            f"{place} cannot be written to: tiles are kept in memory only. Give the right to write there, or set"
            " WARDMAP_TILE_CACHE_MB=0.",
        ),
    )


def _disk(settings: Settings) -> Finding:
    place = _existing(settings.data_dir)
    free = shutil.disk_usage(place).free / 2**30
    return Finding(
        "disk",
        free >= LEAST_FREE_GIB,
        f"{free:.1f} GiB · {place}",
        Text(f"Cần ít nhất {LEAST_FREE_GIB} GiB trống.", f"At least {LEAST_FREE_GIB} GiB must be free."),
    )


def _database(settings: Settings) -> Iterator[Finding]:
    # Looking must not install a server or make a cluster.
    if settings.is_embedded and not (installations() and Cluster(settings.data_dir).exists):
        remedy = Text("Chưa có; lệnh này sẽ tạo: wardmap up", "Not there yet; this makes it: wardmap up")
        yield Finding("database", False, str(settings.data_dir), remedy)
        return
    try:
        with database_urls(settings, "doctor") as urls, owner_connection(urls.owner) as connection:
            yield Finding("database", True, _place(urls), NO_REMEDY)
            for look in LOOKS:
                yield look(connection)
            yield sealed_rows(connection, settings)
            yield _service_role(connection, service_role(urls.service))
    except CommandFailed as error:
        yield Finding("database", False, "—", error.detail)


def _place(urls: DatabaseUrls) -> str:
    return urls.owner.render_as_string(hide_password=True)


def _postgis(connection: Connection) -> Finding:
    found = connection.scalar(text("SELECT extversion FROM pg_extension WHERE extname = 'postgis'"))
    is_new_enough = found is not None and tuple(int(part) for part in found.split(".")[:2]) >= OLDEST_POSTGIS
    remedy = Text(
        "Cài PostGIS 3.3 trở lên rồi chạy: CREATE EXTENSION postgis;",
        "Install PostGIS 3.3 or newer, then run: CREATE EXTENSION postgis;",
    )
    return Finding("PostGIS", is_new_enough, found or "—", remedy)


def _schema(connection: Connection) -> Finding:
    current, newest = revisions(connection)
    return Finding("schema", current == newest, current or "—", Text("Chạy: wardmap migrate", "Run: wardmap migrate"))


def _coordinate_systems(connection: Connection) -> Finding:
    is_there = connection.scalar(text("SELECT to_regclass('spatial_ref_sys') IS NOT NULL"))
    asked = text("SELECT count(*) FROM spatial_ref_sys WHERE srid = ANY(:srids)")
    count = connection.scalar(asked, {"srids": list(VN2000_SRIDS)}) if is_there else 0
    found = f"{count}/{len(VN2000_SRIDS)} VN-2000 · EPSG:{VN2000_SRIDS[0]}–{VN2000_SRIDS[-1]}"
    remedy = Text("Chạy: wardmap migrate", "Run: wardmap migrate")
    return Finding("coordinate systems", count == len(VN2000_SRIDS), found, remedy)


def _clock(connection: Connection) -> Finding:
    theirs = connection.scalar(text("SELECT clock_timestamp()")) or datetime.now(UTC)
    theirs = theirs.astimezone(UTC)
    difference = abs((datetime.now(UTC) - theirs).total_seconds())
    return Finding(
        "clock",
        difference < LARGEST_CLOCK_DIFFERENCE_SECONDS,
        f"{theirs:%Y-%m-%d %H:%M:%S} UTC · ±{difference:.1f} s",
        Text(
            "Chỉnh giờ máy này và máy chủ dữ liệu (NTP).",
            "Set the clocks of this machine and of the database server (NTP).",
        ),
    )


def _policies(connection: Connection) -> Finding:
    """Whether the spatial index may be asked before row-level security is."""
    asked = text(
        "SELECT proleakproof FROM pg_proc WHERE oid = to_regprocedure('geometry_overlaps(geometry, geometry)')"
    )
    statement = "ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF;"
    is_fast = bool(connection.scalar(asked))
    return Finding(
        "policies",
        is_fast,
        "LEAKPROOF" if is_fast else "—",
        Text(
            f"Bản đồ của cán bộ sẽ chậm. Quản trị viên cơ sở dữ liệu cần chạy: {statement}",
            f"Maps of officials will be slow. A database administrator has to run: {statement}",
        ),
    )


def _is_watched(connection: Connection) -> bool:
    return bool(connection.scalar(text("SELECT to_regclass('layer.silent_triggers') IS NOT NULL")))


def _triggers(connection: Connection) -> Finding:
    is_there = _is_watched(connection)
    listed = text("SELECT part || '.' || name FROM layer.silent_triggers ORDER BY 1")
    silent = list(connection.scalars(listed)) if is_there else ["—"]
    remedy = Text(
        "Có thay đổi đã không đến được ô bản đồ. Chạy: wardmap migrate, rồi: wardmap tiles recount",
        "Changes have not reached the tiles. Run: wardmap migrate, then: wardmap tiles recount",
    )
    return Finding("triggers", not silent, _shortened(silent), remedy)


def _counts(connection: Connection) -> Finding:
    """Whether the points of every counted layer add up; reads them all."""
    is_there = _is_watched(connection)
    listed = text("SELECT layer FROM point_count AS c WHERE layer.is_miscounted(c) ORDER BY 1")
    wrong = list(connection.scalars(listed)) if is_there else []
    layers = " ".join(wrong)
    remedy = Text(f"Chạy: wardmap tiles recount {layers}", f"Run: wardmap tiles recount {layers}")
    if not is_there:
        remedy = Text("Chạy: wardmap migrate", "Run: wardmap migrate")
    return Finding("counts", is_there and not wrong, _shortened(wrong) if is_there else "—", remedy)


def _shortened(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown} … ({len(names)})" if len(names) > MOST_NAMED else shown or "✓"


LOOKS: tuple[Callable[[Connection], Finding], ...] = (
    _postgis,
    _schema,
    _coordinate_systems,
    _policies,
    _clock,
    _triggers,
    _counts,
    audit_log,
)


def _service_role(connection: Connection, role: str) -> Finding:
    """A superuser sees every row whatever the policies say, and so does the owner of a table."""
    rights = text(
        "SELECT r.rolsuper OR r.rolbypassrls AS is_super, EXISTS ("
        "  SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        "  WHERE c.relowner = r.oid AND n.nspname NOT LIKE 'pg\\_%') AS owns"
        " FROM pg_roles r WHERE r.rolname = :role"
    )
    row = connection.execute(rights, {"role": role}).one_or_none()
    is_well = row is not None and not row.is_super and not row.owns
    remedy = Text(
        f"Dùng cho WARDMAP_DATABASE_URL một vai trò không phải superuser và không sở hữu bảng nào, thay cho “{role}”; "
        "vai trò chủ bảng để ở WARDMAP_OWNER_DATABASE_URL.",
        f"Use a role for WARDMAP_DATABASE_URL that is no superuser and owns no table, instead of “{role}”; "
        "the owner of the tables belongs in WARDMAP_OWNER_DATABASE_URL.",
    )
    return Finding("service role", is_well, role, remedy)
