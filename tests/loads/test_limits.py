"""What is refused of uploads, who may not enter, and that nothing stays behind."""

import http.client
import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from sqlalchemy import create_engine, text

from geo_api.access import Role
from geo_api.loads import receive
from geo_api.loads.file_names import cleaned, kept_names
from geo_api.loads.folders import Folders
from geo_api.loads.worker import sweep
from geo_api.settings import Settings
from tests.accounts.tools import add_account, cookie_of
from tests.loads.world import LOADS, World

TWO = "key,name,lon,lat\na,Trường A,106.1683,20.42\nb,Trường B,106.29,20.19\n"
ROUTES = [("GET", ""), ("POST", ""), ("GET", "/1"), ("PUT", "/1/options"), ("POST", "/1/commit"), ("DELETE", "/1"),
          ("GET", "/1/report.xlsx")]  # fmt: skip


@pytest.fixture
def two(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(TWO)
    return path


def left_behind(world: World) -> list[str]:
    root = world.data_dir / "uploads"
    return [path.name for path in root.iterdir()] if root.exists() else []


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_enters_without_signing_in_or_without_the_role(alone: World, method: str, path: str):
    url = str(alone.client.base_url).rstrip("/") + LOADS + path
    headers = {"Sec-Fetch-Site": "same-origin"}
    stranger = httpx.request(method, url, headers=headers, json={})
    assert stranger.status_code == 401
    assert stranger.headers["content-type"] == "application/problem+json"
    cookies = cookie_of(
        alone.database, add_account(alone.database, f"binh {method}{path}", Role.PLANNER, Role.COMMUNE_EDITOR)
    )
    assert httpx.request(method, url, headers=headers, cookies=cookies, json={}).status_code == 404
    foreign = {"Sec-Fetch-Site": "cross-site"}
    if method != "GET":
        assert alone.client.request(method, LOADS + path, headers=foreign, json={}).status_code == 403
    assert left_behind(alone) == []


def test_a_file_that_says_it_is_too_large_is_refused_at_once(alone: World, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 2_500_000)
    assert alone.send(path).status_code == 413
    assert left_behind(alone) == []


def test_a_file_that_turns_out_too_large_is_refused_on_the_way(alone: World):
    """In pieces, without saying how long it is; the client reads the answer without having sent all."""
    address = urlsplit(str(alone.client.base_url))
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    connection.putrequest("POST", LOADS)
    cookies = "; ".join(f"{name}={value}" for name, value in alone.client.cookies.items())
    for name, value in {"Cookie": cookies, "Sec-Fetch-Site": "same-origin", "Transfer-Encoding": "chunked",
                        "Content-Type": "multipart/form-data; boundary=b"}.items():  # fmt: skip
        connection.putheader(name, value)
    connection.endheaders()
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    for piece in (head, *[b"x" * 100_000] * 11):
        connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
    answer = connection.getresponse()
    assert answer.status == 413
    assert "1 MB" in json.loads(answer.read())["detail"]
    connection.close()
    alone.until(lambda: left_behind(alone) == [], "nothing is left of it")
    assert alone.value("SELECT count(*) FROM upload") == 0


def test_a_client_that_goes_away_leaves_nothing(alone: World):
    address = urlsplit(str(alone.client.base_url))
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    connection.putrequest("POST", LOADS)
    cookies = "; ".join(f"{name}={value}" for name, value in alone.client.cookies.items())
    for name, value in {"Cookie": cookies, "Sec-Fetch-Site": "same-origin", "Content-Length": "900000",
                        "Content-Type": "multipart/form-data; boundary=b"}.items():  # fmt: skip
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nxxxx')
    alone.until(lambda: left_behind(alone), "it has begun to arrive")
    connection.close()
    alone.until(lambda: left_behind(alone) == [], "nothing is left of it")


def test_a_server_without_a_place_for_files_says_so(alone: World, two: Path):
    shutil.rmtree(alone.data_dir, ignore_errors=True)
    alone.data_dir.write_text("no folder")
    answer = alone.send(two)
    alone.data_dir.unlink()
    assert answer.status_code == 503
    assert "WARDMAP_DATA_DIR" in answer.json()["detail"]


def test_a_disk_without_room_is_told(alone: World, two: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Folders, "free_bytes", lambda _: 1_000_000)
    assert alone.send(two).status_code == 507
    assert left_behind(alone) == []


def test_a_disk_that_fills_while_a_file_arrives_is_told(alone: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(receive, "_LOOK_BYTES", 100_000)
    left = iter([10**12])
    monkeypatch.setattr(Folders, "free_bytes", lambda _: next(left, 1_000_000))
    (tmp_path / "long.csv").write_bytes(b"x" * 300_000)
    assert alone.send(tmp_path / "long.csv").status_code == 507
    assert left_behind(alone) == []


def test_files_that_wait_have_a_quota_together(alone: World, two: Path):
    first = alone.sent(two)
    alone.execute("UPDATE upload SET file_size = 5000000000 WHERE id = :id", id=first)
    refused = alone.send(two)
    assert refused.status_code == 507
    assert "5000 MB" in refused.json()["detail"]
    assert alone.client.delete(f"{LOADS}/{first}").status_code == 204
    assert alone.send(two).status_code == 202


def test_other_routes_take_no_more_than_before(alone: World):
    def pieces():
        yield from [b"x" * 100_000] * 11

    assert alone.client.put(f"{LOADS}/1/options?revision=1", content=pieces()).status_code == 413


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"layer": "nowhere"}, "layer"),
        ({"layer": "communes"}, "layer"),
        ({"layer": ""}, "layer"),
        ({"mode": "sometimes"}, "mode"),
        ({"on_error": "shrug"}, "on_error"),
        ({"map": "name"}, "map"),
        ({"map": ["name=a", "name=b"]}, "map"),
        ({"map": "na me=a"}, "mapping"),
        ({"crs": "x" * 300}, "crs"),
        ({"key": "a\x00b"}, "key"),
        ({"surprise": "1"}, "surprise"),
        ({"crs": ["a", "b"]}, "crs"),
    ],
)
def test_a_form_that_is_wrong_is_refused_by_the_name_of_its_field(alone: World, two: Path, fields: dict, what: str):
    answer = alone.send(two, **{"layer": "schools", **fields})
    assert answer.status_code == 400
    assert f"“{what}”" in answer.json()["detail"]
    assert left_behind(alone) == []


