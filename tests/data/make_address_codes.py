"""Makes `address_codes.csv`, to which both readers of codes are held: `python tests/data/make_address_codes.py`.

What is expected is known from how each row was made; nothing of the readers is used, and the check is calculated in the
other way that the scheme allows (weights).
"""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

FILE = Path(__file__).parent / "address_codes.csv"
ALPHABET = "23456789CDFHJKLMNPRTVWX"
WEIGHTS = (16, 17, 8, 20, 4, 10, 2, 5, 1)
PUBLISHED = (
    *("ND2345679", "ND7K4M2XK", "NDXXXXXXD", "ND2222228"),
    *("NDXT432JN", "NDR4RV6MT", "NDH98KPHR", "ND7TT4N85", "ND5949NV2"),
)
RUDE = ("DM", "DCM", "VCL", "LN", "CC", "VL", "DKM", "CLM", "VKL", "DH")
LOOK_ALIKES = {"B": "8", "S": "5", "Z": "2", "G": "6", "I": "L", "1": "L", "U": "V", "Y": "V"}
KEYBOARD = {"Đ": "D", "đ": "D", "Ð": "D", "Ư": "W", "ư": "W"}
NEVER = "0OQAEoqae"
LETTERS = "ÔÁÊĂỪỡßΩЖ"
OTHERS = "@#&?!+,:;*=％２〇😀"
FORMS = (
    "{whole}",
    "{a}-{b}-{c}",
    " {a} {b} {c} ",
    "{a}.{b}.{c}",
    "{a}\u2013{b}\u2011{c}",
    "{a}\xa0{b}\u200b{c}",
    "{a}_{b}_{c}\r\n",
    "{b}{c}",
    "{b} {c}",
    "https://bando.example.vn/d/{whole}",
    "HTTPS://BANDO.EXAMPLE.VN/D/{whole}",
    "https://bando.example.vn/ban-do/d/{whole}?lang=en#map",
    "Nhà tôi: https://bando.example.vn/d/{whole}/ nhé",
)


@dataclass(frozen=True)
class Row:
    """typed is read with prefix as code, by guesses (place:typed>read), or refused. presentable: may be given out."""

    about: str
    typed: str
    prefix: str = "ND"
    code: str = ""
    guesses: str = ""
    fault: str = ""
    character: str = ""
    place: int = 0
    length: int = 0
    presentable: str = ""


def closed(text: str) -> str:
    """`text` of eight characters with its check character."""
    return text + next(each for each in ALPHABET if holds(text + each))


def holds(code: str) -> bool:
    return sum(ALPHABET.index(sign) * weight for sign, weight in zip(code, WEIGHTS, strict=True)) % 23 == 1


def may_be_given(payload: str) -> bool:
    thrice = any(payload[i] == payload[i + 1] == payload[i + 2] for i in range(len(payload) - 2))
    digits = [sign for sign in payload if sign.isdigit()]
    return not thrice and 0 < len(digits) < len(payload) and not any(words in payload for words in RUDE)


def accepted(about: str, typed: str, code: str, guesses: str = "") -> Row:
    return Row(about, typed, code[:2], code, guesses, presentable="yes" if may_be_given(code[2:]) else "no")


def rows() -> list[Row]:
    chance = random.Random(20260701)
    codes = [closed("ND" + "".join(chance.choices(ALPHABET, k=6))) for _ in range(400)]
    return [
        *(accepted("published", code, code) for code in PUBLISHED),
        *forms(codes[:20], chance),
        *guessed(codes),
        *(accepted("keyboard", code.replace(KEYBOARD[sign], sign, 1), code) for sign, code in having(codes, KEYBOARD)),
        *unknown(codes),
        *miscopied(codes[:60], chance),
        *lengths(codes[0]),
        *prefixes(chance),
        *screened(chance),
        *(Row("number", n, fault="number", length=len(n.replace(" ", ""))) for n in NUMBERS),
        *(Row("empty", typed, fault="empty") for typed in ("", " ", "- . _", "\u200b", "https://bando.example.vn/d/")),
    ]


NUMBERS = ("036085001234", "036 085 001 234", "0912345678", "0912 345 678", "162345678", "222222222", "2345678923")


def forms(codes: list[str], chance: random.Random) -> Iterator[Row]:
    for code in codes:
        for form in FORMS:
            typed = form.format(whole=code, a=code[:2], b=code[2:5], c=code[5:])
            yield accepted("form", typed if chance.random() < 0.7 else typed.lower(), code)


