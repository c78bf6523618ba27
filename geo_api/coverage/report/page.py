"""The document of a report: what was gathered, in words and numbers, out of report.html."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from geo_api.coverage.ask.documents import Gap
from geo_api.coverage.report.drawing import drawn, opened, shown_classes, title_of
from geo_api.coverage.report.gather import MOST_GAPS, MOST_PLACES, MOST_POINTS, MOST_ROADS, Gathered, Result
from geo_api.coverage.report.words import BASES, LEVELS, OUTCOMES, WORDS
from geo_api.days import VIETNAM
from geo_api.identity import NOBODY, Identity
from geo_api.language import other_language
from geo_api.offline_map.fields import day_words, number_words
from geo_api.offline_map.figure import parts, with_policy
from geo_api.pages import environment
from geo_api.shares import HOW, counted, cut_off
from layers.layer import Text
from layers.registry import all_layers

_SIGNS = {">=": "≥", "<=": "≤", "==": "=", ">": ">", "<": "<"}


def render(gathered: Gathered, language: str, now: datetime, who: Identity = NOBODY) -> str:
    """The whole file. now: when it was made, and by whom."""
    words = _Words(language)
    title = f"{words['title']} – {gathered.unit.full_name}"
    template = environment("geo_api.coverage.report").get_template("report.html")
    return with_policy(
        template.render(
            language=language,
            other=_Words(other_language(language)),
            words=words,
            title=title,
            unit=gathered.unit,
            area=number_words(gathered.ground[0].area_km2 or 0, language),
            as_of=words["as_of"].format(day=day_words(gathered.at, language)),
            made=_made(words, now, who),
            is_sample=any(result.row.is_sample for result in gathered.results),
            map=parts(drawn(gathered, title, language)),
            how_shares=HOW.in_language(language),
            opened=title_of(shown, language) if (shown := opened(gathered)) else None,
            is_marked=bool(shown and gathered.counting.get(shown.row.rule)),
            classes=list(_classes(gathered, language)),
            counts=_counts(gathered),
            results=[_result(result, language) for result in gathered.results],
            places=[_place(place, gathered, language) for place in gathered.matrix.places[:MOST_PLACES]],
            columns=gathered.matrix.rules,
            more_places=len(gathered.matrix.places) > MOST_PLACES and MOST_PLACES,
            left_out=list(_left_out(gathered, words)),
            sources=list(_sources(gathered, language)),
        )
    )


def _made(words: "_Words", now: datetime, who: Identity) -> str:
    moment = now.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
    if who.agency is None:
        return words["made"].format(moment=moment)
    return words["made_by"].format(agency=who.agency.in_language(words.language), moment=moment)


def _classes(gathered: Gathered, language: str) -> Iterator[dict[str, str]]:
    """Colours of the hamlets on the map, with the share from which each is."""
    classes = shown_classes(gathered)
    for each, after in zip(classes, [*classes[1:], None], strict=True):
        first = f"{number_words(each.first * 100, language, 1)}%"
        end = f"{number_words(after.first * 100, language, 1)}%" if after else ""
        words = f"≥ {first}" if after is None else f"{first}–<{end}"
        yield {"color": each.color, "words": words, "is_goal": "1" if each.is_goal else ""}


class _Words:
    """WORDS in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __getitem__(self, name: str) -> str:
        return WORDS[name].in_language(self.language)


def _counts(gathered: Gathered) -> dict[str, int]:
    outcomes = [result.row.outcome for result in gathered.results]
    return {
        "met": outcomes.count("pass"),
        "not": outcomes.count("fail"),
        "unknown": outcomes.count("unknown"),
        "gaps": sum(gap.outcome == "fail" for result in gathered.results for gap in result.gaps),
    }


