"""How long it takes to say which unit is meant: names of both worlds out of the database itself, in one run.

    .venv/bin/python -m bench.resolve      the sample data in the private PostGIS, or WARDMAP_DATABASE_URL

Each figure is from the words to the finished JSON, as the route makes it, over names drawn at random with a fixed
course of chance. The ratio is to a plain look-up of the folded name through the same pool: what judging, lineage and
reasons cost. Absolute figures are of one machine on one day; compare within a run.
"""

import gc
import math
import random
import time
from collections.abc import Callable
from contextlib import closing

from rich.console import Console
from rich.table import Table

from geo_api.days import parse_period
from geo_api.db import Database, Statement, schema_of
from geo_api.embedded import database_urls
from geo_api.reading import ReadAs
from geo_api.settings import Settings
from geo_api.units.resolve import resolve, shortened
from geo_api.units.resolve_asked import asked_units
from geo_api.units.resolve_documents import resolve_document
from layers.layer import Audience
from layers.names import fold

NAMES = 400
CANDIDATES = 20
PLACE = "106.17,20.42"
SHORT = {
    "xã": "X.",
    "phường": "P.",
    "thị trấn": "TT.",
    "huyện": "H.",
    "quận": "Q.",
    "thị xã": "TX.",
    "thành phố": "TP.",
}
_NAMES = """
SELECT v.name, v.kind, v.full_name, p.full_name AS parent, c.code
  FROM {schema}.unit_versions v
  LEFT JOIN LATERAL (SELECT n.full_name FROM {schema}.unit_versions n
     WHERE n.unit_id = v.parent_id AND n.on_record LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT n.code FROM {schema}.unit_codes n
     WHERE n.unit_id = v.unit_id AND n.is_main LIMIT 1) c ON true
 WHERE v.on_record AND v.level <> 'hamlet' ORDER BY v.version_id"""
_PLAIN = "SELECT unit_id, full_name FROM {schema}.unit_versions WHERE on_record AND name_search = :name"


def main() -> None:
    settings = Settings()
    with database_urls(settings, "bench") as urls, closing(Database(urls.service, settings)) as database:
        reader = ReadAs(database, Audience.PUBLIC)
        rows = reader.rows(Statement(_NAMES.format(schema=schema_of(reader.audience)), {}))
        drawn = random.Random(1).sample(rows, min(NAMES, len(rows)))
        # As the service does when it starts.
        gc.collect()
        gc.freeze()
        print(f"{len(rows)} names, {len(drawn)} of them drawn")
        Console().print(_table(reader, drawn))


def _table(reader, drawn) -> Table:
    chance = random.Random(2)
    table = Table("question", "p50 ms", "p95 ms", "p99 ms", "ratio of p50", "first is it")
    plain = _timed([fold(row.name) for row in drawn], lambda name: _plain(reader, name))[0]
    table.add_row("plain look-up", *_shown(plain), "1", "")
    cases = {
        "name as written": [(row.full_name, None) for row in drawn],
        "bare name": [(row.name, None) for row in drawn],
        "without marks": [(fold(row.full_name), None) for row in drawn],
        "abbreviated": [(f"{SHORT.get(row.kind, row.kind)} {row.name}", None) for row in drawn],
        "with a typo": [(_mistyped(row.full_name, chance), None) for row in drawn],
        "address line": [(f"Số 12, {row.full_name}, {row.parent or ''}", None) for row in drawn],
        "line, no signs": [(fold(f"so 12 duong so 5 {row.name} {row.parent or ''}"), None) for row in drawn],
        "name near a place": [(row.full_name, PLACE) for row in drawn],
        "code": [(row.code, None) for row in drawn if row.code],
    }
    for title, questions in cases.items():
        times, answers = _timed(questions, lambda question: _answer(reader, *question))
        right = sum(answer == row.full_name for answer, row in zip(answers, drawn, strict=False))
        ratio = f"{_quantile(times, 50) / _quantile(plain, 50):.1f}"
        table.add_row(title, *_shown(times), ratio, f"{right / len(questions):.0%}")
    return table


def _answer(reader, words: str, near: str | None) -> str | None:
    """The full name of the likeliest unit; the whole answer is made for it."""
    is_code = words.isdigit() and len(words) > 1
    asked = asked_units(None if is_code else words, words if is_code else None, parse_period(None, None), near, None)
    document = resolve_document(reader, asked, shortened(resolve(reader, asked), CANDIDATES))
    document.model_dump_json()
    return document.candidates[0].unit.full_name if document.candidates else None


def _plain(reader, name: str):
    return reader.rows(Statement(_PLAIN.format(schema=schema_of(reader.audience)), {"name": name}))


def _mistyped(name: str, chance: random.Random) -> str:
    """The name with one letter left out of its last word, the first one kept."""
    head, _, last = name.rpartition(" ")
    if len(last) < 3:
        return name
    at = chance.randrange(1, len(last))
    return f"{head} {last[:at]}{last[at + 1 :]}"


def _timed(questions: list, run: Callable) -> tuple[list[float], list]:
    """Milliseconds for each question, after some to warm up, and the answers."""
    for question in questions[:20]:
        run(question)
    times, answers = [], []
    for question in questions:
        begin = time.perf_counter()
        answers.append(run(question))
        times.append((time.perf_counter() - begin) * 1000)
    return times, answers


def _shown(times: list[float]) -> list[str]:
    return [f"{_quantile(times, percent):.1f}" for percent in (50, 95, 99)]


def _quantile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, math.floor(len(values) * percent / 100))]


if __name__ == "__main__":
    main()