def having(codes: list[str], table: dict[str, str], each: int = 5) -> list[tuple[str, str]]:
    """Characters of `table` with codes that have what they stand for."""
    return [(sign, code) for sign, read in table.items() for code in [c for c in codes if read in c][:each]]


def guessed(codes: list[str]) -> Iterator[Row]:
    for sign, code in having(codes, LOOK_ALIKES):
        at = code.rindex(LOOK_ALIKES[sign])
        yield accepted("guess", code[:at] + sign + code[at + 1 :], code, f"{at + 1}:{sign}>{code[at]}")
        # The same character where the code has another: a wrong guess, which the check finds.
        wrong = next(i for i in range(2, 9) if code[i] != LOOK_ALIKES[sign])
        yield Row("wrong guess", code[:wrong] + sign + code[wrong + 1 :], fault="check")
    two = closed("ND8K5M2X")
    yield accepted("two guesses", "ND-BKS-M2X" + two[8], two, "3:B>8 5:S>5")
    yield accepted("two guesses", "bks-m2x" + two[8], two, "1:B>8 3:S>5")


def unknown(codes: list[str]) -> Iterator[Row]:
    for number, sign in enumerate(NEVER * 4 + OTHERS * 2 + LETTERS * 2):
        code, at = codes[number], 2 + number % 7
        kind = "keyboard" if sign in LETTERS else "character"
        named = sign if sign == "ß" else sign.upper()
        yield Row(kind, code[:at] + sign + code[at + 1 :], fault=kind, character=named, place=at + 1)
    for typed in ("12 Trần Phú", "ND-XT4-32J/N"):
        text = typed.replace(" ", "").replace("-", "").upper()
        place = next(i for i, sign in enumerate(text, 1) if sign not in ALPHABET and sign not in LOOK_ALIKES)
        sign = text[place - 1]
        yield Row(
            "prose",
            typed,
            fault="keyboard" if sign.isalpha() and not sign.isascii() else "character",
            character=sign,
            place=place,
        )


def miscopied(codes: list[str], chance: random.Random) -> Iterator[Row]:
    for number, code in enumerate(codes):
        at = 2 + number % 7
        other = chance.choice([sign for sign in ALPHABET if sign != code[at]])
        yield Row("one wrong", code[:at] + other + code[at + 1 :], fault="check")
        a, b = sorted(chance.sample(range(2, 9), 2))
        if code[a] != code[b]:
            swapped = code[:a] + code[b] + code[a + 1 : b] + code[a] + code[b + 1 :]
            yield Row("swapped", swapped, fault="check")


def lengths(code: str) -> Iterator[Row]:
    yield from (Row("length", code[:size], fault="length", length=size - 2) for size in range(2, 9))
    yield from (Row("length", code[2 : 2 + size], fault="length", length=size) for size in range(1, 7))
    yield from (
        Row("length", code + more, fault="length", length=7 + len(more)) for more in ("2", "XX", "K7M", "X" * 60)
    )
    yield Row("length", "8" + code[2:], fault="length", length=8)
    yield Row("length", "X" * 301, fault="length", length=301)


def prefixes(chance: random.Random) -> Iterator[Row]:
    for own in ("HN", "TH", "DN", "NF"):
        for _ in range(4):
            code = closed(own + "".join(chance.choices(ALPHABET, k=6)))
            yield accepted("other register", code, code)
            yield accepted("other register", f"{code[2:5]}-{code[5:]}", code)
            yield Row("prefix", code, fault="prefix", character=own)


def screened(chance: random.Random) -> Iterator[Row]:
    for words in (*RUDE, "222", "XXX"):
        for _ in range(3):
            rest = "".join(chance.choices("3469FJKPRT", k=6 - len(words)))
            at = chance.randrange(len(rest) + 1)
            code = closed("ND" + rest[:at] + words + rest[at:])
            yield accepted("screened", code, code)
    yield from (accepted("screened", code, code) for code in one_kind("23456789"))
    yield from (accepted("screened", code, code) for code in one_kind("CDFHJKLMNPRTVWX"))


def one_kind(signs: str) -> Iterator[str]:
    """Codes with digits alone, or with letters alone, after the prefix."""
    chance = random.Random(7)
    made = (closed("ND" + "".join(chance.choices(signs, k=6))) for _ in range(60))
    return (code for code in made if code[8] in signs)


def as_csv() -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(field.name for field in fields(Row))
    writer.writerows(astuple(row) for row in rows())
    return file.getvalue()


if __name__ == "__main__":
    FILE.write_text(as_csv(), encoding="utf-8", newline="")
