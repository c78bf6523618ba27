"""What the worker, which works as the owner, does not believe of a record that the service may write."""

from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from geo_api.access import Role
from geo_api.loads.folders import Folders
from geo_api.settings import Settings
from tests.accounts.tools import add_account, cookie_of
from tests.loads.world import LOADS, World

TWO = "key,name,lon,lat\na,Trường A,106.1683,20.42\nb,Trường B,106.29,20.19\n"
INSERT = """
INSERT INTO upload (created_by, file_name, file_size, layer, options)
VALUES ('nga', :file, 1, 'schools', CAST(:options AS jsonb)) RETURNING id
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(TWO)
    return path


@pytest.fixture
def other(alone: World) -> Iterator[httpx.Client]:
    """Another administrator."""
    account = add_account(alone.database, "lan", Role.ADMIN)
    headers = {"Sec-Fetch-Site": "same-origin"}
    cookies = cookie_of(alone.database, account)
    with httpx.Client(base_url=alone.client.base_url, cookies=cookies, headers=headers, timeout=30) as client:
        yield client
    alone.execute("DELETE FROM account WHERE name = 'lan'")


def as_service(world: World, statement: str, **values: object) -> int:
    """Done by the role that requests about uploads have."""
    engine = create_engine(world.database.service)
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL ROLE wardmap_loads"))
            connection.execute(text("SET LOCAL default_transaction_read_only = off"))
            return int(connection.execute(text(statement), values).scalar_one())
    finally:
        engine.dispose()


@pytest.mark.parametrize("name", ["/etc/a.csv", "../file/a.csv", "a\\b.csv", "..", ""])
def test_no_record_names_a_file_elsewhere(alone: World, name: str):
    with pytest.raises(IntegrityError):
        alone.execute(INSERT.replace("RETURNING id", ""), file=name, options="{}")


def test_only_the_plain_file_in_its_own_folder_is_opened(alone: World, two: Path):
    upload = alone.sent(two)
    folders = Folders(Settings(data_dir=alone.data_dir))
    secret = two.with_name("secret.csv")
    secret.write_text(TWO)
    own = alone.folder(upload) / "file"
    (own / "link.csv").symlink_to(secret)
    (own / "folder.csv").mkdir()
    assert folders.file(upload, "a.csv") == own / "a.csv"
    for name in (str(secret), "../file/a.csv", "link.csv", "folder.csv", "nothing.csv", ".", "", "a.csv/"):
        assert folders.file(upload, name) is None
    alone.folder(upload + 1).symlink_to(alone.folder(upload))
    assert folders.file(upload + 1, "a.csv") is None
    (alone.folder(upload + 1)).unlink()


def test_the_service_cannot_say_of_a_file_that_it_was_checked(alone: World, two: Path):
    with pytest.raises(DBAPIError):
        as_service(alone, INSERT.replace("options)", "options, state)").replace("jsonb))", "jsonb), 'loading')"),
                   file="a.csv", options="{}")  # fmt: skip
    upload = alone.sent(two)
    with pytest.raises(DBAPIError):
        as_service(alone, "UPDATE upload SET checked_revision = 1 WHERE id = :id RETURNING id", id=upload)
    as_service(alone, "UPDATE upload SET state = 'loading', committed_by = 'nga' WHERE id = :id RETURNING id",
               id=upload)  # fmt: skip
    alone.start_worker()
    found = alone.settled(upload)
    assert (found["state"], alone.count("schools")) == ("failed", 0)
    assert "not checked" in found["error"]["en"]


def test_options_changed_behind_the_check_are_not_loaded(alone: World, two: Path):
    upload = alone.sent(two)
    alone.start_worker()
    assert alone.settled(upload)["state"] == "ready"
    as_service(
        alone,
        "UPDATE upload SET state = 'loading', committed_by = 'nga', "
        "options = jsonb_set(options, '{mode}', '\"replace\"') WHERE id = :id RETURNING id",
        id=upload,
    )
    assert alone.get(upload)["options"]["mode"] == "replace"
    found = alone.settled(upload)
    assert (found["state"], alone.count("schools")) == ("failed", 0)


def test_options_that_nobody_knows_fail_and_the_worker_goes_on(alone: World, two: Path):
    unknown = [as_service(alone, INSERT, file="x.csv", options=options) for options in ('{"mode": "drop"}', "[]")]
    good = alone.sent(two)
    worker = alone.start_worker()
    assert alone.settled(good)["state"] == "ready"
    for upload in unknown:
        found = alone.settled(upload)
        assert (found["state"], "options" in found["error"]["en"]) == ("failed", True)
    assert {each["id"] for each in alone.client.get(LOADS).json()["uploads"]} == {*unknown, good}
    assert worker.is_alive()


def test_the_load_names_who_committed_it(alone: World, other: httpx.Client, two: Path):
    upload = alone.sent(two, layer="relics")
    alone.start_worker()
    revision = alone.settled(upload)["revision"]
    assert other.post(f"{LOADS}/{upload}/commit", params={"revision": revision}).status_code == 202
    done = alone.settled(upload)
    assert (done["state"], done["by"], done["committed_by"]) == ("done", "nga", "lan")
    assert alone.value("SELECT loaded_by FROM load WHERE id = :id", id=done["load_id"]) == "lan"


def test_a_commit_is_of_what_was_looked_at(alone: World, other: httpx.Client, two: Path):
    upload = alone.sent(two, layer="markets")
    alone.start_worker()
    seen = alone.settled(upload)
    assert other.put(f"{LOADS}/{upload}/options", params={"revision": 1}, json={"mode": "replace"}).status_code == 200
    assert alone.settled(upload)["state"] == "ready"
    refused = alone.commit(upload, seen["revision"])
    assert (refused.status_code, "đã được đổi" in refused.json()["detail"]) == (409, True)
    stale = alone.options(upload, revision=seen["revision"], mode="append")
    assert (stale.status_code, alone.get(upload)["options"]["mode"]) == (409, "replace")
    assert alone.client.put(f"{LOADS}/{upload}/options", json={}).status_code == 400
    assert alone.count("markets") == 0
    for wrong in ({}, {"revision": "x"}, {"revision": "0"}, {"revision": "9" * 12}):
        assert alone.client.post(f"{LOADS}/{upload}/commit", params=wrong).status_code == 400
    assert alone.commit(upload, alone.get(upload)["revision"]).status_code == 202
    assert alone.settled(upload)["state"] == "done"


@pytest.mark.parametrize("name", ["", "..", "a" + "." * 200, "a" + ". " * 100, "___"])
def test_a_file_without_a_name_is_refused_in_words(alone: World, name: str):
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    rest = '\r\n--b\r\nContent-Disposition: form-data; name="layer"\r\n\r\nschools\r\n--b--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = alone.client.post(LOADS, headers=kind, content=(head + TWO + rest).encode())
    assert (answer.status_code, "tên tệp" in answer.json()["detail"]) == (400, True)
