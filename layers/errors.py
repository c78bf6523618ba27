"""The root of all refusals: words for a person in both languages, and the HTTP status that says the same to a program.

WardmapError
├── loaders.errors.LoadError …      a file or a row is refused
└── geo_api.errors.BadRequest …     a request or a command is refused
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from layers.layer import Text


class WardmapError(Exception):
    """Something was refused or failed, and `detail` says to the person what and where."""

    status: ClassVar[int] = 500
    title: ClassVar[Text] = Text("Lỗi", "Error")
    # What a program tells it by, where its status is not enough (RFC 9457).
    kind: ClassVar[str] = "about:blank"
    # What else the answer says to a program (RFC 9457, extension members).
    members: Mapping[str, Any] = {}

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.detail = Text(vi, en)
