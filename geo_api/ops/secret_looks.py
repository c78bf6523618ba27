"""What `wardmap doctor` says of the secret key; it makes none."""

import stat

from sqlalchemy import Connection, text

from geo_api.ops.finding import NO_REMEDY, Finding
from geo_api.sealed import seals
from geo_api.secret_files import secret_files
from geo_api.secret_keys import SecretKeys, key_file, read_keys
from geo_api.settings import Settings
from layers.errors import WardmapError
from layers.layer import Text

NAME = "secret key"
# Where Docker and systemd put secrets: whoever is in the container may read them there.
HANDED_OVER = "/run"


def files() -> Finding:
    """Whether nobody else reads the files that settings name. What a container is given lies in folders of its own."""
    named = [path for path in secret_files() if not path.is_relative_to(HANDED_OVER)]
    open_to_all = [path for path in named if path.stat().st_mode & stat.S_IROTH]
    which = " ".join(map(str, open_to_all))
    remedy = Text(f"Ai cũng đọc được. Chạy: chmod 600 {which}", f"Everybody can read it. Run: chmod 600 {which}")
    return Finding("secret files", not open_to_all, which or ", ".join(map(str, named)) or "—", remedy)


def secret_key(settings: Settings) -> Finding:
    """Whether there is a key that can be used, and nobody else reads it. A setting was looked at when it was read."""
    if settings.secret_key is not None:
        return Finding(NAME, True, "WARDMAP_SECRET_KEY", NO_REMEDY)
    path = key_file(settings)
    try:
        read_keys(path)
        mode = path.stat().st_mode
    except FileNotFoundError:
        return Finding(NAME, True, f"— · {path}", NO_REMEDY)
    except WardmapError as error:
        return Finding(NAME, False, str(path), error.detail)
    is_ours_alone = not mode & (stat.S_IRWXG | stat.S_IRWXO)
    remedy = Text(f"Người khác đọc được tệp khóa. Chạy: chmod 600 {path}", f"Others can read it. Run: chmod 600 {path}")
    return Finding(NAME, is_ours_alone, f"{stat.filemode(mode)} · {path}", remedy)


def sealed_rows(connection: Connection, settings: Settings) -> Finding:
    """Whether everything that is sealed can be opened with the keys that are here."""
    if not connection.scalar(text("SELECT to_regclass('account_second_factor') IS NOT NULL")):
        return Finding("sealed", False, "—", Text("Chạy: wardmap migrate", "Run: wardmap migrate"))
    try:
        state = seals(connection, _keys(settings))
    except WardmapError as error:
        return Finding("sealed", False, "—", error.detail)
    found = f"{state.rows}" + (f" · {state.older} khóa cũ · older key" if state.older else "")
    remedy = Text(
        f"{state.unknown} mục được niêm phong bằng khóa không có ở đây: đặt lại khóa cũ vào WARDMAP_SECRET_KEY, sau"
        " khóa mới. Nếu đã mất: wardmap user second-factor TÊN --off",
        f"{state.unknown} rows are sealed with a key that is not here: put it back into WARDMAP_SECRET_KEY, behind the"
        " newest. If it is lost: wardmap user second-factor NAME --off",
    )
    return Finding("sealed", not state.unknown, found, remedy)


def _keys(settings: Settings) -> SecretKeys | None:
    """The keys; None when there are none: looking makes no file."""
    return SecretKeys(settings) if settings.secret_key or key_file(settings).exists() else None
