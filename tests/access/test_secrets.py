"""Secrets come from files as well, and are written nowhere."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from geo_api.secret_files import SECRETS, without_files
from geo_api.settings import Settings
from tests.accounts.tools import SESSION
from tests.conftest import TestDatabase
from tests.tiles.workers import until

MARK = "Zx9kQ7vT2mWp4sRb8nYc"
KEY = f"{MARK}-0123456789abcdefghij"
PASSWORD = f"{MARK}-of-somebody"


def wardmap(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "geo_api.cli", *words]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_stand_in_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    value = f"postgresql://wardmap:{MARK}@db/wardmap" if name.endswith("url") else KEY
    (tmp_path / "secret").write_text(f"{value}\n")
    monkeypatch.delenv(f"WARDMAP_{name.upper()}", raising=False)
    monkeypatch.setenv(f"WARDMAP_{name.upper()}_FILE", str(tmp_path / "secret"))
    found = getattr(Settings(), name)
    assert (found if isinstance(found, str) else found.get_secret_value()) == value
    assert MARK not in repr(Settings())


def test_a_file_env_may_name_the_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "secret").write_text(KEY)
    (tmp_path / ".env").write_text(f"WARDMAP_METRICS_TOKEN_FILE={tmp_path}/secret\n")
    monkeypatch.chdir(tmp_path)
    token = Settings().metrics_token
    assert token
    assert token.get_secret_value() == KEY


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xff\xfe\x00", "is no text in UTF-8"),
        (b"a" * 70_000, "holds no secret that we could use"),
    ],
)
def test_a_file_that_holds_none_is_named(tmp_path: Path, content: bytes | None, words: str):
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    done = wardmap({"WARDMAP_METRICS_TOKEN_FILE": str(tmp_path / "secret")}, "doctor")
    assert done.returncode == 1
    assert "WARDMAP_METRICS_TOKEN_FILE" in done.stderr
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_secret_given_twice_is_refused(tmp_path: Path):
    (tmp_path / "secret").write_text(KEY)
    given = {"WARDMAP_METRICS_TOKEN": KEY, "WARDMAP_METRICS_TOKEN_FILE": str(tmp_path / "secret")}
    done = wardmap(given, "doctor")
    assert done.returncode == 1
    assert "give one of the two" in " ".join(done.stderr.split())
    assert MARK not in done.stdout + done.stderr


def test_the_doctor_says_when_everybody_can_read_a_secret(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text(KEY)
    for mode, is_told in ((0o644, True), (0o600, False)):
        secret.chmod(mode)
        told = wardmap(
            {"WARDMAP_METRICS_TOKEN_FILE": str(secret), "WARDMAP_DATA_DIR": str(tmp_path)}, "doctor", "--json"
        )
        assert (f"chmod 600 {secret}" in told.stdout) is is_told, told.stdout


def test_a_process_that_is_given_a_secret_is_not_pointed_to_its_file():
    before = {"WARDMAP_DATABASE_URL_FILE": "/run/a", "WARDMAP_SECRET_KEY_FILE": "/run/b", "PATH": "/bin"}
    assert without_files(before, "database_url") == {"WARDMAP_SECRET_KEY_FILE": "/run/b", "PATH": "/bin"}


def marked(url: str, folder: Path) -> dict[str, str]:
    """Every secret there is, each with the mark in it."""
    token = folder / "token"
    token.write_text(KEY)
    return {
        "WARDMAP_DATABASE_URL": url,
        "WARDMAP_OWNER_DATABASE_URL": url,
        "WARDMAP_SECRET_KEY": KEY,
        "WARDMAP_METRICS_TOKEN_FILE": str(token),
        "WARDMAP_OIDC_CLIENT_SECRET": KEY,
        "WARDMAP_DATA_DIR": str(folder / "data"),
        "WARDMAP_TILE_CACHE_MB": "8",
    }


@contextmanager
def service(environment: dict[str, str], folder: Path) -> Iterator[tuple[str, Path]]:
    """The service as the image runs it: its address, and where what it writes goes."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    written = folder / "written"
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "geo_api.app:from_environment",
        "--factory",
        "--no-access-log",
        "--port",
        str(port),
    ]
    with written.open("wb") as out:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=out, stderr=out)
    try:
        until(lambda: b"Uvicorn running" in written.read_bytes() or process.poll() is not None)
        yield f"http://127.0.0.1:{port}", written
    finally:
        process.terminate()
        process.wait()


def provoked(address: str) -> bytes:
    """What the service answers to right and wrong requests of all kinds."""
    wrong = {"Authorization": f"Bearer {KEY}x", "Cookie": f"wardmap_session={MARK}"}
    with httpx2.Client(base_url=address, timeout=30) as client:
        answers = [
            client.get("/health/ready"),
            client.get("/metrics", headers=wrong),
            client.get("/openapi.json"),
            client.get("/ogc/collections/communes/items"),
            client.get("/tiles/communes/9/407/226.mvt"),
            client.get("/as/police/ogc/collections", headers=wrong),
            client.get("/admin", headers=wrong),
            client.post(SESSION, json={"name": "lan", "password": PASSWORD}),
            client.post(SESSION, json={"name": "lan", "password": 5, "other": PASSWORD}),
            client.post(SESSION, content=b"\xff{" + PASSWORD.encode()),
            client.get("/api/v1/search", params={"q": "x", "token": MARK}),
        ]
    # Only what was not in the request itself: links repeat it to whoever sent it.
    return b"".join(str(answer.headers).encode() + answer.content for answer in answers)


@pytest.mark.parametrize("is_there", [True, False])
def test_no_secret_is_written_or_answered(sample_db: TestDatabase, tmp_path: Path, is_there: bool):
    there = sample_db.service.set(password=MARK, drivername="postgresql").render_as_string(hide_password=False)
    environment = marked(there if is_there else f"postgresql://wardmap:{MARK}@127.0.0.1:1/none", tmp_path)
    with service(environment, tmp_path) as (address, written):
        told = provoked(address)
    assert b"Uvicorn running" in written.read_bytes()
    assert MARK.encode() not in told
    assert MARK.encode() not in written.read_bytes()
    kept = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if MARK.encode() in path.read_bytes()]


@pytest.mark.parametrize("words", [["doctor"], ["doctor", "--json"], ["migrate"], ["user", "list"], ["loads", "list"]])
def test_no_command_says_a_secret(words: list[str], tmp_path: Path):
    done = wardmap(marked(f"postgresql://wardmap:{MARK}@127.0.0.1:1/none", tmp_path), *words)
    assert done.returncode == 1
    assert done.stdout + done.stderr
    assert MARK not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "METRICS_TOKEN", "DATABASE_URL"])
def test_a_secret_that_cannot_be_used_is_not_repeated(name: str, tmp_path: Path):
    value = f"mysql://x:{MARK}@db" if name == "DATABASE_URL" else MARK[:9]
    environment = marked("postgresql://wardmap@127.0.0.1:1/none", tmp_path) | {f"WARDMAP_{name}": value}
    environment.pop(f"WARDMAP_{name}_FILE", None)
    with service(environment, tmp_path) as (_, written):
        pass
    said = written.read_text()
    assert f"WARDMAP_{name}" in said
    assert value not in said
