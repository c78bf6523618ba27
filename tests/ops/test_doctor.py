"""`wardmap doctor` finds what is wrong, says what to do, and changes nothing."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from geo_api.ops.doctor import Finding, examine
from geo_api.settings import Settings
from tests.conftest import Server, TestDatabase
from tests.ops.conftest import Installation


def findings(database: TestDatabase, service_role: str) -> dict[str, Finding]:
    owner = database.owner.render_as_string(hide_password=False)
    service = database.admin.set(username=service_role).render_as_string(hide_password=False)
    return {finding.name: finding for finding in examine(Settings(database_url=service, owner_database_url=owner))}


def test_a_migrated_database_is_well(migrated: TestDatabase) -> None:
    found = findings(migrated, "wardmap_service")
    names = {"database", "PostGIS", "schema", "coordinate systems", "clock", "triggers", "counts", "service role"}
    assert {name for name in names if found[name].is_well} == names


def test_the_clock_is_shown_in_utc(migrated: TestDatabase) -> None:
    shown = findings(migrated, "wardmap_service")["clock"].found
    theirs = datetime.strptime(shown.split(" · ")[0], "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - theirs) < timedelta(minutes=30)


def test_a_database_that_was_never_migrated(server: Server) -> None:
    with server.database() as database:
        found = findings(database, "wardmap_service")
    assert not found["schema"].is_well
    assert "wardmap migrate" in found["schema"].remedy.en
    assert not any(found[name].is_well for name in ("coordinate systems", "triggers", "counts"))


def test_serving_as_the_superuser_or_as_the_owner(migrated: TestDatabase) -> None:
    for role in ("postgres", "wardmap"):
        finding = findings(migrated, role)["service role"]
        assert not finding.is_well
        assert f"“{role}”" in finding.remedy.vi


def test_a_server_that_is_not_there(fresh: Installation) -> None:
    settings = Settings(database_url=f"postgresql://somebody@/nowhere?host={fresh.data_dir}")
    found = {finding.name: finding for finding in examine(settings)}
    assert not found["database"].is_well
    assert "Cannot connect to the database postgresql://somebody@" in found["database"].remedy.en


@pytest.mark.parametrize("words", [("migrate",), ("up", "--port", "0")])
def test_commands_say_which_database_is_away(fresh: Installation, words: tuple[str, ...]) -> None:
    done = fresh.command(*words, WARDMAP_DATABASE_URL=f"postgresql://somebody:secret@/nowhere?host={fresh.data_dir}")
    assert done.returncode == 1
    assert "Không kết nối được cơ sở dữ liệu postgresql://somebody:***@" in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_it_makes_nothing_and_says_so_by_its_exit_code(fresh: Installation) -> None:
    done = fresh.command("doctor", "--json")
    assert done.returncode == 1
    database = next(finding for finding in json.loads(done.stdout) if finding["name"] == "database")
    assert database["is_well"] is False
    assert "wardmap up" in database["remedy"]["vi"]
    assert not fresh.data_dir.exists()
