"""What `units/resolve` is asked with, read strictly: a name or an address line, a code, a day, a place."""

import re

from geo_api.days import Period
from geo_api.errors import BadRequest
from geo_api.units.address_line import Line, parse_line
from geo_api.units.asked import asked_level, asked_point
from geo_api.units.resolve_score import Asked
from geo_api.values import VALUE_LENGTH, is_plain
from layers.codes import HAMLET_PREFIX, is_valid

CODE_DIGITS = {"province": 2, "district": 3, "commune": 5}
# Hamlets may have been loaded with codes of somebody else's making.
CODE = re.compile(r"[0-9A-Z][0-9A-Z._-]{0,19}")
HAMLET_CODE = re.compile(rf"{HAMLET_PREFIX}[2-9CDFHJKLMNPRTVWX]{{6}}")


def asked_units(name: str | None, code: str | None, day: Period, near: str | None, level: str | None) -> Asked:
    """The question, read strictly. day: of one day. Raises BadRequest."""
    if name is None and code is None:
        raise BadRequest("Cần tham số “name” hoặc “code”.", "Parameter “name” or “code” is needed.")
    line = _line(name, hamlets=level == "hamlet") if name is not None else None
    known = known_code(code) if code is not None else None
    if line is not None and known is None and (written := as_code(line)) is not None:
        line, known = None, written
    either = line is not None and known is None and level != "hamlet" and _is_short_code(line.text)
    if either and line is not None:
        known = line.text
    return Asked(line, known, day.first, day.is_default, asked_point("near", near), asked_level(level), either)


def _is_short_code(text: str) -> bool:
    """Whether a number may be the code of a province or a district, as well as the name of a ward."""
    return re.fullmatch(r"\d{2,3}", text, re.ASCII) is not None


def _line(name: str, *, hamlets: bool) -> Line:
    # The ends of lines are commas to us.
    is_text = len(name) <= VALUE_LENGTH and is_plain(name, also="\t\r\n")
    line = parse_line(name, hamlets=hamlets) if is_text else None
    if line is None or not line.readings:
        raise BadRequest(
            f"Tham số “name” phải là một tên hoặc một dòng địa chỉ, dài không quá {VALUE_LENGTH} ký tự.",
            f"Parameter “name” must be a name or an address line of no more than {VALUE_LENGTH} characters.",
        )
    return line


def known_code(typed: str) -> str:
    """A code as it is kept, but for zeros lost at its beginning. Raises BadRequest for what can be no code."""
    code = "".join(typed.split()).upper()
    if CODE.fullmatch(code) is None:
        raise BadRequest(
            "Tham số “code”: mã đơn vị gồm 2, 3 hoặc 5 chữ số; mã thôn, xóm gồm chữ H và 6 ký tự.",
            "Parameter “code”: the code of a unit has 2, 3 or 5 digits, that of a hamlet is H and 6 characters.",
        )
    if HAMLET_CODE.fullmatch(code) and not is_valid(code):
        raise BadRequest(
            "Tham số “code”: ký tự kiểm tra không khớp, mã bị chép sai.",
            "Parameter “code”: the check character does not agree; the code was copied wrongly.",
        )
    return code


def code_forms(code: str, level: str | None) -> list[str]:
    """The codes that a typed one may be: itself, and longer ones whose zeros at the beginning were lost."""
    sizes = [size for each, size in CODE_DIGITS.items() if size > len(code) and level in (None, each)]
    return [code, *(code.zfill(size) for size in sizes if code.isdigit())]


def as_code(line: Line) -> str | None:
    """The code that the text of a line is: people put codes where names belong."""
    text = line.text.upper()
    return text if re.fullmatch(r"\d{5}", text, re.ASCII) or (HAMLET_CODE.fullmatch(text) and is_valid(text)) else None
