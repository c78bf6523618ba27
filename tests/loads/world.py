"""A service with its worker, as a browser meets them: real HTTP, real processes, a database of their own."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx2 as httpx
import uvicorn
from sqlalchemy import text

from geo_api.access import Role
from geo_api.app import create_app
from geo_api.db import owner_connection
from geo_api.loads.documents import UploadDocument
from geo_api.settings import Settings
from tests.accounts.tools import add_account, cookie_of
from tests.conftest import TestDatabase
from tests.loaders import commands

PATIENCE_SECONDS = 90
LOADS = "/api/v1/loads"
# Whose map it is, as the worker is told.
AGENCY = "UBND xã Thử"
SETTLED = {"asks", "refused", "ready", "done", "failed", "cancelled"}


def wait_for(found: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (value := found()):
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.03)
    return value


@dataclass
class World:
    """database, data_dir: of the service; client: signed in as the administrator `nga`; workers: those running."""

    database: TestDatabase
    data_dir: Path
    client: httpx.Client
    workers: list[BaseProcess] = field(default_factory=list)

    def start_worker(self) -> BaseProcess:
        environment = {
            "WARDMAP_DATABASE_URL": self.database.service.render_as_string(),
            "WARDMAP_OWNER_DATABASE_URL": self.database.owner.render_as_string(),
            "WARDMAP_DATA_DIR": str(self.data_dir),
            "WARDMAP_AGENCY": AGENCY,
        }
        self.data_dir.mkdir(exist_ok=True)
        worker = commands.start(["loads", "work"], environment, self.data_dir / "worker.log").process
        self.workers.append(worker)
        return worker

    def stop_worker(self, how: signal.Signals = signal.SIGTERM) -> int | None:
        """Its exit code, negative for a signal."""
        worker = self.workers.pop()
        assert worker.pid
        os.kill(worker.pid, how)
        worker.join(PATIENCE_SECONDS)
        return worker.exitcode

    def send(self, *files: Path, layer: str = "schools", **fields: Any) -> httpx.Response:
        parts = [("file", (path.name, path.read_bytes(), "application/octet-stream")) for path in files]
        return self.client.post(LOADS, data={"layer": layer, **fields}, files=parts)

    def sent(self, *files: Path, layer: str = "schools", **fields: Any) -> int:
        answer = self.send(*files, layer=layer, **fields)
        assert answer.status_code == 202, answer.text
        number = int(answer.json()["id"])
        assert answer.headers["location"] == f"{LOADS}/{number}"
        return number

    def get(self, upload: int) -> dict[str, Any]:
        answer = self.client.get(f"{LOADS}/{upload}")
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        assert set(document) == set(UploadDocument.model_fields)
        UploadDocument.model_validate(document)
        return document

    def settled(self, upload: int) -> dict[str, Any]:
        """The upload once the worker is through with it."""

        def done() -> dict[str, Any] | None:
            document = self.get(upload)
            return document if document["state"] in SETTLED else None

        found: dict[str, Any] = wait_for(done, "the worker is through")
        return found

    def until(self, found: Callable[[], Any], what: str) -> None:
        wait_for(found, what)

    def options(self, upload: int, *, revision: int | None = None, **options: Any) -> httpx.Response:
        """Ask for other options of that revision; of the newest, if none is named."""
        params = {"revision": revision or self.get(upload)["revision"]}
        return self.client.put(f"{LOADS}/{upload}/options", params=params, json=options)

    def commit(self, upload: int, revision: int = 1) -> httpx.Response:
        return self.client.post(f"{LOADS}/{upload}/commit", params={"revision": revision})

    def folder(self, upload: int) -> Path:
        return self.data_dir / "uploads" / str(upload)

    def value(self, statement: str, **values: Any) -> Any:
        with owner_connection(self.database.owner) as connection:
            return connection.execute(text(statement), values).scalar()

    def execute(self, statement: str, **values: Any) -> None:
        with owner_connection(self.database.owner) as connection:
            connection.execute(text(statement), values)

    def count(self, layer: str) -> int:
        return int(self.value("SELECT count(*) FROM feature WHERE layer = :layer", layer=layer))


@contextmanager
def serving(database: TestDatabase, settings: Settings) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings, database.service), log_level="warning"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@contextmanager
def world_of(database: TestDatabase, data_dir: Path, **settings: Any) -> Iterator[World]:
    account = add_account(database, "nga", Role.ADMIN)
    with serving(database, Settings(data_dir=data_dir, **settings)) as address:
        headers = {"Sec-Fetch-Site": "same-origin"}
        cookies = cookie_of(database, account)
        with httpx.Client(base_url=address, cookies=cookies, headers=headers, timeout=30) as client:
            world = World(database, data_dir, client)
            try:
                yield world
            finally:
                for worker in world.workers:
                    worker.kill()
                    worker.join()
