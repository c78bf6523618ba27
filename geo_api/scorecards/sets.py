"""Sets of criteria as values, read from the YAML that is shipped. Pure but for the reading."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from layers.indicators.registry import all_indicators
from layers.layer import Text

UNIT_KIND = "unit_kind"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a criterion comes from. checked: somebody has compared it with the text of that document."""

    doc: str
    clause: str | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """What of an indicator is enough. by: the indicator whose value picks one of `values`; None: the one is under "".

    A value that is None has not been entered by anybody.
    """

    code: str
    op: str
    values: Mapping[str, float | None]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """Met when all `rules` pass and all `thresholds` are reached. code: as the document numbers it; id: of our own."""

    id: str
    code: str
    title: Text
    severity: str
    basis: Basis
    rules: tuple[str, ...]
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """first and last: days in force; None is open. applies_to: `unit_kind` or an indicator → the values meant."""

    id: str
    version: int
    title: Text
    level: str
    first: date | None
    last: date | None
    basis: Basis
    applies_to: Mapping[str, tuple[str | float, ...]]
    criteria: tuple[Criterion, ...]

    def is_in_force(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def is_checked(self) -> bool:
        """Whether all of it has been compared with the documents."""
        return self.basis.checked and all(criterion.basis.checked for criterion in self.criteria)

    @property
    def rules(self) -> list[str]:
        return sorted({rule for criterion in self.criteria for rule in criterion.rules})

    @property
    def indicators(self) -> list[str]:
        """Codes of all the indicators that it looks at."""
        thresholds = [each for criterion in self.criteria for each in criterion.thresholds]
        used = {each.code for each in thresholds} | {each.by for each in thresholds if each.by}
        return sorted(used | (self.applies_to.keys() - {UNIT_KIND}))


@cache
def shipped_sets() -> Mapping[str, CriteriaSet]:
    """Id → set, sorted by id, of all files in ``layers/criteria``. Raises ValueError for one that is wrong."""
    found: dict[str, CriteriaSet] = {}
    for file in _files():
        read = read_set(file.read_text(encoding="utf-8"))
        if found.setdefault(read.id, read) is not read:
            raise ValueError(f"{file.name}: the id {read.id} is taken")
    return MappingProxyType(dict(sorted(found.items())))


def set_of_day(level: str, day: date) -> CriteriaSet | None:
    """The set for units of that level that came into force last, of those in force on `day`."""
    there = [each for each in shipped_sets().values() if each.level == level and each.is_in_force(day)]
    return max(there, key=lambda each: each.first or date.min, default=None)


def read_set(text: str) -> CriteriaSet:
    """The set written in YAML. Raises ValueError with the place of the first fault."""
    document = json.loads(json.dumps(yaml.safe_load(text), default=str))
    for fault in _validator().iter_errors(document):
        raise ValueError(f"{fault.json_path}: {fault.message}")
    read = _set(document)
    _check(read)
    return read


def _folder() -> Traversable:
    return files("layers").joinpath("criteria")


def _files() -> Iterator[Traversable]:
    return (file for file in sorted(_folder().iterdir(), key=lambda file: file.name) if file.name.endswith(".yaml"))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_folder().joinpath("criteria.schema.json").read_text(encoding="utf-8")))


def _check(read: CriteriaSet) -> None:
    ids = [criterion.id for criterion in read.criteria]
    if len(set(ids)) != len(ids):
        raise ValueError("$.criteria: an id is given twice")
    if unknown := set(read.indicators) - all_indicators().keys():
        raise ValueError(f"$.criteria: there is no indicator {', '.join(sorted(unknown))}")


def _set(document: Mapping[str, Any]) -> CriteriaSet:
    first, last = (None if day is None else date.fromisoformat(day) for day in document["valid"])
    basis = Basis(**document["basis"])
    return CriteriaSet(
        id=document["id"],
        version=document["version"],
        title=Text(**document["title"]),
        level=document["level"],
        first=first,
        last=last,
        basis=basis,
        applies_to={name: tuple(values) for name, values in document.get("applies_to", {}).items()},
        criteria=tuple(_criterion(each, basis) for each in document["criteria"]),
    )


def _criterion(document: Mapping[str, Any], basis: Basis) -> Criterion:
    return Criterion(
        id=document["id"],
        code=document["code"],
        title=Text(**document["title"]),
        severity=document["severity"],
        basis=Basis(**document["basis"]) if "basis" in document else basis,
        rules=tuple(document.get("rules", ())),
        thresholds=tuple(_threshold(each) for each in document.get("indicators", ())),
    )


def _threshold(document: Mapping[str, Any]) -> Threshold:
    values = document["values"] if "by" in document else {"": document["value"]}
    return Threshold(document["code"], document["op"], values, document.get("by"))
