"""Rules that go round in a circle once the product has changed under what was written here."""

import json

from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.run import run_all
from geo_api.coverage.rules.book import rule_book
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.days import today

WRITE = """
INSERT INTO coverage_rule (id, version, state, document, shipped_version, note, edited_by)
VALUES (:id, 2, 'in_force', CAST(:document AS jsonb), 1, 'cũ', 'lan')
"""


def combine(connection: Connection, name: str, *members: str) -> None:
    """Written when no circle came of it: nothing is asked now."""
    document = shipped_rules()["hamlet.smart"].document
    changed = {**document, "id": name, "composite": {"level": "hamlet", "all_of": members}}
    connection.execute(text(WRITE), {"id": name, "document": json.dumps(changed)})


def test_what_was_written_here_gives_way_where_the_product_now_needs_it_and_all_others_go_on(connection: Connection):
    combine(connection, "hamlet.smart", "commune.model")
    book = rule_book(connection)
    assert set(book.faulty) == {"hamlet.smart", "commune.model"}
    assert "hamlet.smart → commune.model" in book.faulty["hamlet.smart"].words.vi
    assert book.faulty["commune.model"].words.en == "there is no rule “hamlet.smart”"
    assert set(book.rules) == set(shipped_rules()) - set(book.faulty)
    run_all(connection, today())
    calculated = set(connection.scalars(text("SELECT rule_id FROM coverage_run")))
    assert calculated == {rule.id for rule in book.rules.values() if rule.is_in_force(today())}


def test_a_circle_of_rules_written_here_takes_nothing_with_it_but_what_needs_it(connection: Connection):
    combine(connection, "own.one", "own.two")
    combine(connection, "own.two", "own.one")
    combine(connection, "own.above", "own.one", "wifi.public-place")
    combine(connection, "own.good", "wifi.public-place")
    book = rule_book(connection)
    assert set(book.faulty) == {"own.one", "own.two", "own.above"}
    assert set(book.rules) == {*shipped_rules(), "own.good"}
