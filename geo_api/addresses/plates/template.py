"""What a plate looks like and how many stand on a sheet, as a checked value. Lengths in mm, sizes of letters in points.

Boxes are measured from the upper left corner of the plate. `faults.py` says in both languages what is wrong, and where.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from geo_api.errors import NotTaken
from geo_api.language import Words

PAPERS = {"A5": (148.0, 210.0), "A4": (210.0, 297.0), "A3": (297.0, 420.0), "A2": (420.0, 594.0)}
# Between the end of the bleed and a cut mark, and how long that is.
MARK_AWAY, MARK_LENGTH = 1.0, 4.0
# What stands on a sheet beside its plates is written in this strip at its foot.
FOOT = 10.0
# Nothing that is read stands closer to where it is cut.
SAFE = 2.0
# Of ink and background (WCAG 2.2): what is read from the street, and by a phone.
LEAST_CONTRAST = 4.5

Length = Annotated[float, Field(ge=0, le=1000)]
Extent = Annotated[float, Field(gt=0, le=1000)]
Points = Annotated[float, Field(ge=5, le=400)]
Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Box(Part):
    """Where something stands on the plate."""

    x: Length
    y: Length
    width: Extent
    height: Extent

    def within(self, width: float, height: float) -> bool:
        return (
            min(self.x, self.y) >= SAFE
            and self.x + self.width <= width - SAFE
            and self.y + self.height <= height - SAFE
        )

    def meets(self, other: "Box") -> bool:
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height


class TextPart(Part):
    """Words in a box: as large as they fit, from `size` down to `smallest`, in at most so many lines.

    show: `words` are those of the template itself, under `text`; everything else is of the address.
    """

    show: Literal["code", "number", "street", "hamlet", "plus_code", "words"]
    box: Box
    size: Points
    smallest: Points
    lines: Annotated[int, Field(ge=1, le=4)] = 1
    bold: bool = False
    align: Literal["left", "center", "right"] = "left"
    text: Annotated[str, Field(min_length=1, max_length=60)] | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "TextPart":
        if self.smallest > self.size:
            raise NotTaken("“smallest” lớn hơn “size”", "“smallest” is more than “size”")
        if (self.show == "words") != (self.text is not None):
            raise NotTaken("“text” đi cùng “show: words”, và chỉ với nó", "“text” goes with “show: words”, and only so")
        return self


class QrPart(Part):
    """The QR code in a square, quiet zone included. level: how much of it may be damaged: 15, 25 or 30 per cent."""

    show: Literal["qr"]
    box: Box
    level: Literal["M", "Q", "H"] = "M"

    @model_validator(mode="after")
    def _is_square(self) -> "QrPart":
        if self.box.width != self.box.height:
            raise NotTaken("ô của mã QR phải vuông", "the box of a QR code must be square")
        return self


PlatePart = Annotated[TextPart | QrPart, Field(discriminator="show")]


class Frame(Part):
    """A line along the edge of the plate."""

    inset: Length
    thickness: Annotated[float, Field(gt=0, le=10)]
    radius: Length = 0


class Plate(Part):
    """One plate. bleed: how far its background goes on beyond the cut."""

    width: Extent
    height: Extent
    bleed: Annotated[float, Field(ge=0, le=10)] = 0
    ink: Color = "#111111"
    background: Color = "#ffffff"
    frame: Frame | None = None

    @model_validator(mode="after")
    def _can_be_read(self) -> "Plate":
        if contrast(self.ink, self.background) < LEAST_CONTRAST:
            raise NotTaken(
                f"màu chữ và màu nền quá giống nhau (tương phản dưới {LEAST_CONTRAST:g}:1)",
                f"ink and background are too much alike (contrast below {LEAST_CONTRAST:g}:1)",
            )
        return self


class Margins(Part):
    """From the left and upper edge of the sheet to the first plate."""

    left: Length
    top: Length


class Gaps(Part):
    """From plate to plate."""

    across: Length = 0
    down: Length = 0


class Sheet(Part):
    """The paper, and how plates stand on it."""

    paper: Literal["A5", "A4", "A3", "A2"]
    landscape: bool = False
    columns: Annotated[int, Field(ge=1, le=20)]
    rows: Annotated[int, Field(ge=1, le=40)]
    margins: Margins
    gaps: Gaps = Gaps()
    cut_marks: bool = True

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        short, long = PAPERS[self.paper]
        return (long, short) if self.landscape else (short, long)

    @property
    def plates(self) -> int:
        return self.columns * self.rows


class Faces(Part):
    """What stands where: on a plate with a house number that was decided, and on one without."""

    numbered: Annotated[Sequence[PlatePart], Field(min_length=2, max_length=30)]
    unnumbered: Annotated[Sequence[PlatePart], Field(min_length=2, max_length=30)]


class Template(Part):
    """A kind of plates. id: as orders name it."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    title: Words
    sheet: Sheet
    plate: Plate
    faces: Faces

    @model_validator(mode="after")
    def _fits(self) -> "Template":
        for fault in (*self._sheet_faults(), *self._face_faults()):
            raise fault
        return self

    def _sheet_faults(self) -> Iterator[NotTaken]:
        sheet, plate = self.sheet, self.plate
        for name, count, gap in (("across", sheet.columns, sheet.gaps.across), ("down", sheet.rows, sheet.gaps.down)):
            if count > 1 and gap < 2 * plate.bleed:
                yield NotTaken(
                    f"sheet.gaps.{name}: khoảng hở phải ít nhất hai lần phần tràn nền ({2 * plate.bleed:g} mm)",
                    f"sheet.gaps.{name}: a gap must be at least twice the bleed ({2 * plate.bleed:g} mm)",
                )
        for side, room, needed in self._rooms():
            if room < needed:
                yield NotTaken(
                    f"sheet: mép {side.vi} chỉ còn {room:.4g} mm, cần ít nhất {needed:g} mm",
                    f"sheet: {room:.4g} mm are left at the {side.en}, at least {needed:g} mm are needed",
                )

    def _rooms(self) -> Iterator[tuple[Words, float, float]]:
        """Of each side of the sheet what is left beside the plates, and what is needed there."""
        sheet, plate = self.sheet, self.plate
        width, height = sheet.size
        marks = plate.bleed + (MARK_AWAY + MARK_LENGTH if sheet.cut_marks else 0)
        right = width - sheet.margins.left - sheet.columns * (plate.width + sheet.gaps.across) + sheet.gaps.across
        foot = height - sheet.margins.top - sheet.rows * (plate.height + sheet.gaps.down) + sheet.gaps.down
        yield Words(vi="trái", en="left"), sheet.margins.left, marks
        yield Words(vi="trên", en="top"), sheet.margins.top, marks
        yield Words(vi="phải", en="right"), round(right, 6), marks
        yield Words(vi="dưới", en="foot"), round(foot, 6), max(marks, plate.bleed + FOOT)

    def _face_faults(self) -> Iterator[NotTaken]:
        for name, parts in (("numbered", self.faces.numbered), ("unnumbered", self.faces.unnumbered)):
            for show in ("code", "qr"):
                if [part.show for part in parts].count(show) != 1:
                    yield NotTaken(
                        f"faces.{name}: phải có đúng một phần “show: {show}”",
                        f"faces.{name}: exactly one part “show: {show}” is needed",
                    )
            yield from self._box_faults(name, parts)

    def _box_faults(self, name: str, parts: Sequence[TextPart | QrPart]) -> Iterator[NotTaken]:
        for number, part in enumerate(parts):
            if not part.box.within(self.plate.width, self.plate.height):
                yield NotTaken(
                    f"faces.{name}[{number}].box: phải nằm trong biển, cách mép ít nhất {SAFE:g} mm",
                    f"faces.{name}[{number}].box: must lie on the plate, at least {SAFE:g} mm from its edge",
                )
        for (one, first), (other, second) in combinations(enumerate(parts), 2):
            if first.box.meets(second.box):
                yield NotTaken(
                    f"faces.{name}: ô thứ {one} và ô thứ {other} đè lên nhau",
                    f"faces.{name}: boxes {one} and {other} overlap",
                )


def contrast(one: str, other: str) -> float:
    """Of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    shares = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
