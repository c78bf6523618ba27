"""How the private server is configured. Written anew at each start; `ALTER SYSTEM` still has the last word."""

from collections.abc import Mapping

import psycopg2

from geo_api.embedded.directories import Directories
from geo_api.embedded.installation import SERVER_USER, Account

SUPERUSER = "postgres"
OWNER = "wardmap"
SERVICE = "wardmap_service"

INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--data-checksums",
    "--auth=peer",
)

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    # A pool for each audience in each worker, and the commands beside them.
    "max_connections": "120",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    # Solid-state disks are what is sold now, also to offices.
    "random_page_cost": "1.1",
    # Compiling costs more than a tile's whole query.
    "jit": "off",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
}
# Tests copy databases by the hundred: nothing is logged that a crash would need, and nobody tidies up beside them.
NOT_FOR_KEEPS = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    # Several processes test on one server, each with applications of its own.
    "max_connections": "400",
}


def write(directories: Directories, cluster_name: str, account: Account, changes: Mapping[str, str]) -> None:
    """Write the configuration files. They lie outside the server's own directory, so its user cannot redirect them."""
    folder = directories.configuration
    files = {"hba_file": str(folder / "pg_hba.conf"), "ident_file": str(folder / "pg_ident.conf")}
    places = {"unix_socket_directories": str(directories.socket), "cluster_name": cluster_name}
    settings = {**SETTINGS, **files, **places, **changes}
    # What initdb found out about this machine comes first.
    lines = [f"include = {_quoted(str(directories.server / 'postgresql.conf'))}"]
    lines += [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    (folder / "postgresql.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "pg_hba.conf").write_text("local all all peer map=wardmap\n", encoding="utf-8")
    (folder / "pg_ident.conf").write_text(_identities(account), encoding="utf-8")


def _identities(account: Account) -> str:
    """Which users of the system may be which roles: ours, all of them; anybody else, none."""
    users = sorted({"root", SERVER_USER, account.name})
    return "".join(f'wardmap "{user}" {role}\n' for user in users for role in (SUPERUSER, OWNER, SERVICE))


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def answers(url: str) -> bool:
    """Whether a server takes connections at `url`."""
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True
