"""What reading a file gives: its columns, its coordinate system as declared, and its rows one after another."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from layers.layer import Text
from loaders.batch import Batch, SourceRow, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An open file. Its rows can be gone through once, while the file is open.

    crs: as declared (WKT, ``EPSG:n`` or URN); None: the file says nothing. assumed_crs: what the format means when a
    file says nothing. encoding: of the text, as declared by the file. has_geometry: rows carry shapes of their own.
    counts_days: a number may be a day, as in workbooks. notes: what the reader left out or put right; complete once the
    rows have been gone through.
    """

    columns: tuple[str, ...]
    batches: Iterator[Batch]
    crs: str | None = None
    assumed_crs: str | None = None
    layer: str | None = None
    encoding: str | None = None
    has_geometry: bool = True
    counts_days: bool = False
    notes: list[Text] = field(default_factory=list)

    @property
    def rows(self) -> Iterator[SourceRow]:
        """The rows one by one, in place of `batches`."""
        return rows_of(self.batches)