def _result(result: Result, language: str) -> dict[str, Any]:
    row, words = result.row, _Words(language)
    basis: Mapping[str, Any] = row.document.get("basis", {})
    return {
        "id": row.rule,
        "title": title_of(result, language),
        "other_title": title_of(result, other_language(language)),
        "outcome": row.outcome,
        "outcome_words": OUTCOMES[row.outcome].in_language(language),
        "share": None if row.share is None else f"{number_words(cut_off(row.share) * 100, language, 1)}%",
        "counted": _counted(row, language),
        "threshold": _threshold(row.document, words),
        "judged_at": words["judged_at"].format(level=LEVELS[row.own_level].in_language(language)),
        "figures": _figures(row, words),
        "basis": [basis.get("doc") or BASES.get(basis.get("kind", ""), BASES["default"]).in_language(language)],
        "clause": basis.get("clause"),
        "checked": row.checked,
        "version": words["version"].format(version=row.version, day=day_words(row.calculated_for, language)),
        "gaps": [_gap(gap, language) for gap in result.gaps],
        "more": words["more_gaps"].format(count=MOST_GAPS) if result.more else None,
    }


def _counted(row: Any, language: str) -> str | None:
    """Of how many the share is, where there is one and it is told."""
    words = counted(row.passed, row.failed, row.unknown, row.weighed_by) if row.share is not None else None
    return words.in_language(language) if words else None


def _figures(row: Any, words: _Words) -> str:
    if row.outcome is None or row.outcome == "not_applicable":
        return "–"
    return words["withheld"] if row.passed is None else f"{row.passed} / {row.failed} / {row.unknown}"


def _threshold(document: Mapping[str, Any], words: _Words) -> str:
    """When a unit meets the rule, as its document says."""
    if "composite" in document:
        composite = document["composite"]
        members = next(value for name, value in composite.items() if name != "level" and isinstance(value, list))
        return words["all_rules"].format(rules=", ".join(members))
    rollup = document["rollup"]
    value, sign = float(rollup["pass"]["value"]), _SIGNS[rollup["pass"]["op"]]
    if rollup["stat"] == "share":
        return f"{sign} {number_words(value * 100, words.language, 1)}%"
    if rollup["stat"] == "all":
        return words["all"]
    return words["count"].format(op=sign, value=number_words(value, words.language))


def _gap(gap: Gap, language: str) -> dict[str, Any]:
    words = _Words(language)
    distance = gap.distance_m
    return {
        "name": gap.name or words["unnamed"],
        "kind": all_layers()[gap.layer].title.in_language(language),
        "where": gap.unit_name or "–",
        "outcome": gap.outcome,
        "outcome_words": OUTCOMES[gap.outcome].in_language(language),
        "distance": words["none_near"] if distance is None else f"{number_words(distance, language, 0)} m",
    }


def _place(place: Any, gathered: Gathered, language: str) -> dict[str, Any]:
    words = _Words(language)
    cells = [place.cells.get(column.rule) for column in gathered.matrix.rules]
    return {
        "name": place.name or words["unnamed"],
        "kind": all_layers()[place.layer].title.in_language(language),
        "cells": [
            {"outcome": cell.outcome, "words": words[f"{cell.outcome}_sign"]} if cell else None for cell in cells
        ],
    }


def _left_out(gathered: Gathered, words: _Words) -> Iterator[str]:
    for points in gathered.points:
        if points.more:
            layer = points.layer.title.in_language(words.language)
            yield words["left_points"].format(layer=layer, count=MOST_POINTS)
    if gathered.more_roads:
        yield words["left_roads"].format(count=MOST_ROADS)


def _sources(gathered: Gathered, language: str) -> Iterator[dict[str, str]]:
    """Each layer that a rule read, with the last load into it before the calculation."""
    latest: dict[str, int] = {}
    for result in gathered.results:
        for layer, number in result.row.sources.items():
            if number is not None:
                latest[layer] = max(number, latest.get(layer, 0))
    for layer, number in sorted(latest.items()):
        load = gathered.loads.get(number)
        declared = all_layers().get(layer)
        yield {
            "layer": (declared.title if declared else Text(layer, layer)).in_language(language),
            "file": load.file_name if load else f"#{number}",
            "day": load.loaded_at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if load else "–",
        }
