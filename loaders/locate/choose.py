"""Which system the coordinates of a file are in: the one given, else the declared one, else the clear winner."""

from collections.abc import Iterable

from loaders.errors import Asked, LoadError, Question
from loaders.locate import words
from loaders.locate.candidates import BY_NAME, DEGREES, METRES, Landing, Sample, in_neighbourhood, landed, operations
from loaders.locate.columns import Kind, Position
from loaders.locate.crs import Given, Operation, crs_name, declared_crs, named_crs, operation_to_wgs84
from loaders.locate.evidence import BEST_SHARE, Evidence, Judge
from loaders.locate.ground import Ground, NoGround
from loaders.options import LoadOptions
from loaders.report import Tally
from loaders.source import Source

# With fewer places than this the names of the columns weigh more than the numbers under them.
FEWEST_TO_SWAP = 3
# A declared system that puts fewer of its places near Vietnam cannot be right.
_POSSIBLE_SHARE = 0.1
_LOW_SHARE = 0.5
_WGS84 = 4326


class Chooser:
    """One decision, with what it is based on; says what it did to the tally."""

    def __init__(self, source: Source, options: LoadOptions, position: Position, sample: Sample, tally: Tally) -> None:
        self._source = source
        self._options = options
        self._position = position
        self._sample = sample
        self._tally = tally

    def choose(self, ground: Ground) -> Operation:
        """The way to WGS 84. Raises LoadError when the system is not named and cannot be told."""
        given = self._given()
        if not len(self._sample.xy):
            return self._without_places(given)
        judge = Judge(self._sample, ground)
        if self._options.crs and given:
            return self._as_told(_first(given), judge)
        if given and len(given.systems) == 1 and self._is_declared():
            return self._as_declared(_first(given), judge)
        return self._searched(given, judge)

    def _given(self) -> Given | None:
        if self._options.crs:
            _warn_of_other(self._source.crs, self._options.crs, self._tally)
            return named_crs(self._options.crs)
        said = self._source.crs or self._source.assumed_crs
        given = declared_crs(said) if said else None
        if given and given.note:
            self._tally.warn(given.note.vi, given.note.en)
        return given

    def _is_declared(self) -> bool:
        """What a format means by itself counts for shapes; nobody who fills in a table thinks of it."""
        return self._source.crs is not None or not self._position.columns

    def _without_places(self, given: Given | None) -> Operation:
        if given is None:
            raise LoadError(
                "Tệp không nói tọa độ theo hệ nào; hãy nêu --crs, ví dụ --crs EPSG:9209.",
                "The file does not say which coordinate system it is in; please give --crs, such as --crs EPSG:9209.",
                Question(Asked.CRS),
            )
        return _first(given)

    def _as_told(self, operation: Operation, judge: Judge) -> Operation:
        """As --crs says; only the order of two columns is still told from the numbers."""
        pair = [operation]
        if self._position.columns and not operation.swapped and self._may_swap():
            pair.append(operation_to_wgs84(operation.crs, swapped=True))
        evidence = judge.weigh(pair)
        straight = next(landing for landing in evidence.landings if landing.operation is operation)
        is_lost = not in_neighbourhood(straight.lonlat).any()
        if evidence.best is not straight and is_lost and evidence.best.share >= BEST_SHARE:
            self._tell(evidence)
            return evidence.best.operation
        self._doubt(straight, judge)
        return operation

    def _as_declared(self, operation: Operation, judge: Judge) -> Operation:
        alone = judge.weigh([operation]).best
        if alone.share >= BEST_SHARE:
            return operation
        evidence = judge.weigh([operation, *self._candidates(None)])
        if not evidence.best.share and not in_neighbourhood(landed(self._sample, operation)).any():
            evidence = self._anywhere([operation, *self._candidates(None)])
        declared = next(landing for landing in evidence.landings if landing.operation is operation)
        best = evidence.best
        is_impossible = in_neighbourhood(declared.lonlat).mean() < _POSSIBLE_SHARE and best.share >= BEST_SHARE
        if best.option != declared.option and (is_impossible or (evidence.named and evidence.is_clear())):
            raise words.contradiction(declared, evidence)
        self._warn_if_low(declared, evidence)
        return operation

    def _searched(self, given: Given | None, judge: Judge) -> Operation:
        evidence = judge.weigh(self._candidates(given))
        if evidence.is_clear() and (self._may_swap() or not evidence.best.operation.swapped):
            self._tell(evidence)
            return evidence.best.operation
        if not evidence.best.share and not (given and self._sample.is_degrees):
            evidence = self._anywhere(self._candidates(given))
        if given and len(given.systems) == 1 and (self._sample.is_degrees or not evidence.best.share):
            operation = _first(given)
            self._warn_if_low(judge.weigh([operation]).best, evidence)
            return operation
        raise words.question(evidence)

    def _anywhere(self, candidates: Iterable[Operation]) -> Evidence:
        """What puts the places in Vietnam, where none puts them in a unit on record; east before north comes first."""
        ordered = sorted(candidates, key=lambda operation: operation.swapped)
        return Judge(self._sample, NoGround()).weigh(ordered)

    def _candidates(self, given: Given | None) -> list[Operation]:
        """In the order in which one is preferred to another that says the same."""
        if given and len(given.systems) > 1:
            return [operation_to_wgs84(crs) for crs in given.systems]
        codes: Iterable[int] = DEGREES if self._sample.is_degrees else METRES
        named = BY_NAME.get(self._position.system or "")
        if named:
            codes = [code for code in codes if code in named]
        elif given and self._sample.is_degrees:
            codes = (_WGS84,)
        return operations(codes or METRES)

    def _may_swap(self) -> bool:
        return self._position.kind in (Kind.XY, Kind.BOTH) or len(self._sample.xy) >= FEWEST_TO_SWAP

    def _tell(self, evidence: Evidence) -> None:
        """Degrees in columns that say so need no reasons."""
        best = evidence.best.operation
        if self._source.assumed_crs and best.crs.to_epsg() == _WGS84 and not best.swapped:
            return
        self._tally.find([words.decided(evidence)])
        if best.swapped and self._position.kind is Kind.AXES:
            self._tally.warn(
                "Kinh độ (Đông) và vĩ độ (Bắc) đứng đổi chỗ cho nhau trong tệp; đã đổi lại.",
                "Longitude (east) and latitude (north) have changed places in the file; they were put right.",
            )

    def _doubt(self, used: Landing, judge: Judge) -> None:
        if used.share < _LOW_SHARE:
            self._warn_if_low(used, judge.weigh([used.operation, *self._candidates(None)]))

    def _warn_if_low(self, used: Landing, evidence: Evidence) -> None:
        if used.share < _LOW_SHARE and evidence.known and in_neighbourhood(used.lonlat).any():
            self._tally.find([words.doubtful(used, evidence)])


def _first(given: Given) -> Operation:
    return operation_to_wgs84(given.systems[0], swapped=given.swapped)


def _plain(name: str) -> str:
    """One name for each system; of WGS 84 in degrees there are two, by the order in which they say its axes stand."""
    code = name.strip().upper().partition(",")[0]
    return f"EPSG:{_WGS84}" if code == "OGC:CRS84" else code


def _warn_of_other(declared: str | None, wanted: str, tally: Tally) -> None:
    try:
        other = crs_name(declared_crs(declared).systems[0]) if declared else wanted
    except LoadError:
        return
    if _plain(other) != _plain(wanted):
        tally.warn(f"Tệp ghi {other} nhưng đã dùng {wanted}.", f"The file says {other}, but {wanted} was used.")
