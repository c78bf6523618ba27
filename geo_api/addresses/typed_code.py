"""Codes as people type them, read the same wherever one is asked for: by everybody, and by officers."""

from geo_api.errors import BadRequest
from layers.code_words import said_of, shown
from layers.codes import Accepted, Refused, read_address_code


class NotACode(BadRequest):
    """What was typed cannot be a code.

    Members: `fault`, by its name; where one character is at fault, `character` and its `place` (the first is 1).
    """

    def __init__(self, refused: Refused, prefix: str) -> None:
        said = said_of(refused, prefix)
        super().__init__(said.vi, said.en)
        named = {"character": refused.character and shown(refused.character), "place": refused.place}
        self.members = {"fault": refused.fault.value, **{name: value for name, value in named.items() if value}}


def accepted(typed: str, prefix: str) -> Accepted:
    """The code in what was typed. Raises NotACode."""
    reading = read_address_code(typed, prefix)
    if isinstance(reading, Refused):
        raise NotACode(reading, prefix)
    return reading
