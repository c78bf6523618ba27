"""What the compose file promises: nothing runs as root, every part can be watched, no password is built in."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(TEXT)["services"]
# Their images run as a user of their own: see the Dockerfile and the name of nginx's image.
UNPRIVILEGED_IMAGES = ("wardmap", "nginxinc/nginx-unprivileged")


def test_every_password_must_be_given() -> None:
    passwords = re.findall(r"PASSWORD: (.*)", TEXT)
    assert len(passwords) == 7
    assert all(re.fullmatch(r"\$\{\w+:\?.+\}", password) for password in passwords)


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_is_root_or_can_become_it(name: str) -> None:
    service = SERVICES[name]
    assert service.get("user") == "postgres" or service["image"].split(":")[0] in UNPRIVILEGED_IMAGES
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_image_runs_as_a_user_of_its_own() -> None:
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert users == ["10001:10001"]


def test_what_stays_up_is_watched() -> None:
    lasting = {name for name, service in SERVICES.items() if service["restart"] == "unless-stopped"}
    assert lasting == {"db", "api", "loads", "coverage", "proxy"}
    assert all(SERVICES[name]["healthcheck"]["test"] for name in lasting)


def test_the_service_never_gets_the_password_of_the_owner() -> None:
    assert "OWNER" not in str(SERVICES["api"]["environment"])
    assert "POSTGRES_PASSWORD" not in str(SERVICES["api"]["environment"])
