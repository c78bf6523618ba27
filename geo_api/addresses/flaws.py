"""What speaks against an address by itself, as SQL over alias ``r`` of `register.reached`: counted and listed alike."""

from collections.abc import Mapping

# What is older is asked about again.
OLD_YEARS = 5
ACCURATE_M = 10
IS_LIVE = "r.status IN ('submitted', 'verified', 'assigned')"
FLAWS: Mapping[str, str] = {
    "inaccurate": f"r.method <> 'drawn' AND r.accuracy_m > {ACCURATE_M}",
    "unknown_accuracy": "r.method <> 'drawn' AND r.accuracy_m IS NULL",
    "without_number": "r.number IS NULL",
    "old": f"r.changed_at < now() - make_interval(years => {OLD_YEARS})",
}
