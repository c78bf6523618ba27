"""Names as they are compared and searched: in small letters without marks, as the database's ``fold_vi`` has them."""

from collections.abc import Iterator, Sequence

from layers.names import fold
from loaders.write.copy import Cell

_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_WITHOUT_MARKS = str.maketrans({letter: fold(letter) for letter in _LETTERS})
# Stands in no name: it is refused as a control character.
_BETWEEN = "\0"
_MOST_WORDS = 100_000


class _Folded(dict[str, str]):
    """Words that were folded before: the same few thousand make up most names."""

    def __missing__(self, word: str) -> str:
        # Without marks, and as a rule a number that comes once.
        if word.isascii():
            return word.lower()
        if len(self) >= _MOST_WORDS:
            self.clear()
        folded = self[word] = word.lower().translate(_WITHOUT_MARKS)
        return folded


_folded = _Folded()


def folded_names(names: Sequence[Cell]) -> list[str | None]:
    """Names in NFC, each folded; None for none. All at once: one by one costs several times as much."""
    words = [name for name in names if isinstance(name, str)]
    joined = f" {_BETWEEN} ".join(words).split()
    found = map(str.strip, " ".join(map(_folded.__getitem__, joined)).split(_BETWEEN))
    return list(found) if words and len(words) == len(names) else _spread(found, names)


def _spread(found: Iterator[str], names: Sequence[Cell]) -> list[str | None]:
    return [next(found) if isinstance(name, str) else None for name in names]
