"""Addresses of the sample: 50,000 of them, with the cases that break careless programs."""

from typing import Any

from sqlalchemy import Connection, text

from layers.codes import is_valid


def scalar(connection: Connection, sql: str) -> Any:
    return connection.scalar(text(sql))


def test_there_are_50000_each_with_one_entrance_and_one_text(sample: Connection) -> None:
    for table in ("addressable", "address_point", "address_text"):
        assert scalar(sample, f"SELECT count(*) FROM {table}") == 50_000
    assert scalar(sample, "SELECT count(DISTINCT addressable_id) FROM address_point") == 50_000
    assert scalar(sample, "SELECT count(DISTINCT addressable_id) FROM address_text") == 50_000


def test_assigned_and_retired_ones_have_a_code_and_no_others(sample: Connection) -> None:
    wrong = (
        "SELECT count(*) FROM addressable a LEFT JOIN address_code c ON c.addressable_id = a.id"
        " WHERE (c.code IS NOT NULL) <> (a.status IN ('assigned', 'retired'))"
    )
    assert scalar(sample, wrong) == 0
    codes = list(sample.scalars(text("SELECT code FROM address_code")))
    assert len(codes) > 40_000
    assert all(map(is_valid, codes))
    early = "SELECT count(*) FROM address_code c JOIN address_point p USING (addressable_id)"
    assert scalar(sample, f"{early} WHERE c.effective_on <> lower(p.valid)") == 0
    statuses = set(sample.scalars(text("SELECT DISTINCT status FROM addressable")))
    assert statuses == {"draft", "submitted", "verified", "assigned", "retired"}


def test_each_lies_in_its_hamlet(sample: Connection) -> None:
    outside = (
        "SELECT count(*) FROM address_point p JOIN address_text t USING (addressable_id)"
        " JOIN unit_version h ON h.unit_id = t.hamlet_id AND upper_inf(h.valid) WHERE NOT ST_Covers(h.geom, p.geom)"
    )
    assert scalar(sample, outside) == 0


def test_no_number_is_given_twice_on_one_street(sample: Connection) -> None:
    twice = "SELECT count(*) FROM (SELECT 1 FROM address_text t JOIN addressable a ON a.id = addressable_id"
    twice += " WHERE number IS NOT NULL AND kind = 'dwelling' GROUP BY street, number, hamlet_id HAVING count(*) > 1) x"
    assert scalar(sample, twice) == 0


def test_a_block_of_40_flats_has_one_entrance(sample: Connection) -> None:
    found = sample.execute(
        text(
            "SELECT count(*), count(DISTINCT t.number), count(DISTINCT f.parent_id),"
            " bool_and(ST_Equals(p.geom, b.geom)) FROM addressable f JOIN address_point p ON p.addressable_id = f.id"
            " JOIN address_text t ON t.addressable_id = f.id JOIN address_point b ON b.addressable_id = f.parent_id"
            " WHERE f.kind = 'flat'"
        )
    ).one()
    assert tuple(found) == (40, 40, 1, True)


def test_a_house_stands_on_the_border_of_two_communes(sample: Connection) -> None:
    corners = (
        "SELECT DISTINCT c.id, ST_X(d.geom) AS x, ST_Y(d.geom) AS y"
        " FROM layer.communes c, ST_DumpPoints(c.geom) d WHERE c.valid @> date '2025-07-01'"
    )
    shared = f"SELECT x, y FROM ({corners}) c GROUP BY x, y HAVING count(*) > 1"
    houses = f"SELECT count(*) FROM address_point JOIN ({shared}) s ON ST_X(geom) = x AND ST_Y(geom) = y"
    assert scalar(sample, houses) == 1


def test_streets_of_the_city_have_their_names(sample: Connection) -> None:
    streets = set(sample.scalars(text("SELECT DISTINCT street FROM address_text")))
    assert {"Trần Hưng Đạo", "Điện Biên", "Giải Phóng", "Trường Chinh"} <= streets
