"""`wardmap up`: database, schema, sample data, service, worker; and all of it down again, the database last."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.panel import Panel

from geo_api import sample
from geo_api.accounts.oidc.service import sign_in_by_provider
from geo_api.catalogue.migrate import migrate
from geo_api.console import as_called, err, out
from geo_api.db import owner_connection
from geo_api.embedded import Cluster, DatabaseUrls
from geo_api.embedded.cluster import ClusterBusy
from geo_api.embedded.lock import Holder
from geo_api.embedded.urls import cluster_urls, given_urls, trouble_explained
from geo_api.errors import CommandFailed
from geo_api.ops.helper import helping
from geo_api.ops.roles import service_role
from geo_api.process import stopped_by_signals
from geo_api.server import import_for, reserve, serve
from geo_api.sessions import anybody_can_sign_in
from geo_api.settings import Settings
from layers.layer import Text

COMMAND = "up"
# A command that uses the cluster for a moment, or an `up` that is just stopping.
PATIENCE_SECONDS = 5.0
POLL_SECONDS = 0.1
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # compared with, not bound to
# An office makes its own: an account that every installation has would be everybody's.
FIRST_ACCOUNT = [
    "Chưa ai đăng nhập được. Thêm quản trị viên đầu tiên · Nobody can sign in yet. Add the first administrator:",
    "  wardmap user add NAME --role admin",
    "",
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    host: str
    port: int
    workers: int
    with_sample: bool


def run(settings: Settings, wanted: Wanted) -> None:
    """Run the whole service until a signal ends it.

    Raises CommandFailed when the port is taken, another `up` runs, or the database cannot be had.
    """
    # Before anything is started: what is wrong in its file is said at once, and by one process.
    sign_in_by_provider(settings)
    import_for(wanted.workers)
    with stopped_by_signals(), _reserved(settings, wanted) as listening, _database(settings) as (urls, cluster):
        with trouble_explained(urls):
            hint = _prepare(urls, wanted)
        addresses = _addresses(listening, settings.public_url)
        if cluster:
            cluster.announce(addresses[0])
        _show(addresses, hint)
        with helping(settings, urls):
            serve(settings, urls.service, [listening], wanted.workers)


def _prepare(urls: DatabaseUrls, wanted: Wanted) -> list[str]:
    """What still has to be done by a person, as lines to show."""
    _say("Cập nhật cấu trúc cơ sở dữ liệu", "Bringing the schema up to date")
    migrate(urls.owner, service_role(urls.service))
    if wanted.with_sample and sample.is_empty(urls.owner):
        sample.fill(urls.owner, lambda step: _say(step.vi, step.en))
    with owner_connection(urls.owner) as connection:
        return [] if anybody_can_sign_in(connection) else list(map(as_called, FIRST_ACCOUNT))


@contextmanager
def _reserved(settings: Settings, wanted: Wanted) -> Iterator[socket.socket]:
    try:
        listening = reserve(wanted.host, wanted.port)
    except CommandFailed:
        # Most often it is our own first `up` that has the port.
        if settings.is_embedded:
            _refuse_second(Cluster(settings.data_dir))
        raise
    with listening:
        yield listening


@contextmanager
def _database(settings: Settings) -> Iterator[tuple[DatabaseUrls, Cluster | None]]:
    if settings.database_url:
        yield given_urls(settings.database_url, settings.owner_database_url), None
        return
    cluster = Cluster(settings.data_dir)
    _say("Khởi động PostGIS riêng", "Starting the private PostGIS")
    _start(cluster)
    try:
        yield cluster_urls(cluster), cluster
    finally:
        cluster.stop()


def _start(cluster: Cluster) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            cluster.start(COMMAND)
            return
        except ClusterBusy as busy:
            _refuse_second(cluster)
            if time.monotonic() > deadline:
                raise CommandFailed(
                    f"{busy.detail.vi} Hãy đợi nó xong rồi chạy lại.",
                    f"{busy.detail.en} Wait until it is done, then try again.",
                ) from busy
        time.sleep(POLL_SECONDS)


def _refuse_second(cluster: Cluster) -> None:
    """Raises CommandFailed when an `up` that has come up runs this cluster."""
    holder = cluster.current_holder()
    if holder and holder.command == COMMAND and holder.is_ready:
        raise _already_running(holder)


def _already_running(holder: Holder) -> CommandFailed:
    where = f" · {holder.address}" if holder.address else ""
    return CommandFailed(
        f"wardmap đang chạy rồi (tiến trình {holder.pid}){where}",
        f"wardmap is running already (process {holder.pid}){where}",
    )


def _addresses(listening: socket.socket, public_url: str | None) -> list[str]:
    """Where a browser finds the service, the public address first."""
    host, port = listening.getsockname()[:2]
    hosts = [ANY_ADDRESS.get(host, host)]
    if host in ANY_ADDRESS:
        hosts += _own_address()
    local = [f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/" for name in hosts]
    return ([public_url] if public_url else []) + local


def _own_address() -> list[str]:
    """The address of this machine in its network: where a packet to the outside would leave from. None is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [str(probe.getsockname()[0])]


def _show(addresses: list[str], hint: list[str]) -> None:
    lines = [*addresses, "", *hint, "Dừng: Ctrl-C · Stop: Ctrl-C"]
    out.print(Panel.fit("\n".join(lines), title="Bản đồ đã sẵn sàng · The map is ready", border_style="green"))


def _say(vi: str, en: str) -> None:
    step = Text(vi, en)
    err.print(f"… {step.vi} · {step.en}", style="dim", markup=False)