def test_what_is_no_form_is_refused(alone: World):
    kinds = {"Content-Type": "multipart/form-data; boundary=b"}
    for headers, body in (({}, b""), (kinds, b""), (kinds, b"--b\r\nContent-"), (kinds, b"--c--\r\n"),
                          ({"Content-Type": "application/json"}, b"{}")):  # fmt: skip
        assert alone.client.post(LOADS, headers=headers, content=body).status_code == 400
    assert alone.client.post(LOADS, data={"layer": "schools"}, files={"other": b"x"}).status_code == 400
    assert alone.client.post(LOADS, files={"layer": (None, "schools")}).status_code == 400
    assert left_behind(alone) == []


def test_files_that_do_not_belong_together_are_refused(alone: World, two: Path):
    other = two.with_name("b.csv")
    other.write_text(TWO)
    assert alone.send(two, other).status_code == 400
    assert left_behind(alone) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("trường học.csv", "trường học.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\nga\\a.csv", "a.csv"),
        ("..", "_"),
        ("", "_"),
        (".htaccess", "htaccess"),
        ("a\x00b\n<script>.csv", "a_b__script_.csv"),
        ("x" * 300 + ".geojson.gz", "x" * 139 + ".geojson.gz"),
    ],
)
def test_names_of_files_are_cleaned(name: str, kept: str):
    assert cleaned(name) == kept


def test_the_parts_of_a_shapefile_get_the_name_of_its_shapes():
    sent = ["x/Chợ.DBF", "Chợ.shp", "Chợ.shp.xml", "khac.prj"]
    assert kept_names(sent) == ["Chợ.DBF", "Chợ.shp", None, "Chợ.prj"]


def test_a_cancelled_upload_is_gone_with_its_file(alone: World, two: Path):
    upload = alone.sent(two)
    assert (alone.folder(upload) / "file" / "a.csv").read_text() == TWO
    assert alone.client.delete(f"{LOADS}/{upload}").status_code == 204
    assert alone.get(upload)["state"] == "cancelled"
    assert not alone.folder(upload).exists()
    assert alone.client.delete(f"{LOADS}/{upload}").status_code == 204
    assert alone.commit(upload).status_code == alone.options(upload).status_code == 409


def test_what_is_not_there_is_not_found(alone: World):
    for number in (1, 2**63 - 1):
        assert alone.client.get(f"{LOADS}/{number}").status_code == 404
        assert alone.commit(number).status_code == 404
    for number in ("0", "-1", str(2**63), "x"):
        assert alone.client.get(f"{LOADS}/{number}").status_code in (400, 404)


def test_options_that_cannot_be_are_refused(alone: World, two: Path):
    upload = alone.sent(two)
    wrong = ({"mode": "x"}, {"surprise": 1}, {"mapping": {"A B": "c"}}, {"crs": ""}, {"mapping": {"name": "\ud800"}})
    for options in wrong:
        content = json.dumps(options).encode()
        answer = alone.client.put(
            f"{LOADS}/{upload}/options?revision=1", content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 400, options
    assert alone.get(upload)["options"]["mode"] is None


def test_what_is_not_committed_goes_after_a_day(alone: World, two: Path):
    old, young = alone.sent(two), alone.sent(two)
    alone.execute("UPDATE upload SET touched_at = now() - interval '25 hours' WHERE id = :id", id=old)
    stray = alone.folder(999)
    stray.mkdir()
    engine = create_engine(alone.database.owner, isolation_level="AUTOCOMMIT")
    with engine.connect() as control:
        sweep(control, Folders(Settings(data_dir=alone.data_dir)))
        numbers = set(control.execute(text("SELECT id FROM upload")).scalars())
    engine.dispose()
    assert numbers == {young}
    assert alone.client.get(f"{LOADS}/{old}").status_code == 404
    assert stray.exists(), "what has just been put there may not be on record yet"
    assert alone.folder(young).exists()


def test_the_public_and_the_accounts_cannot_read_uploads(alone: World):
    engine = create_engine(alone.database.admin)
    with engine.connect() as connection:
        for role in ("wardmap_public", "wardmap_staff", "wardmap_accounts"):
            for table in ("upload", "undoing"):
                may = text("SELECT has_table_privilege(:role, :table, 'SELECT, INSERT, UPDATE, DELETE')")
                assert connection.scalar(may, {"role": role, "table": table}) is False
        for table in ("feature", "load", "account", "account_session"):
            may = text("SELECT has_table_privilege('wardmap_loads', :table, 'INSERT, UPDATE, DELETE')")
            assert connection.scalar(may, {"table": table}) is False
    engine.dispose()
