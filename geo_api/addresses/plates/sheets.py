"""Sheets of plates as PDF, in the size they are to have: plates, cut marks, and at the foot what sheet it is.

The same plates give the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from geo_api.addresses.plates.face import Face, plain, qr_text
from geo_api.addresses.plates.fitting import fit
from geo_api.addresses.plates.qr import draw_qr
from geo_api.addresses.plates.template import FOOT, MARK_AWAY, MARK_LENGTH, QrPart, Template, TextPart
from geo_api.addresses.plates.type import font_of, width_of

PDF = "application/pdf"
_MARK_WIDTH = 0.25
_NOTE, _NOTE_SIZE, _SMALLEST_NOTE = colors.HexColor("#5a6672"), 6.5, 4.5
# Measured with a ruler it says whether the printer kept to the size.
_RULER = 50


@dataclass(frozen=True, slots=True)
class Order:
    """What is printed together. title: what stands at the foot of each sheet, and in the head of the file."""

    title: str
    public_url: str
    faces: Sequence[Face]


def sheets(template: Template, order: Order) -> bytes:
    """The file. Raises Conflict where the address of the service is too long for the QR codes."""
    made = BytesIO()
    width, height = template.sheet.size
    canvas = Canvas(made, pagesize=(width * mm, height * mm), invariant=1, lang="vi")
    canvas.setTitle(plain(order.title))
    canvas.setAuthor("wardmap")
    pages = list(_pages(template, order.faces))
    for number, faces in enumerate(pages, 1):
        _Page(canvas, template, order).draw(faces, f"{number}/{len(pages)}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _pages(template: Template, faces: Sequence[Face]) -> Iterator[Sequence[Face]]:
    several = template.sheet.plates
    return (faces[at : at + several] for at in range(0, len(faces), several))


@dataclass(frozen=True, slots=True)
class _Page:
    """One sheet. PDF counts from the lower left corner, templates from the upper left one."""

    canvas: Canvas
    template: Template
    order: Order

    def draw(self, faces: Sequence[Face], number: str) -> None:
        for place, face in enumerate(faces):
            row, column = divmod(place, self.template.sheet.columns)
            self._plate(face, self._across(column), self._down(row))
        if self.template.sheet.cut_marks:
            self._cut_marks()
        self._foot(number)

    def _across(self, column: int) -> float:
        """Left edge of a column, in mm."""
        sheet = self.template.sheet
        return sheet.margins.left + column * (self.template.plate.width + sheet.gaps.across)

    def _down(self, row: int) -> float:
        sheet = self.template.sheet
        return sheet.margins.top + row * (self.template.plate.height + sheet.gaps.down)

    def _flip(self, down: float) -> float:
        """A distance from the upper edge in mm as one from the lower edge in points."""
        return (self.template.sheet.size[1] - down) * mm

    def _plate(self, face: Face, left: float, top: float) -> None:
        self._background(left, top)
        faces = self.template.faces
        for part in faces.numbered if face.is_numbered else faces.unnumbered:
            if isinstance(part, QrPart):
                corner = ((left + part.box.x) * mm, self._flip(top + part.box.y + part.box.height))
                text = qr_text(self.order.public_url, face.code)
                draw_qr(self.canvas, text, corner, part.box.width * mm, part.level)
            elif words := part.text or face.says(part.show):
                self._words(plain(words), part, left, top)

    def _background(self, left: float, top: float) -> None:
        plate = self.template.plate
        if plate.background.lower() != "#ffffff":
            self.canvas.setFillColor(colors.HexColor(plate.background))
            self._box(
                left - plate.bleed, top - plate.bleed, plate.width + 2 * plate.bleed, plate.height + 2 * plate.bleed
            )
        if plate.frame:
            inset = plate.frame.inset + plate.frame.thickness / 2
            self.canvas.setStrokeColor(colors.HexColor(plate.ink))
            self.canvas.setLineWidth(plate.frame.thickness * mm)
            self.canvas.roundRect(
                (left + inset) * mm,
                self._flip(top + plate.height - inset),
                (plate.width - 2 * inset) * mm,
                (plate.height - 2 * inset) * mm,
                plate.frame.radius * mm,
            )

    def _box(self, left: float, top: float, width: float, height: float) -> None:
        self.canvas.rect(left * mm, self._flip(top + height), width * mm, height * mm, stroke=0, fill=1)

    def _words(self, words: str, part: TextPart, left: float, top: float) -> None:
        box = part.box
        room = (box.width * mm, box.height * mm)
        fitted = fit(words, width_of(bold=part.bold), room, (part.size, part.smallest), part.lines)
        self.canvas.setFillColor(colors.HexColor(self.template.plate.ink))
        self.canvas.setFont(font_of(bold=part.bold), fitted.size)
        baseline = self._flip(top + box.y) - (room[1] - fitted.height) / 2 - fitted.rise
        for line in fitted.lines:
            self._line(line, part, (left + box.x) * mm, baseline)
            baseline -= fitted.rise + fitted.drop

    def _line(self, line: str, part: TextPart, left: float, baseline: float) -> None:
        wide = part.box.width * mm
        if part.align == "center":
            self.canvas.drawCentredString(left + wide / 2, baseline, line)
        elif part.align == "right":
            self.canvas.drawRightString(left + wide, baseline, line)
        else:
            self.canvas.drawString(left, baseline, line)

    def _cut_marks(self) -> None:
        """At the ends of every line along which is cut, outside of what is cut out."""
        sheet, plate = self.template.sheet, self.template.plate
        self.canvas.setStrokeColor(colors.black)
        self.canvas.setLineWidth(_MARK_WIDTH)
        lefts, tops = [self._across(at) for at in range(sheet.columns)], [self._down(at) for at in range(sheet.rows)]
        away = plate.bleed + MARK_AWAY
        ends = (tops[0] - away, tops[-1] + plate.height + away)
        for x in sorted({edge for left in lefts for edge in (left, left + plate.width)}):
            self._mark(x, ends[0] - MARK_LENGTH, x, ends[0])
            self._mark(x, ends[1], x, ends[1] + MARK_LENGTH)
        sides = (lefts[0] - away, lefts[-1] + plate.width + away)
        for y in sorted({edge for top in tops for edge in (top, top + plate.height)}):
            self._mark(sides[0] - MARK_LENGTH, y, sides[0], y)
            self._mark(sides[1], y, sides[1] + MARK_LENGTH, y)

    def _mark(self, x: float, y: float, end_x: float, end_y: float) -> None:
        self.canvas.line(x * mm, self._flip(y), end_x * mm, self._flip(end_y))

    def _foot(self, number: str) -> None:
        """Between the cut marks: under the first column whose sheet this is, under the last one a ruler."""
        sheet, plate = self.template.sheet, self.template.plate
        foot = self._down(sheet.rows - 1) + plate.height + plate.bleed
        has_ruler = plate.width > 2 * _RULER if sheet.columns == 1 else plate.width > _RULER + 2 * MARK_AWAY
        wide = plate.width - 2 * MARK_AWAY - (_RULER + 4 if has_ruler and sheet.columns == 1 else 0)
        self.canvas.setFillColor(_NOTE)
        for at, words in enumerate(self._notes(number)):
            fitted = fit(words, width_of(bold=False), (wide * mm, FOOT * mm), (_NOTE_SIZE, _SMALLEST_NOTE))
            self.canvas.setFont(font_of(bold=False), fitted.size)
            down = foot + FOOT * (0.45 + 0.35 * at)
            self.canvas.drawString((sheet.margins.left + MARK_AWAY) * mm, self._flip(down), fitted.lines[0])
        if has_ruler:
            self._ruler(self._across(sheet.columns - 1) + plate.width - MARK_AWAY - _RULER, foot + FOOT * 0.45)

    def _notes(self, number: str) -> tuple[str, str]:
        title = self.template.title
        host = self.order.public_url.rstrip("/")
        return (
            plain(f"{self.order.title} – tờ · sheet {number} – {title.vi}"),
            plain(f"In đúng 100 %, không co giãn · Print at 100 %, not scaled – QR: {host}/d/"),
        )

    def _ruler(self, left: float, down: float) -> None:
        self.canvas.setStrokeColor(_NOTE)
        self.canvas.setLineWidth(_MARK_WIDTH)
        self.canvas.setFont(font_of(bold=False), _NOTE_SIZE)
        self._mark(left, down, left + _RULER, down)
        for at in (left, left + _RULER):
            self._mark(at, down - 1, at, down + 1)
        self.canvas.drawString((left + 1) * mm, self._flip(down + 3), f"{_RULER} mm")
