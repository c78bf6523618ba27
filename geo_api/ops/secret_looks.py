"""What `wardmap doctor` says of the secret key; it makes none."""

import stat

from geo_api.ops.finding import NO_REMEDY, Finding
from geo_api.secret_files import secret_files
from geo_api.secret_keys import key_file, read_keys
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
