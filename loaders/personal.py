"""Numbers that belong to a person, in text that somebody typed: found, hidden and taken out. Pure.

Citizen numbers have 12 digits (Nghị định 137/2015/NĐ-CP, Art. 13: province, gender and century, year of birth, six
more); the older identity card has 9, which only a label tells from other numbers. Phone numbers: 0 or 84 and 9 digits,
the first of them as mobile networks have it; the lines of offices (02…) are one longer and are nobody's own.
"""

import re
import unicodedata

from layers.layer import Text

_PROVINCE_CODES = (
    "001|002|004|006|008|010|011|012|014|015|017|019|020|022|024|025|026|027|030|031|033|034|035|036|037|038|040|042|"
    "044|045|046|048|049|051|052|054|056|058|060|062|064|066|067|068|070|072|074|075|077|079|080|082|083|084|086|087|"
    "089|091|092|093|094|095|096"
)
# What people, and programs after them, put between digits; some of it cannot be seen.
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\xad"
# These stand between other figures, too: of a chain of lanes, a day, a time.
_SIGN = "/;:|*'’"
_GAP = rf"[{_UNSEEN}]*(?:\r\n|[ .,_()\-‐-―−\xa0\u2009\u202f\t\r\n]|\) |\. |- | -| ?[{_SIGN}]{{1,2}} ?)?[{_UNSEEN}]*"
_PROVINCES = "|".join(_GAP.join(code) for code in _PROVINCE_CODES.split("|"))
_LABEL = r"(?:cmnd|cmtnd|cmt|cccd|chứng minh|căn cước)"
_PREFIX = rf"(?:\(?\+84\)?{_GAP}|0084{_GAP}|84[ \-]?)(?:\(?0\)?[ .\-]?)?"
_PERSONAL = re.compile(
    rf"{_LABEL}[^\d]{{0,30}}(?P<labelled>\d(?:{_GAP}\d){{8}}(?:(?:{_GAP}\d){{3}})?)(?!\d)"
    r"|(?<!\d)(?<!\d[.,])(?:"
    # 0 and 1 are the 20th century, 2 and 3 the 21st.
    rf"(?P<citizen>(?:{_PROVINCES}){_GAP}(?:[01]{_GAP}\d|[23]{_GAP}[0-4])(?:{_GAP}\d){{7}})"
    rf"|(?P<phone>(?:(?P<home>\(?0{_GAP})|{_PREFIX})(?P<own>[35789](?:{_GAP}\d){{8}}))"
    r")(?!\d)(?!\.\d)",
    re.IGNORECASE,
)
# How people group the digits; “05.07.2025 12” is a day, and no phone number.
_GROUPS = {
    "citizen": {(12,), (3, 9), (3, 3, 3, 3), (4, 4, 4), (3, 3, 6), (6, 6), (3, 1, 2, 6),
                (1,) * 12},
    "phone": {(10,), (4, 3, 3), (3, 3, 4), (3, 4, 3), (4, 6), (4, 2, 2, 2), (2, 4, 4), (2, 2, 2, 2, 2), (5, 5), (3, 7),
              (2, 8), (4, 4, 2), (2, 3, 5), (1, 3, 3, 3), (1,) * 10},
}  # fmt: skip
# With `_SIGN` between: “03/11/25 08:30” is a moment, “05/2025/1200” has a year in it.
_ALIKE = {(2, 2, 2, 2, 2)}
_DATED = {(2, 4, 4)}
_SHOWN_DIGITS = 3
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_UNSEEN_LETTER = re.compile(f"[{_UNSEEN}]")
# Digits of other scripts, as the wide ones of East Asian keyboards.
_OTHER_DIGIT = re.compile(r"[^\x00-\x7f]")
_LONG_NUMBER = re.compile(rf"\d(?:{_GAP}\d){{8,}}")
_OTHER_NUMBER = re.compile(r"\d(?:[ .\-\xa0]?\d){8,}")
# What announces a number, and what sets it apart from the words around it.
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:s?đt|sđtdđ|đtdđ|sdt|tel|phone|mobile|hotline|zalo|call|gọi|lh|liên hệ|liên lạc)$", re.IGNORECASE
)
_SIGNS = " \t\n\xa0:.,;/|+-–—"
KINDS = {
    "labelled": Text("số giấy tờ tùy thân", "the number of an identity card"),
    "citizen": Text("số căn cước công dân", "a citizen number"),
    "phone": Text("số điện thoại", "a phone number"),
}


def may_have_number(text: str) -> bool:
    """Whether it has as many digits as a number of a person, one after another: whether it is worth a closer look."""
    return _LONG_NUMBER.search(text) is not None


def find_personal(text: str, start: int = 0) -> tuple[str, int, int] | None:
    """The first number of a person from `start` on: its kind, as in KINDS, and where it begins and ends."""
    plain = _with_plain_digits(text)
    while found := _PERSONAL.search(plain, start):
        kind = next(name for name in KINDS if found[name])
        if _is_grouped(found, kind):
            return kind, found.start(kind), found.end(kind)
        # The number of a house may stand before one: “03/1 0912 345 678”.
        first = _DIGITS.search(plain, found.start())
        start = first.end() if first else found.end()
    return None


def hidden(text: str) -> str:
    """`text` with all but the last digits of the numbers of people hidden; beside one, all long numbers are."""
    if not may_have_number(text) or find_personal(text) is None:
        return text
    at = 0
    while found := find_personal(text, at):
        _, begin, at = found
        text = text[:begin] + _starred(text[begin:at]) + text[at:]
    return _OTHER_NUMBER.sub(lambda number: _starred(number[0]), text)


def without_numbers(text: str) -> str:
    """`text` without the numbers of people in it, and without the words that announce them."""
    while found := find_personal(text):
        _, begin, end = found
        before = text[:begin].rstrip(_SIGNS + "([")
        before = _ANNOUNCED.sub("", before).rstrip(_SIGNS + "([")
        text = f"{before} {text[end:].lstrip(_SIGNS + ')]')}".strip()
    return text


def _with_plain_digits(text: str) -> str:
    """The same letter by letter, with digits of ASCII."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda letter: str(unicodedata.decimal(letter[0], letter[0])), text)


def _is_grouped(found: re.Match[str], kind: str) -> bool:
    if kind not in _GROUPS:
        return True
    is_abroad = kind == "phone" and found["home"] is None
    digits = _UNSEEN_LETTER.sub("", "0" + found["own"] if is_abroad else found[kind])
    groups = tuple(map(len, _DIGITS.findall(digits)))
    # “(08) 3915 2836” is the line of an office in its former spelling.
    is_office = found[kind].startswith("(0") and 1 < groups[0] < _SHOWN_DIGITS
    return groups in _GROUPS[kind] and not is_office and not _is_dated(groups, digits)


def _is_dated(groups: tuple[int, ...], digits: str) -> bool:
    """Whether what stands between the digits makes a day or a time of them."""
    between = {gap.strip() for gap in _DIGITS.split(digits)[1:-1]}
    if not any(sign in _SIGN for gap in between for sign in gap):
        return False
    return (groups in _ALIKE and len(between) > 1) or (groups in _DATED and between == {"/"})


def _starred(number: str) -> str:
    digits = len(_DIGIT.findall(number))
    places = iter(range(digits))
    return _DIGIT.sub(lambda digit: digit[0] if next(places) >= digits - _SHOWN_DIGITS else "*", number)
