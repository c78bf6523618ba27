"""Packages of the operating system (Debian, Ubuntu): what is missing is installed when we may, else named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from geo_api.console import err
from geo_api.embedded.installation import Installation, installations
from geo_api.errors import CommandFailed

PACKAGE_LISTS = Path("/var/lib/apt/lists")
CLUSTER_DEFAULTS = Path("/etc/postgresql-common/createcluster.conf")
NO_SYSTEM_CLUSTER = "create_main_cluster = false"
# A fresh Ubuntu updates itself in the background for a while and holds the lock.
APT = ("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300")
QUIET = ("DEBIAN_FRONTEND=noninteractive", "UCF_FORCE_CONFFOLD=1")


def ensure_postgis() -> list[Installation]:
    """Installations of PostgreSQL with PostGIS, newest first, after installing one if there is none.

    Raises CommandFailed when there is none and it cannot be installed.
    """
    found = installations()
    if found:
        return found
    as_root = may_install("postgresql-postgis")
    # PostGIS is wanted, not a database server that starts with the machine.
    setting = (
        f"grep -qs '^ *create_main_cluster' {CLUSTER_DEFAULTS} || echo '{NO_SYSTEM_CLUSTER}' >> {CLUSTER_DEFAULTS}"
    )
    _run([*as_root, "sh", "-c", f"mkdir -p {CLUSTER_DEFAULTS.parent} && {{ {setting}; }}"])
    install("postgresql-postgis")
    found = installations()
    if not found:
        raise _cannot_install("PostGIS ≥ 3.3", "postgresql-postgis")
    return found


def install(*packages: str) -> None:
    """Install `packages` with apt-get.

    Raises CommandFailed, naming the command to run by hand, when it is not Debian, not allowed or does not succeed.
    """
    as_root = [*may_install(*packages), "env", *QUIET]
    names = " ".join(packages)
    err.print(f"… Đang cài {names} (apt-get) · Installing {names} (apt-get)", markup=False)
    wanted = [*as_root, *APT, "install", "--no-install-recommends", *packages]
    if _has_package_lists() and _run(wanted):
        return
    if not (_run([*as_root, *APT, "update"]) and _run(wanted)):
        raise _cannot_install(names, *packages)


def may_install(*packages: str) -> list[str]:
    """The words that make a command run as root: none, or sudo's.

    Raises CommandFailed when neither is to be had.
    """
    if not shutil.which("apt-get"):
        raise _cannot_install(" ".join(packages), *packages)
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:  # noqa: S607  # found by PATH on purpose
            return ["sudo", "-n"]
        if sys.stdin.isatty():
            return ["sudo"]
    raise _cannot_install(" ".join(packages), *packages)


def _has_package_lists() -> bool:
    return any(PACKAGE_LISTS.glob("*_Packages*"))


def _run(command: list[str]) -> bool:
    """Run it; when it fails, show the end of what it said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603  # fixed words
    if done.returncode != 0:
        err.print("\n".join(done.stdout.splitlines()[-5:]), style="dim", markup=False)
    return done.returncode == 0


def _cannot_install(what: str, *packages: str) -> CommandFailed:
    command = f"sudo apt-get update && sudo apt-get install {' '.join(packages)}"
    return CommandFailed(
        f"Máy này thiếu {what} và không tự cài được. Hãy chạy: {command}",
        f"This machine lacks {what}, and it cannot be installed from here. Run: {command}",
    )
