"""Colours of results: coverage finds them, whoever describes a map asks; the application puts the two together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from geo_api.reading import ReadAs


@dataclass(frozen=True, slots=True)
class Shades:
    """How units with a result are filled. steps: (share from which on, colour), rising; none: by outcome alone."""

    steps: Sequence[tuple[float, str]]
    passed: str
    failed: str
    unknown: str
    not_applicable: str


class ShadesOf(Protocol):
    """The shades of a rule in the units of a layer on a day; None where there is no such rule."""

    def __call__(self, reader: ReadAs, rule: str, layer: str, at: date) -> Shades | None: ...
