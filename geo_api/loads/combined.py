"""What became of one file in several layers, told as one report."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from loaders.report import MAX_PROBLEMS, LoadReport


def combined_json(layer: str, reports: Sequence[LoadReport]) -> dict[str, Any]:
    """The sums as plain values, under the name `layer`; what became of each layer stands under ``parts``."""
    parts = [
        {name: getattr(each, name) for name in ("layer", "rows_written", "rows_refused", "load_id", "done")}
        for each in reports
    ]
    return {**_summed(layer, reports).as_json(), "parts": parts}


def _summed(layer: str, reports: Sequence[LoadReport]) -> LoadReport:
    first = reports[0]
    # Every layer has read the whole file.
    read = max(each.rows_read for each in reports)
    written = sum(each.rows_written for each in reports)
    refused = sum(each.rows_refused for each in reports)
    return replace(
        first,
        layer=layer,
        done=any(each.done for each in reports),
        rows_read=read,
        rows_written=written,
        rows_refused=refused,
        rows_ignored=max(0, read - written - refused),
        problems=tuple(problem for each in reports for problem in each.problems)[:MAX_PROBLEMS],
        problems_counts=tuple(count for each in reports for count in each.problems_counts),
        warnings=tuple(dict.fromkeys(warning for each in reports for warning in each.warnings)),
        findings=tuple(finding for each in reports for finding in each.findings),
        findings_total=sum(each.findings_total for each in reports),
        findings_counts=_counts(reports),
        matching=(),
        unmatched=(),
    )


def _counts(reports: Sequence[LoadReport]) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in reports:
        for check, counts in each.findings_counts.items():
            for severity, count in counts.items():
                found[check][severity] += count
    return {check: dict(counts) for check, counts in found.items()}
