"""Templates out of their YAML: those that come with the product, and any other."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from reportlab.lib.units import mm

from geo_api.addresses.plates.fitting import reach
from geo_api.addresses.plates.template import Template, TextPart
from geo_api.addresses.plates.type import width_of
from geo_api.errors import NotTaken
from layers.errors import WardmapError
from layers.layer import Text

# As wide as any code can be.
_WIDEST = "NW-WWW-WWWW"
# By the kind of fault, as pydantic calls it.
_FAULTS = {
    "missing": Text("thiếu mục bắt buộc", "is missing"),
    "extra_forbidden": Text("mục này không có trong mẫu biển", "is nothing that a template has"),
    "greater_than": Text("phải lớn hơn {gt:g}", "must be more than {gt:g}"),
    "greater_than_equal": Text("phải từ {ge:g} trở lên", "must be {ge:g} or more"),
    "less_than_equal": Text("phải từ {le:g} trở xuống", "must be {le:g} or less"),
    "literal_error": Text("phải là một trong: {expected}", "must be one of: {expected}"),
    "union_tag_invalid": Text("phải là một trong: {expected_tags}", "must be one of: {expected_tags}"),
    "union_tag_not_found": Text("thiếu “show”", "lacks “show”"),
    "string_pattern_mismatch": Text("phải viết theo dạng {pattern}", "must be written as {pattern}"),
    "string_too_short": Text("phải có ít nhất {min_length} chữ", "must have at least {min_length} characters"),
    "string_too_long": Text("có nhiều nhất {max_length} chữ", "may have {max_length} characters at most"),
    "too_short": Text("phải có ít nhất {min_length} phần", "must have at least {min_length} parts"),
    "too_long": Text("có nhiều nhất {max_length} phần", "may have {max_length} parts at most"),
}
_NO_VALUE = Text("giá trị không dùng được", "cannot be used")


class TemplateError(WardmapError):
    """A template is refused. source: its file. place: the path of the fault in it, `$.sheet.columns`."""

    status = 400
    title = Text("Mẫu biển không hợp lệ", "Invalid plate template")

    def __init__(self, source: str, place: str, vi: str, en: str) -> None:
        super().__init__(f"{source}, {place}: {vi}", f"{source}, {place}: {en}")
        self.place = place


@cache
def shipped_templates() -> Mapping[str, Template]:
    """Id → template, sorted by id. Raises TemplateError."""
    found: dict[str, Template] = {}
    for file in files("geo_api.addresses.plates").joinpath("templates").iterdir():
        template = read_template(file.read_text(encoding="utf-8"), file.name)
        if found.setdefault(template.id, template) is not template:
            raise TemplateError(file.name, "$.id", f"trùng mã “{template.id}”", f"the id “{template.id}” is taken")
    return MappingProxyType(dict(sorted(found.items())))


def read_template(text: str, source: str) -> Template:
    """The template written in YAML. Raises TemplateError with the place of the first fault."""
    try:
        template = Template.model_validate(_document(text, source))
    except ValidationError as error:
        place, words = _said(error.errors(include_url=False)[0])
        raise TemplateError(source, place, words.vi, words.en) from None
    for place, vi, en in _too_small(template):
        raise TemplateError(source, place, vi, en)
    return template


def _document(text: str, source: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise TemplateError(
            source,
            "$",
            f"không đọc được YAML (dòng {line}, cột {column})",
            f"not valid YAML (line {line}, column {column}): {error.problem}",
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise TemplateError(source, "$", "không đọc được YAML", "not valid YAML") from None


def _said(fault: ErrorDetails) -> tuple[str, Text]:
    """Path and words of what pydantic found."""
    # A part is named by what it shows, too, which is no step of the path.
    steps = [step for step in fault["loc"] if step not in _SHOWN]
    place = "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    context = fault.get("ctx", {})
    if isinstance(said := context.get("error"), NotTaken):
        return place, said.words
    words = _FAULTS.get(fault["type"], _NO_VALUE)
    return place, Text(words.vi.format(**context), words.en.format(**context))


_SHOWN = ("code", "number", "street", "hamlet", "plus_code", "words", "qr")


def _too_small(template: Template) -> Iterator[tuple[str, str, str]]:
    """Boxes in which not even the smallest letters fit; a code is never cut off."""
    for face, parts in (("numbered", template.faces.numbered), ("unnumbered", template.faces.unnumbered)):
        for number, part in enumerate(parts):
            if isinstance(part, TextPart) and not _has_room(part):
                place = f"$.faces.{face}[{number}].box"
                size = f"{part.smallest:g}"
                yield place, f"quá nhỏ cho chữ cỡ {size}", f"is too small for letters of {size} points"


def _has_room(part: TextPart) -> bool:
    words = _WIDEST if part.show == "code" else "Ẳg"
    rise, drop = reach(words)
    wide = width_of(bold=part.bold)(words) * part.smallest
    return wide <= part.box.width * mm and (rise + drop) * part.smallest <= part.box.height * mm
