"""The score card of one unit on paper: A4, PDF, Vietnamese first. The same card gives the same bytes."""

from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from math import floor, log10

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Paragraph, Spacer, Table, TableStyle

from geo_api.identity import NOBODY, Identity
from geo_api.language import DEFAULT, Words
from geo_api.paper_font import REGULAR, know_fonts, nfc
from geo_api.scorecards.documents import BasisDocument, Card, JudgedDocument, PartDocument, Rollup, UnitDocument
from geo_api.scorecards.edges import page
from geo_api.shares import HOW, counted, cut_off
from layers.layer import Text
from loaders.sample.figures import SOURCE

PDF = "application/pdf"
_INK, _QUIET, _LINE, _HEAD = (colors.HexColor(each) for each in ("#1c2b36", "#5a6672", "#c3ccd4", "#e3f0f4"))
# From so much on a figure is said in whole numbers.
_GREAT, _DECIMALS, _MOST_DECIMALS = 10_000, 2, 12
_TITLE = Text("PHIẾU CHẤM ĐIỂM", "Scorecard")
SAMPLE = Text("DỮ LIỆU MẪU – không phải số liệu thật", "SAMPLE DATA – not real figures")
_UNCHECKED = Text("chưa đối chiếu văn bản", "not compared with the document")
_CHECKED = Text("đã đối chiếu", "compared")
OUTCOMES = {
    "pass": Text("Đạt", "Met"),
    "fail": Text("Chưa đạt", "Not met"),
    "unknown": Text("Chưa đủ dữ liệu", "Not known"),
    "not_applicable": Text("Không áp dụng", "Not applicable"),
}
_OUTCOME_COLORS = {"pass": "#1b5e8c", "fail": "#a34a08", "unknown": "#5a6672", "not_applicable": "#5a6672"}
_HEADS = (
    Text("Mã", "Code"),
    Text("Tiêu chí và cách xét", "Criterion, judged by"),
    Text("Kết quả", "Result"),
    Text("Giá trị", "Value"),
    Text("Ngưỡng", "Needed"),
    Text("Còn thiếu", "Missing"),
    Text("Căn cứ", "Basis"),
)
_WIDTHS = tuple(width * mm for width in (13, 62, 23, 18, 18, 15, 33))
_SUM_HEADS = (
    *_HEADS[:2],
    *(OUTCOMES[each] for each in ("pass", "fail", "unknown", "not_applicable")),
    _HEADS[-1],
)
_SUM_WIDTHS = tuple(width * mm for width in (13, 62, 17, 18, 20, 19, 33))


def paper(document: UnitDocument, who: Identity = NOBODY) -> bytes:
    """The card as a PDF; of a unit above the set's level, how many of its units meet each criterion.

    who: whose map it is from; the agency stands above it, as on any paper of an office.
    """
    know_fonts()
    _, pages = _made(document, who, None)
    return _made(document, who, pages)[0]


def _made(document: UnitDocument, who: Identity, pages: int | None) -> tuple[bytes, int]:
    """The file, each page of which says how many there are, and how many there are."""
    made, name = BytesIO(), _name(document)
    title = nfc(f"{_TITLE.vi.capitalize()} – {name} – {document.at:%d/%m/%Y}")
    sheet = BaseDocTemplate(made, pagesize=A4, invariant=1, title=title, author=nfc(who.made_by(DEFAULT)), lang="vi")
    sheet.addPageTemplates(page(REGULAR, title, SAMPLE if is_sample_data(document) else None, pages))
    table = _criteria(document) if document.card else _sums(document)
    sheet.build([*_agency(who), *_head(document, name), table, *_foot(document)])
    return made.getvalue(), int(sheet.page)


def _say(words: str, size: float = 8) -> Paragraph:
    """Markup of reportlab: what comes from data is escaped before."""
    style = ParagraphStyle(f"size-{size:g}", fontName=REGULAR, fontSize=size, leading=size * 1.35, textColor=_INK)
    return Paragraph(nfc(words), style)


