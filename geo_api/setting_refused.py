"""Why a setting cannot be used, in both languages."""

from pydantic import ValidationError

from layers.errors import WardmapError
from layers.layer import Text


class SettingRefused(ValueError):
    """said: goes on after the name of the setting, and ends without a full stop."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.said = Text(vi, en)


def bad_setting(error: ValidationError) -> WardmapError:
    """The first setting that is wrong, by its name; its value may be a password and is not repeated."""
    first = error.errors(include_input=False)[0]
    name = "WARDMAP_" + "_".join(map(str, first["loc"])).upper()
    cause = first.get("ctx", {}).get("error")
    reason = first["msg"].removeprefix("Value error, ")
    said = cause.said if isinstance(cause, SettingRefused) else Text(reason, reason)
    return WardmapError(
        f"Giá trị của {name} không dùng được ({said.vi}). Cách viết đúng: xem .env.example.",
        f"The value of {name} cannot be used: {said.en}. How it is written: .env.example.",
    )
