"""Names as they are compared and searched: in small letters without marks, as the database's ``fold_vi`` has them."""

import re
from collections.abc import Sequence

from layers.names import fold
from loaders.write.copy import Cell

_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_WITHOUT_MARKS = str.maketrans({letter: fold(letter) for letter in _LETTERS})
_OTHER_SPACES = re.compile(r"[^\S ]|  ")
# Stands in no name: it is refused as a control character.
_SEPARATOR = "\0"


def folded_names(names: Sequence[Cell]) -> list[str | None]:
    """Names in NFC, each folded; None for none. All at once: one by one costs several times as much."""
    words = [name for name in names if isinstance(name, str)]
    joined = _SEPARATOR.join(words)
    if _OTHER_SPACES.search(joined):
        joined = _SEPARATOR.join(" ".join(word.split()) for word in words)
    folded = iter(joined.lower().translate(_WITHOUT_MARKS).split(_SEPARATOR))
    return [next(folded) if isinstance(name, str) else None for name in names]
