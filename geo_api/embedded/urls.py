"""The addresses a command connects to, whoever runs the database."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg2
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from geo_api.db import NOT_MIGRATED
from geo_api.embedded.cluster import Cluster, ClusterBusy
from geo_api.embedded.configuration import OWNER, SERVICE
from geo_api.embedded.lock import FileLock
from geo_api.errors import CommandFailed
from geo_api.settings import Settings, driver_url

# Another command may be making the cluster at this moment, or replaying a log.
JOIN_SECONDS = 60.0
POLL_SECONDS = 0.1
UNDEFINED_COLUMN = "42703"
# disk_full, and configuration_limit_exceeded: room that one session may take for temporary files.
NO_ROOM = ("53100", "53400")


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """The same database as the role that owns the tables, and as the one that only serves."""

    owner: URL
    service: URL


@contextmanager
def database_urls(settings: Settings, command: str = "") -> Iterator[DatabaseUrls]:
    """The given server, or the private cluster: joined when another process runs it, else run while the block lasts.

    `command` is told to others that want the cluster meanwhile. Raises CommandFailed, also for trouble with the
    database inside the block.
    """
    if settings.database_url:
        urls = given_urls(settings.database_url, settings.owner_database_url)
        with trouble_explained(urls):
            yield urls
        return
    with _private(Cluster(settings.data_dir), command) as cluster:
        urls = cluster_urls(cluster)
        with trouble_explained(urls):
            yield urls


@contextmanager
def trouble_explained(urls: DatabaseUrls) -> Iterator[None]:
    """What the database driver raises in the block, said to a person: which database, and what kind of trouble.

    Raises CommandFailed. The driver's own text can hold data of a row, so it is not repeated.
    """
    try:
        yield
    except (DBAPIError, psycopg2.Error) as error:
        place = urls.owner.set(drivername="postgresql").render_as_string(hide_password=True)
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise _lost(place) from error
        raise _explained(error.orig if isinstance(error, DBAPIError) else error, place) from error


def _lost(place: str) -> CommandFailed:
    return CommandFailed(
        f"Mất kết nối với cơ sở dữ liệu {place} giữa chừng; việc đang làm không được ghi. Hãy chạy lại lệnh này.",
        f"The connection to the database {place} was lost in the middle; what was under way is not kept. "
        "Please run this command again.",
    )


def _explained(error: BaseException | None, place: str) -> CommandFailed:
    code = getattr(error, "pgcode", None)
    if code in (*NOT_MIGRATED, UNDEFINED_COLUMN):
        return CommandFailed(
            f"Cơ sở dữ liệu {place} chưa đúng phiên bản. Hãy chạy: wardmap migrate",
            f"The database {place} is not up to date. Run: wardmap migrate",
        )
    if isinstance(error, psycopg2.OperationalError) and code is None:
        return CommandFailed(
            f"Không kết nối được cơ sở dữ liệu {place}: kiểm tra địa chỉ, vai trò, mật khẩu và máy chủ ấy.",
            f"Cannot connect to the database {place}: check the address, the role, the password and that server.",
        )
    if code in NO_ROOM:
        return CommandFailed(
            f"Đĩa của cơ sở dữ liệu {place} hết chỗ; không ghi gì. Hãy dọn bớt rồi chạy lại lệnh này.",
            f"The database {place} has no room left on its disk, and nothing was written. Free some and try again.",
        )
    return CommandFailed(
        f"Cơ sở dữ liệu {place} không làm được việc này (SQLSTATE {code or '—'}). Hãy chạy: wardmap doctor",
        f"The database {place} could not do this (SQLSTATE {code or '—'}). Run: wardmap doctor",
    )


def given_urls(service: str, owner: str | None) -> DatabaseUrls:
    """The addresses of a server that somebody else runs; one role may be both."""
    return DatabaseUrls(driver_url(owner or service), driver_url(service))


def cluster_urls(cluster: Cluster) -> DatabaseUrls:
    return DatabaseUrls(driver_url(cluster.url(OWNER)), driver_url(cluster.url(SERVICE)))


@contextmanager
def _private(cluster: Cluster, command: str) -> Iterator[Cluster]:
    guests = FileLock(cluster.data_dir / "users")
    if _starts(cluster, guests, command):
        try:
            yield cluster
        finally:
            try:
                _await_guests(guests)
            finally:
                cluster.stop()
                guests.release()
    else:
        try:
            yield cluster
        finally:
            guests.release()


def _starts(cluster: Cluster, guests: FileLock, command: str) -> bool:
    """True when we run the cluster now, False when we are a guest in somebody else's."""
    deadline = time.monotonic() + JOIN_SECONDS
    while True:
        try:
            cluster.start(command)
            return True
        except ClusterBusy:
            if guests.acquire(shared=True):
                if cluster.is_open():
                    return False
                guests.release()
            if time.monotonic() > deadline:
                raise
        time.sleep(POLL_SECONDS)


def _await_guests(guests: FileLock) -> None:
    """A command that came later works on our server: let it finish."""
    while not guests.acquire():
        time.sleep(POLL_SECONDS)
