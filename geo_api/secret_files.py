"""Secrets that stand in files instead of the environment, as Docker, Kubernetes and systemd hand them over."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

ENDING = "_FILE"
# Settings that are secret, or hold a password among other things.
SECRETS = ("database_url", "owner_database_url", "metrics_token", "secret_key", "oidc_client_secret")
LARGEST_BYTES = 65_536


def without_files(environment: Mapping[str, str], *names: str) -> dict[str, str]:
    """The environment for a process that is given the settings `names` themselves."""
    dropped = {f"WARDMAP_{name.upper()}{ENDING}" for name in names}
    return {name: value for name, value in environment.items() if name not in dropped}


class SecretFiles(PydanticBaseSettingsSource):
    """For ``WARDMAP_…_FILE`` what that file says, without blanks around it.

    given: variables by name in small letters, as the environment and a file ``.env`` have them.
    """

    def __init__(self, settings: type[BaseSettings], given: Mapping[str, str | None]) -> None:
        super().__init__(settings)
        self._given = given

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002  # the library's
        """What the file of this setting says; None: there is none. Raises ValidationError."""
        name = f"wardmap_{field_name}"
        path = self._given.get(f"{name}{ENDING.lower()}")
        if not path:
            return None, field_name, False
        if self._given.get(name):
            raise _refusal(field_name, "stands beside the setting itself: give one of the two")
        return _content(field_name, Path(path)), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields
        found = {name: self.get_field_value(fields[name], name)[0] for name in SECRETS}
        return {name: value for name, value in found.items() if value is not None}


def secret_files() -> list[Path]:
    """Files that the environment names for secrets."""
    named = (os.environ.get(f"WARDMAP_{name.upper()}{ENDING}") for name in SECRETS)
    return [Path(path) for path in named if path]


def _content(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
        words = content.decode().strip()
    except OSError as error:
        raise _refusal(name, f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise _refusal(name, "is no text in UTF-8") from None
    if not words or len(content) > LARGEST_BYTES or "\0" in words:
        raise _refusal(name, "is empty" if not words else "holds no secret that we could use")
    return words


def _refusal(name: str, words: str) -> ValidationError:
    """Named as the variable is; what stands in the file is not repeated."""
    error = PydanticCustomError("secret_file", "{words}", {"words": f"the file {words}"})
    details: list[InitErrorDetails] = [{"type": error, "loc": (f"{name}{ENDING.lower()}",), "input": None}]
    return ValidationError.from_exception_data("Settings", details, hide_input=True)
