"""What a loader refuses.

WardmapError
└── LoadError              the file as a whole: not there, not readable, no coordinate system …
    ├── LoadRefused        its rows: the report names each
    └── NothingForLayer    none of its rows is of the layer's kind
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from layers.errors import WardmapError
from layers.layer import Text
from loaders.personal import hidden
from loaders.report import LoadReport, hidden_text, shortened
from loaders.titles import field_words


class Asked(StrEnum):
    """What a person has to say before a file can be loaded: the option of that name."""

    CRS = "crs"
    ENCODING = "encoding"
    SOURCE_LAYER = "source_layer"
    MAPPING = "mapping"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer. value: what the option would say; of a mapping, ``FIELD=COLUMN``.

    points: longitude and latitude of some of the rows as this answer would place them; None: it places nothing.
    """

    value: str
    label: Text
    detail: Text | None = None
    points: tuple[tuple[float, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with the answers that are likely, the likeliest first; others are possible."""

    kind: Asked
    choices: tuple[Answer, ...] = ()


def which_source_layer(names: Iterable[str]) -> Question:
    """Of several layers, sheets or files in a file one is meant."""
    labels = ((name, shortened(name).strip()) for name in names)
    return Question(Asked.SOURCE_LAYER, tuple(Answer(name, Text(label, label)) for name, label in labels if label))


def _public(question: Question) -> Question:
    """What is shown of it, without numbers of people; what an option would say stays."""
    choices = (
        replace(choice, label=hidden_text(choice.label), detail=choice.detail and hidden_text(choice.detail))
        for choice in question.choices
    )
    return Question(question.kind, tuple(choices))


class LoadError(WardmapError):
    """The file cannot be loaded as it is; nothing was written. question: the answer to it would help."""

    status = 400
    title: ClassVar[Text] = Text("Không nạp được tệp", "The file cannot be loaded")

    def __init__(self, vi: str, en: str, question: Question | None = None) -> None:
        super().__init__(hidden(vi), hidden(en))
        self.question = question and _public(question)


class LoadRefused(LoadError):
    """Rows of the file are refused, and with them the file; nothing was written. `report` names rows and reasons."""

    def __init__(self, report: LoadReport) -> None:
        first = report.problems[0]
        field = field_words(report.layer, first.field) if first.field else None
        where_vi, where_en = (f"{field.vi}: ", f"{field.en}: ") if field else ("", "")
        super().__init__(
            f"Tệp {report.file_name} bị từ chối, không ghi gì: {report.rows_refused} / {report.rows_read} dòng "
            f"không đạt. Dòng {first.row}: {where_vi}{first.reason.vi}",
            f"File {report.file_name} is refused and nothing was written: {report.rows_refused} of {report.rows_read} "
            f"rows fail. Row {first.row}: {where_en}{first.reason.en}",
        )
        self.report = report


class NothingForLayer(LoadError):
    """No row of the file is of the kind that the layer holds."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            f"Tệp {file_name} không có dòng nào thuộc lớp này.",
            f"File {file_name} has no row that belongs to this layer.",
        )
