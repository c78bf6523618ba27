"""What is said at the start of what is set: the provider, and the file that turns claims into roles."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from geo_api.access import Role
from geo_api.accounts.oidc.mapping import Given, given_by, read_mapping
from geo_api.app import create_app
from geo_api.errors import CommandFailed
from geo_api.setting_refused import bad_setting
from geo_api.settings import Settings
from tests.accounts.oidc.tools import MAPPING

NOWHERE = make_url("postgresql+psycopg2://nobody@127.0.0.1:9/none")
GIVE = '[[give]]\nclaim = "groups"\nvalue = "a"\n'
PROVIDER = {"oidc_issuer": "https://sso.example", "oidc_client_id": "wardmap", "public_url": "https://ward.example"}


def written(folder: Path, content: str) -> Path:
    path = folder / "roles.toml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", "give: Field required"),
        ("give = []", "give: "),
        ("[[give]", "roles.toml"),
        (GIVE + 'roles = ["verifier"]\n', "give.0: Value error, says either `units` or `everywhere = true`"),
        (GIVE + 'roles = ["verifier"]\nunits = "u"\neverywhere = true\n', "give.0: "),
        (GIVE + 'roles = ["verifier"]\neverywhere = false\n', "give.0: "),
        (GIVE + 'roles = ["admin"]\nunits = "u"\n', "give.0: Value error, the role admin is not for units"),
        (GIVE + 'roles = ["chief"]\neverywhere = true\n', "give.0.roles.0: "),
        (GIVE + "roles = []\neverywhere = true\n", "give.0.roles: "),
        (GIVE + 'roles = ["admin"]\neverywhere = true\nunit = "x"\n', "give.0.unit: "),
        ('name = ""\n' + GIVE + 'roles = ["admin"]\neverywhere = true\n', "name"),
        ('scopes = ["a b"]\n' + GIVE + 'roles = ["admin"]\neverywhere = true\n', "scopes.0: "),
    ],
)
def test_a_file_that_cannot_be_used_is_said_at_the_start_with_its_place(tmp_path: Path, content: str, place: str):
    path = written(tmp_path, content)
    with pytest.raises(CommandFailed) as refused:
        create_app(Settings(**PROVIDER, oidc_roles=path), NOWHERE)
    for words in (refused.value.detail.vi, refused.value.detail.en):
        assert str(path) in words
        assert place in words


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path):
    with pytest.raises(CommandFailed, match="No such file"):
        read_mapping(tmp_path / "none.toml")
    (tmp_path / "roles.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandFailed, match="cannot be used"):
        read_mapping(tmp_path / "roles.toml")


@pytest.mark.parametrize("missing", ["oidc_client_id", "public_url", "oidc_roles"])
def test_what_else_is_needed_is_said(tmp_path: Path, missing: str):
    given = {**PROVIDER, "oidc_roles": written(tmp_path, MAPPING)}
    del given[missing]
    with pytest.raises(CommandFailed, match=f"WARDMAP_{missing.upper()}"):
        create_app(Settings(**given), NOWHERE)


@pytest.mark.parametrize(
    "issuer", ["http://sso.example", "sso.example", "https://", "https://sso.example?a=1", "https://sso.example#a"]
)
def test_an_issuer_has_to_be_safe(issuer: str):
    with pytest.raises(ValidationError) as refused:
        Settings(oidc_issuer=issuer)
    assert "WARDMAP_OIDC_ISSUER" in bad_setting(refused.value).detail.en


def test_the_secret_is_shown_nowhere():
    assert "hush" not in repr(Settings(oidc_client_secret="hush"))


CLAIMS = """
[[give]]
claim = ["realm_access", "roles"]
value = "ward"
roles = ["collector"]
units = ["office", "communes"]

[[give]]
claim = "https://sso.example/groups"
value = "rules"
roles = ["rule_editor", "admin"]
everywhere = true
"""


@pytest.mark.parametrize(
    ("claims", "given"),
    [
        ({}, []),
        ({"realm_access": "ward"}, []),
        ({"realm_access": {"roles": "ward"}}, []),
        ({"realm_access": {"roles": "ward"}, "office": {"communes": "1"}}, [Given(Role.COLLECTOR, "1")]),
        (
            {"realm_access": {"roles": ["ward"]}, "office": {"communes": ["1", "1", 2, None, "\x00"]}},
            [Given(Role.COLLECTOR, "1")],
        ),
        ({"realm_access": {"roles": ["wards"]}, "office": {"communes": "1"}}, []),
        ({"realm_access": {"roles": ["ward"]}, "office": {"communes": []}}, []),
        ({"https://sso.example/groups": "rules"}, [Given(Role.RULE_EDITOR, None), Given(Role.ADMIN, None)]),
        ({"https://sso.example/groups": {"rules": True}}, []),
        ({"https://sso.example/groups": True}, []),
    ],
)
def test_what_claims_give(tmp_path: Path, claims: dict[str, object], given: list[Given]):
    assert given_by(read_mapping(written(tmp_path, CLAIMS)), claims) == given
