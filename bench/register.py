"""The register: codes given out in a second beside a bare insert, looking a code up, the queue of a large commune.

wardmap bench register [postgresql://ADMIN@/postgres?host=…] [ADDRESSES]

A database of its own: the sample, ADDRESSES (300,000) more with codes, and 30,000 collected ones in one commune. Four
officers at once, each step with its checks, its event and its place in the audit log; then in batches of five hundred.
Beside them four clients that do nothing but insert a code into a table with one index, as pgbench would.
"""

import random
import secrets
import statistics
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from rich.table import Table
from sqlalchemy import Engine, create_engine, text

from bench import city
from bench.scratch import SERVICE, database, server
from geo_api.account import Account, Grant, Role
from geo_api.addresses import listing
from geo_api.addresses.desk import Desk
from geo_api.addresses.public.lookup import NoSuchCode, look_up
from geo_api.addresses.quality import summary
from geo_api.addresses.questions import question
from geo_api.addresses.steps import PAYLOAD, take
from geo_api.audit.events import Actor
from geo_api.audit.reads import UNRECORDED
from geo_api.console import out
from geo_api.db import Database, Reach
from geo_api.settings import Settings
from layers.codes import ADDRESS_PREFIX, mint

OFFICERS = 4
SINGLE = 200
BATCH = 500
BATCHES = 2
LARGE = 30_000
LOOKS = 2_000
PAGES = 20
_ACCOUNTS = "INSERT INTO account (name, must_change_password) VALUES (:name, false) RETURNING id"
_ROLE = "INSERT INTO account_role (account_id, role, valid) VALUES (:account, :role, daterange(current_date, NULL))"
_COMMUNE = """
SELECT unit_id, ST_X(ST_Centroid(geom)) AS lon, ST_Y(ST_Centroid(geom)) AS lat FROM layer.communes
 WHERE valid @> current_date AND ST_Covers(geom, ST_Centroid(geom)) ORDER BY unit_id LIMIT 1
"""
# Within some hundred metres around the middle of a commune.
_COLLECTED = """
WITH made AS (INSERT INTO addressable (kind, status, collected_by, verified_by, same_building, submitted_at)
              SELECT 'dwelling', CASE WHEN n <= :verified THEN 'verified' ELSE 'submitted' END, :collector,
                     CASE WHEN n <= :verified THEN CAST(:verifier AS bigint) END, true, now()
                FROM generate_series(1, :count) AS n RETURNING id)
INSERT INTO address_point (addressable_id, position, valid, geom, method)
SELECT id, 'main_entrance', '[2026-01-01,)',
       ST_SetSRID(ST_MakePoint(:lon + (random() - 0.5) * 0.01, :lat + (random() - 0.5) * 0.01), 4326), 'drawn' FROM made
"""
_VERIFIED = "SELECT id FROM addressable WHERE status = 'verified' AND verified_by IS NOT NULL ORDER BY id"
_UNCODED = """
SELECT a.id FROM addressable AS a WHERE a.status = 'assigned'
   AND NOT EXISTS (SELECT FROM address_code AS c WHERE c.addressable_id = a.id)
"""
_CODES = """
INSERT INTO address_code (code, addressable_id) SELECT * FROM unnest(CAST(:codes AS text[]), CAST(:ids AS bigint[]))
    ON CONFLICT DO NOTHING
"""
_BARE = "CREATE TABLE bare_code (code text PRIMARY KEY, addressable_id bigint NOT NULL)"


def build(engine: Engine, addresses: int) -> tuple[dict[str, int], int]:
    """Accounts by what they are for, and the large commune."""
    city.build(engine, addresses, 100)
    with engine.begin() as connection:
        people = {
            name: int(connection.scalar(text(_ACCOUNTS), {"name": name}) or 0) for name in ("thu", "xac", "duyet")
        }
        for name, role in (("thu", "collector"), ("xac", "verifier"), ("duyet", "approver")):
            connection.execute(text(_ROLE), {"account": people[name], "role": role})
        commune = connection.execute(text(_COMMUNE)).one()
        verified = OFFICERS * (SINGLE + BATCH * BATCHES)
        values = {"collector": people["thu"], "verifier": people["xac"], "count": LARGE, "verified": verified}
        connection.execute(text(_COLLECTED), {**values, "lon": commune.lon, "lat": commune.lat})
        connection.exec_driver_sql(_BARE)
        ids = list(connection.scalars(text(_UNCODED)))
        for first in range(0, len(ids), 10_000):
            some = ids[first : first + 10_000]
            connection.execute(text(_CODES), {"codes": [a_code() for _ in some], "ids": some})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    return people, commune.unit_id


