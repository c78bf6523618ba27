"""Numbers that belong to a person, in text that somebody typed: they are refused, and never repeated in full.

Citizen numbers have 12 digits (Nghị định 137/2015/NĐ-CP, Art. 13: province, gender and century, year of birth, six
more); the older identity card has 9, which only a label tells from other numbers. Phone numbers: 0 or 84 and 9 digits,
the first of them as mobile networks have it; the lines of offices (02…) are one longer and are nobody's own.
"""

import re

from layers.layer import Field, FieldType, Text, Value
from loaders.fit.values import Unfit

# Fields that hold a number on purpose, or that tell rows apart.
_DECLARED = re.compile(r"(.*_)?(hotline|phone|tel|fax|key|code|host|id)")
_PROVINCES = (
    "001|002|004|006|008|010|011|012|014|015|017|019|020|022|024|025|026|027|030|031|033|034|035|036|037|038|040|042|"
    "044|045|046|048|049|051|052|054|056|058|060|062|064|066|067|068|070|072|074|075|077|079|080|082|083|084|086|087|"
    "089|091|092|093|094|095|096"
)
_GAP = r"[ .\-\xa0]?"
_LABEL = r"(?:cmnd|cmtnd|cmt|cccd|chứng minh|căn cước)"
_PERSONAL = re.compile(
    rf"{_LABEL}[^\d\n]{{0,30}}(?P<labelled>\d(?:{_GAP}\d){{8}}(?:(?:{_GAP}\d){{3}})?)(?!\d)"
    r"|(?<!\d)(?<!\d[.,])(?:"
    # 0 and 1 are the 20th century, 2 and 3 the 21st.
    rf"(?P<citizen>(?:{_PROVINCES}){_GAP}(?:[01]{_GAP}\d|[23]{_GAP}[0-4])(?:{_GAP}\d){{7}})"
    rf"|(?P<phone>(?:0|\(?\+84\)?{_GAP}|84 ?)[35789](?:{_GAP}\d){{8}})"
    r")(?!\d)(?!\.\d)",
    re.IGNORECASE,
)
# How people group the digits; “05.07.2025 12” is a day, and no phone number.
_GROUPS = {
    "citizen": {(12,), (3, 9), (3, 3, 3, 3), (4, 4, 4), (3, 3, 6), (6, 6), (3, 1, 2, 6)},
    "phone": {(10,), (4, 3, 3), (3, 3, 4), (3, 4, 3), (4, 6), (4, 2, 2, 2), (2, 4, 4), (2, 2, 2, 2, 2), (5, 5), (3, 7),
              (2, 8), (4, 4, 2), (2, 3, 5)},
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_SHOWN_DIGITS = 3
_LONG_NUMBER = re.compile(rf"\d(?:{_GAP}\d){{8,}}")
# What announces a number, and what sets it apart from the words around it.
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:s?đt|sđtdđ|đtdđ|sdt|tel|phone|mobile|hotline|zalo|call|gọi|lh|liên hệ|liên lạc)$", re.IGNORECASE
)
_SIGNS = " \t\n\xa0:.,;/|+-–—"
_KINDS = {
    "labelled": Text("số giấy tờ tùy thân", "the number of an identity card"),
    "citizen": Text("số căn cước công dân", "a citizen number"),
    "phone": Text("số điện thoại", "a phone number"),
}


def is_free_text(field: Field) -> bool:
    """Whether people write into `field` what they like."""
    return field.type is FieldType.TEXT and not field.choices and _DECLARED.fullmatch(field.name) is None


def refuse_personal(field: Field, value: Value | None) -> None:
    """Raises Unfit for free text that holds the number of a person or of their phone."""
    found = _find(value) if isinstance(value, str) and is_free_text(field) else None
    if found:
        kind, number = _KINDS[str(found.lastgroup)], _hidden(found[str(found.lastgroup)])
        raise Unfit(
            f"có {kind.vi} ({number}); dữ liệu cá nhân không được lưu ở đây, hãy bỏ số đó khỏi tệp.",
            f"it has {kind.en} ({number}); personal data is not kept here, please take it out of the file.",
        )


def may_be_personal(field: Field, text: str) -> bool:
    """Whether values of `field`, one a line of `text`, are worth a closer look: one has as many digits."""
    return is_free_text(field) and _LONG_NUMBER.search(text) is not None


def shown(cell: object) -> str:
    """`cell` as a report may show it: with a personal number in it, all long numbers hidden up to their end."""
    text = "" if cell is None else str(cell)
    return _LONG_NUMBER.sub(lambda number: _hidden(number[0]), text) if _find(text) else text


def without_numbers(text: str) -> str:
    """`text` without what `refuse_personal` would refuse in it, and without the words that announce it."""
    found = _find(text)
    while found:
        before = text[: found.start()].rstrip(_SIGNS + "([")
        before = _ANNOUNCED.sub("", before).rstrip(_SIGNS + "([")
        text = f"{before} {text[found.end() :].lstrip(_SIGNS + ')]')}".strip()
        found = _find(text)
    return text


def _find(text: str) -> re.Match[str] | None:
    return next((found for found in _PERSONAL.finditer(text) if _is_grouped(found)), None)


def _is_grouped(found: re.Match[str]) -> bool:
    kind = str(found.lastgroup)
    if kind not in _GROUPS:
        return True
    groups = re.findall(r"\d+", re.sub(r"^\(?\+?84\)?[ .\-\xa0]?", "0", found[0]) if kind == "phone" else found[0])
    return tuple(map(len, groups)) in _GROUPS[kind]


def _hidden(number: str) -> str:
    digits = len(_DIGIT.findall(number))
    hidden = iter(range(digits))
    return _DIGIT.sub(lambda digit: digit[0] if next(hidden) >= digits - _SHOWN_DIGITS else "*", number)
