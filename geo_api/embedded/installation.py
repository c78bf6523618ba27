"""Where PostgreSQL with PostGIS is on this machine, and which user of the system runs it."""

import os
import pwd
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo_api.errors import CommandFailed

OLDEST_POSTGIS = (3, 3)
LIBRARIES = Path("/usr/lib/postgresql")
SHARED = Path("/usr/share/postgresql")
# PostgreSQL refuses to run as root; Debian's packages make this user for it.
SERVER_USER = "postgres"


@dataclass(frozen=True, slots=True)
class Installation:
    """Programs of one major version of PostgreSQL that has PostGIS."""

    major: int
    postgis: tuple[int, ...]

    def program(self, name: str) -> str:
        return str(LIBRARIES / str(self.major) / "bin" / name)


def installations() -> list[Installation]:
    """Those that can hold the map, newest first; a server without PostGIS ≥ 3.3 is passed over."""
    majors = sorted((int(path.parents[1].name) for path in LIBRARIES.glob("[1-9]*/bin/postgres")), reverse=True)
    found = [Installation(major, _postgis_version(major)) for major in majors]
    return [installation for installation in found if installation.postgis >= OLDEST_POSTGIS]


def _postgis_version(major: int) -> tuple[int, ...]:
    """The version that CREATE EXTENSION would install; empty when PostGIS is not there."""
    control = SHARED / str(major) / "extension" / "postgis.control"
    if not control.is_file():
        return ()
    match = re.search(r"default_version\s*=\s*'(\d+)\.(\d+)", control.read_text(encoding="utf-8"))
    return tuple(int(part) for part in match.groups()) if match else ()


@dataclass(frozen=True, slots=True)
class Account:
    """The user of the operating system that the server runs as."""

    name: str
    uid: int
    gid: int

    @property
    def process_options(self) -> dict[str, Any]:
        """Arguments for subprocess that become this user; none are needed (or allowed) when we are it already."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account:
    """The invoking user, or user postgres for root.

    Raises CommandFailed when root has no user postgres to hand over to.
    """
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()))
    try:
        return _account(pwd.getpwnam(SERVER_USER))
    except KeyError as error:
        raise CommandFailed(
            f"PostgreSQL không chạy bằng root, và máy này chưa có người dùng “{SERVER_USER}”. "
            f"Hãy chạy: useradd --system {SERVER_USER}",
            f"PostgreSQL refuses to run as root, and there is no user “{SERVER_USER}”. "
            f"Run: useradd --system {SERVER_USER}",
        ) from error


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