def a_code() -> str:
    return mint(ADDRESS_PREFIX, PAYLOAD, secrets.randbelow)


def officer(data: Database, account: int, role: Role, reach: Reach) -> Desk:
    held = Account(account, role.value, frozenset({Grant(role, None)}))
    return Desk(data, held, Actor(role.value, account), UNRECORDED, {role: reach}, ADDRESS_PREFIX)


def together(work: Callable[[int], None]) -> float:
    """Seconds until all officers have done theirs."""
    threads = [threading.Thread(target=work, args=(n,)) for n in range(OFFICERS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


def assigned(data: Database, engine: Engine, people: dict[str, int]) -> Table:
    with engine.connect() as connection:
        ready = list(connection.scalars(text(_VERIFIED)))
    desk = officer(data, people["duyet"], Role.APPROVER, Reach(everywhere=True))
    lots = [ready[n::OFFICERS] for n in range(OFFICERS)]

    def one_by_one(n: int) -> None:
        for number in lots[n][:SINGLE]:
            take(desk, "assign", [(number, 1)])

    def in_batches(n: int) -> None:
        for turn in range(BATCHES):
            first = SINGLE + BATCH * turn
            take(desk, "assign", [(number, 1) for number in lots[n][first : first + BATCH]])

    # Read as little as they write: what it costs the database, and nothing of ours around it.
    bare_engine = create_engine(engine.url, pool_size=OFFICERS)

    def bare(n: int) -> None:
        with bare_engine.connect() as connection:
            for number in lots[n][:SINGLE]:
                connection.execute(text("INSERT INTO bare_code VALUES (:code, :id)"), {"code": a_code(), "id": number})
                connection.commit()

    table = Table("four officers at once", "a second", "of a bare insert")
    base = OFFICERS * SINGLE / together(bare)
    bare_engine.dispose()
    table.add_row("bare insert, committed one by one", f"{base:,.0f}", "1.00")
    for name, work, count in (
        ("assigned one by one", one_by_one, SINGLE),
        ("assigned by five hundred", in_batches, BATCH * BATCHES),
    ):
        speed = OFFICERS * count / together(work)
        table.add_row(name, f"{speed:,.0f}", f"{speed / base:.2f}")
    return table


def looked_up(data: Database, engine: Engine) -> list[float]:
    """Milliseconds of looking up codes by chance, one in ten of which nobody has."""
    with engine.connect() as connection:
        codes = list(connection.scalars(text("SELECT code FROM address_code TABLESAMPLE SYSTEM (5) LIMIT 20000")))
    chance, found = random.Random(1), []
    for n in range(LOOKS):
        code = a_code() if n % 10 == 0 else chance.choice(codes)
        begun = time.perf_counter()
        with suppress(NoSuchCode):
            look_up(data, code, ADDRESS_PREFIX)
        found.append(1000 * (time.perf_counter() - begun))
    return found


def queued(data: Database, people: dict[str, int], commune: int) -> list[float]:
    """Milliseconds of what the page of the queue asks for: counts by hamlet, and the first fifty."""
    desk = officer(data, people["xac"], Role.VERIFIER, Reach(everywhere=True))
    asked = question(people["xac"], {"unit": str(commune), "status": "submitted", "limit": "50"})
    found = []
    for _ in range(PAGES):
        begun = time.perf_counter()
        with desk.transaction() as connection:
            summary(connection, commune)
            listing.page(connection, asked)
        found.append(1000 * (time.perf_counter() - begun))
    return found


def _told(name: str, found: list[float]) -> None:
    p99 = statistics.quantiles(found, n=100)[98]
    out.print(f"{name}: median {statistics.median(found):.2f} ms, p99 {p99:.2f} ms of {len(found)}")


def main() -> None:
    addresses = next((int(word) for word in sys.argv[1:] if word.isdigit()), 300_000)
    with server() as admin, database(admin) as engine:
        people, commune = build(engine, addresses)
        data = Database(engine.url.set(username=SERVICE), Settings())
        out.print(f"{addresses:,} addresses with codes, {LARGE:,} in one commune")
        out.print(assigned(data, engine, people))
        _told("look-up by code", looked_up(data, engine))
        _told(f"queue of a commune of {LARGE:,}", queued(data, people, commune))
        data.close()


if __name__ == "__main__":
    main()
