"""The command `wardmap`, each word of it in the folder of its feature. Exit 0 done, 1 refused, 2 wrong usage.

3: done, but a file about it (a report, a mapping) could not be written: it must not be done again.
"""

import sys
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError

from geo_api import logs
from geo_api.accounts.commands import user
from geo_api.audit.commands import audit
from geo_api.console import print_refusal
from geo_api.coverage.commands import coverage
from geo_api.coverage.edit.commands import rules
from geo_api.coverage.report.commands import report
from geo_api.errors import NotReported
from geo_api.exports.commands import export
from geo_api.indicators.commands import indicators
from geo_api.loads import commands as loads
from geo_api.ops import commands as ops
from geo_api.ops.secret_commands import secrets
from geo_api.settings import bad_setting
from geo_api.tiles.commands import tiles
from geo_api.units.commands import units_commands
from geo_api.usage import run
from layers.errors import WardmapError

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from loaders.units.reform.report import Followed

app = typer.Typer(
    name="wardmap",
    help="Bản đồ số của xã, phường · Map server for communes and wards.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _coverage(connection: "Connection", effective: "date") -> "Followed":
    """What was calculated for units that end is calculated for those that follow."""
    from geo_api.coverage.evaluate.follow import follow  # noqa: PLC0415  # heavy: no other command should wait for it

    return follow(connection, effective)


def _accounts(connection: "Connection", effective: "date") -> "Followed":
    """Officials of units that end are those of the units that follow."""
    from geo_api.accounts.follow import follow  # noqa: PLC0415  # heavy: no other command should wait for it

    return follow(connection, effective)


ops.register(app)
loads.register(app)
app.add_typer(coverage)
app.add_typer(rules)
app.command()(report)
app.command()(export)
app.add_typer(units_commands([_coverage, _accounts]))
app.add_typer(indicators)
app.add_typer(tiles)
app.add_typer(user)
app.add_typer(audit)
app.add_typer(secrets)


def main() -> None:
    """Entry point of the installed command."""
    logs.configure()
    try:
        run(app)
    except NotReported as error:
        print_refusal(error)
        sys.exit(3)
    except WardmapError as error:
        print_refusal(error)
        sys.exit(1)
    except ValidationError as error:
        print_refusal(bad_setting(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
