"""The root of all refusals: words for a person in both languages, and the HTTP status that says the same to a program.

WardmapError
├── loaders.errors.LoadError …      a file or a row is refused
└── geo_api.errors.BadRequest …     a request or a command is refused
"""

from typing import ClassVar

from layers.layer import Text


class WardmapError(Exception):
    """Something was refused or failed, and `detail` says to the person what and where."""

    status: ClassVar[int] = 500
    title: ClassVar[Text] = Text("Lỗi", "Error")
    # What a program tells it by, where its status is not enough (RFC 9457).
    kind: ClassVar[str] = "about:blank"

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.detail = Text(vi, en)
