"""What the picture of a map shows, read and drawn, in turn and not again and again."""

import time
from collections.abc import Callable, Hashable, Iterator
from threading import Lock

from anyio import CapacityLimiter, to_thread

from geo_api.embeds.asked import Asked
from geo_api.embeds.ground import Drawn, Frame, ground_layer, main_layers, shapes_of, unit_shape
from geo_api.embeds.page import day_words
from geo_api.embeds.picture import BORDERS, LAND, Ink, Sheet, Told, draw, map_frame_size
from geo_api.embeds.subject import Subject, Unit, home_of
from geo_api.embeds.words import words_in
from geo_api.errors import busy
from geo_api.identity import Identity
from geo_api.reading import ReadAs
from geo_api.share_classes import Shades
from layers.layer import Geometry, Layer

# Drawing takes a good part of a second of one processor.
AT_ONCE = 1
# The page of examples asks for some twenty at once, and two readers may open it together.
LONGEST_QUEUE = 48
KEPT_SECONDS, MOST_KEPT = 600, 100
_ROAD_WIDTH = 1.2


class Pictures:
    """The pictures of one process: drawn one at a time, kept for a while. The map's own threads stay free."""

    def __init__(self) -> None:
        self._turns = CapacityLimiter(AT_ONCE)
        self._kept: dict[Hashable, tuple[float, bytes]] = {}
        self._lock = Lock()

    async def of(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The picture `key`: the one that is kept, at once, else what `make` draws in its turn.

        Raises Unavailable when too many wait already.
        """
        found = self._found(key)
        if found:
            return found
        if self._turns.statistics().tasks_waiting >= LONGEST_QUEUE:
            raise busy()
        return await to_thread.run_sync(self._drawn, key, make, limiter=self._turns)

    def _found(self, key: Hashable) -> bytes | None:
        with self._lock:
            made, picture = self._kept.get(key, (0.0, None))
        return picture if time.monotonic() - made < KEPT_SECONDS else None

    def _drawn(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        # Whoever waited for the same before has had it drawn.
        found = self._found(key)
        if found:
            return found
        picture = make()
        with self._lock:
            self._kept.pop(key, None)
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = (time.monotonic(), picture)
        return picture


def draw_picture(reader: ReadAs, subject: Subject, unit: Unit | None, asked: Asked, who: Identity) -> bytes:
    """The picture of a subject, at a unit or where all of it is."""
    frame = Frame.around(home_of(reader, subject, unit), *map_frame_size())
    outlined = unit_shape(reader, unit.id, frame, asked.at.first) if unit else None
    sheet = Sheet(frame, list(_layers(reader, subject, frame, asked)), outlined)
    words = words_in(asked.language)
    made_by = [who.agency.in_language(asked.language)] if who.agency else []
    notes = [*made_by, day_words(subject, asked, words), words["boundary_reference"]]
    legend = _legend(subject, words, asked.language)
    site, title = (text.in_language(asked.language) for text in (who.title, subject.title))
    return draw(sheet, Told(site, title, unit.full_name if unit else None, legend, notes, who.accent_color))


def _layers(reader: ReadAs, subject: Subject, frame: Frame, asked: Asked) -> Iterator[tuple[list[Drawn], Ink]]:
    day = asked.at.first
    communes = list(shapes_of(reader, ground_layer(), frame, day))
    yield communes, LAND
    for layer in main_layers(subject):
        drawn = list(shapes_of(reader, layer, frame, day, subject.rule))
        if layer.geometry is Geometry.POINT and subject.rule:
            drawn = [each for each in drawn if each.outcome == "fail"]
        yield drawn, _ink(layer, subject)
        if layer.geometry is Geometry.AREA:
            yield communes, BORDERS


def _ink(layer: Layer, subject: Subject) -> Ink:
    style = layer.style
    if layer.geometry is Geometry.AREA and subject.shades:
        return Ink(_shaded(subject.shades), "#ffffff", 0.5)
    if layer.geometry is Geometry.AREA:
        return Ink(lambda _: style.color if style.fill_opacity else None, style.color, max(1.0, style.width))
    if layer.geometry is Geometry.LINE:
        return Ink(lambda _: style.color, style.color, max(_ROAD_WIDTH, style.width))
    return Ink(_colored(layer), None, 2.2 if subject.rule else max(2.5, style.radius * 0.7))


def _colored(layer: Layer) -> Callable[[Drawn], str]:
    """By the value that the layer is coloured by, where it has one."""

    def color(drawn: Drawn) -> str:
        reached = [color for first, color in layer.style.steps if drawn.value is not None and drawn.value >= first]
        return reached[-1] if reached else layer.style.color

    return color


def _shaded(shades: Shades) -> Callable[[Drawn], str]:
    def color(drawn: Drawn) -> str:
        if drawn.outcome in (None, "unknown"):
            return shades.unknown
        if drawn.outcome == "not_applicable":
            return shades.not_applicable
        if not shades.steps:
            return shades.passed if drawn.outcome == "pass" else shades.failed
        share = drawn.share
        reached = [color for first, color in shades.steps if share is not None and share >= first]
        return reached[-1] if reached else shades.unknown

    return color


def _legend(subject: Subject, words: dict[str, str], language: str) -> list[tuple[str, str]]:
    shades = subject.shades
    if shades is None:
        layer = main_layers(subject)[0]
        return [(layer.style.color, layer.title.in_language(language))]
    unknown = (shades.unknown, words["unknown"])
    if not shades.steps:
        return [(shades.failed, words["failed"]), (shades.passed, words["passed"]), unknown]
    ends = [first for first, _ in shades.steps[1:]]
    steps = [
        (color, _between(first, end, language)) for (first, color), end in zip(shades.steps, [*ends, None], strict=True)
    ]
    return [*steps, unknown]


def _between(first: float, end: float | None, language: str) -> str:
    if end is None:
        return "100%" if first >= 1 else f"≥ {_said(first, language)}%"
    return f"< {_said(end, language)}%" if first == 0 else f"{_said(first, language)}–<{_said(end, language)}%"


def _said(share: float, language: str) -> str:
    words = f"{share * 100:.1f}".removesuffix(".0")
    return words if language == "en" else words.replace(".", ",")
