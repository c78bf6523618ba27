"""Running the service: the port and the worker processes."""

import errno
import multiprocessing
import os
import socket
from typing import TYPE_CHECKING

import uvicorn
from sqlalchemy.engine import URL
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from geo_api.errors import CommandFailed
from geo_api.process import end_with_parent, is_stopping, keep_what_is_there
from geo_api.settings import Settings
from geo_api.tiles.wire import TileProtocol

if TYPE_CHECKING:
    from fastapi import FastAPI

BACKLOG = 2048
# Longer than a proxy keeps an idle connection (60 s), so that it is never us who closes one just being used.
KEEP_ALIVE_SECONDS = 75
GRACE_SECONDS = 10


def import_for(workers: int) -> None:
    """Import what this process will run itself, while a signal still ends it as it ends any other."""
    if workers == 1:
        import geo_api.app  # noqa: F401, PLC0415  # heavy: who only watches over workers needs none of it


def reserve(host: str, port: int) -> socket.socket:
    """Take the port before anything heavy is started. It does not listen yet: nobody is left waiting meanwhile.

    Raises CommandFailed when the port is taken, forbidden, or the host is not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        reserved = socket.socket(family, kind, protocol)
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(address)
    except OSError as error:
        raise _refused(host, port, error) from error
    return reserved


def serve(settings: Settings, service_url: URL, sockets: list[socket.socket], workers: int) -> None:
    """Serve until a signal stops it. One worker runs in this process; several are children that end with it.

    Raises CommandFailed when the service does not come up.
    """
    for listening in sockets:
        _listen(listening)
    if workers == 1:
        from geo_api.app import create_app  # noqa: PLC0415  # as above

        app = create_app(settings, service_url)
        keep_what_is_there()
        # What a signal raised may have been lost where nothing can be raised, as while garbage is collected.
        if is_stopping():
            return
        uvicorn.Server(_configuration(app)).run(sockets)
        return
    os.environ.pop("WARDMAP_DATABASE_URL_FILE", None)
    os.environ["WARDMAP_DATABASE_URL"] = service_url.render_as_string(hide_password=False)
    supervisor = Multiprocess(_configuration("geo_api.server:worker", workers), sockets)
    supervisor.run()
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        raise CommandFailed("Tiến trình phục vụ không khởi động được.", "A worker process did not start.")


def worker() -> "FastAPI":
    """What each worker process runs: the application, ending with the process that started it."""
    from geo_api.app import from_environment  # noqa: PLC0415  # as above

    parent = multiprocessing.parent_process()
    end_with_parent(parent.pid if parent else None)
    return from_environment()


def _configuration(app: "FastAPI | str", workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        http=TileProtocol,
        ws="none",
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _listen(reserved: socket.socket) -> None:
    host, port = reserved.getsockname()[:2]
    try:
        reserved.listen(BACKLOG)
    except OSError as error:
        raise _refused(host, port, error) from error


def _refused(host: str, port: int, error: OSError) -> CommandFailed:
    if error.errno == errno.EADDRINUSE:
        return CommandFailed(
            f"Cổng {port} đã có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: wardmap up --port {port + 1}",
            f"Port {port} is in use by another program. Choose another, such as: wardmap up --port {port + 1}",
        )
    if error.errno == errno.EACCES:
        return CommandFailed(
            f"Không có quyền dùng cổng {port}; hãy chọn cổng từ 1024 trở lên.",
            f"No right to use port {port}; choose one from 1024 up.",
        )
    return CommandFailed(
        f"Không phục vụ được ở địa chỉ {host}: máy này không có địa chỉ ấy.",
        f"Cannot serve at {host}: this machine has no such address.",
    )
