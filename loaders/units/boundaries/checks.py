"""What is to be said of the units of a file once they are written: nothing is changed or refused here."""

from sqlalchemy import Connection

from loaders.report import Tally
from loaders.units.boundaries.change import Change
from loaders.units.boundaries.checks_record import record_findings
from loaders.units.boundaries.checks_shapes import shape_findings


def run_checks(connection: Connection, change: Change, tally: Tally) -> None:
    """Put what is found into `tally`. The units are written, and still in ``incoming``."""
    for findings in (*shape_findings(connection, change), *record_findings(connection, change)):
        tally.find(findings)