def _both(vi: str, en: str, size: float = 8) -> Paragraph:
    return _say(f"{escape(vi)}<br/><font size={size - 1.5:g} color='{_QUIET.hexval()}'>{escape(en)}</font>", size)


def is_sample_data(document: UnitDocument) -> bool:
    figures = (part.source for judged in document.criteria for part in judged.parts)
    return any(run.is_sample for run in document.runs) or SOURCE in figures


def _name(document: UnitDocument) -> str:
    unit: Card | Rollup | None = document.card or document.rollup
    return unit.full_name if unit else ""


def _agency(who: Identity) -> Iterator[Flowable]:
    """Names, and how to reach them."""
    if who.agency is None:
        return
    english = f" <font size=8 color='{_QUIET.hexval()}'>{escape(who.agency.en)}</font>"
    yield _say(f"<b>{escape(who.agency.vi)}</b>{english if who.agency.en != who.agency.vi else ''}", 10)
    if reached := " · ".join(filter(None, (who.address, who.hotline, who.email))):
        yield _say(f"<font color='{_QUIET.hexval()}'>{escape(reached)}</font>", 7.5)
    yield Spacer(0, 3 * mm)


def _head(document: UnitDocument, name: str) -> Iterator[Flowable]:
    unit: Card | Rollup | None = document.card or document.rollup
    chosen = document.set
    yield _say(f"<b>{_TITLE.vi}</b> <font size=10 color='{_QUIET.hexval()}'>{_TITLE.en}</font>", 16)
    yield _say(f"<b>{escape(name)}</b> ({escape((unit and unit.code) or '–')})", 13)
    yield Spacer(0, 2 * mm)
    yield _say(f"Ngày · Day: <b>{document.at:%d/%m/%Y}</b>", 9)
    yield _say(f"Bộ tiêu chí · Set: <b>{escape(chosen.title.vi)}</b> · {escape(chosen.title.en)} ({chosen.version})", 9)
    yield _say(f"Căn cứ · Basis: {escape(_words_of(chosen.basis))}{_notice(checked=chosen.checked)}", 9)
    yield _say(f"<b>{_standing(document)}</b>", 10)
    yield Spacer(0, 3 * mm)


def _standing(document: UnitDocument) -> str:
    counts = document.card.counts if document.card else document.rollup.units if document.rollup else None
    if counts is None:
        return ""
    numbers = (counts.met, counts.not_met, counts.unknown, counts.not_applicable)
    what = "tiêu chí · criteria" if document.card else "đơn vị · units"
    told = ", ".join(f"{number} {words.vi.lower()}" for number, words in zip(numbers, OUTCOMES.values(), strict=True))
    outcome = f"{OUTCOMES[document.card.outcome].vi} · " if document.card else ""
    return f"{outcome}{sum(numbers)} {what}: {told}"


def _words_of(basis: BasisDocument) -> str:
    return ", ".join(filter(None, (basis.doc, basis.clause)))


def _notice(*, checked: bool) -> str:
    words = _CHECKED if checked else _UNCHECKED
    return f"<br/><font color='{'#5a6672' if checked else '#a34a08'}'>{words.vi} · {words.en}</font>"


def _criteria(document: UnitDocument) -> Table:
    rows = [row for judged in document.criteria for row in _rows(document, judged)]
    return _table(_HEADS, rows, _WIDTHS)


def _rows(document: UnitDocument, judged: JudgedDocument) -> Iterator[list[Flowable]]:
    criterion = next(each for each in document.set.criteria if each.id == judged.id)
    basis = _say(escape(_words_of(criterion.basis)) + _notice(checked=criterion.basis.checked), 6.5)
    title = _bold(criterion.title)
    yield [_say(f"<b>{escape(criterion.code)}</b>"), title, _outcome(judged.outcome), *map(_say, ("", "", "")), basis]
    for part in judged.parts:
        yield [
            _say(""),
            _both(f"– {part.title.vi}", part.title.en, 7.5),
            _outcome(part.outcome),
            *_figures(part),
            _say(""),
        ]


