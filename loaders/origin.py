"""Where the data of a load comes from, as whoever loads it says: it is kept with the load and read by everybody."""

from dataclasses import dataclass
from datetime import date

from layers.layer import Text
from loaders.personal import KINDS, find_personal

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """source: who made the data. licence: under which it may be used. day: as of when it is. None: nothing is said."""

    source: str | None = None
    licence: str | None = None
    day: date | None = None


UNSAID = Origin()


def called_after(file_name: str, origin: Origin) -> str | None:
    """How data is called that came in a file: by who made it, else by the file; None where that tells of people."""
    return origin.source or (None if why_no_words(file_name) else file_name)


def why_no_words(words: str) -> Text | None:
    """Why these cannot be the source or the licence of data, without a full stop; None: they can."""
    if len(words) > LONGEST:
        return Text(f"dài quá {LONGEST} ký tự", f"it is longer than {LONGEST} characters")
    if not words.isprintable():
        return Text("phải là một dòng chữ, không có ký tự điều khiển", "it must be one line of plain text")
    if found := find_personal(words):
        kind = KINDS[found[0]]
        return Text(f"có {kind.vi}; ai cũng đọc được dòng này", f"it has {kind.en}, and everybody can read it")
    return None


def why_no_day(day: date, today: date) -> Text | None:
    """Why data cannot be as of `day`; None: it can."""
    if day > today:
        return Text("là ngày chưa tới", "it is a day to come")
    return None
