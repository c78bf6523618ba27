"""How one name answers another, and how much doubt there is. Pure."""

from difflib import SequenceMatcher
from enum import IntEnum

from geo_api.units import resolve_reasons as reasons
from geo_api.units.resolve_reasons import Reason
from layers.names import has_marks, loose, marks

# A letter missing, added or wrong in a name of usual length.
SIMILAR_FROM = 0.75


class Doubt(IntEnum):
    """How much speaks against a unit."""

    NONE = 0
    SOFT = 1
    HARD = 2


def judge_name(typed: str, name: str, *, has_marks_elsewhere: bool) -> tuple[Reason, float, Doubt] | None:
    """How a name on record answers the one typed: why, by which factor, with how much doubt; None when it does not."""
    match marks(typed, name):
        case "same":
            return reasons.same_spelling(name), 1.0, Doubt.NONE
        case "missing":
            # Who uses marks elsewhere would have used them here.
            careful = has_marks(typed) or has_marks_elsewhere
            return reasons.marks_missing(typed, name), 0.85 if careful else 0.95, Doubt.SOFT if careful else Doubt.NONE
        case "other":
            return reasons.other_marks(typed, name), 0.6, Doubt.HARD
    ours, theirs = loose(typed), loose(name)
    if ours == theirs:
        return reasons.other_spelling(typed, name), 0.9, Doubt.SOFT
    like = likeness(ours, theirs)
    return (reasons.similar_name(typed, name), 0.85 * like, Doubt.HARD) if like >= SIMILAR_FROM else None


def likeness(one: str, other: str) -> float:
    """Share of letters in common and in the same order; 1 when two loose names are the same."""
    return SequenceMatcher(None, one, other).ratio()