def _bold(words: Words) -> Paragraph:
    return _say(f"<b>{escape(words.vi)}</b><br/><font size=6.5 color='{_QUIET.hexval()}'>{escape(words.en)}</font>")


def _outcome(outcome: str) -> Paragraph:
    words = OUTCOMES[outcome]
    return _say(
        f"<font color='{_OUTCOME_COLORS[outcome]}'><b>{words.vi}</b></font><br/><font size=6.5>{words.en}</font>"
    )


def _figures(part: PartDocument) -> Iterator[Flowable]:
    """Value, threshold and what is missing: of a rule the share, of an indicator its figure."""
    said = _percent if is_share(part) else _number
    sign = {">=": "≥", "<=": "≤", "==": "="}.get(part.op or "", part.op or "")
    needed = "–" if part.needed is None else f"{sign} {said(part.needed)}"
    of_all = f"<br/><font size=6.5>{told.vi}</font>" if (told := of_how_many(part)) else ""
    yield _say(said(part.share if part.kind == "rule" else part.value) + of_all)
    yield _say(escape(needed))
    yield _say("–" if part.missing is None else _number(part.missing))


def is_share(part: PartDocument) -> bool:
    """Whether its value and its threshold are shares of one."""
    return part.kind == "rule" or part.unit == "1"


def of_how_many(part: PartDocument) -> Text | None:
    """Of what its share is; None where that is not known, or not told."""
    return counted(part.passed, part.missing, part.unknown, part.weighed_by) if part.share is not None else None


def _number(value: float | None) -> str:
    """As Vietnamese is written: 1.234,5; what is small with four digits that say something, and never as a power."""
    if value is None:
        return "–"
    if value == 0 or abs(value) >= _GREAT:
        return _whole(value)
    decimals = min(max(_DECIMALS, 3 - floor(log10(abs(value)))), _MOST_DECIMALS)
    digits = f"{value:,.{decimals}f}".rstrip("0").rstrip(".")
    return digits.translate(str.maketrans(",.", ".,"))


def _whole(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{_number(round(cut_off(share) * 100, 1))}%"


def _sums(document: UnitDocument) -> Table:
    counts = document.rollup.criteria if document.rollup else {}
    rows: list[list[Flowable]] = []
    for criterion in document.set.criteria:
        basis = _say(escape(_words_of(criterion.basis)) + _notice(checked=criterion.basis.checked), 6.5)
        found = counts.get(criterion.id)
        numbers = (found.met, found.not_met, found.unknown, found.not_applicable) if found else (0, 0, 0, 0)
        code = _say(f"<b>{escape(criterion.code)}</b>")
        rows.append([code, _bold(criterion.title), *(_say(_whole(number)) for number in numbers), basis])
    return _table(_SUM_HEADS, rows, _SUM_WIDTHS)


def _table(heads: Sequence[Text], rows: list[list[Flowable]], widths: Sequence[float]) -> Table:
    head = [_both(words.vi, words.en, 8) for words in heads]
    look = TableStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    return Table([head, *rows], colWidths=widths, repeatRows=1, style=look)


def _foot(document: UnitDocument) -> Iterator[Flowable]:
    """What it was made from: the calculations, each with its version and day."""
    yield Spacer(0, 4 * mm)
    if document.card:
        yield _both(HOW.vi, HOW.en, 7.5)
    if document.runs:
        yield _say("<b>Tính từ</b> · Calculated from", 8)
    for run in document.runs:
        words = f"{escape(run.title.vi)} ({escape(run.rule)}, {run.version}) – {run.calculated_for:%d/%m/%Y}"
        yield _say(words + ("" if run.checked else f" – {_UNCHECKED.vi}"), 7)
